"""Exports with Magister's field names: roster, timetable, registrations, reasons, code book."""

import numpy as np
import pandas as pd

from proeftuin.simulation.formats.files import csv_bytes
from proeftuin.simulation.history.absence import Kind
from proeftuin.simulation.history.codes import MEANING, Code, code_book, write_codes
from proeftuin.simulation.schools.people import People
from proeftuin.simulation.schools.timetable import HOUR_STARTS, LESSON
from proeftuin.simulation.schools.world import World

REMARKS = {
    Kind.SICK: ("moeder heeft gebeld", "griep", "gemeld via ouderportaal"),
    Kind.MEDICAL: ("orthodontist", "fysiotherapie; brief gezien"),
    Kind.LEAVE: ("begrafenis in België", "familieomstandigheden"),
    Kind.UNEXPLAINED: ("niet in de online les", "nabellen", "één uur gemist"),
    Kind.TRUANCY: ("gezien in de stad", "uren ingehaald"),
    Kind.LATE: ('zei: "bus gemist"', "fiets kapot; lekke band"),
}
REMARKED = 0.02


def magister_files(
    rng: np.random.Generator,
    world: World,
    people: People,
    rows: pd.DataFrame,
    codes: tuple[Code, ...],
    encoding: str,
) -> dict[str, bytes]:
    """Return the five files of an export by name.

    Parameters
    ----------
    rng
        Source of delays, remarks and the choice among codes.
    world, people, rows
        The school, its pupils and what was registered.
    codes
        The school's reason codes.
    encoding
        Of all files but the code book, which is UTF-8 with a byte order mark.
    """
    tables = {
        "leerlingen.csv": _roster(world, people),
        "agenda.csv": _timetable(rng, world),
        "verantwoordingen.csv": _registrations(rng, world, people, rows, codes),
        "absentieredenen.csv": _reasons(codes),
    }
    files = {name: csv_bytes(table, encoding=encoding) for name, table in tables.items()}
    return files | {"codeboek.csv": csv_bytes(code_book(codes), encoding="utf-8-sig")}


def dutch(dates: pd.Series) -> pd.Series:
    """Write dates as dd-mm-jjjj, empty when there is none."""
    return dates.dt.strftime("%d-%m-%Y").fillna("")


def clock(minutes: int) -> str:
    """Write minutes after midnight as a time.

    Examples
    --------
    >>> clock(510)
    '08:30'
    """
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _roster(world: World, people: People) -> pd.DataFrame:
    enrolments = world.enrolments
    rooms = [world.spec.classes[c] for c in enrolments["cls"]]
    person = people.columns(enrolments["pupil"])
    table = pd.DataFrame(
        {
            "stamnummer": person["number"],
            "roepnaam": person["first"],
            "tussenvoegsel": person["infix"],
            "achternaam": person["last"],
            "geboortedatum": dutch(pd.Series(person["born"])),
            "studie_naam": [f"{room.track} {room.year_group}" for room in rooms],
            "schoolsoort_code": [room.track.upper() for room in rooms],
            "leerjaar": [room.year_group for room in rooms],
            "is_onderbouw": ["J" if room.year_group <= world.spec.lower else "N" for room in rooms],
            "stamklas_naam": [room.name for room in rooms],
            "begindatum": dutch(enrolments["start"]),
            "einddatum": dutch(enrolments["end"]),
        }
    )
    order = pd.DataFrame({"class": table["stamklas_naam"], "number": table["stamnummer"]})
    order["start"] = enrolments["start"]
    return table.loc[order.sort_values(["class", "number", "start"]).index]


def _timetable(rng: np.random.Generator, world: World) -> pd.DataFrame:
    items = world.items
    day = pd.Series(world.days).dt.strftime("%d-%m-%Y").to_numpy(object)[items["day"]]
    start = np.array([clock(m) for m in HOUR_STARTS], dtype=object)
    end = np.array([clock(m + LESSON) for m in HOUR_STARTS], dtype=object)
    names = np.array([room.name for room in world.spec.classes], dtype=object)
    return pd.DataFrame(
        {
            "agendaitem_id": 710_000 + rng.integers(1, 9, len(items)).cumsum(),
            "agendaitem_start": day + " " + start[items["first"]],
            "agendaitem_einde": day + " " + end[items["last"]],
            "lesuurvan": items["first"] + 1,
            "lesuurtm": items["last"] + 1,
            "type": items["type"],
            "status": items["status"],
            "klas": names[items["cls"]],
        }
    )


def _registrations(
    rng: np.random.Generator,
    world: World,
    people: People,
    rows: pd.DataFrame,
    codes: tuple[Code, ...],
) -> pd.DataFrame:
    pupil, day = rows["pupil"].to_numpy(), rows["day"].to_numpy()
    kinds = rows["kind"].to_numpy()
    dates = pd.Series(world.days[day])
    delay = np.where(rng.random(len(rows)) < 0.1, rng.integers(1, 8, len(rows)), 0)
    remark = np.full(len(rows), "", dtype=object)
    remarked = rng.random(len(rows)) < REMARKED
    for kind, texts in REMARKS.items():
        here = remarked & (kinds == kind)
        remark[here] = rng.choice(np.array(texts, dtype=object), int(here.sum()))
    return pd.DataFrame(
        {
            "verantwoording_id": 2_400_000 + rng.integers(1, 9, len(rows)).cumsum(),
            "stamnummer": np.array(people.number, dtype=object)[pupil],
            "verantwoording_datum": dutch(dates),
            "verantwoording_lesuur": rows["slot"] + 1,
            "absentiereden_code": write_codes(rng, codes, kinds, pupil, day),
            "datum_invoer": dutch(dates + pd.to_timedelta(delay, unit="D")),
            "opmerking": remark,
        }
    )


def _reasons(codes: tuple[Code, ...]) -> pd.DataFrame:
    book = code_book(codes)
    return pd.DataFrame(
        {
            "absentiereden_code": book["code"],
            "absentiereden_omschrijving": book["omschrijving"],
            "geoorloofd": book["geoorloofd"].map({"ja": "J", "nee": "N", "": ""}),
            "verantwoordingstype_id": [MEANING[code.kind][3] for code in codes],
        }
    )
