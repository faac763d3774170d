"""Everything that the reports on one school publish, as counts and the sums a reader can make.

One count stands in many places: a class in its table, in the total of the year group and in the
evaluation; the pyramid of a month on two pages. Each is one cell here, whatever it is printed as,
so that it is shown everywhere or nowhere.
"""

from collections import Counter
from typing import TYPE_CHECKING, Any

import pandas as pd

from proeftuin.pyramid.comparison import Comparison
from proeftuin.pyramid.counting.intervals import Method
from proeftuin.pyramid.pyramid import Pyramid
from proeftuin.report.numbers.assumed import assumed_counts
from proeftuin.report.numbers.region_tables import in_month
from proeftuin.report.protection.keys import WITHOUT, Group, Key, N, span_of, windows_of
from proeftuin.report.protection.masking import MINIMUM_BASE
from proeftuin.report.protection.region import may_show
from proeftuin.report.protection.suppression import Facts

if TYPE_CHECKING:
    from proeftuin.report.numbers.school import SchoolResults

# What it costs to hide a count: the school's own pyramids are what a report is made for.
WEIGHTS: dict[str, float] = {
    Group.SCHOOL: 100.0,
    Group.STAGE: 20.0,
    Group.YEAR_GROUP: 12.0,
    Group.CLASS: 8.0,
    Group.KIND: 5.0,
}
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


def _pyramid(facts: Facts, period: str, pyramid: Pyramid) -> None:
    school = Key(period, Group.SCHOOL)
    if school.of(N) in facts.cells:
        return
    facts.row(school, pyramid.counts.to_dict(), WEIGHTS[Group.SCHOOL])
    facts.add(school.of(WITHOUT), pyramid.unclassified)


def _groups(facts: Facts, period: str, results: "SchoolResults") -> None:
    for (level, name), rows in results.groups.groupby(["level", "group"], sort=False):
        group = Key(period, str(level), name=str(name))
        counts = dict(zip(rows["tier"], rows["count"], strict=True))
        facts.row(group, counts, WEIGHTS[str(level)])
        facts.add(group.of(WITHOUT), int(rows["unclassified"].iloc[0]))
    for (level, name), parts in results.nested:
        whole = Key(period, level, name=name)
        for part in (*results.scheme.tiers, N, WITHOUT):
            inside = [Key(period, level, name=name).of(part) for level, name in parts]
            facts.sum(whole.of(part), inside)


def _edge(facts: Facts, period: str, pyramid: Pyramid) -> None:
    """Add who stands on a cut: the difference of the two pyramids."""
    tiers = list(pyramid.scheme.tiers)
    school, on_cut = Key(period, Group.SCHOOL), Key(period, Group.CUT)
    other_edge = Key(period, Group.OTHER_EDGE)
    for place, count in enumerate(pyramid.on_cut):
        facts.add(on_cut.of(place), int(count), weight=EDGE)
    other = [
        facts.add(other_edge.of(tier), int(pyramid.other_edge[tier]), weight=EDGE) for tier in tiers
    ]
    facts.sum(school.of(N), other)
    if pyramid.n < facts.minimum:
        for key in other:
            facts.cells[key].hidden = facts.cells[key].vague = pyramid.n > 0
    for number, tier in enumerate(tiers):
        terms = {other_edge.of(tier): 1, school.of(tier): -1}
        for cut, side in ((number - 1, -1), (number, 1)):
            if 0 <= cut < len(pyramid.on_cut):
                down = 1 if pyramid.scheme.edges[cut] == "better" else -1
                terms[on_cut.of(cut)] = side * down
        facts.rule(terms, 0, 0)


def _assumed(facts: Facts, period: str, pyramid: Pyramid) -> None:
    """Add the pyramid without the time of which nothing tells that it was registered."""
    school, assumed = Key(period, Group.SCHOOL), Key(period, Group.ASSUMED)
    if not assumed_counts(pyramid) or assumed.of(N) in facts.cells:
        return
    facts.row(assumed, pyramid.without_assumed.to_dict(), EDGE)
    without = pyramid.n + pyramid.unclassified - int(pyramid.without_assumed.sum())
    facts.add(assumed.of(WITHOUT), without, weight=EDGE)
    everyone = {school.of(part): -1 for part in (N, WITHOUT)}
    facts.rule({assumed.of(part): 1 for part in (N, WITHOUT)} | everyone, 0, 0)
    terms: dict[Key, int] = {}
    lost: Counter[Key] = Counter()
    for tier in pyramid.scheme.tiers:
        # Nobody was absent in that time, so without it nobody is in a better tier.
        terms |= {school.of(tier): 1, assumed.of(tier): -1}
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
        terms = {Key(span_of(year), Group.SCHOOL).of(tier): -1 for tier in below}
        for month in months:
            school = Key(span_of(month), Group.SCHOOL)
            terms |= {school.of(tier): 1 for tier in below} | {school.of(WITHOUT): 1}
        _slack_rule(facts, terms)


