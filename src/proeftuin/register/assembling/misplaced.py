"""Rows of absence that fit neither enrolment, calendar nor timetable: what is said of them.

A single row of that kind is a slip; many of them say something about the calendar or the timetable,
so that leaving them out is no remedy.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import pandas as pd

from proeftuin.errors import LISTED, Problem
from proeftuin.register.assembling.sessions import Timetable
from proeftuin.register.assembling.weekly_half_days import WEEKDAYS
from proeftuin.register.project.settings import School
from proeftuin.register.reading.parsing import problems_at
from proeftuin.register.reading.raw_tables import RawTable
from proeftuin.text.language import N_
from proeftuin.text.words import number, percent

# Of the rows of one list: a day of a school year is half of this, a week more than twice as much.
SMALL_SHARE = 0.01
NOT_ENROLLED, FREE, CANCELLED = "not enrolled", "free day", "cancelled"
NO_DAY, NO_SESSION = "no lesson that day", "not in the timetable"
OUTSIDE = "outside the school year"
WHAT = {
    OUTSIDE: N_("De datum valt buiten het schooljaar."),
    NOT_ENROLLED: N_("De leerling was op deze dag niet ingeschreven."),
    FREE: N_("Op deze dag was er geen les: een vakantie of vrije dag."),
    CANCELLED: N_("De les is vervallen."),
    NO_DAY: N_("De klas had op deze dag geen les."),
    NO_SESSION: N_("De les staat niet in het rooster van de klas."),
}
WEEK = (*WEEKDAYS, "zaterdag", "zondag")
SHOWN = 3
LOOKED_AT = 200


class Fault(NamedTuple):
    """A kind of row that cannot be: what, what was expected, what to do, which rows, which cell."""

    what: str
    expected: str
    mend: str
    rows: pd.Index
    column: str


def faults_of(
    table: RawTable, loose: pd.DataFrame, outside: pd.Index, timetable: Timetable, school: School
) -> list[Fault]:
    """Say per kind of misplaced row what is wrong and what to do.

    Parameters
    ----------
    table
        The rows as they stand in the export.
    loose
        `row`, `date`, `session` (empty for a day), `class`, `fault`.
    outside
        Rows of which a date lies in none of the school years.
    timetable, school
        What they do not fit.
    """

    def those(fault: str) -> pd.Index:
        return rows_of(loose[loose["fault"] == fault])

    cell = "session" if "session" in table.rows else "date"
    remove = (
        'Haal de rij weg, of zet bij de school: onmogelijke_rijen = "weglaten". Dat kan voor '
        f"hoogstens {percent(SMALL_SHARE, 0)} van de rijen."
    )
    # After the export a class only seems to have no lessons; that is a cause of its own.
    past = (loose["fault"] == NO_SESSION) & (loose["date"] <= pd.Timestamp(school.export_date))
    there = "; ".join(sessions_there(loose[past], timetable)[:SHOWN])
    found = [
        Fault(
            WHAT[OUTSIDE],
            f"een datum in {', '.join(school.school_years)}",
            "Haal de rij weg, of zet het schooljaar erbij in proeftuinen.toml.",
            outside,
            "date",
        ),
        Fault(
            WHAT[NOT_ENROLLED],
            "een datum tussen begin en einde van de inschrijving",
            "Verbeter de inschrijving in de leerlingenlijst: één rij per leerling en klas, van "
            f"begindatum tot einddatum, ook van wie vertrok of van klas wisselde. {remove}",
            those(NOT_ENROLLED),
            "date",
        ),
        Fault(
            WHAT[FREE],
            "een schooldag",
            f"Staat de regio van de school goed? Was er wel les, zet de dag dan bij eigen_dagen "
            f"met les = true. {remove}",
            those(FREE),
            "date",
        ),
        Fault(WHAT[CANCELLED], "een les die is gegeven", remove, those(CANCELLED), cell),
        Fault(
            WHAT[NO_DAY],
            "een dag met les in het rooster",
            remove,
            those(NO_DAY),
            "date",
        ),
        Fault(
            WHAT[NO_SESSION],
            "een les of dagdeel uit het rooster" + (f"; {there}" if there else ""),
            remove,
            those(NO_SESSION),
            cell,
        ),
    ]
    return [fault for fault in found if len(fault.rows)]


def sessions_there(loose: pd.DataFrame, timetable: Timetable) -> list[str]:
    """Say what the timetable has on the days of misplaced rows, each text once.

    Examples
    --------
    >>> given = pd.DataFrame({"class": "5", "date": pd.Timestamp("2021-03-05"), "position": [1],
    ...     "session": ["ochtend"], "begins": [pd.Timestamp("2021-03-05 08:30")],
    ...     "ends": [pd.Timestamp("2021-03-05 12:00")]})
    >>> loose = given[["class", "date"]].assign(row=7, session="middag")
    >>> sessions_there(loose, Timetable(given, given[:0], given[:0]))
    ['op vrijdag heeft 5: ochtend (08:30–12:00)']
    """
    days = loose[["class", "date"]].drop_duplicates().head(LOOKED_AT)
    found = days.merge(timetable.given, how="left", on=["class", "date"])
    found = found.sort_values(["date", "class", "position"])
    clock = found["begins"].dt.strftime(" (%H:%M–") + found["ends"].dt.strftime("%H:%M)")
    texts = found.assign(text=(found["session"] + clock).fillna("geen les"))
    texts = texts.groupby(["date", "class"], sort=False)["text"].agg(", ".join).reset_index()
    texts = texts.assign(day=texts["date"].dt.day_of_week)
    texts = texts.sort_values(["day", "class", "date"])
    weekdays = texts["day"].map(dict(enumerate(WEEK)))
    said = "op " + weekdays + " heeft " + texts["class"] + ": " + texts["text"]
    return said.drop_duplicates().tolist()


def misplaced(provenance: Mapping[str, Any]) -> int:
    """Count the rows that fitted nowhere and were left out, as the school chose."""
    left_out = provenance.get("left_out", [])
    return sum(int(row["count"]) for row in left_out if row["what"] in WHAT.values())


def too_many(faults: list[Fault], rows: int, school: School, explained: bool) -> list[Problem]:
    """Report that more rows would be left out than is a small share, or than the school wrote."""
    if school.impossible_rows != "weglaten" or not faults:
        return []
    count = len(set().union(*(fault.rows for fault in faults)))
    written = school.most_left_out
    if count <= (max(1, int(rows * SMALL_SHARE)) if written is None else written):
        return []
    allow = f"Mogen zij toch weg, schrijf dan hoeveel: hoogstens_weglaten = {count}."
    small = f"hoogstens {percent(SMALL_SHARE, 0)} van de rijen van een lijst"
    many = f"{number(count)} van de {number(rows)} rijen ({percent(count / rows)})"
    return [
        Problem(
            "Er zouden te veel rijen worden weggelaten.",
            "proeftuinen.toml",
            None,
            "onmogelijke_rijen",
            many,
            small if written is None else f"hoogstens {number(written)} rijen, zoals er staat",
            "Met die rijen verdwijnt verzuim uit de piramide. Zoveel rijen die niet passen, wijzen "
            "bijna altijd op een verkeerde regio, exportdatum of week, of op een onvolledig "
            "rooster: zoek dat eerst uit." + ("" if explained else f" {allow}"),
            # Who is told the cause is not handed a way around it.
        )
    ]


def problems_of(
    table: RawTable, faults: list[Fault], loose: pd.DataFrame, explained: bool
) -> list[Problem]:
    """Make a problem of every misplaced row; no row is to be taken out while there is a cause.

    So many rows as are no slips have a cause too, also when it is not recognised.
    """
    count = len(set().union(*(fault.rows for fault in faults)))
    many = count > max(LISTED, int(len(table.rows) * SMALL_SHARE))
    first = (
        "Ga eerst de oorzaak na die bovenaan staat, en haal tot dan geen rijen weg."
        if explained
        else f"Er passen {number(count)} van de {number(len(table.rows))} rijen niet: zoek eerst "
        "de oorzaak (rooster, lesuren, schooljaren, inschrijvingen), en haal geen rijen weg."
    )
    problems = []
    for fault in faults:
        raw = table.rows.loc[fault.rows]
        mend = first if explained or many else fault.mend
        found = problems_at(table, raw, fault.column, fault.what, fault.expected, mend)
        days = _weekdays(fault.rows, loose) if fault.column == "session" else [""] * len(found)
        # The problem that stands for the rows beyond those listed has no day.
        problems += [
            replace(each, beside=day) for each, day in zip(found, [*days, ""], strict=False)
        ]
    return problems


def rows_of(rows: pd.DataFrame) -> pd.Index:
    """Return the different values of `row`, in order."""
    return pd.Index(rows["row"].drop_duplicates().sort_values())


def _weekdays(rows: pd.Index, loose: pd.DataFrame) -> list[str]:
    """Return the weekday and date of rows that are listed."""
    dates = loose.drop_duplicates("row").set_index("row")["date"].reindex(rows[:LISTED])
    days = dates.dt.day_of_week.map(dict(enumerate(WEEK))) + dates.dt.strftime(" %d-%m-%Y")
    return days.tolist()
