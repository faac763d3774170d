"""A region recomputed from its raw exports: plain pandas, whole columns, nothing of the package.

What a pupil could attend comes from the week of the pupil's class and the published calendar, what
was missed from the list of absences; a tier is exact integer arithmetic, and everything on top of
it is the formula written out.
"""

import tomllib
import zipfile
from io import BytesIO
from itertools import combinations
from math import sqrt

import numpy as np
import pandas as pd
from scipy.stats import binom, t

from brute_force import registration
from brute_force.calendars import school_days

WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag")
LINE = 80
FOREVER = pd.Timestamp("2099-12-31")


def read_project(folder):
    return tomllib.loads((folder / "proeftuinen.toml").read_text("utf-8"))["scholen"]


def days_of(folder, settings):
    """Return pupil × school day: class, possible and absent minutes, and half-days."""
    with zipfile.ZipFile(folder / settings["export"]) as archive:
        tables = {
            name.removesuffix(".csv"): pd.read_csv(
                BytesIO(archive.read(name)), sep=";", dtype=str, encoding="utf-8-sig"
            )
            for name in archive.namelist()
        }
    own = {item["datum"] for item in settings["eigen_dagen"]}
    calendar = pd.DataFrame(
        {
            "date": pd.to_datetime(
                [d for year in settings["schooljaren"] for d in school_days(year, "po", own)]
            )
        }
    )
    roster = tables["leerlingen"].rename(columns={"Leerlingnummer": "pupil", "Groep": "class"})
    roster["start"] = dates(roster["Datum in"])
    roster["end"] = dates(roster["Datum uit"]).fillna(FOREVER)
    given = half_days(tables["dagdelen"], roster, calendar)
    reported = absences(tables["afwezigheid"], tables["codeboek"], calendar)
    given["kept"] = is_registered(roster, given, reported)
    given["minutes"] *= given["kept"]
    of_day = given.groupby(["class", "date"]).agg(
        minutes=("minutes", "sum"), sessions=("kept", "sum"), given=("kept", "size")
    )
    enrolled = roster[["pupil", "class", "start", "end"]]
    there = within(enrolled.merge(of_day.reset_index(), on="class"))
    here = ["class", "date", "Dagdeel"]
    marks = within(reported.merge(enrolled, on="pupil").merge(given, on=here))
    missed = marks[marks["away"]].groupby(["pupil", "date"])["minutes"].sum().rename("absent")
    found = there.merge(missed.reset_index(), on=["pupil", "date"], how="left")
    return found.assign(absent=found["absent"].fillna(0).astype(int))


def within(rows):
    """Return the rows on a day on which the pupil was enrolled."""
    return rows[(rows["date"] >= rows["start"]) & (rows["date"] <= rows["end"])]


def is_registered(roster, given, marks):
    """Return which half-days count as registered; every mark here is of absence or lateness."""

    def rows(frame, *names):
        days = {name: frame[name].dt.date for name in ("date", "start", "end") if name in names}
        return list(zip(*(frame.assign(**days)[name] for name in names), strict=True))

    sessions = rows(given, "class", "date", "Dagdeel")
    found = registration.judge(
        rows(roster, "pupil", "class", "start", "end"),
        dict.fromkeys(sessions, ""),
        set(rows(marks, "pupil", "date", "Dagdeel")),
    )
    return [found[session] not in registration.NOT_REGISTERED for session in sessions]


def dates(texts):
    return pd.to_datetime(texts, format="%d-%m-%Y")


def half_days(week, roster, calendar):
    """Return class × school day × half-day with its minutes: the longer week of two year groups."""
    week = week.assign(
        minutes=(
            pd.to_timedelta(week["Eind"] + ":00") - pd.to_timedelta(week["Begin"] + ":00")
        ).dt.total_seconds()
        // 60
    )
    of_class = roster[["class", "Jaargroep"]].drop_duplicates().merge(week, on="Jaargroep")
    longest = of_class.groupby(["class", "Weekdag", "Dagdeel"], as_index=False)["minutes"].max()
    weekday = calendar["date"].dt.day_of_week.map(dict(enumerate(WEEKDAYS)))
    given = calendar.assign(Weekdag=weekday).merge(longest, on="Weekdag")
    return given.astype({"minutes": int})


def absences(rows, book, calendar):
    """Return pupil × date × half-day with whether the pupil was away (or only late)."""
    start = dates(rows["Datum"])
    end = dates(rows["Tot datum"]).fillna(start)
    away = rows["Reden"].map(book.set_index("code")["soort"]).eq("afwezig")
    found = pd.DataFrame(
        {"pupil": rows["Leerlingnummer"], "start": start, "part": rows["Dagdeel"], "away": away}
    )
    length = (end - start).dt.days + 1
    found = found.loc[found.index.repeat(length)]
    found["date"] = found["start"] + pd.to_timedelta(found.groupby(level=0).cumcount(), unit="D")
    found = found[found["date"].isin(calendar["date"])]
    whole = found["part"].eq("hele dag")
    parts = [found.assign(Dagdeel=found["part"])[~whole]]
    parts += [found[whole].assign(Dagdeel=half) for half in ("ochtend", "middag")]
    return pd.concat(parts).groupby(["pupil", "date", "Dagdeel"], as_index=False)["away"].any()


def first_and_last(days, start, end, count):
    known = np.sort(days["date"].unique())
    inside = known[(known >= np.datetime64(start)) & (known <= np.datetime64(end))]
    return inside[:count], inside[-count:]


