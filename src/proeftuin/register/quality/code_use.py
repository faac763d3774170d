"""Sudden changes in how codes are used: from one month on, and by a large factor.

Absence has seasons and comes in spells, so that nearly every code changes significantly at some
moment. What is looked for is a change of habit: a level that lasts before and another that lasts
after, three times as high or low. The unit is a pupil in a week, because one long illness gives
many lessons with the same code.
"""

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from proeftuin.register.store.engine import query
from proeftuin.text import words
from proeftuin.text.language import _

if TYPE_CHECKING:
    from proeftuin.register.store.register import Register

FACTOR = 3.0
"""A flu season doubles a code; a new habit does more."""
SHARE_FACTOR = 2.0
"""A share cannot grow as much as a count."""
FEWEST = 30
"""Pupil-weeks in all: with fewer the level before or after is not known."""
FEWEST_PUPILS = 5
"""With fewer it is no habit of the school, and a report must not show it."""
WEEKS = 4
"""Weeks on either side of a change: fewer is an incident."""
ALPHA = 0.01
"""False discoveries among the codes of a school that are named."""
SETTLED = timedelta(days=14)
"""After this long the reason of an absence seldom changes any more."""

# Per week, and without a week in all.
_CODES = """
select code, week, count(distinct pupil) as pupils
from (select code, pupil, date_trunc('week', date)::timestamp as week from absences)
group by grouping sets ((code, week), (code))
"""
_REASONS = """
select reason, date_trunc('week', date)::timestamp as week, count(distinct pupil) as pupils
from absences where kind = 'absent' and reason in ('sick', 'unexplained') group by all
"""
_ENROLLED = """
select date_trunc('week', date)::timestamp as week, count(distinct pupil) as pupils
from days where sessions > 0 group by all order by week
"""


def changed_codes(register: "Register") -> list[str]:
    """List the codes whose use changed, with the month, in Dutch."""
    counts = query(_CODES, absences=register.scan("absences"))
    enrolled = query(_ENROLLED, days=register.scan_days()).set_index("week")["pupils"]
    in_all = counts["week"].isna()
    table = _per_week(counts[~in_all], "code").reindex(enrolled.index, fill_value=0)
    enough = counts[in_all].set_index("code")["pupils"] >= FEWEST_PUPILS
    table = table.loc[:, (table.sum() >= FEWEST) & enough]
    found = changes(table, pd.DataFrame(dict.fromkeys(table, enrolled)), FACTOR)
    return [f"{row.name}: {_change(row)}" for __, row in found.iterrows()]


def changed_share(register: "Register") -> list[str]:
    """Tell whether the share of unexplained absence, beside illness, changed."""
    counts = query(_REASONS, absences=register.scan("absences"))
    settled = pd.Timestamp(register.provenance["export_date"]) - SETTLED
    table = _per_week(counts[counts["week"] < settled], "reason")
    table = table.reindex(columns=["sick", "unexplained"], fill_value=0)
    if (table.sum() < FEWEST).any():
        return []
    both = table.sum(axis="columns")
    name = _("aandeel zonder bericht")
    found = changes(
        table[["unexplained"]].set_axis([name], axis="columns"),
        both.to_frame(name),
        SHARE_FACTOR,
    )
    return [f"{row.name} {_change(row)}" for __, row in found.iterrows()]


def _per_week(counts: pd.DataFrame, column: str) -> pd.DataFrame:
    """Lay counts of pupils out: a row per week, a column per code or reason."""
    return counts.set_index(["week", column])["pupils"].unstack(column, fill_value=0)


def changes(counts: pd.DataFrame, exposure: pd.DataFrame, factor: float) -> pd.DataFrame:
    """Find the columns whose rate changed from one calendar month on.

    Parameters
    ----------
    counts, exposure
        One row per week (its Monday), one column per code; the rate is their quotient.
    factor
        How many times as high or low the rate must be.

    Returns
    -------
    DataFrame
        One row per column that changed: `month` (of the change), `before`, `after` (rates).

    Notes
    -----
    At the start of each month the weekly rates before and after are compared by Mann and
    Whitney's test. Of the months with a large enough factor the one with the smallest p counts,
    multiplied by the number of months looked at; over the columns the false discovery rate is
    held by Benjamini and Hochberg's procedure.

    Examples
    --------
    >>> weeks = pd.date_range("2020-08-31", periods=40, freq="W-MON")
    >>> counts = pd.DataFrame({"Z": [9, 11] * 20, "X": [10] * 22 + [0] * 18}, index=weeks)
    >>> found = changes(counts, counts * 0 + 300, FACTOR)
    >>> found.index.tolist(), found["month"].dt.strftime("%m-%Y").tolist()
    (['X'], ['02-2021'])
    """
    from scipy.stats import false_discovery_control, mannwhitneyu

    exposure = exposure.reindex_like(counts)
    rates = (counts / exposure.where(exposure > 0)).to_numpy(dtype=float)
    taught = np.isfinite(rates).all(axis=1)
    rates, weeks = rates[taught], counts.index[taught]
    month = weeks.to_period("M")
    splits = np.flatnonzero(month[1:] != month[:-1]) + 1
    splits = splits[(splits >= WEEKS) & (splits <= len(weeks) - WEEKS)]
    if not len(splits) or not rates.shape[1]:
        return pd.DataFrame(columns=["month", "before", "after"])
    pvalues = np.ones((len(splits), rates.shape[1]))
    levels = np.zeros((2, *pvalues.shape))
    for i, split in enumerate(splits):
        before, after = rates[:split], rates[split:]
        levels[:, i] = before.mean(axis=0), after.mean(axis=0)
        low, high = levels[:, i].min(axis=0), levels[:, i].max(axis=0)
        # The test takes longest, and few columns change so much.
        if (large := high >= factor * low).any():
            tested = mannwhitneyu(
                before[:, large], after[:, large], axis=0, method="asymptotic"
            ).pvalue
            pvalues[i, large] = np.nan_to_num(tested, nan=1.0)
    best = pvalues.argmin(axis=0)
    columns = np.arange(rates.shape[1])
    smallest = np.minimum(1.0, len(splits) * pvalues[best, columns])
    chosen = false_discovery_control(smallest) < ALPHA
    found = pd.DataFrame(
        {
            "month": month[splits[best]].to_timestamp(),
            "before": levels[0, best, columns],
            "after": levels[1, best, columns],
        },
        index=counts.columns,
    )
    return found[chosen]


def _change(row: "pd.Series[float]") -> str:
    month = words.month_name(pd.Timestamp(row["month"]))
    before, after = float(row["before"]), float(row["after"])
    if after == 0:
        return _("vanaf {month} niet meer gebruikt", month=month)
    if before == 0:
        return _("vanaf {month} voor het eerst gebruikt", month=month)
    if after > before:
        return _(
            "vanaf {month} {times} keer zo vaak", month=month, times=words.number(after / before, 1)
        )
    return _(
        "vanaf {month} {times} keer zo weinig", month=month, times=words.number(before / after, 1)
    )
