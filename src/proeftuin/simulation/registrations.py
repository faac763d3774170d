"""What a teacher wrote down: one row per pupil, session and registration.

Both Magister's file and the primary school's sheet are a list of these, each in its own words.
"""

import numpy as np
import pandas as pd

from proeftuin.simulation.absence import Kind, Kinds
from proeftuin.simulation.calendars import weeks
from proeftuin.simulation.world import Bools, World


def registrations(
    world: World, absent: Kinds, remarks: dict[Kind, Bools], filler: Kind
) -> pd.DataFrame:
    """List the registrations.

    Parameters
    ----------
    world
        The school.
    absent
        Pupil × day × slot: the `Kind` of absence or 0.
    remarks
        Per other kind, where it was registered.
    filler
        Kind of the row that is put in a week in which a class had nothing to register, so that
        only the week without registration stays empty.

    Returns
    -------
    DataFrame
        Indices `pupil`, `day`, `slot`, and `kind`, in the order of the school's days.
    """
    parts = [_rows(absent > 0, absent)]
    parts += [_rows(where, kind) for kind, where in remarks.items()]
    table = pd.concat(parts, ignore_index=True)
    fillers = _fillers(world, table[table["kind"] != Kind.OUTSIDE_LESSONS], filler)
    table = pd.concat([table, fillers, _rows(world.excused, Kind.EXEMPT)], ignore_index=True)
    return table.sort_values(["day", "slot", "pupil", "kind"], ignore_index=True)


def _rows(where: Bools, kind: Kind | Kinds) -> pd.DataFrame:
    pupil, day, slot = np.nonzero(where)
    values = kind[where] if isinstance(kind, np.ndarray) else np.full(len(pupil), int(kind))
    columns = {"pupil": pupil, "day": day, "slot": slot, "kind": values}
    return pd.DataFrame(columns).astype(np.int64)


def _fillers(world: World, written: pd.DataFrame, kind: Kind) -> pd.DataFrame:
    week = weeks(world.days)
    pupil, day, slot = np.nonzero(world.possible)
    cells = pd.DataFrame({"pupil": pupil, "day": day, "slot": slot})
    cells["cls"], cells["week"] = world.class_of[pupil, day], week[day]
    first = cells.sort_values(["cls", "week", "day", "slot"], kind="stable").drop_duplicates(
        ["cls", "week"]
    )
    seen = pd.MultiIndex.from_arrays(
        [world.class_of[written["pupil"], written["day"]], week[written["day"]]]
    )
    needed = first[~pd.MultiIndex.from_frame(first[["cls", "week"]]).isin(seen)]
    return needed[["pupil", "day", "slot"]].assign(kind=int(kind))