def _slack_rule(facts: Facts, terms: dict[Key, int]) -> None:
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
    kinds, rests = [Key(period, Group.KIND, name=str(kind)) for kind in shown.index], []
    for kind, (_, counts) in zip(kinds, shown.iterrows(), strict=True):
        facts.row(kind, counts.to_dict(), WEIGHTS[Group.KIND])
    for tier in found.counts.columns:
        rest = int(found.total[tier]) - int(shown[tier].sum())
        parts = [kind.of(tier) for kind in kinds]
        if rest or few.any():
            rests.append(facts.add(Key(period, Group.KIND_REST).of(tier), rest, "inside"))
            parts.append(rests[-1])
        facts.sum(Key(period, Group.SCHOOL).of(tier), parts)
    # A reader knows of each of those groups that it has fewer than ten.
    facts.rule(dict.fromkeys(rests, 1), 0, int(few.sum()) * (MINIMUM_BASE - 1))


def _comparison(facts: Facts, comparison: Comparison) -> None:
    """Add who moved where, its margins, who came and went, and what ties them to the school."""
    windows, tiers = windows_of(comparison), list(comparison.scheme.tiers)
    table: Any = comparison.transitions
    region = region_shows(comparison)
    paired = facts.add(Key(windows, Group.PAIRED), comparison.paired, "known")
    before, after = Key(windows, Group.BEFORE), Key(windows, Group.AFTER)
    for side, counts, axis in (
        (before, comparison.before.counts, 1),
        (after, comparison.after.counts, 0),
    ):
        for tier in tiers:
            key = facts.add(side.of(tier), int(counts[tier]), weight=LEVEL)
            facts.cells[key].weight *= 3 if tier == tiers[0] else 1
            if region["paired"] and tier == tiers[0]:
                facts.cells[key].kind = "known"
            cells = []
            for other in tiers:
                one, two = (tier, other) if axis else (other, tier)
                moved = int(table.loc[one, two])
                cells.append(facts.add(Key.moved(windows, one, two), moved, weight=MOVE))
            facts.sum(key, cells)
        facts.sum(paired, [side.of(tier) for tier in tiers])
    for tier in tiers:
        weight = CHANGE * (3 if tier == tiers[0] else 1)
        change = Key(windows, Group.CHANGE).of(tier)
        facts.add(change, int(comparison.change_pupils[tier]), "number", weight)
        if tier == tiers[0] and region["change"]:
            # A report on the region shows it of nearly every school.
            facts.cells[change].kind = "known"
        facts.rule({change: 1, after.of(tier): -1, before.of(tier): 1}, 0, 0)
        if comparison.methods[tier] == Method.BONETT_PRICE:
            # Without classes the interval is made of how many came and went, and gives it away.
            out = {Key.moved(windows, tier, other): -1 for other in tiers if other != tier}
            came = {Key.moved(windows, other, tier): -1 for other in tiers if other != tier}
            both = -sum(facts.cells[key].value * side for key, side in {**out, **came}.items())
            key = facts.add(Key(windows, Group.MOVERS).of(tier), both, "number", weight / 2)
            facts.rule({key: 1, **out, **came}, 0, 0)
    _others(facts, comparison, windows, region)


def _others(facts: Facts, comparison: Comparison, windows: str, region: "pd.Series[bool]") -> None:
    """Add who is in one window only, and tie the windows to the school's pyramids in them."""
    tiers = list(comparison.scheme.tiers)
    unclassified = Key(windows, Group.UNCLASSIFIED, N)
    facts.add(unclassified, comparison.unclassified, weight=OTHERS)
    left = (Group.LEFT, Group.BEFORE, Group.BEFORE_GAP, Group.BEFORE_REST)
    joined = (Group.JOINED, Group.AFTER, Group.AFTER_GAP, Group.AFTER_REST)
    sides = (
        (left, comparison.left_tiers, comparison.all_before, comparison.before),
        (joined, comparison.joined_tiers, comparison.all_after, comparison.after),
    )
    for (groups, counts, everyone, paired), period in zip(sides, comparison.periods, strict=True):
        who, side, unpaired, others = (Key(windows, group) for group in groups)
        # How many came or went is a number of enrolments, and says nothing of attendance.
        facts.row(who, counts.to_dict(), OTHERS, "known")
        if period is None or Key(span_of(period), Group.SCHOOL, N) not in facts.cells:
            continue
        whole = Key(span_of(period), Group.SCHOOL)
        if side.group == Group.AFTER and region["now"]:
            for part in (tiers[0], N):
                facts.cells[whole.of(part)].kind = "known"
        gaps = []
        for tier in tiers:
            gap = int(everyone.counts[tier] - paired.counts[tier] - counts[tier])
            gaps.append(facts.add(unpaired.of(tier), gap, "inside"))
            facts.sum(whole.of(tier), [side.of(tier), who.of(tier), gaps[-1]])
        rest = comparison.unclassified - everyone.unclassified
        rest -= sum(facts.cells[gap].value for gap in gaps)
        facts.add(others, rest, "slack")
        facts.sum(unclassified, [whole.of(WITHOUT), *gaps, others])


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
