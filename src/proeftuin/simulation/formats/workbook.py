"""The primary school's workbook: pupils, half-days of the week, and who was away."""

from datetime import time

import numpy as np
import pandas as pd

from proeftuin.simulation.formats.files import Rows, csv_bytes, workbook_bytes
from proeftuin.simulation.history.absence import Kind
from proeftuin.simulation.history.codes import PRIMARY, code_book, write_codes
from proeftuin.simulation.schools.calendars import as_date
from proeftuin.simulation.schools.people import People
from proeftuin.simulation.schools.timetable import half_days
from proeftuin.simulation.schools.world import World

WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag")
HALF_DAYS = ("ochtend", "middag")
REMARKS = {
    Kind.SICK: ("griep", "gebeld door vader", "corona; in quarantaine"),
    Kind.LEAVE: ("bruiloft in Curaçao", "aanvraag goedgekeurd"),
    Kind.LATE: ("10 minuten", "kwam één uur later"),
}


def workbook_files(
    rng: np.random.Generator, world: World, people: People, rows: pd.DataFrame
) -> dict[str, bytes]:
    """Return the workbook and the code book by name."""
    sheets = {
        "Leerlingen": roster_sheet(world, people),
        "Dagdelen": half_days_sheet(),
        "Afwezigheid": _registrations(rng, world, people, rows),
    }
    return {
        "aanwezigheid.xlsx": workbook_bytes(sheets),
        "codeboek.csv": csv_bytes(code_book(PRIMARY), encoding="utf-8-sig"),
    }


def roster_sheet(world: World, people: People) -> Rows:
    """Return the sheet with a row per enrolment."""
    table = world.enrolments.assign(
        name=[world.spec.classes[c].name for c in world.enrolments["cls"]],
        group=[world.spec.classes[c].year_group for c in world.enrolments["cls"]],
        **people.columns(world.enrolments["pupil"]),
    ).sort_values(["name", "number", "start"])
    who = ("Leerlingnummer", "Voornaam", "Achternaam", "Geboortedatum")
    head: Rows = [(*who, "Groep", "Jaargroep", "Datum in", "Datum uit")]
    family = (table["infix"] + " " + table["last"]).str.strip()
    end = [None if pd.isna(day) else day.date() for day in table["end"]]
    columns = (
        *(
            table["number"],
            table["first"],
            family,
            [as_date(people.born[p]) for p in table["pupil"]],
        ),
        *(table["name"], table["group"].tolist(), [day.date() for day in table["start"]], end),
    )
    return head + list(zip(*columns, strict=True))


def half_days_sheet() -> Rows:
    """Return the sheet with the half-days of the week of each year group."""
    rows: Rows = [("Jaargroep", "Weekdag", "Dagdeel", "Begin", "Eind")]
    rows += [
        (group, WEEKDAYS[day], HALF_DAYS[slot], time(*divmod(start, 60)), time(*divmod(end, 60)))
        for group, day, slot, start, end in half_days().to_numpy().tolist()
    ]
    return rows


def _registrations(
    rng: np.random.Generator, world: World, people: People, rows: pd.DataFrame
) -> Rows:
    pupil, day, kinds = (rows[name].to_numpy() for name in ("pupil", "day", "kind"))
    remark = np.full(len(rows), None, dtype=object)
    remarked = rng.random(len(rows)) < 0.05
    for kind, texts in REMARKS.items():
        here = remarked & (kinds == kind)
        remark[here] = rng.choice(np.array(texts, dtype=object), int(here.sum()))
    columns = (
        [as_date(d) for d in world.days[day]],
        [HALF_DAYS[s] for s in rows["slot"]],
        [people.number[p] for p in pupil],
        write_codes(rng, PRIMARY, kinds, pupil, day),
        remark,
    )
    head: Rows = [("Datum", "Dagdeel", "Leerlingnummer", "Reden", "Opmerking")]
    return head + list(zip(*columns, strict=True))
