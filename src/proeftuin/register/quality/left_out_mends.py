"""How to mend rows that were left out of a reading, by the name that the reader gave them."""

from proeftuin.text.language import N_

_ENROLMENT = N_(
    "Controleer de begin- en einddatum van deze leerlingen bij de bron en exporteer opnieuw. "
    "Klopten ze, dan is er niets te doen."
)
_TIMETABLE = N_(
    "Vergelijk het rooster met de genoemde rijen. Was er toch les, vul het rooster aan en "
    "exporteer het opnieuw."
)
_GROUPS = N_(
    "Horen deze groepen bij de leerlingen? Schrijf de groep in het rooster en in de "
    "leerlingenlijst hetzelfde. Anders is er niets te doen."
)
_GONE = N_(
    "Niets te doen als deze leerlingen weg zijn. Anders: zet hun groep in de leerlingenlijst en "
    "exporteer opnieuw."
)
_NOT_PLACED = N_(
    "Vul in het rooster de groep en het lesuur in als het een gewone les was. Anders is er niets "
    "te doen."
)

MENDS: dict[str, str] = {
    "De datum valt buiten het schooljaar.": N_(
        "Controleer de datums, en de schooljaren in proeftuinen.toml. Horen de rijen bij een "
        "ander schooljaar, dan is er niets te doen."
    ),
    "De leerling was op deze dag niet ingeschreven.": _ENROLMENT,
    "Op deze dag was er geen les: een vakantie of vrije dag.": N_(
        "Was er toch les? Zet de dag bij eigen_dagen met les = true, of controleer de regio van "
        "de vakanties."
    ),
    "De les is vervallen.": N_(
        "Ging de les toch door? Verbeter het rooster bij de bron en exporteer opnieuw. Anders is "
        "er niets te doen."
    ),
    "De klas had op deze dag geen les.": _TIMETABLE,
    "De les staat niet in het rooster van de klas.": _TIMETABLE,
    "afwezigheid die geen enkele les of dagdeel van de leerling raakt": _TIMETABLE,
    "te laat zonder aantal minuten: geteld als 0 minuten": N_(
        "Exporteer te laat met het aantal minuten, of kies in proeftuinen.toml een andere "
        "telling van te laat."
    ),
    "leerlingen die de school verlieten, zonder groep in de leerlingenlijst": _GONE,
    "registraties van leerlingen die de school verlieten, zonder groep in de leerlingenlijst": (
        _GONE
    ),
    "lessen in het rooster zonder klas of groep": _NOT_PLACED,
    "lessen in het rooster zonder lesuur (tussen de lesuren, zoals examens)": _NOT_PLACED,
    "lessen in het rooster van groepen zonder leerlingen in de leerlingenlijst": _GROUPS,
    "dagdelen in de week van jaargroepen zonder leerlingen in de leerlingenlijst": _GROUPS,
    "lessen in het rooster op een vrije dag of in het weekend": N_(
        "Was er toch les? Zet de dag bij eigen_dagen met les = true."
    ),
    "klassen die eerder les hadden en in deze export niet meer": N_(
        "Niets te doen als deze klassen geen les meer hebben, zoals na de examens. Anders: "
        "exporteer het rooster opnieuw, met deze klassen."
    ),
}
