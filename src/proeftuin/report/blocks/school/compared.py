"""What of a comparison may be shown: its levels, its changes and who moved where."""

from typing import TYPE_CHECKING, Any

import pandas as pd

from proeftuin.pyramid.comparison import Comparison
from proeftuin.pyramid.sentences import comparison_frame
from proeftuin.report.protection.keys import Group
from proeftuin.report.protection.masking import HIDDEN, SMALL, combine, is_masked, protect, share
from proeftuin.text.language import _

if TYPE_CHECKING:
    from proeftuin.report.protection.release import Release

# Columns that are protected each in its own way. Whatever else a comparison says of a tier could
# tell its two counts by what it makes of them, and is shown only where both are.
COUNTED = {
    *("tier", "label", "before", "after", "count_before", "count_after"),
    "change_pupils",
}
OF_CHANGE = ("change", "low", "high")


def comparison_shown(comparison: Comparison, release: "Release | None" = None) -> pd.DataFrame:
    """Return the table of a comparison with everything hidden that must be.

    Parameters
    ----------
    comparison
        The exact one.
    release
        What of the school is shown, when this is the comparison of its own windows. A change may
        then be shown without the two numbers it is the difference of. Without it a comparison is
        protected by itself.
    """
    shown = transitions_shown(comparison, release)
    tiers = list(comparison.transitions.index)
    frame = comparison_frame(comparison).astype(object)
    before, after = shown.loc[tiers, "n"].tolist(), shown.T.loc[tiers, "n"].tolist()
    n = shown.loc["n", "n"]
    shares = [[share(count, n) for count in counts] for counts in (before, after)]
    for name, side in zip(("before", "after"), shares, strict=True):
        frame[name] = pd.Series(side, dtype=object)
    frame["count_before"] = pd.Series(before, dtype=object)
    frame["count_after"] = pd.Series(after, dtype=object)
    if release is None:
        pairs = zip(before, after, strict=True)
        pupils: list[Any] = [combine(pair, lambda one, two: int(two - one)) for pair in pairs]
        movers: list[Any] = [0] * len(tiers)
    else:
        pupils = [release.of(comparison, Group.CHANGE, tier) for tier in tiers]
        movers = [release.movers(comparison, tier) for tier in tiers]
    # Where a handful of pupils make all of a tier, its change is not news but a trace of them.
    few = [SMALL in pair for pair in zip(before, after, strict=True)]
    pupils = [HIDDEN if small else value for value, small in zip(pupils, few, strict=True)]
    points = [share(value if is_masked(value) else abs(value), n) for value in pupils]
    frame["change_pupils"] = pd.Series(pupils, dtype=object)
    for name in [str(each) for each in frame if each not in COUNTED]:
        counts = zip(before, after, strict=True) if name not in OF_CHANGE else [()] * len(tiers)
        rests_on = [
            (point, moved if name != "change" else 0, *both)
            for point, moved, both in zip(points, movers, counts, strict=True)
        ]
        values = [
            combine(both, lambda *__, v=value: None if pd.isna(v) else float(v))
            for both, value in zip(rests_on, frame[name], strict=True)
        ]
        frame[name] = pd.Series(values, dtype=object)
    return frame


def transitions_shown(comparison: Comparison, release: "Release | None" = None) -> pd.DataFrame:
    """Protect the table of who moved where, with its margins: the two pyramids."""
    tiers = list(comparison.transitions.index)
    if release is None:
        table = comparison.transitions.rename_axis(index=None, columns=None).astype("int64")
        table.loc["n"] = table.sum()
        return protect(table.assign(n=table.sum(axis=1)), [("n", tiers)])
    rows = {
        one: [release.moved(comparison, one, two) for two in tiers]
        + [release.of(comparison, Group.BEFORE, one)]
        for one in tiers
    }
    after = [release.of(comparison, Group.AFTER, tier) for tier in tiers]
    rows["n"] = [*after, release.paired(comparison)]
    return pd.DataFrame.from_dict(rows, orient="index", columns=[*tiers, "n"], dtype=object)


def no_pairs(comparison: Comparison) -> str:
    """Say why nobody can be compared, when too little was registered; else nothing."""
    if comparison.paired or not comparison.incomplete:
        return ""
    return " ".join([_("Voor en na zijn niet te vergelijken."), *comparison.incomplete_notes])
