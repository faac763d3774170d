"""Kinds of findings about what reading an export met; see `finding_kinds`."""

from proeftuin.register.quality.finding_kind import Kind
from proeftuin.text.language import N_

KINDS: dict[str, Kind] = {
    "left_out": Kind(
        "changes",
        N_("Weggelaten bij het inlezen: {name}"),
        N_("rijen"),
        N_(
            "Deze rijen staan in de export, maar passen niet bij de inschrijving, de kalender of "
            "het rooster."
        ),
        N_(
            "Zij tellen niet mee. Was de leerling er toch bij ingeschreven of was er toch les, dan "
            "ontbreekt er verzuim in de piramide."
        ),
        N_(
            "Verbeter de inschrijving of het rooster bij de bron. Was er op een vrije dag toch "
            "les? Zet de dag bij eigen_dagen met les = true."
        ),
        of_pupils=True,
        in_files=True,
    ),
    "repaired": Kind(
        "information",
        N_("Hersteld bij het inlezen: {name}"),
        N_("rijen"),
        N_(
            "De export was hier anders geschreven dan bedoeld; wat er stond, was met zekerheid te "
            "herstellen."
        ),
        N_("De piramide telt de herstelde waarde."),
        N_(
            "Niets te doen. Wie de export in Excel opent en opslaat, kan dit voorkomen door dat "
            "niet te doen."
        ),
        of_pupils=True,
        in_files=True,
    ),
    "outside_sessions": Kind(
        "changes",
        N_("Registraties die in geen enkele les van de {klas} van de leerling vallen."),
        N_("registraties"),
        N_("De leerling was toen niet ingeschreven, of de {klas} had toen geen les."),
        N_("Deze registraties tellen niet mee."),
        N_("Controleer de begin- en einddatums in de leerlingenlijst, het rooster en eigen_dagen."),
        of_pupils=True,
    ),
    "too_long": Kind(
        "information",
        N_("Afwezigheid die langer duurt dan de les."),
        N_("registraties"),
        N_("Er zijn meer minuten gemist dan de les lang was."),
        N_("Meer dan de les kan niemand missen: de piramide telt de lengte van de les."),
        N_("Controleer de tijden in het rooster; bij veel rijen is de lesduur daar te kort."),
        of_pupils=True,
    ),
    "contradicting": Kind(
        "changes",
        N_("Een leerling is in dezelfde les afwezig én iets wat daar niet bij past."),
        N_("lessen van leerlingen"),
        N_("Twee registraties spreken elkaar tegen: ook te laat, of ook niet verwacht."),
        N_(
            "Afwezig gaat voor te laat, en niet verwacht gaat voor afwezig. Klopt dat niet, dan "
            "verandert het de tier."
        ),
        N_("Kijk in het systeem welke van de twee klopt en haal de andere weg."),
        of_pupils=True,
    ),
    "doubtful": Kind(
        "changes",
        N_("Gelezen, maar de export spreekt zichzelf tegen: {name}"),
        N_("keer"),
        N_("Wat er staat kan op twee manieren bedoeld zijn; één daarvan is gekozen."),
        N_("Is de andere bedoeld, dan verandert de piramide."),
        N_("Kijk de genoemde plaatsen na in het systeem, verbeter ze en exporteer opnieuw."),
        of_pupils=True,
        in_files=True,
    ),
    "never_observed": Kind(
        "changes",
        N_("Leerlingen van wie in geen enkele les iets is geregistreerd."),
        N_("leerlingen"),
        N_(
            "Docenten registreren hier ook wie er is, en deze leerlingen komen nergens voor: zij "
            "staan op geen leslijst, lopen stage of zijn weg."
        ),
        N_(
            "Hun {lessen} tellen als niet geregistreerd en zij krijgen geen tier; anders leken zij "
            "altijd aanwezig."
        ),
        N_(
            "Volgt de leerling les? Zet hem of haar op de leslijsten. Is de leerling weg? Vul de "
            "einddatum in de leerlingenlijst in."
        ),
        of_pupils=True,
    ),
}
