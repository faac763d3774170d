"""What a teacher wrote down: one row per pupil, session and registration.

Both Magister's file and the primary school's sheet are a list of these, each in its own words.
"""

import numpy as np
import pandas as pd

from proeftuin.simulation.history.absence import Kind, Kinds
from proeftuin.simulation.schools.world import Bools, World


def registrations(world: World, absent: Kinds, remarks: dict[Kind, Bools]) -> pd.DataFrame:
    """List the registrations.

    Parameters
    ----------
    world
        The school.
    absent
        Pupil × day × slot: the `Kind` of absence or 0.
    remarks
        Per other kind, where it was registered.

    Returns
    -------
    DataFrame
        Indices `pupil`, `day`, `slot`, and `kind`, in the order of the school's days.
    """
    parts = [_rows(absent > 0, absent)]
    parts += [_rows(where, kind) for kind, where in remarks.items()]
    table = pd.concat([*parts, _rows(world.excused, Kind.EXEMPT)], ignore_index=True)
    return table.sort_values(["day", "slot", "pupil", "kind"], ignore_index=True)


def _rows(where: Bools, kind: Kind | Kinds) -> pd.DataFrame:
    pupil, day, slot = np.nonzero(where)
    values = kind[where] if isinstance(kind, np.ndarray) else np.full(len(pupil), int(kind))
    columns = {"pupil": pupil, "day": day, "slot": slot, "kind": values}
    return pd.DataFrame(columns).astype(np.int64)
