"""Who was enrolled in which class, and when.

Pupils come from the roster, never from the absences: a pupil who was never absent stands in no
absence export, and without the roster the pyramid would lose part of Tier 1.
"""

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from proeftuin.language import N_
from proeftuin.register.calendar import school_year_span
from proeftuin.register.parsing import Parser, problems_at
from proeftuin.register.privacy import under_six
from proeftuin.register.problems import Problem
from proeftuin.register.rawtables import RawTable
from proeftuin.register.settings import School

ENROLMENT = ["pupil", "class", "start"]


@dataclass(frozen=True)
class Roster:
    """The enrolments of a school.

    Parameters
    ----------
    rows
        The columns of the register's `pupils` but `school`, with the school's own pupil numbers.
    problems
        Everything that is wrong with it.
    repaired
        What was mended on the way in: `what`, `count`, `examples`.
    """

    rows: pd.DataFrame
    problems: list[Problem] = field(default_factory=list)
    repaired: list[dict[str, Any]] = field(default_factory=list)


def read_roster(table: RawTable, school: School) -> Roster:
    """Read enrolments: one row per pupil and class, with `start`, `end`, year group and stage.

    Without a date of enrolment a pupil counts from the first day of the school years.
    """
    parser = Parser(table)
    first_day = min(school_year_span(year)[0] for year in school.school_years)
    start = parser.dates("start")
    assumed = parser.text("start") == ""
    rows = pd.DataFrame(
        {
            "pupil": parser.pupils(),
            "class": parser.text("class"),
            "year_group": parser.text("year_group"),
            "start": start.mask(assumed, pd.Timestamp(first_day)),
            "end": parser.dates("end"),
            "track": parser.text("track"),
            "sap_type": parser.text("sap_type"),
            "under_six": under_six(parser.dates("born"), school.export_date),
        }
    )
    rows["stage"] = _stages(rows["year_group"], parser, school)
    parser.report(
        rows["end"] < rows["start"],
        "end",
        "De inschrijving eindigt voor zij begint.",
        "een datum na het begin",
    )
    repaired = []
    if assumed.any():
        what = N_("inschrijvingen zonder begindatum: geteld vanaf het begin van het schooljaar")
        repaired.append({"what": what, "count": int(assumed.sum()), "examples": []})
    twice = rows.duplicated(["pupil", "class", "start", "end"])
    if twice.any():
        what = N_("dubbele rijen in de leerlingenlijst")
        repaired.append({"what": what, "count": int(twice.sum()), "examples": []})
    problems = parser.problems
    if school.two_classes == "stoppen":
        problems += _overlaps(table, rows[~twice])
    return Roster(rows[~twice].reset_index(drop=True), problems, repaired)


def _overlaps(table: RawTable, rows: pd.DataFrame) -> list[Problem]:
    ordered = rows.sort_values(["pupil", "start"])
    is_next = ordered["pupil"].eq(ordered["pupil"].shift()) & (ordered["pupil"] != "")
    previous_end = ordered["end"].shift()
    overlaps = is_next & (previous_end.isna() | (ordered["start"] <= previous_end))
    return problems_at(
        table,
        table.rows.loc[overlaps.index[overlaps]].sort_index(),
        "start",
        "Een leerling staat op hetzelfde moment in twee klassen.",
        "een begindatum na de einddatum van de vorige inschrijving",
        "Vul bij de vorige klas de einddatum in. Volgt de leerling echt lessen van twee klassen? "
        'Zet dan bij de school: twee_klassen = "beide".',
    )


def _stages(year_groups: "pd.Series[str]", parser: Parser, school: School) -> "pd.Series[str]":
    if school.stages is None and parser.has("stage"):
        return parser.mapped("stage")
    if school.stages is None:
        lower = {"po": ["1", "2", "3", "4"], "vo": ["1", "2"]}[school.sector]
        return year_groups.isin(lower).map({True: "lower", False: "upper"}).astype("str")
    words = dict.fromkeys(school.stages.lower, "lower") | dict.fromkeys(
        school.stages.upper, "upper"
    )
    parser.report(
        ~year_groups.isin(list(words)),
        "year_group",
        "Een leerjaar hoort bij geen bouw.",
        f"een van: {', '.join(words)}",
        "Zet het leerjaar bij ‘bouw’ in proeftuinen.toml.",
    )
    return year_groups.map(words).fillna("").astype("str")
