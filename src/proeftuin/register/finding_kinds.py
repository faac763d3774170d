"""The kinds of findings about a registration, as texts a coach can act on, in Dutch.

A placeholder in braces is a word that differs per sector (`lessen`, `klas`, `klassen`) or the name
that the importer gave to what it did.
"""

from dataclasses import dataclass
from typing import Literal

Grade = Literal["stops", "changes", "information"]


@dataclass(frozen=True)
class Kind:
    """What all findings of one kind have in common, in Dutch.

    Parameters
    ----------
    grade
        Whether it stops a pyramid, changes one, or is only good to know.
    what
        What it is.
    unit
        What is counted.
    means, why, mend
        What it means, why it matters for the pyramid, and how to resolve it.
    of_pupils
        Whether the count is one of pupils or of their registrations, and so may be too small to
        stand in a report.
    in_files
        Whether the places are rows of the school's own files, which mean nothing in a report.
    """

    grade: Grade
    what: str
    unit: str
    means: str
    why: str
    mend: str
    of_pupils: bool = False
    in_files: bool = False


_LINE = (
    "Onder de lijn krijgt niemand een tier, want wat niet is geregistreerd, is geen aanwezigheid."
)
_SILENT = (
    "Die {lessen} tellen niet mee: niets geregistreerd is niet hetzelfde als iedereen aanwezig. De "
    "maand van de {klas} wordt er korter van, en in een kortere maand lijken meer leerlingen "
    "zonder verzuim."
)

