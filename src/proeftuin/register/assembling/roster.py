"""Who was enrolled in which class, and when.

Pupils come from the roster, never from the absences: a pupil who was never absent stands in no
absence export, and without the roster the pyramid would lose part of Tier 1.
"""

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from proeftuin.errors import Problem
from proeftuin.register.privacy.personal_data import under_six
from proeftuin.register.privacy.pseudonyms import canonical_numbers
from proeftuin.register.project.calendar import school_year_span
from proeftuin.register.project.settings import School
from proeftuin.register.reading.parsing import Parser, problems_at
from proeftuin.register.reading.raw_tables import FILE, ROW, RawTable
from proeftuin.register.reading.unique_values import map_uniques
from proeftuin.text.language import N_

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
    repaired, left_out, doubtful
        What was mended on the way in, what was left out, and what was read and asks for a look:
        `what`, `count`, `examples`.
    gone
        The school's own numbers of pupils who left and of whom no class is known.
    """

    rows: pd.DataFrame
    problems: list[Problem] = field(default_factory=list)
    repaired: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[dict[str, Any]] = field(default_factory=list)
    doubtful: list[dict[str, Any]] = field(default_factory=list)
    gone: frozenset[str] = frozenset()


def read_roster(table: RawTable, school: School) -> Roster:
    """Read enrolments: one row per pupil and class, with `start`, `end`, year group and stage.

    Without a date of enrolment a pupil counts from the first day of the school years.
    """
    has_left = table.picked(table.profile.gone, every=False) & (table.rows["class"] == "")
    gone = frozenset(Parser(table.only(has_left)).pupils())
    left_out = _counted(
        table,
        has_left,
        N_("leerlingen die de school verlieten, zonder groep in de leerlingenlijst"),
    )
    table = table.only(~has_left)
    parser = Parser(table)
    first_day = min(school_year_span(year)[0] for year in school.school_years)
    start = parser.dates("start")
    assumed = parser.text("start") == ""
    born = parser.dates("born")
    rows = pd.DataFrame(
        {
            "pupil": parser.pupils(),
            "class": parser.text("class"),
            "year_group": parser.text("year_group"),
            "start": start.mask(assumed, pd.Timestamp(first_day)),
            "end": parser.dates("end"),
            "track": parser.text("track"),
            "sap_type": parser.text("sap_type"),
            "under_six": under_six(born, school.export_date),
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
    doubtful = _counted(
        table,
        _other_birth_date(rows["pupil"], born),
        N_("leerlingnummers met een andere geboortedatum dan eerder in de lijst: één leerling?"),
    )
    found = rows[~twice].reset_index(drop=True)
    # Who left may come back: then there is a row with a class too.
    gone -= set(found["pupil"])
    return Roster(found, problems, repaired, left_out, doubtful, gone)


def without_pupils(
    table: RawTable, pupils: frozenset[str]
) -> tuple[RawTable, list[dict[str, Any]]]:
    """Leave out the registrations of pupils of whom no class is known, and count them."""
    theirs = map_uniques(table.rows["pupil"], canonical_numbers).isin(pupils)
    what = N_(
        "registraties van leerlingen die de school verlieten, zonder groep in de leerlingenlijst"
    )
    return table.only(~theirs) if theirs.any() else table, _counted(table, theirs, what)


def _other_birth_date(
    pupils: "pd.Series[str]", born: "pd.Series[pd.Timestamp]"
) -> "pd.Series[bool]":
    """Tell which rows give a pupil another birth date than an earlier row; no date is kept."""
    known = pd.DataFrame({"pupil": pupils, "born": born})[born.notna() & (pupils != "")]
    different = known.drop_duplicates()
    again = different[different.duplicated("pupil")]
    return pd.Series(pupils.index.isin(again.index), index=pupils.index)


def _counted(table: RawTable, rows: "pd.Series[bool]", what: str) -> list[dict[str, Any]]:
    if not rows.any():
        return []
    first = table.rows[rows].head(5)
    places = [f"{file}, rij {row}" for file, row in first[[FILE, ROW]].to_numpy()]
    return [{"what": what, "count": int(rows.sum()), "examples": places}]


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
