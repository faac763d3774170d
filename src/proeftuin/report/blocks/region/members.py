"""Who is in the report, and what is compared with what."""

from typing import Any

from proeftuin.pyramid.counting.minimums import FEWEST_PUPILS
from proeftuin.report.blocks.common import span
from proeftuin.report.document.bundle import Bundle, paragraphs
from proeftuin.report.document.parts import Facts
from proeftuin.report.document.table import Column, Table
from proeftuin.report.numbers.region_windows import Member
from proeftuin.report.protection.masking import Masked
from proeftuin.report.protection.shown_region import ShownRegion
from proeftuin.text import words

SECTORS = {"po": "basisonderwijs", "vo": "voortgezet onderwijs"}
NOTHING = "Er is geen proeftuin die in dezelfde vensters naast een andere school te zetten is."
GUIDE = "Wat dit niet zegt, staat in de leeswijzer aan het eind; dit rapport is geen ranglijst."
SMALL_SCHOOL = Masked(f"<{FEWEST_PUPILS}")


def cover(results: ShownRegion) -> Bundle:
    """Name the region, its schools and the state of the data."""
    pilots, all_of_them = len(results.pilots), len(results.members)
    exports = sorted({member.school.export_date for member in results.members})
    ends = [words.long_date(day) for day in (exports[0], exports[-1])]
    facts = {
        "Sector": SECTORS[results.sector],
        "Scholen": f"{pilots} met een proeftuin, {all_of_them - pilots} zonder",
        "Geëxporteerd": " tot ".join(dict.fromkeys(ends)),
    }
    name = results.project.name
    text = results.difference.sentence if results.difference else NOTHING
    lead = (
        *paragraphs(name, kind="school"),
        Facts(tuple(facts.items())),
        *paragraphs(text, kind="headline"),
        *paragraphs(GUIDE),
    )
    return Bundle("region_cover", lead, values={"region": name, "sentence": text, **facts})


def windows(results: ShownRegion) -> Bundle:
    """List the windows, and the schools with the pupils who can be followed in them."""
    followed = results.schools.set_index("school")["n"]
    spans = [
        {
            "pilots": words.listing(list(cohort.pilots)),
            "before": span(cohort.windows[0]),
            "after": span(cohort.windows[1]),
            "days": cohort.windows[0].days,
        }
        for cohort in results.cohorts
    ]
    rows = [
        {
            "school": member.name,
            "n": _followed(int(followed.get(member.name, 0))),
            "pilot": _pilot(member),
        }
        for member in results.members
    ]
    small = (
        f"{SMALL_SCHOOL}: minder dan {FEWEST_PUPILS} leerlingen te volgen; van die school staat er "
        "verder niets in dit rapport."
    )
    tables = [
        Table(
            "De vensters die worden vergeleken",
            (
                Column("pilots", "Proeftuinscholen"),
                Column("before", "Venster voor"),
                Column("after", "Venster na"),
                Column("days", "Schooldagen elk", "count"),
            ),
            spans,
        ),
        Table(
            "De scholen, op naam",
            (
                Column("school", "School"),
                Column("n", "Leerlingen te volgen", "count"),
                Column("pilot", "Proeftuin"),
            ),
            rows,
            small if any(row["n"] is SMALL_SCHOOL for row in rows) else "",
        ),
    ]
    lead = paragraphs(
        "Vergeleken worden dezelfde leerlingen in twee vensters van evenveel schooldagen. Elke "
        "proeftuinschool heeft haar eigen vensters; de scholen zonder proeftuin staan in dezelfde "
        "vensters ernaast."
    )
    values = {"notes": list(results.notes)}
    return Bundle(
        "region_windows",
        lead,
        tables=tuple(tables if spans else tables[1:]),
        values=values,
        after=paragraphs(*results.notes, kind="note"),
    )


def _followed(n: int) -> Any:
    return SMALL_SCHOOL if 0 < n < FEWEST_PUPILS else n


def _pilot(member: Member) -> str:
    """Say whether there is a pilot, and when what began."""
    if not member.school.pilot:
        return "nee"
    begun = [f"{words.long_date(item.day)}: {item.what}" for item in member.school.interventions]
    return "; ".join(begun) or "ja"
