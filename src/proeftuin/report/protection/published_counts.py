"""Everything that the reports on one school publish, as counts and the sums a reader can make.

One count stands in many places: a class in its table, in the total of the year group and in the
evaluation; the pyramid of a month on two pages. Each is one cell here, whatever it is printed as,
so that it is shown everywhere or nowhere. Keys read `period|group|part`.
"""

from collections import Counter
from typing import TYPE_CHECKING, Any

import pandas as pd

from proeftuin.pyramid.comparison import Comparison
from proeftuin.pyramid.counting.periods import Period
from proeftuin.pyramid.pyramid import Pyramid
from proeftuin.report.numbers.assumed import assumed_counts
from proeftuin.report.numbers.group_counts import SCHOOL
from proeftuin.report.numbers.region_tables import in_month
from proeftuin.report.protection.masking import MINIMUM_BASE
from proeftuin.report.protection.region import may_show
from proeftuin.report.protection.suppression import Facts

if TYPE_CHECKING:
    from proeftuin.report.numbers.school import SchoolResults

N, WITHOUT = "n", "without"
ASSUMED = "assumed"
# What it costs to hide a count: the school's own pyramids are what a report is made for.
WEIGHTS = {"school": 100.0, "stage": 20.0, "year_group": 12.0, "class": 8.0, "kind": 5.0}
CHANGE, LEVEL, MOVE, OTHERS, EDGE = 80.0, 20.0, 6.0, 3.0, 2.0


def school_facts(results: "SchoolResults", minimum: int = 5) -> Facts:
    """Return what the report and the evaluation of a school publish, and what follows from it.

    Parameters
    ----------
    results
        The exact numbers.
    minimum
        The smallest count that is shown.
    """
    facts = Facts(minimum)
    current = span_of(results.current.period)
    _pyramid(facts, current, results.current.pyramid)
    _groups(facts, current, results)
    for month in results.months:
        _pyramid(facts, span_of(month.period), month.pyramid)
    _pyramid(facts, span_of(results.year_to_date.period), results.year_to_date.pyramid)
    _edge(facts, current, results.current.pyramid)
    for each in (results.current, *results.months, results.year_to_date):
        _assumed(facts, span_of(each.period), each.pyramid)
    _year(facts, results)
    if results.evaluation is not None:
        _kinds(facts, current, results)
        _comparison(facts, results.evaluation.comparison)
    return facts


def span_of(period: Period) -> str:
    """Name a period in a key."""
    return f"{period.start}/{period.end}"


def windows_of(comparison: Comparison) -> str:
    """Name a pair of windows in a key."""
    return ">".join(span_of(period) if period else "" for period in comparison.periods)


def _pyramid(facts: Facts, period: str, pyramid: Pyramid) -> None:
    if f"{period}|{SCHOOL}|{N}" in facts.cells:
        return
    facts.row(f"{period}|{SCHOOL}", pyramid.counts.to_dict(), WEIGHTS[SCHOOL])
    facts.add(f"{period}|{SCHOOL}|{WITHOUT}", pyramid.unclassified)


def _groups(facts: Facts, period: str, results: "SchoolResults") -> None:
    for (level, group), rows in results.groups.groupby(["level", "group"], sort=False):
        name = f"{period}|{level}:{group}"
        counts = dict(zip(rows["tier"], rows["count"], strict=True))
        facts.row(name, counts, WEIGHTS[str(level)])
        facts.add(f"{name}|{WITHOUT}", int(rows["unclassified"].iloc[0]))
    for whole, parts in results.nested:
        for part in (*results.scheme.tiers, N, WITHOUT):
            inside = [f"{period}|{group}|{part}" for group in parts]
            facts.sum(f"{period}|{whole}|{part}", inside)