KINDS: dict[str, Kind] = {
    "school_below": Kind(
        "stops",
        "Van de hele school is te weinig geregistreerd.",
        "procent van de {lessen} geregistreerd",
        "Over de hele export ligt de registratie onder de lijn voor volledigheid.",
        f"Er is geen enkele piramide te maken. {_LINE}",
        "Controleer of de export alle {klassen} en alle weken bevat, en vraag hoe er wordt "
        "geregistreerd. De lijn zelf is een instelling: volledigheid in proeftuinen.toml.",
    ),
    "window_below": Kind(
        "stops",
        "In een venster van de vergelijking is op school te weinig geregistreerd.",
        "vensters",
        "In de eerste of de laatste schooldagen van de periode ligt de school onder de lijn.",
        f"Voor en na zijn niet te vergelijken. {_LINE}",
        "Haal een completere export op, of kies in proeftuinen.toml een andere periode.",
    ),
    "month_below": Kind(
        "changes",
        "Maanden waarin op school te weinig is geregistreerd.",
        "maanden",
        "In deze maanden ligt de school als geheel onder de lijn voor volledigheid.",
        f"Deze maanden krijgen geen piramide. {_LINE}",
        "Vul de registratie aan en exporteer opnieuw, of zet vrije dagen bij eigen_dagen.",
    ),
    "class_below": Kind(
        "changes",
        "{Klassen} die in een maand onder de lijn voor volledigheid liggen.",
        "keer een {klas} in een maand",
        "Van deze {klassen} is in die maand te weinig geregistreerd om er iets over te zeggen.",
        "De {klas} krijgt in die maand geen piramide en telt niet mee in die van de school; de "
        "leerlingen staan bij ‘geen tier’.",
        "Vraag de mentor om de ontbrekende weken alsnog in te vullen en exporteer opnieuw.",
    ),
    "silent_school_weeks": Kind(
        "changes",
        "Weken waarin niemand op school iets registreerde.",
        "weken",
        "Volgens het rooster was er les, maar er is geen enkele registratie.",
        "Deze weken tellen niet mee. Was het een vrije week, dan klopt het rooster niet; was er "
        "les, dan ontbreekt een deel van de export.",
        "Was de school dicht? Zet de dagen bij eigen_dagen in proeftuinen.toml. Was er les? "
        "Exporteer die weken opnieuw.",
    ),
    "silent_weeks": Kind(
        "changes",
        "Weken waarin in een {klas} niets is geregistreerd.",
        "keer een {klas} in een week",
        "In de hele week is voor geen enkele leerling van de {klas} iets ingevuld.",
        _SILENT,
        "Was de {klas} op kamp of op stage, dan is er niets te doen. Is de registratie vergeten, "
        "vul haar dan alsnog in en exporteer opnieuw.",
    ),
    "provisional_weeks": Kind(
        "information",
        "Weken na de laatste week waarin alle {klassen} registreerden.",
        "weken",
        "Aan het eind van de export zijn nog niet alle {klassen} ingevuld.",
        "Piramides over deze weken zijn voorlopig en kunnen nog veranderen.",
        "Exporteer over twee weken opnieuw, of eindig met de laatste volledige week.",
    ),
    "recent_days": Kind(
        "information",
        "Schooldagen in de laatste twee weken voor de export.",
        "schooldagen",
        "Verzuim zonder bericht krijgt vaak later nog een reden, en fouten worden later hersteld.",
        "Voor de tiers telt de reden niet; voor de soorten verzuim wel. Deze dagen zijn voorlopig.",
        "Niets te doen; een volgende export maakt ze definitief.",
    ),
    "left_out": Kind(
        "changes",
        "Weggelaten bij het inlezen: {name}",
        "rijen",
        "Deze rijen staan in de export, maar passen niet bij de inschrijving, de kalender of het "
        "rooster.",
        "Zij tellen niet mee. Was de leerling er toch bij ingeschreven of was er toch les, dan "
        "ontbreekt er verzuim in de piramide.",
        "Verbeter de inschrijving of het rooster bij de bron. Was er op een vrije dag toch les? "
        "Zet de dag bij eigen_dagen met les = true.",
        of_pupils=True,
        in_files=True,
    ),
    "repaired": Kind(
        "information",
        "Hersteld bij het inlezen: {name}",
        "rijen",
        "De export was hier anders geschreven dan bedoeld; wat er stond, was met zekerheid te "
        "herstellen.",
        "De piramide telt de herstelde waarde.",
        "Niets te doen. Wie de export in Excel opent en opslaat, kan dit voorkomen door dat niet "
        "te doen.",
        of_pupils=True,
        in_files=True,
    ),
    "outside_sessions": Kind(
        "changes",
        "Registraties die in geen enkele les van de {klas} van de leerling vallen.",
        "registraties",
        "De leerling was toen niet ingeschreven, of de {klas} had toen geen les.",
        "Deze registraties tellen niet mee.",
        "Controleer de begin- en einddatums in de leerlingenlijst, het rooster en eigen_dagen.",
        of_pupils=True,
    ),
    "too_long": Kind(
        "information",
        "Afwezigheid die langer duurt dan de les.",
        "registraties",
        "Er zijn meer minuten gemist dan de les lang was.",
        "Meer dan de les kan niemand missen: de piramide telt de lengte van de les.",
        "Controleer de tijden in het rooster; bij veel rijen is de lesduur daar te kort.",
        of_pupils=True,
    ),
    "contradicting": Kind(
        "changes",
        "Een leerling is in dezelfde les afwezig én iets wat daar niet bij past.",
        "lessen van leerlingen",
        "Twee registraties spreken elkaar tegen: ook te laat, of ook niet verwacht.",
        "Afwezig gaat voor te laat, en niet verwacht gaat voor afwezig. Klopt dat niet, dan "
        "verandert het de tier.",
        "Kijk in het systeem welke van de twee klopt en haal de andere weg.",
        of_pupils=True,
    ),
    "code_use": Kind(
        "changes",
        "Codes die van de ene maand op de andere anders worden gebruikt.",
        "codes",
        "Zo’n sprong komt zelden door leerlingen en meestal door een afspraak: een nieuwe code, "
        "een code die vervalt, of andere instructies.",
        "Een piramide van voor en een van na de verandering meten niet hetzelfde. Telt de ene "
        "code wel als verzuim en de andere niet, dan verschuiven de tiers zonder dat iemand meer "
        "of minder kwam.",
        "Vraag de administratie wat er in die maand veranderde, en vergelijk liever binnen de "
        "tijd ervoor of erna.",
    ),
    "unexplained_share": Kind(
        "information",
        "De verhouding tussen ‘zonder bericht’ en ‘ziek’ verandert plotseling.",
        "verandering",
        "Vanaf een maand heet een ander deel van de afwezigheid ziek in plaats van onverklaard, "
        "of andersom.",
        "Voor de tiers telt de reden niet. De soorten verzuim van voor en na zijn niet te "
        "vergelijken.",
        "Vraag hoe ziekmeldingen sinds die maand worden verwerkt.",
    ),
    "unused_codes": Kind(
        "information",
        "Codes in het codeboek die niemand gebruikte.",
        "codes",
        "De code staat in het codeboek, maar in geen enkele registratie.",
        "De piramide verandert er niet door. Ontbreekt een code die wel in gebruik is, dan is de "
        "export onvolledig.",
        "Herkent u een code die wel in gebruik is? Exporteer opnieuw, met alle codes.",
    ),
    "old_unexplained": Kind(
        "information",
        "Veel afwezigheid is na twee weken nog zonder bericht.",
        "procent van de afwezigheid",
        "Van deze afwezigheid weet niemand de reden, terwijl er tijd was om die te vragen.",
        "De tiers tellen haar mee. Een deel kan een vergissing zijn: de leerling was er, maar "
        "stond als afwezig.",
        "Spreek af wie onverklaard verzuim binnen een week navraagt.",
    ),
    "busy_days": Kind(
        "changes",
        "Dagen met veel meer afwezigheid dan de dagen eromheen.",
        "dagen",
        "Was de hele school afwezig, dan was het waarschijnlijk een vrije dag, een uitje of een "
        "studiedag.",
        "Zo’n dag telt voor iedereen als gemist; in een maand van twintig dagen is dat al 5 "
        "procent.",
        "Was de school dicht? Zet de dag bij eigen_dagen in proeftuinen.toml.",
    ),
    "quiet_days": Kind(
        "changes",
        "Dagen met veel minder afwezigheid dan de dagen eromheen.",
        "dagen",
        "Waarschijnlijk is die dag maar een deel geregistreerd.",
        "Wie er niet was, telt die dag als aanwezig; de piramide wordt er te gunstig van.",
        "Vraag na wat er die dag was. Was er geen les? Zet de dag bij eigen_dagen.",
    ),
    "silent_weekday": Kind(
        "changes",
        "Een weekdag waarop nooit iets wordt geregistreerd.",
        "keer een {klas} op een weekdag",
        "Op deze dag ontbreekt elke registratie, terwijl er volgens het rooster les is.",
        "Iedereen lijkt op die dag aanwezig; de piramide wordt er te gunstig van.",
        "Is er die dag geen les (stage), haal die {lessen} dan uit het rooster. Is er wel les, dan "
        "ontbreekt er registratie.",
    ),
    "no_possible": Kind(
        "changes",
        "Leerlingen die geen enkele dag les konden hebben.",
        "leerlingen",
        "Zij staan in de leerlingenlijst, maar hun {klas} had geen {lessen} zolang zij er waren.",
        "Zij krijgen nooit een tier.",
        "Controleer de begin- en einddatums en de naam van de {klas}.",
        of_pupils=True,
    ),
    "under_six": Kind(
        "information",
        "Leerlingen die jonger zijn dan zes.",
        "leerlingen",
        "Wie vijf is, is leerplichtig maar mag een deel van de week thuisblijven; wie vier is, is "
        "niet leerplichtig.",
        "Zij tellen mee in de piramide; hun verzuim kan toegestaan zijn.",
        "Let erop bij de piramides van de jongste groepen.",
        of_pupils=True,
    ),
}
