"""Why many rows of absence fit no session at once: what in the settings or the timetable is wrong.

Rows on free days that lie in a holiday which another region had not, or all in one week, are no
slips of the pen: the calendar is wrong, and taking the rows out would take a week of absence with
them. The same holds for rows after the day of the export, in weeks that the timetable lacks, at an
hour that the school's week has not, and of lessons that are given to groups.
"""

from typing import get_args

import pandas as pd

from proeftuin.errors import Problem
from proeftuin.register.assembling.misplaced import FREE, NO_DAY, NO_SESSION, WEEK, sessions_there
from proeftuin.register.assembling.sessions import OTHER_GROUPS, Timetable, school_days_off
from proeftuin.register.project.calendar import HOLIDAY, Region
from proeftuin.register.project.settings import School
from proeftuin.text.words import listing, number, short_date

# Fewer rows, or rows of one day, can be slips of the pen.
FEWEST_ROWS, FEWEST_DAYS = 5, 2
PROJECT = "proeftuinen.toml"
KEEP = "Haal de rijen niet weg: daarmee verdwijnt ook het verzuim."


def causes(
    loose: pd.DataFrame,
    nowhere: pd.DataFrame,
    placed: pd.DataFrame,
    timetable: Timetable,
    school: School,
) -> list[Problem]:
    """Find what explains many misplaced rows together.

    Parameters
    ----------
    loose
        Misplaced rows: `row`, `date`, `session`, `class` and `fault`.
    nowhere
        Spans of time that touch no session: `row`, `date`, `last_date`.
    placed
        Rows that do fit a session: `row`, `date`.
    timetable, school
        What the rows do not fit.
    """
    timed = nowhere.loc[nowhere["last_date"] == nowhere["date"], ["row", "date"]]
    named = loose.loc[loose["fault"] == FREE, ["row", "date"]]
    region = _wrong_region(pd.concat([named, timed]), placed, timetable, school)
    untaught = loose[loose["fault"].isin([NO_DAY, NO_SESSION])]
    is_late = untaught["date"] > pd.Timestamp(school.export_date)
    late, rest = untaught[is_late], untaught[~is_late]
    is_empty = ~_mondays(rest["date"]).isin(_mondays(timetable.given["date"]).unique())
    empty, rest = rest[is_empty], rest[~is_empty]
    return [
        *(region or _taught_in_holidays(named, timetable)),
        *_after_export(late, school),
        *_missing_weeks(empty),
        *_lesson_groups(untaught, timetable),
        *_not_in_week(rest, timetable),
    ]


def _wrong_region(
    rows: pd.DataFrame, placed: pd.DataFrame, timetable: Timetable, school: School
) -> list[Problem]:
    """Report the region, when the rows lie in its holidays and not in those of another."""
    rows = rows.merge(timetable.free, on="date")
    explained: dict[str, pd.DataFrame] = {}
    for region in get_args(Region):
        other = school_days_off(school.model_copy(update={"region": region}))
        taught = rows[(rows["kind"] == HOLIDAY) & ~rows["date"].isin(other["date"])]
        # The school cannot have had absence in that region's own holidays.
        against = placed.loc[placed["date"].isin(other["date"]), "row"].nunique()
        if _is_cluster(taught) and taught["row"].nunique() > against:
            explained[region] = taught
    most = max((taught["row"].nunique() for taught in explained.values()), default=0)
    if 2 * most < rows["row"].nunique() or not most:
        return []
    best = [region for region, taught in explained.items() if taught["row"].nunique() == most]
    taught = explained[best[0]]
    weeks = taught.groupby([_mondays(taught["date"]), "name"])["date"].agg(["min", "max"])
    named = [
        f"{name.lower()} ({short_date(first)} t/m {short_date(last)})"
        for (__, name), (first, last) in zip(
            weeks.index, weeks.itertuples(index=False), strict=True
        )
    ]
    ours, theirs = school.region, " en ".join(best)
    settings = " of ".join(f'regio = "{region}"' for region in best)
    return [
        Problem(
            "De vakantieregio van de school klopt waarschijnlijk niet.",
            PROJECT,
            None,
            f"scholen.{school.id}.regio",
            ours,
            f"de regio waarin de school ligt. {number(most)} van de "
            f"{number(rows['row'].nunique())} rijen op een vrije dag vallen in een vakantie van "
            f"{ours} waarin {theirs} les had: {listing(named)}",
            f"Ligt de school in {' of '.join(best)}? Zet dan bij de school: {settings}. {KEEP}",
        )
    ]