def _edge(facts: Facts, period: str, pyramid: Pyramid) -> None:
    """Add who stands on a cut: the difference of the two pyramids."""
    tiers = list(pyramid.scheme.tiers)
    for place, count in enumerate(pyramid.on_cut):
        facts.add(f"{period}|cut|{place}", int(count), weight=EDGE)
    other = [
        facts.add(f"{period}|other edge|{tier}", int(pyramid.other_edge[tier]), weight=EDGE)
        for tier in tiers
    ]
    facts.sum(f"{period}|{SCHOOL}|{N}", other)
    if pyramid.n < facts.minimum:
        for key in other:
            facts.cells[key].hidden = facts.cells[key].vague = pyramid.n > 0
    for number, tier in enumerate(tiers):
        terms = {f"{period}|other edge|{tier}": 1, f"{period}|{SCHOOL}|{tier}": -1}
        for cut, side in ((number - 1, -1), (number, 1)):
            if 0 <= cut < len(pyramid.on_cut):
                down = 1 if pyramid.scheme.edges[cut] == "better" else -1
                terms[f"{period}|cut|{cut}"] = side * down
        facts.rule(terms, 0, 0)


def _assumed(facts: Facts, period: str, pyramid: Pyramid) -> None:
    """Add the pyramid without the time of which nothing tells that it was registered."""
    name = f"{period}|{ASSUMED}"
    if not assumed_counts(pyramid) or f"{name}|{N}" in facts.cells:
        return
    facts.row(name, pyramid.without_assumed.to_dict(), EDGE)
    without = pyramid.n + pyramid.unclassified - int(pyramid.without_assumed.sum())
    facts.add(f"{name}|{WITHOUT}", without, weight=EDGE)
    everyone = {f"{period}|{SCHOOL}|{part}": -1 for part in (N, WITHOUT)}
    facts.rule({f"{name}|{part}": 1 for part in (N, WITHOUT)} | everyone, 0, 0)
    terms: dict[str, int] = {}
    lost: Counter[str] = Counter()
    for tier in pyramid.scheme.tiers:
        # Nobody was absent in that time, so without it nobody is in a better tier.
        terms |= {f"{period}|{SCHOOL}|{tier}": 1, f"{name}|{tier}": -1}
        facts.rule(terms, 0, 10**6)
        lost.update(terms)
    # And it is only shown where somebody is in another.
    facts.rule(dict(lost), 1, 10**6)


def _year(facts: Facts, results: "SchoolResults") -> None:
    """Say what months tell of the year: who is below a cut in it, is so in one of its months."""
    year = results.year_to_date.period
    months = [month.period for month in results.months if month.period.end <= year.end]
    if not months or months[-1].end != year.end or span_of(months[0]) == span_of(year):
        return
    tiers = list(results.scheme.tiers)
    for best in tiers[:-1]:
        below = [tier for tier in tiers if tier > best]
        terms = {f"{span_of(year)}|{SCHOOL}|{tier}": -1 for tier in below}
        for month in months:
            terms |= {f"{span_of(month)}|{SCHOOL}|{part}": 1 for part in (*below, WITHOUT)}
        _slack_rule(facts, terms)


def _slack_rule(facts: Facts, terms: dict[str, int]) -> None:
    """Say that a sum is not below zero; nothing where it is so by far."""
    total = sum(factor * facts.cells[key].value for key, factor in terms.items())
    if total >= 0:
        facts.rule(terms, 0, 10**6)


def _kinds(facts: Facts, period: str, results: "SchoolResults") -> None:
    """Add the tiers by kind of absence; groups without numbers are one remainder."""
    found = results.by_kind
    if found is None:
        return
    few = found.counts.isna().any(axis="columns")
    shown = found.counts[~few].astype("int64")
    names, rests = [], []
    for kind, counts in shown.iterrows():
        facts.row(f"{period}|kind:{kind}", counts.to_dict(), WEIGHTS["kind"])
        names.append(f"kind:{kind}")
    for tier in found.counts.columns:
        rest = int(found.total[tier]) - int(shown[tier].sum())
        parts = [f"{period}|{name}|{tier}" for name in names]
        if rest or few.any():
            rests.append(facts.add(f"{period}|kind rest|{tier}", rest, "inside"))
            parts.append(rests[-1])
        facts.sum(f"{period}|{SCHOOL}|{tier}", parts)
    # A reader knows of each of those groups that it has fewer than ten.
    facts.rule(dict.fromkeys(rests, 1), 0, int(few.sum()) * (MINIMUM_BASE - 1))


