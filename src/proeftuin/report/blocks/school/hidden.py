"""What is not shown, and why: how many numbers of each table are hidden, and the rule."""

from collections import Counter

from proeftuin.report.blocks.common import explain
from proeftuin.report.document.bundle import Bundle, bullets, paragraphs
from proeftuin.report.document.table import Column, Table
from proeftuin.report.numbers.group_counts import SCHOOL
from proeftuin.report.protection.masking import LEGEND, MINIMUM, MINIMUM_BASE, SMALL, is_masked
from proeftuin.report.protection.published_counts import ASSUMED, WITHOUT, span_of
from proeftuin.report.protection.shown import ShownSchool
from proeftuin.text import words
from proeftuin.text.language import N_, _

RULES = (
    N_(
        "Een aantal onder de {minimum} leerlingen staat er niet, behalve nul: wie de school kent, "
        "herkent zo’n groepje."
    ),
    N_(
        "Een ander getal staat er niet als zo’n klein aantal er met een optelling of aftrekking "
        "uit zou volgen. Daarbij tellen alle tabellen, maanden en niveaus van dit rapport samen, "
        "die van de evaluatie en de regio, en wat in eerdere rapporten van deze school stond."
    ),
    N_("Een groep van minder dan {base} leerlingen heeft geen percentages."),
    N_("Wat een keer verborgen was, blijft verborgen, ook als de groep later groter is."),
    N_("Figuren, het werkblad in Excel en de tekst bij figuren laten precies hetzelfde zien."),
    N_(
        "Hoeveel leerlingen erbij kwamen of vertrokken kan uit andere getallen volgen; dat zegt "
        "niets over hun aanwezigheid."
    ),
)
PLACES = {
    "school": N_("Piramide van de school"),
    "months": N_("Piramide per maand"),
    "year": N_("Schooljaar tot nu toe"),
    "class": N_("Klassen"),
    "year_group": N_("Leerjaren"),
    "stage": N_("Onderbouw en bovenbouw"),
    "change": N_("Voor en na"),
    "moves": N_("Wie ging waarheen"),
    "others": N_("Niet in de vergelijking"),
    "edge": N_("Met een andere regel"),
    "kind": N_("Soorten verzuim, in de evaluatie"),
    "without": N_("Leerlingen zonder tier"),
}


def hidden(results: ShownSchool) -> Bundle:
    """Say what is not shown, and why."""
    release = results.release
    all_of, small, others = Counter[str](), Counter[str](), Counter[str]()
    for key, value in release.shown.items():
        place = _place(key, results)
        all_of[place] += 1
        if is_masked(value):
            (small if value is SMALL else others)[place] += 1
    rows = [
        {"what": _(name), "all": all_of[place], "small": small[place], "others": others[place]}
        for place, name in _names(results).items()
        if all_of[place]
    ]
    table = Table(
        _("Getallen die niet getoond zijn, per tabel"),
        (
            Column("what", _("Tabel")),
            Column("all", _("Getallen"), "count"),
            Column("small", _("Te klein"), "count"),
            Column("others", _("Om een ander niet te verraden"), "count"),
        ),
        rows,
        explain(LEGEND),
        annex=True,
    )
    summary = _(
        "Van de {all} getallen van dit rapport zijn er {hidden} niet getoond: {small} te klein, en "
        "{others} om een ander niet te verraden. Het Excelbestand zegt hoeveel per tabel.",
        all=words.number(all_of.total()),
        hidden=words.number(small.total() + others.total()),
        small=words.number(small.total()),
        others=words.number(others.total()),
    )
    lead = paragraphs(
        _(
            "Dit rapport is er om te delen. Daarom staan er geen getallen in waaruit iets over een "
            "paar leerlingen te halen is."
        )
    )
    rules = [_(rule, minimum=MINIMUM, base=MINIMUM_BASE) for rule in RULES]
    values = {"published": release.published.to_json()}
    lead += bullets(rules) + paragraphs(summary)
    symbols = paragraphs(explain(LEGEND), kind="note")
    return Bundle("hidden", lead, None, (table,), values, symbols)


def _names(results: ShownSchool) -> dict[str, str]:
    if not results.primary:
        return PLACES
    return PLACES | {"class": N_("Groepen"), "year_group": N_("Jaargroepen")}


def _place(key: str, results: ShownSchool) -> str:
    """Tell in which table of the report a count stands."""
    period, group, *part = key.split("|")
    if ">" in period:
        if group in ("joined", "left", "none"):
            return "others"
        return "moves" if ">" in group else "change"
    if part == [WITHOUT]:
        return WITHOUT
    if group in ("cut", "other edge", ASSUMED):
        return "edge"
    if group != SCHOOL:
        return group.split(":")[0]
    if period == span_of(results.current.period):
        return "school"
    return "year" if period == span_of(results.year_to_date.period) else "months"
