"""Exports with Somtoday's field names: roster, timetable, observations per lesson, reports.

Somtoday keeps two things apart: what a teacher saw in the lesson (`waarnemingen`) and why a pupil
was away (`absentiemeldingen`, from one lesson to another, days later if need be). An observation
wins over a report; an absence that nobody reported has an observation only.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

from proeftuin.simulation.formats.files import csv_bytes, zip_bytes
from proeftuin.simulation.formats.magister import clock
from proeftuin.simulation.history.absence import Kind, Kinds
from proeftuin.simulation.history.codes import MEANING, SOMTODAY, code_book
from proeftuin.simulation.schools.calendars import is_summer_time
from proeftuin.simulation.schools.people import People
from proeftuin.simulation.schools.timetable import (
    CANCELLED,
    HOUR_STARTS,
    HOURS,
    LESSON,
    LESSON_TYPE,
)
from proeftuin.simulation.schools.world import Bools, Ints, World

Texts = npt.NDArray[np.object_]
NOT_OBSERVED = 0.005
PUPIL, SORT, CODE = (
    "leerling.leerlingnummer",
    "absentieReden.absentieSoort",
    "absentieReden.afkorting",
)


def somtoday_files(
    rng: np.random.Generator,
    world: World,
    people: People,
    absent: Kinds,
    reports: pd.DataFrame,
    remarks: dict[Kind, Bools],
) -> dict[str, bytes]:
    """Return the files of the export by name, the observations zipped."""
    times = _times(world)
    observed = _observations(rng, world, people, absent, reports, times)
    tables = {
        "leerlingen.csv": _roster(world, people),
        "rooster.csv": _timetable(world, times),
        "absentiemeldingen.csv": _reports(rng, world, people, reports, remarks, times),
    }
    files = {name: csv_bytes(table, separator=",") for name, table in tables.items()}
    files["waarnemingen.zip"] = zip_bytes(observed)
    return files | {"codeboek.csv": csv_bytes(code_book(SOMTODAY), encoding="utf-8-sig")}


def _times(world: World) -> tuple[Texts, Texts]:
    """Return start and end of each lesson as text, day × hour."""
    offset = np.where(is_summer_time(world.days), "+02:00", "+01:00").astype(object)
    day = np.datetime_as_string(world.days, unit="D").astype(object)
    start, end = (
        np.array([f"T{clock(m + length)}:00.000" for m in HOUR_STARTS], dtype=object)
        for length in (0, LESSON)
    )
    return (
        day[:, None] + start[None, :] + offset[:, None],
        day[:, None] + end[None, :] + offset[:, None],
    )


def _roster(world: World, people: People) -> pd.DataFrame:
    enrolments = world.enrolments
    rooms = [world.spec.classes[c] for c in enrolments["cls"]]
    person = people.columns(enrolments["pupil"])
    table = pd.DataFrame(
        {
            PUPIL: person["number"],
            "roepnaam": person["first"],
            "voorvoegsel": person["infix"],
            "achternaam": person["last"],
            "geboortedatum": pd.Series(person["born"]).dt.strftime("%Y-%m-%d"),
            "opleiding": [room.track for room in rooms],
            "leerjaar": [room.year_group for room in rooms],
            "stamgroep": [room.name for room in rooms],
            "datumVan": enrolments["start"].dt.strftime("%Y-%m-%d"),
            "datumTot": enrolments["end"].dt.strftime("%Y-%m-%d").fillna(""),
        }
    )
    return table.sort_values(["datumVan", "stamgroep", PUPIL])


def _timetable(world: World, times: tuple[Texts, Texts]) -> pd.DataFrame:
    items = world.items[world.items["type"].eq(LESSON_TYPE)]
    names = np.array([room.name for room in world.spec.classes], dtype=object)
    return pd.DataFrame(
        {
            "stamgroep": names[items["cls"]],
            "beginDatumTijd": times[0][items["day"], items["first"]],
            "eindDatumTijd": times[1][items["day"], items["last"]],
            "beginLesuur": items["first"] + 1,
            "eindLesuur": items["last"] + 1,
            "status": np.where(items["status"].isin(CANCELLED), "Vervallen", "Doorgaand"),
        }
    )


def _observations(
    rng: np.random.Generator,
    world: World,
    people: People,
    absent: Kinds,
    reports: pd.DataFrame,
    times: tuple[Texts, Texts],
) -> dict[str, bytes]:
    """Return one CSV per school year: every lesson of every pupil, but for the odd gap."""
    reported = _covered(world, reports)
    gap = rng.random(absent.shape) < NOT_OBSERVED
    # Without an observation a lesson counts as its report says, and as attended when there is none.
    gap &= (absent > 0) == reported
    seen = (world.possible > 0) & ~gap
    exempt = world.excused
    day, slot, pupil = np.nonzero((seen | exempt).transpose(1, 2, 0))
    sort = np.where(absent[pupil, day, slot] > 0, "Afwezig", "Aanwezig")
    table = pd.DataFrame(
        {
            PUPIL: np.array(people.number, dtype=object)[pupil],
            "beginDatumTijd": times[0][day, slot],
            "eindDatumTijd": times[1][day, slot],
            "beginLesuur": slot + 1,
            "eindLesuur": slot + 1,
            "waarnemingSoort": np.where(exempt[pupil, day, slot], "Nvt", sort),
        }
    )
    files = {}
    for year in world.spec.years:
        first, last = np.datetime64(year.start), np.datetime64(year.end)
        inside = (world.days[day] >= first) & (world.days[day] <= last)
        started = int(year.enrolled[:4])
        name = f"waarnemingen_{started}-{started + 1}.csv"
        files[name] = csv_bytes(table[inside], separator=",")
    return files


def _covered(world: World, reports: pd.DataFrame) -> Bools:
    """Pupil × day × slot: a report of absence spans this lesson."""
    days, slots = len(world.days), HOURS
    steps = np.zeros((world.pupils, days * slots + 1), dtype=np.int64)
    np.add.at(steps, (reports["pupil"], reports["day"] * slots + reports["slot"]), 1)
    last = reports["last_day"] * slots + reports["last_slot"] + 1
    np.add.at(steps, (reports["pupil"], last), -1)
    covered: Bools = steps.cumsum(axis=1)[:, :-1] > 0
    return covered.reshape(world.pupils, days, slots)


def _reports(
    rng: np.random.Generator,
    world: World,
    people: People,
    reports: pd.DataFrame,
    remarks: dict[Kind, Bools],
    times: tuple[Texts, Texts],
) -> pd.DataFrame:
    parts = [reports]
    for kind in (Kind.LATE, Kind.SENT_OUT):
        pupil, day, slot = np.nonzero(remarks[kind])
        rows = pd.DataFrame({"pupil": pupil, "day": day, "slot": slot, "kind": int(kind)})
        parts.append(rows.assign(last_day=day, last_slot=slot))
    table = pd.concat(parts, ignore_index=True)
    table = table.sort_values(["day", "slot", "pupil", "kind"], ignore_index=True)
    book = {code.kind: code for code in SOMTODAY[::-1] if code.code != "Afwezig"}
    codes = [book[Kind(kind)] for kind in table["kind"]]
    authorised = ["true" if MEANING[code.kind][2] == "ja" else "false" for code in codes]
    late = table["kind"].eq(Kind.LATE).to_numpy()
    end = times[1][table["last_day"], table["last_slot"]]
    end[late] = _arrival(rng, world, table[late])
    written = np.where(rng.random(len(table)) < 0.8, 0, rng.integers(1, 6, len(table)))
    day = table["day"].to_numpy()
    written = np.minimum(day + written, len(world.days) - 1)
    return pd.DataFrame(
        {
            PUPIL: np.array(people.number, dtype=object)[table["pupil"]],
            SORT: table["kind"]
            .map({Kind.LATE: "Telaat", Kind.SENT_OUT: "Verwijderd"})
            .fillna("Absent"),
            CODE: [code.code for code in codes],
            "absentieReden.omschrijving": [code.text for code in codes],
            "absentieReden.geoorloofd": authorised,
            "datumTijdInvoer": times[1][written, table["slot"]],
            "beginDatumTijd": times[0][day, table["slot"]],
            "eindDatumTijd": end,
            "beginLesuur": table["slot"] + 1,
            "eindLesuur": table["last_slot"] + 1,
            "afgehandeld": np.where(rng.random(len(table)) < 0.9, "true", "false"),
        }
    )


def _arrival(rng: np.random.Generator, world: World, late: pd.DataFrame) -> Texts:
    """Return the moment of arrival of pupils who came late."""
    minutes: Ints = HOUR_STARTS[late["slot"]] + rng.integers(2, 25, len(late))
    day = np.datetime_as_string(world.days, unit="D")[late["day"]]
    offset = np.where(is_summer_time(world.days), "+02:00", "+01:00")[late["day"]]
    return np.array(
        [f"{d}T{clock(m)}:00.000{o}" for d, m, o in zip(day, minutes, offset, strict=True)],
        dtype=object,
    )
