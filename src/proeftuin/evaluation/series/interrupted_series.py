"""Whether the weeks of a school changed from a moment on: an interrupted time series.

Two windows cannot tell a change from a rise that was already going on, or from the time of year.
A series of weeks can, when it is long enough: the line of the weeks before is drawn on, and the
weeks after are held against it. What struck the whole school in the same week as the interruption
cannot be told from it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from proeftuin.evaluation.series.phases import Phase
from proeftuin.evaluation.series.segmented_regression import (
    LEVEL,
    SLOPE,
    YEAR,
    SegmentedFit,
    fit_share,
    level_points,
    slope_points,
    spans_a_year,
    week_designs,
    without_interruption,
)
from proeftuin.evaluation.series.sentences import (
    correlated_note,
    left_out_note,
    refusal,
    season_note,
    series_sentence,
)
from proeftuin.evaluation.series.weekly_attendance import checked_weeks
from proeftuin.pyramid.counting.periods import as_date
from proeftuin.pyramid.drawing.display import Shown
from proeftuin.text import words

FEWEST_BEFORE, FEWEST_AFTER = 12, 6
"""With fewer weeks on a side there is no model: a line through them can go anywhere."""

LAGS = 4
"""Up to how many weeks apart what is left of the residuals is tested for correlation."""

SHOCK = (
    "Wat de hele school in dezelfde tijd trof (een griepgolf, een nieuw rooster, anders "
    "registreren) is in één reeks niet te scheiden van wat de school zelf begon."
)


@dataclass(frozen=True, eq=False, repr=False)
class InterruptedSeries(Shown):
    """A series of weeks before and after an interruption.

    Parameters
    ----------
    weeks
        One row per week: what was given, `attendance` (share), and with a model `line` (what the
        model has for a week away from holidays) and, from the interruption on, `counterfactual`
        with `low` and `high`: the line of the weeks before drawn on.
    interruption
        Monday of the first week after.
    effects
        Rows `level` (the change at the interruption) and `slope` (the change of direction, per
        week); `odds_ratio`, `ratio_low`, `ratio_high` of attendance, and `points`, `low`, `high`
        in percentage points of attendance at the interruption; None without a model.
    before, after
        How many weeks count on each side.
    fit
        The regression; None without a model.
    harmonics
        Pairs of sine and cosine for the season; 0 when the series is too short.
    correlation
        Of one week with the next, beside the model; the intervals count with it, and with how
        little is known of it. Missing without a model.
    durbin_watson, ljung_box
        Of what that correlation leaves of the residuals: the statistic, and the p-value up to four
        weeks apart.
    phases
        What is drawn as a line in time.
    reason
        Why there is no model, in Dutch; empty with one.
    notes
        What must be said with it, in Dutch.
    """

    weeks: pd.DataFrame
    interruption: date
    effects: pd.DataFrame | None
    before: int
    after: int
    fit: SegmentedFit | None
    harmonics: int
    correlation: float
    durbin_watson: float
    ljung_box: float
    phases: tuple[Phase, ...]
    reason: str
    notes: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The finding as one Dutch sentence that claims no more than is known."""
        if self.effects is None:
            return self.reason
        return series_sentence(self.effects, self.interruption, self.harmonics > 0)

    def to_frame(self) -> pd.DataFrame:
        """Return the two changes with their intervals; no rows without a model."""
        columns = ["odds_ratio", "ratio_low", "ratio_high", "points", "low", "high"]
        return pd.DataFrame(columns=columns) if self.effects is None else self.effects.copy()

    def plot(self, ax: Any = None) -> Any:
        """Draw the weeks, the model and its counterfactual; returns matplotlib's axes."""
        from proeftuin.evaluation.series.plots import plot_series

        return plot_series(self, ax)

    def _parts(self) -> tuple[str, pd.DataFrame, list[str]]:
        title = f"Aanwezigheid per week, voor en vanaf {words.long_date(self.interruption)}"
        table = pd.DataFrame({"": ["ervoor", "erna"], "weken": [self.before, self.after]})
        if self.effects is not None:
            decimals = np.array([1, 2])
            shown = {
                name: [*map(words.change, self.effects[name], decimals)]
                for name in ("points", "low", "high")
            }
            table = table.assign(
                verandering=["niveau", "helling per week"],
                procentpunt=shown["points"],
                interval=[*map("{} tot {}".format, shown["low"], shown["high"])],
                odds=[words.number(value, 2) for value in self.effects["odds_ratio"]],
            ).rename(columns={"interval": "95%-interval", "odds": "odds ratio"})
        return title, table, [self.sentence, *self.notes]


