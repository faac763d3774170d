"""A small register with everything that a rule may turn on: lateness, exemption, empty weeks."""

import numpy as np
import pandas as pd

from proeftuin.register.assembling.days import derive_days
from proeftuin.register.store.register import Register
from proeftuin.register.store.tables import conform

DAYS = pd.bdate_range("2023-09-04", periods=90).as_unit("us")
SESSIONS, MINUTES = 4, (60, 45, 45, 60)
CLOSED = {"start": "2023-11-06", "end": "2023-11-08", "kind": "sluiting", "name": "storm"}


def small_register(seed=1, classes=6, pupils=12, days=DAYS, calendar=(CLOSED,), **counting):
    """Make a register; class `k0` registered nothing in some weeks, and one pupil changes class."""
    rng = np.random.default_rng(seed)
    names = [f"k{number}" for number in range(classes)]
    enrolled = pd.DataFrame(
        {
            "school": "s",
            "pupil": [f"p{number}" for number in range(classes * pupils)],
            "class": np.repeat(names, pupils),
            "year_group": "1",
            "stage": "lower",
            "track": "",
            "start": days[0],
            "end": pd.NaT,
            "sap_type": "",
            "under_six": pd.NA,
        }
    ).astype({"end": "datetime64[us]"})
    enrolled.loc[0, "end"] = days[30]
    moved = enrolled.iloc[[0]].assign(**{"class": names[1], "start": days[31], "end": pd.NaT})
    enrolled = pd.concat([enrolled, moved], ignore_index=True)
    given = pd.DataFrame({"class": names}).merge(pd.DataFrame({"date": days}), how="cross")
    given = given.merge(
        pd.DataFrame({"session": [str(n) for n in range(SESSIONS)], "minutes": MINUTES}),
        how="cross",
    )
    empty = given["class"].eq(names[0]) & given["date"].between(days[10], days[19])
    given = given.assign(school="s", registered=~empty)
    there = enrolled[["pupil", "class", "start", "end"]].merge(given, on="class")
    inside = (there["date"] >= there["start"]) & ~(there["date"] > there["end"])
    there = there[inside & there["registered"]].reset_index(drop=True)
    # Pupils differ, and some days are missed as a whole.
    rate = pd.Series(rng.gamma(0.8, 0.06, enrolled["pupil"].nunique()))
    rate.index = enrolled["pupil"].unique()
    whole = there.groupby(["pupil", "date"]).ngroup().to_numpy()
    ill = rng.random(whole.max() + 1)[whole] < there["pupil"].map(rate).clip(upper=0.5)
    luck = rng.random(len(there))
    chosen = [ill, luck < 0.01, luck < 0.03, luck < 0.04]
    kind = np.select(chosen, ["absent", "not expected", "late", "absent"], "")
    marks = there.assign(kind=kind)[kind != ""]
    late = counting.get("late", "niet") == "les"
    lost = marks["kind"].eq("absent") | (marks["kind"].eq("late") & late)
    marks = marks.assign(
        minutes=marks["minutes"].where(lost, 0),
        reason=np.where(marks["kind"] == "not expected", "exempt", ""),
        authorised=True,
        code=marks["kind"].str[:1],
    )
    tables = {"pupils": enrolled, "sessions": given, "absences": marks}
    tables = {name: conform(table, name) for name, table in tables.items()}
    tables["days"] = derive_days(tables["pupils"], tables["sessions"], tables["absences"])
    settings = {"completeness": 80.0, "counting": {"late": "niet", "exempt": "niet verwacht"}}
    settings["counting"] |= counting
    provenance = {"school": "s", "settings": settings, "calendar": list(calendar), "sector": "vo"}
    return Register(tables, provenance)
