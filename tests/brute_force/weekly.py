"""The weeks of a school as a series, and the segmented regression, solved by hand."""

from collections import defaultdict
from datetime import date, timedelta
from math import cos, pi, sin

import numpy as np
from scipy.stats import chi2, t

from brute_force.calendars import disruptions, holidays, monday
from brute_force.counting import LINE

WEEK = timedelta(7)


class Weeks:
    """What was possible and missed per week, and which weeks count."""

    def __init__(self, ledger, settings):
        sums = defaultdict(lambda: [0, 0])
        for row in ledger.rows.values():
            if row.minutes:
                week = sums[monday(row.date)]
                week[0] += row.absent_minutes
                week[1] += row.minutes
        self.sums = dict(sorted(sums.items()))
        near = {
            monday(start + timedelta(days)) + shift * WEEK
            for start, end in holidays(settings["schooljaren"])
            for days in range((end - start).days + 1)
            if (start + timedelta(days)).weekday() < 5
            for shift in (-1, 0, 1)
        }
        self.near = {week: week in near for week in self.sums}
        self.reasons = {}
        for start, end, name in disruptions(settings["sector"]):
            for week in self.sums:
                friday = week + timedelta(4)
                if week <= end and friday >= start:
                    self.reasons.setdefault(week, name)
        for week in self.sums:
            run = ledger.run(week, week + timedelta(6))
            given, kept = (
                sum(sums[run[1] + 1][0] - sums[run[0]][0] for sums in side.values())
                for side in (ledger.given, ledger.registered)
            )
            if kept < LINE * given:
                self.reasons.setdefault(week, "te weinig geregistreerd")
        self.used = [week for week in self.sums if week not in self.reasons]

    def left_out(self) -> list[tuple[int, str]]:
        """Count the weeks that do not count, by reason in order of time."""
        found = defaultdict(int)
        for week in sorted(self.reasons):
            found[self.reasons[week]] += 1
        return [(count, reason) for reason, count in found.items()]


class Interrupted:
    """Level and slope from a moment on, in percentage points at that moment."""

    def __init__(self, weeks: Weeks, start: date):
        self.start = monday(start)
        used = weeks.used
        self.before = sum(week < self.start for week in used)
        self.after = len(used) - self.before
        self.fitted = self.before >= 12 and self.after >= 6
        if not self.fitted:
            return
        self.season = len(used) >= 40 and (used[-1] - used[0]).days >= 51 * 7
        self.short = (used[-1] - used[0]).days / 7 < 104
        self.varies = len({weeks.near[week] for week in used}) > 1
        design = np.array([self._terms(week, weeks.near[week]) for week in used])
        possible = np.array([weeks.sums[week][1] for week in used], dtype=float)
        share = 1 - np.array([weeks.sums[week][0] for week in used]) / possible
        beta, covariance, residuals, df = _irls(design, share, possible)
        self.correlated = _ljung_box(residuals, 4) < 0.05
        moment = np.array(self._terms(self.start, False))
        without = moment.copy()
        without[2:4] = 0

        def level(b):
            return _share(moment @ b) - _share(without @ b)

        def slope(b):
            there = _share(moment @ b)
            return there * (1 - there) * b[3]

        half = float(t.ppf(0.975, df))
        self.effects = []
        for function in (level, slope):
            gradient = _gradient(function, beta)
            value, width = function(beta), half * np.sqrt(gradient @ covariance @ gradient)
            self.effects.append(
                tuple(100 * float(each) for each in (value, value - width, value + width))
            )

    def _terms(self, week: date, near: bool) -> list[float]:
        since = (week - self.start).days / 7
        terms = [1.0, since, float(since >= 0), max(since, 0.0)]
        if self.season:
            phase = 2 * pi * week.timetuple().tm_yday / 365.25
            terms += [sin(phase), cos(phase), sin(2 * phase), cos(2 * phase)]
        return [*terms, float(near)] if self.varies else terms


def _share(logit):
    return 1 / (1 + np.exp(-logit))


def _irls(x, share, weights):
    """Fit a binomial regression; return coefficients, covariance, residuals and df."""
    beta = np.zeros(x.shape[1])
    beta[0] = np.log(share.mean() / (1 - share.mean()))
    for _ in range(50):
        fitted = _share(x @ beta)
        w = weights * fitted * (1 - fitted)
        move = np.linalg.solve(x.T @ (w[:, None] * x), x.T @ (weights * (share - fitted)))
        beta = beta + move
        if np.abs(move).max() < 1e-13:
            break
    fitted = _share(x @ beta)
    pearson = (share - fitted) * np.sqrt(weights / (fitted * (1 - fitted)))
    df = len(share) - len(beta)
    w = weights * fitted * (1 - fitted)
    covariance = float(pearson @ pearson) / df * np.linalg.inv(x.T @ (w[:, None] * x))
    return beta, covariance, pearson, df


def _gradient(function, beta, step=1e-5):
    found = []
    for i in range(len(beta)):
        move = np.zeros(len(beta))
        move[i] = step
        found.append((function(beta + move) - function(beta - move)) / (2 * step))
    return np.array(found)


def _ljung_box(residuals, lags):
    n = len(residuals)
    centred = residuals - residuals.mean()
    total = float(centred @ centred)
    found = [float(centred[k:] @ centred[:-k]) / total for k in range(1, lags + 1)]
    statistic = n * (n + 2) * sum(r**2 / (n - k) for k, r in enumerate(found, 1))
    return float(chi2.sf(statistic, lags))