def tiers(days, window, minimum):
    """Return pupil → tier and class, of those with enough half-days in a window."""
    inside = days[days["date"].isin(window)].sort_values("date")
    sums = inside.groupby("pupil")[["minutes", "absent", "sessions"]].sum()
    sums["class"] = inside.groupby("pupil")["class"].last()
    # Too little registered: of a class, or of the school.
    of_class = inside.drop_duplicates(["class", "date"]).groupby("class")[["sessions", "given"]]
    counts = of_class.sum()
    if 100 * counts["sessions"].sum() < LINE * counts["given"].sum():
        return sums.head(0).assign(tier=0)
    below = counts.index[100 * counts["sessions"] < LINE * counts["given"]]
    sums = sums[~sums["class"].isin(below)]
    sums = sums[sums["sessions"] >= minimum]
    attended = 100 * (sums["minutes"] - sums["absent"])
    sums["tier"] = np.select(
        [attended >= 95 * sums["minutes"], attended >= 90 * sums["minutes"]], [1, 2], 3
    )
    return sums[["tier", "class"]]


def change(days, windows, minimum):
    """Return a school's row: paired change in Tier 1, with the interval of its classes."""
    before, after = (tiers(days, window, minimum) for window in windows)
    both = before.join(after["tier"].rename("later"), how="inner")
    step = both["later"].eq(1).astype(int) - both["tier"].eq(1).astype(int)
    n, groups = len(both), step.groupby(both["class"])
    sums, sizes = groups.sum(), groups.size()
    without = (step.sum() - sums) / (n - sizes)
    g = len(sums)
    variance = (g - 1) / g * ((without - without.mean()) ** 2).sum()
    # Fewer than four classes, or all changing alike, would need another interval.
    assert g >= 4
    assert variance > 0
    df = n**2 / (sizes**2).sum() - 1
    error = 100 * sqrt(variance)
    middle = 100 * step.mean()
    return {
        "n": n,
        "before": int(both["tier"].eq(1).sum()),
        "after": int(both["later"].eq(1).sum()),
        "now": int(after["tier"].eq(1).sum()),
        "now_n": len(after),
        "change": middle,
        "standard_error": error,
        "df": df,
        "low": middle - t.ppf(0.975, df) * error,
        "high": middle + t.ppf(0.975, df) * error,
        "moves": both.assign(step=step),
    }


def welch(pilots, others):
    """Return the difference of two means with Welch's interval, df and p."""
    parts = [np.var(x, ddof=1) / len(x) for x in (pilots, others)]
    error = sqrt(sum(parts))
    df = error**4 / sum(v**2 / (len(x) - 1) for v, x in zip(parts, (pilots, others), strict=True))
    middle = np.mean(pilots) - np.mean(others)
    half = t.ppf(0.975, df) * error
    return {
        "difference": middle,
        "low": middle - half,
        "high": middle + half,
        "df": df,
        "standard_error": error,
        "pvalue": 2 * t.sf(abs(middle / error), df),
    }


def permutation(pilots, others):
    """Return the exact two-sided p, and the smallest it could have been."""
    values = np.array([*pilots, *others])
    total, k = values.sum(), len(pilots)
    every = np.array(
        [
            values[list(c)].sum() / k - (total - values[list(c)].sum()) / (len(values) - k)
            for c in combinations(range(len(values)), k)
        ]
    )
    seen = abs(np.mean(pilots) - np.mean(others))
    largest = np.abs(every).max()
    return (
        np.mean(np.abs(every) >= seen - 1e-9),
        np.mean(np.abs(every) >= largest - 1e-9),
    )


def slope(days, start, count, minimum):
    """Return the least-squares slope of the share in Tier 1 over the windows before a day."""
    known = np.sort(days["date"].unique())
    before = known[known < np.datetime64(start)]
    windows = [
        before[len(before) - (k + 1) * count : len(before) - k * count]
        for k in range(len(before) // count)
    ]
    shares = [100 * tiers(days, window, minimum)["tier"].eq(1).mean() for window in windows]
    return np.polyfit(-np.arange(1, len(shares) + 1), shares, 1)[0]


def paule_mandel(changes, errors):
    """Return mean, interval, prediction interval, τ and the p of Q, by bisection."""
    changes, variances = np.asarray(changes), np.asarray(errors) ** 2
    k = len(changes)

    def q(tau2):
        weights = 1 / (variances + tau2)
        mean = (weights * changes).sum() / weights.sum()
        return (weights * (changes - mean) ** 2).sum(), mean, weights.sum()

    low, high = 0.0, 1e6
    if q(0.0)[0] > k - 1:
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (middle, high) if q(middle)[0] > k - 1 else (low, middle)
    tau2 = low
    value, mean, weight = q(tau2)
    error = sqrt(max(1.0, value / (k - 1)) / weight)
    half, reach = t.ppf(0.975, k - 1) * error, t.ppf(0.975, k - 2) * sqrt(tau2 + error**2)
    return {
        "change": mean,
        "low": mean - half,
        "high": mean + half,
        "prediction_low": mean - reach,
        "prediction_high": mean + reach,
        "between": sqrt(tau2),
    }


def midp_classes(moves):
    """Return McNemar's mid-p of every class of ten pupils or more, and which pass Benjamini–Hochberg."""
    rows = []
    for _, part in moves.groupby(["school", "class"]):
        if len(part) >= 10:
            up, down = int(part["step"].eq(1).sum()), int(part["step"].eq(-1).sum())
            few, n = min(up, down), up + down
            rows.append(1.0 if up == down else 2 * binom.cdf(few, n, 0.5) - binom.pmf(few, n, 0.5))
    p = np.sort(rows)
    passed = np.flatnonzero(p <= 0.05 * np.arange(1, len(p) + 1) / len(p))
    return p, 0 if not len(passed) else int(passed[-1]) + 1