def interrupted_time_series(
    weeks: pd.DataFrame, interruption: date | str, phases: Sequence[Phase] = ()
) -> InterruptedSeries:
    """Hold the weeks after an interruption against the line of the weeks before.

    The odds of attendance are modelled as a line in time, a change of level at the interruption, a
    change of slope from there on, the season (two pairs of sine and cosine) and whether a week is
    next to a holiday. See `proeftuin.evaluation.series.segmented_regression`.

    Parameters
    ----------
    weeks
        As `weekly_attendance` gives them: `week`, `absent`, `possible`, perhaps `next_to_holiday`
        and `left_out`; weeks with a reason to be left out are drawn and not counted.
    interruption
        The day from which things were different; its week is the first one after.
    phases
        What else to draw, as `phases_of` reads it from a register.

    Returns
    -------
    InterruptedSeries
        Without a model, and with the reason, when there are fewer than 12 weeks before or 6 after.

    Raises
    ------
    ValueError
        When a column is missing, a week stands in the table twice or is no Monday, or more was
        missed than was possible.

    Notes
    -----
    The season is a term from 52 weeks and 40 points on; a shorter series cannot tell it from a
    change. Neighbouring weeks may be alike, which the estimates and intervals count with; see
    `correlated_errors`. Time is counted in calendar weeks, so holidays are gaps.

    Examples
    --------
    >>> monday = pd.date_range("2022-01-03", periods=30, freq="7D")
    >>> absent = [70, 64, 67, 72, 66] * 3 + [50, 55, 52, 49, 54] * 3
    >>> weeks = pd.DataFrame({"week": monday, "absent": absent, "possible": 1000})
    >>> series = interrupted_time_series(weeks, "2022-04-20")
    >>> series.interruption, series.before, series.after
    (datetime.date(2022, 4, 18), 15, 15)
    >>> series.to_frame()[["points", "low", "high"]].round(1)
           points  low  high
    level     1.6  1.3   1.9
    slope     0.0 -0.0   0.0
    """
    table = checked_weeks(weeks)
    start = pd.Timestamp(as_date(interruption))
    monday = start - timedelta(days=start.day_of_week)
    counts = table["left_out"].eq("") & table["possible"].gt(0)
    used = table[counts]
    before, after = int((used["week"] < monday).sum()), int((used["week"] >= monday).sum())
    harmonics = 2 if spans_a_year(used) else 0
    design, away = week_designs(table, monday, harmonics)
    notes = [*left_out_note(table)]
    reason = refusal(before, after, FEWEST_BEFORE, FEWEST_AFTER, monday.date())
    fit = None
    if not reason:
        attended, terms = used["possible"] - used["absent"], design[counts]
        fit = fit_share(attended, used["possible"], terms, terms["time"])
        if fit is None:
            reason = (
                "Voor deze weken is geen model te maken: er is (bijna) geen verschil tussen de "
                "weken, of niemand was afwezig. Alleen de weken zelf zijn getekend."
            )
    if fit is None:
        return InterruptedSeries(
            table, monday.date(), None, before, after, None, 0, np.nan, np.nan, np.nan,
            tuple(phases), reason, tuple(notes),
        )  # fmt: skip
    durbin_watson, ljung_box = _correlation_left(fit)
    notes += season_note(harmonics, used["week"], YEAR)
    notes += correlated_note(fit.correlation, ljung_box, LAGS)
    return InterruptedSeries(
        weeks=_with_model(table, fit, away, monday),
        interruption=monday.date(),
        effects=_effects(fit, away, table["week"], monday),
        before=before,
        after=after,
        fit=fit,
        harmonics=harmonics,
        correlation=fit.correlation,
        durbin_watson=durbin_watson,
        ljung_box=ljung_box,
        phases=tuple(phases),
        reason="",
        notes=(*notes, SHOCK),
    )


def _correlation_left(fit: SegmentedFit) -> tuple[float, float]:
    from statsmodels.stats.diagnostic import acorr_ljungbox
    from statsmodels.stats.stattools import durbin_watson

    tested = acorr_ljungbox(fit.residuals, lags=[LAGS])
    return float(durbin_watson(fit.residuals)), float(tested["lb_pvalue"].iloc[0])


def _effects(
    fit: SegmentedFit, away: pd.DataFrame, week: Any, monday: pd.Timestamp
) -> pd.DataFrame:
    moment = away.iloc[[-1]]
    columns = ["odds_ratio", "ratio_low", "ratio_high", "points", "low", "high"]
    rows = {
        LEVEL: (*fit.odds_ratio(LEVEL), *level_points(fit, moment)),
        SLOPE: (*fit.odds_ratio(SLOPE), *slope_points(fit, moment)),
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)


def _with_model(
    table: pd.DataFrame, fit: SegmentedFit, away: pd.DataFrame, monday: pd.Timestamp
) -> pd.DataFrame:
    rows = away.iloc[:-1]
    drawn_on = fit.share(without_interruption(rows)).where(table["week"] >= monday)
    return table.assign(
        line=fit.share(rows)["share"],
        counterfactual=drawn_on["share"],
        low=drawn_on["low"],
        high=drawn_on["high"],
    )
