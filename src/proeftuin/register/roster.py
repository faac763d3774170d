"""Who was enrolled in which class, and when.

Pupils come from the roster, never from the absences: a pupil who was never absent stands in no
absence export, and without the roster the pyramid would lose part of Tier 1.
"""

import pandas as pd

from proeftuin.register.parsing import Parser, problems_at
from proeftuin.register.problems import Problem
from proeftuin.register.profiles import TableProfile
from proeftuin.register.settings import School

FOREVER = pd.Timestamp("2200-01-01")


def read_roster(
    table: pd.DataFrame, profile: TableProfile, school: School
) -> tuple[pd.DataFrame, list[Problem]]:
    """Read enrolments: one row per pupil and class, with `start`, `end`, year group and stage.

    Parameters
    ----------
    table
        Raw rows with at least `pupil`, `class`, `year_group`, `start`.
    profile, school
        How the table is written, and the school's own stages.

    Returns
    -------
    DataFrame
        The columns of the register's `pupils` but `school`, with the school's own pupil numbers.
    list of Problem
        Everything that is wrong with it.
    """
    parser = Parser(table, profile)
    roster = pd.DataFrame(
        {
            "pupil": parser.text("pupil"),
            "class": parser.text("class"),
            "year_group": parser.text("year_group"),
            "start": parser.dates("start"),
            "end": parser.dates("end") if "end" in table else pd.NaT,
            "track": table.get("track", ""),
            "sap_type": table.get("sap_type", ""),
        }
    )
    roster["stage"] = _stages(roster["year_group"], parser, school)
    parser.report(
        roster["end"] < roster["start"],
        "end",
        "De inschrijving eindigt voor zij begint.",
        "een datum na het begin",
    )
    ordered = roster.sort_values(["pupil", "start"])
    previous_end = (
        ordered.groupby("pupil")["end"]
        .shift()
        .where(ordered["pupil"].eq(ordered["pupil"].shift()), pd.NaT)
    )
    is_next = ordered["pupil"].eq(ordered["pupil"].shift())
    overlaps = is_next & (previous_end.isna() | (ordered["start"] <= previous_end))
    problems = parser.problems + problems_at(
        table.loc[overlaps.index[overlaps]].sort_index(),
        "start",
        profile.columns["start"],
        "Een leerling staat op hetzelfde moment in twee klassen.",
        "een begindatum na de einddatum van de vorige inschrijving",
        "Vul bij de vorige klas de einddatum in.",
    )
    return roster, problems


def enrolled_class(marks: pd.DataFrame, roster: pd.DataFrame) -> pd.DataFrame:
    """Add to each mark (pupil, date) the class in which the pupil was on that day.

    Returns
    -------
    DataFrame
        The rows of `marks` in their order and with their index, with `class` (missing when the
        pupil was not enrolled on that day).
    """
    spans = roster[["pupil", "class", "start", "end"]].assign(
        start=roster["start"].astype("datetime64[us]"),
        end=roster["end"].fillna(FOREVER).astype("datetime64[us]"),
    )
    # The last enrolment that began on or before the day; enrolments of a pupil do not overlap.
    joined = pd.merge_asof(
        marks.assign(_order=range(len(marks))).sort_values("date"),
        spans.sort_values("start"),
        left_on="date",
        right_on="start",
        by="pupil",
    ).sort_values("_order")
    joined.index = marks.index
    inside = joined["date"] <= joined["end"]
    return marks.assign(**{"class": joined["class"].where(inside)})


def _stages(year_groups: "pd.Series[str]", parser: Parser, school: School) -> "pd.Series[str]":
    if "stage" in parser.profile.columns:
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
