"""The generic profile per half-day, with absences per half-day, per day, or from–to over days."""

import numpy as np
import pandas as pd

from proeftuin.simulation.formats.files import Rows
from proeftuin.simulation.formats.lessons import filled
from proeftuin.simulation.formats.workbook import HALF_DAYS, half_days_sheet, roster_sheet
from proeftuin.simulation.history.absence import Kind
from proeftuin.simulation.schools.calendars import as_date
from proeftuin.simulation.schools.people import People
from proeftuin.simulation.schools.world import World

ABSENCES = ("Datum", "Tot datum", "Dagdeel", "Leerlingnummer", "Reden", "Minuten")
WHOLE_DAY = "hele dag"


def half_day_sheets(
    rng: np.random.Generator, world: World, people: People, rows: pd.DataFrame
) -> dict[str, Rows]:
    """Return the sheets `Leerlingen`, `Dagdelen` and `Afwezigheid`.

    Parameters
    ----------
    rng
        Source of minutes of lateness.
    world, people
        The school and its pupils.
    rows
        Registrations as `gather` gives them; what is longer than a half-day is whole days.
    """
    late = (rows["kind"] == Kind.LATE).to_numpy() & (rng.random(len(rows)) < 0.7)
    dates = np.array([as_date(day) for day in world.days], dtype=object)
    slot = np.where(rows["whole"], len(HALF_DAYS), rows["slot"])
    longer = (rows["last_day"] > rows["day"]).to_numpy()
    columns = (
        dates[rows["day"]],
        filled(dates[rows["last_day"]], longer),
        np.array([*HALF_DAYS, WHOLE_DAY], dtype=object)[slot],
        np.array(people.number, dtype=object)[rows["pupil"]],
        rows["code"].to_numpy(object),
        filled(rng.integers(2, 25, len(rows)), late),
    )
    return {
        "Leerlingen": roster_sheet(world, people),
        "Dagdelen": half_days_sheet(),
        "Afwezigheid": [ABSENCES, *zip(*columns, strict=True)],
    }