def _comparison(facts: Facts, comparison: Comparison) -> None:
    """Add who moved where, its margins, who came and went, and what ties them to the school."""
    windows, tiers = windows_of(comparison), list(comparison.scheme.tiers)
    table: Any = comparison.transitions
    region = region_shows(comparison)
    facts.add(f"{windows}|paired", comparison.paired, "known")
    for side, counts, axis in (
        ("before", comparison.before.counts, 1),
        ("after", comparison.after.counts, 0),
    ):
        for tier in tiers:
            key = facts.add(f"{windows}|{side}|{tier}", int(counts[tier]), weight=LEVEL)
            facts.cells[key].weight *= 3 if tier == tiers[0] else 1
            if region["paired"] and tier == tiers[0]:
                facts.cells[key].kind = "known"
            cells = []
            for other in tiers:
                one, two = (tier, other) if axis else (other, tier)
                moved = int(table.loc[one, two])
                cells.append(facts.add(f"{windows}|{one}>{two}", moved, weight=MOVE))
            facts.sum(key, cells)
        facts.sum(f"{windows}|paired", [f"{windows}|{side}|{tier}" for tier in tiers])
    for tier in tiers:
        weight = CHANGE * (3 if tier == tiers[0] else 1)
        change = facts.add(
            f"{windows}|change|{tier}", int(comparison.change_pupils[tier]), "number", weight
        )
        if tier == tiers[0] and region["change"]:
            # A report on the region shows it of nearly every school.
            facts.cells[change].kind = "known"
        facts.rule({change: 1, f"{windows}|after|{tier}": -1, f"{windows}|before|{tier}": 1}, 0, 0)
        if comparison.methods[tier] == "bonett-price":
            # Without classes the interval is made of how many came and went, and gives it away.
            out = {f"{windows}|{tier}>{other}": -1 for other in tiers if other != tier}
            came = {f"{windows}|{other}>{tier}": -1 for other in tiers if other != tier}
            both = -sum(facts.cells[key].value * side for key, side in {**out, **came}.items())
            key = facts.add(f"{windows}|movers|{tier}", both, "number", weight / 2)
            facts.rule({key: 1, **out, **came}, 0, 0)
    _others(facts, comparison, windows, region)


def _others(facts: Facts, comparison: Comparison, windows: str, region: "pd.Series[bool]") -> None:
    """Add who is in one window only, and tie the windows to the school's pyramids in them."""
    tiers = list(comparison.scheme.tiers)
    without = facts.add(f"{windows}|none|{N}", comparison.unclassified, weight=OTHERS)
    sides = (
        ("left", comparison.left_tiers, comparison.all_before, comparison.before, "before"),
        ("joined", comparison.joined_tiers, comparison.all_after, comparison.after, "after"),
    )
    for (who, counts, everyone, paired, side), period in zip(
        sides, comparison.periods, strict=True
    ):
        # How many came or went is a number of enrolments, and says nothing of attendance.
        facts.row(f"{windows}|{who}", counts.to_dict(), OTHERS, "known")
        if period is None or f"{span_of(period)}|{SCHOOL}|{N}" not in facts.cells:
            continue
        whole = f"{span_of(period)}|{SCHOOL}"
        if side == "after" and region["now"]:
            for part in (tiers[0], N):
                facts.cells[f"{whole}|{part}"].kind = "known"
        gaps = []
        for tier in tiers:
            gap = int(everyone.counts[tier] - paired.counts[tier] - counts[tier])
            gaps.append(facts.add(f"{windows}|{side} gap|{tier}", gap, "inside"))
            facts.sum(
                f"{whole}|{tier}",
                [f"{windows}|{side}|{tier}", f"{windows}|{who}|{tier}", gaps[-1]],
            )
        rest = comparison.unclassified - everyone.unclassified
        rest -= sum(facts.cells[gap].value for gap in gaps)
        rests = facts.add(f"{windows}|{side} rest", rest, "slack")
        facts.sum(without, [f"{whole}|{WITHOUT}", *gaps, rests])


def region_shows(comparison: Comparison) -> "pd.Series[bool]":
    """Tell which shares of this school a report on the region may show."""
    now = comparison.all_after
    row = {
        "before": comparison.before.counts.iloc[0],
        "after": comparison.after.counts.iloc[0],
        "n": comparison.paired,
        "now": now.counts.iloc[0],
        "now_n": now.n,
        "then": comparison.all_before.counts.iloc[0],
        "then_n": comparison.all_before.n,
        "in_month": in_month(comparison),
    }
    return may_show(pd.DataFrame([row])).iloc[0]
