"""Classes, year groups and stages: their counts, and which add up to which."""

from itertools import pairwise

import pandas as pd

from proeftuin.pyramid.counting.tiers import TierScheme
from proeftuin.pyramid.pyramid import build_pyramids

LEVELS = {"class": "klas", "year_group": "leerjaar", "stage": "bouw"}
SCHOOL = "school"


def count_groups(pupils: pd.DataFrame, scheme: TierScheme) -> pd.DataFrame:
    """Count the pupils per tier in every group of every level that the register has."""
    known = [level for level in LEVELS if level in pupils and pupils[level].ne("").any()]
    levels = [
        build_pyramids(pupils, by=level, scheme=scheme)
        .rename(columns={level: "group"})
        .assign(level=level)
        # Without pupils there are no groups; their table has all its columns even so.
        for level in known or ["class"]
    ]
    # Classes are listed by year group: V2A does not come after H5A.
    years = pupils.groupby("class")["year_group"].min()
    found = pd.concat(levels, ignore_index=True).astype({"group": "str", "level": "str"})
    return found.assign(year=found["group"].map(years).where(found["level"] == "class", ""))


def nested(pupils: pd.DataFrame, groups: pd.DataFrame) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Tell which groups add up to which: every level to the school, and to each other if so."""
    levels = list(dict.fromkeys(groups["level"]))
    sums = []
    for small, large in pairwise(levels):
        pairs = pupils[[small, large]].drop_duplicates()
        mixed = pairs.loc[pairs.duplicated(small, keep=False), large]
        for name, part in pairs.groupby(large):
            if name not in set(mixed):
                parts = tuple(f"{small}:{group}" for group in part[small])
                sums.append((f"{large}:{name}", parts))
    for level in levels:
        names = groups.loc[groups["level"] == level, "group"].drop_duplicates()
        sums.append((SCHOOL, tuple(level + ":" + names)))
    return tuple(sums)