def _taught_in_holidays(rows: pd.DataFrame, timetable: Timetable) -> list[Problem]:
    """Report the free weeks in which many rows lie."""
    rows = rows.merge(timetable.free, on="date")
    problems = []
    for monday, week in rows.groupby(_mondays(rows["date"])):
        if not _is_cluster(week):
            continue
        first, last = week["date"].min(), week["date"].max()
        names = listing(sorted({str(name) for name in week["name"]}))
        problems.append(
            Problem(
                "Veel registraties liggen samen in één vrije week.",
                PROJECT,
                None,
                "eigen_dagen",
                f"{_week(monday)} ({names})",
                "geen registraties in een vrije week; hier liggen er in "
                f"{number(week['row'].nunique())} rijen",
                "Had de school toen les? Zet dan bij eigen_dagen: "
                f'{{ datum = {first:%Y-%m-%d}, tot = {last:%Y-%m-%d}, wat = "lesweek", '
                f"les = true }}. {KEEP}",
            )
        )
    return problems


def _after_export(rows: pd.DataFrame, school: School) -> list[Problem]:
    if rows.empty:
        return []
    last = rows["date"].max()
    return [
        Problem(
            "Er zijn registraties van na de exportdatum.",
            PROJECT,
            None,
            f"scholen.{school.id}.exportdatum",
            f"{school.export_date:%Y-%m-%d}",
            "de dag waarop de export is gemaakt; de laatste registratie is van "
            f"{short_date(last)}, en lessen na de exportdatum gelden als nog niet gegeven",
            "Zet bij elke nieuwe export de exportdatum op de dag waarop zij is gemaakt.",
        )
    ]


def _missing_weeks(rows: pd.DataFrame) -> list[Problem]:
    """Report the weeks that the timetable lacks altogether."""
    return [
        Problem(
            "In het rooster ontbreekt een week waarin wel is geregistreerd.",
            "rooster",
            value=_week(monday),
            expected="een rooster met alle schoolweken; in deze week heeft geen enkele klas les, "
            f"en er zijn {number(week['row'].nunique())} registraties",
            mend=f"Exporteer het rooster opnieuw, met deze week erbij. {KEEP}",
        )
        for monday, week in rows.groupby(_mondays(rows["date"]))
        if _is_cluster(week)
    ]


def _lesson_groups(rows: pd.DataFrame, timetable: Timetable) -> list[Problem]:
    """Report lessons of other groups than classes, where the classes have too few."""
    groups = [each for each in timetable.left_out if each["what"] == OTHER_GROUPS]
    if not groups or not _is_cluster(rows):
        return []
    (found,) = groups
    return [
        Problem(
            "De lessen worden waarschijnlijk in lesgroepen gegeven, niet in klassen.",
            "rooster",
            value=", ".join(found["examples"]),
            expected="lessen van de klassen uit de leerlingenlijst: "
            f"{number(found['count'])} lessen in het rooster zijn van andere groepen, en "
            f"{number(rows['row'].nunique())} rijen noemen een les die hun klas niet had",
            mend="Exporteer het rooster per klas, zodat bij elke les de klas van de leerlingen "
            f"staat. {KEEP}",
        )
    ]


def _not_in_week(rows: pd.DataFrame, timetable: Timetable) -> list[Problem]:
    """Report half-days that return in the rows and are not in the school's week."""
    if not timetable.week_in:
        return []
    problems = []
    for (day, session), part in rows.groupby([rows["date"].dt.day_of_week, "session"]):
        if not _is_cluster(part):
            continue
        there = sessions_there(part, timetable)
        problems.append(
            Problem(
                "Een dagdeel van de registraties staat niet in de week van de school.",
                timetable.week_in,
                None,
                "week" if timetable.week_in == PROJECT else "",
                f"{WEEK[int(str(day))]} {session}".strip(),
                f"{'; '.join(there)}. Er zijn {number(part['row'].nunique())} rijen met dit "
                "dagdeel",
                "Had de groep dan wel les? Zet het dagdeel in de week, met begin en eind: anders "
                f"telt die tijd voor niemand mee. {KEEP}",
            )
        )
    return problems


def _is_cluster(rows: pd.DataFrame) -> bool:
    return bool(rows["row"].nunique() >= FEWEST_ROWS and rows["date"].nunique() >= FEWEST_DAYS)


def _mondays(dates: "pd.Series[pd.Timestamp]") -> "pd.Series[pd.Timestamp]":
    return dates - pd.to_timedelta(dates.dt.day_of_week, unit="D")


def _week(monday: object) -> str:
    year, week, __ = pd.Timestamp(str(monday)).isocalendar()
    return f"week {week} van {year}"
