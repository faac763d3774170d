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
        beta, root, residuals, df = _irls(design, share, possible)
        numbers = np.array([(week - self.start).days // 7 for week in used])
        step, covariance, self.correlation, left = _alike(
            design * root[:, None], residuals, numbers
        )
        beta = beta + step
        self.more = _ljung_box(left, 4) < 0.05
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
    """Fit a binomial regression; return coefficients, roots of weights, residuals and df."""
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
    return beta, np.sqrt(weights * fitted * (1 - fitted)), pearson, len(share) - len(beta)


def _alike(x, y, numbers):
    """Average over correlations ρ^(weeks apart), each by its restricted likelihood.

    Returns the step of the coefficients, their covariance, the mean correlation, and what is left
    of the residuals when what the week before tells is taken out.
    """
    df = len(y) - x.shape[1]
    apart = np.abs(np.subtract.outer(numbers, numbers))
    tried = [hundredth / 100 for hundredth in range(-98, 99)]
    steps, covariances, logs = [], [], []
    for rho in tried:
        inverse = np.linalg.inv(np.power(rho, apart))
        information = x.T @ inverse @ x
        step = np.linalg.solve(information, x.T @ inverse @ y)
        rest = y - x @ step
        squares = float(rest @ inverse @ rest)
        logs.append(np.linalg.slogdet(inverse)[1] - np.linalg.slogdet(information)[1])
        logs[-1] -= df * np.log(squares)
        steps.append(step)
        covariances.append(squares / df * np.linalg.inv(information))
    weights = np.exp((np.array(logs) - max(logs)) / 2)
    weights /= weights.sum()
    mean = sum(w * step for w, step in zip(weights, steps, strict=True))
    covariance = sum(
        w * (each + np.outer(step - mean, step - mean))
        for w, each, step in zip(weights, covariances, steps, strict=True)
    )
    correlation = float(weights @ tried)
    rest = y - x @ mean
    left = [rest[0]]
    for i in range(1, len(rest)):
        shared = correlation ** (numbers[i] - numbers[i - 1])
        left.append((rest[i] - shared * rest[i - 1]) / np.sqrt(1 - shared**2))
    return mean, covariance, correlation, np.array(left)


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
