"""Kinds of findings about what an export says twice, or not at all; see `finding_kinds`."""

from proeftuin.language import N_
from proeftuin.register.finding_kinds import Kind

KINDS: dict[str, Kind] = {
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
