"""Every number of the committed notebook about a region, computed a second way from the exports."""

import json
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest
from brute_force import regions
from scipy.stats import chi2, norm, t

from proeftuin.report.document.bundle import MIME

pytestmark = [pytest.mark.slow, pytest.mark.no_cover]

ROOT = Path(__file__).parents[1]
REGION = ROOT / "data" / "sample" / "regio"
# A bundle keeps six decimals.
CLOSE = {"rel": 0, "abs": 1e-6}
# Paule and Mandel's τ² is found by iteration; see `pool_changes` on its tolerance.
ITERATED = {"abs": 2e-3}


@pytest.fixture(scope="module")
def shown():
    """The data of every block of the notebook."""
    notebook = nbformat.read(ROOT / "notebooks" / "regio.ipynb", as_version=4)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return {output.data[MIME]["block"]: output.data[MIME] for output in outputs}


@pytest.fixture(scope="module")
def project():
    return regions.read_project(REGION)


@pytest.fixture(scope="module")
def days(project):
    return {school: regions.days_of(REGION, settings) for school, settings in project.items()}


@pytest.fixture(scope="module")
def period(project):
    (period,) = {json.dumps(s["periode"], default=str) for s in project.values() if "periode" in s}
    return json.loads(period)


def windows_of(days, period, weeks=0):
    start, end = (
        np.datetime64(period[side]) - np.timedelta64(weeks, "W") for side in ("begin", "eind")
    )
    return regions.first_and_last(days, start, end, period["schooldagen"])


@pytest.fixture(scope="module")
def schools(project, days, period):
    """A row per school, with who moved."""
    rows = [
        {
            "school": settings["naam"],
            "pilot": settings.get("proeftuin", True),
            **regions.change(days[name], windows_of(days[name], period), settings["minimum"]),
        }
        for name, settings in project.items()
    ]
    return pd.DataFrame(rows).set_index("school").sort_index()


@pytest.fixture(scope="module")
def earlier(project, days, period):
    """The changes a year earlier, by pilot or not."""
    found = {True: [], False: []}
    for name, settings in project.items():
        row = regions.change(
            days[name], windows_of(days[name], period, weeks=52), settings["minimum"]
        )
        found[settings.get("proeftuin", True)].append(row["change"])
    return found


def table(block, number):
    return block["tables"][number]["rows"]


def may_be_shown(row):
    parts = [(row[one], row[of]) for one, of in (("before", "n"), ("after", "n"), ("now", "now_n"))]
    return all(count not in range(1, 5) and of - count not in range(1, 5) for count, of in parts)


def changes_of(schools):
    return (schools.loc[schools["pilot"] == side, "change"].to_numpy() for side in (True, False))


def test_cover_and_windows(shown, project, schools, days, period):
    pilots = int(schools["pilot"].sum())
    assert shown["region_cover"]["values"]["Scholen"] == (
        f"{pilots} met een proeftuin, {len(schools) - pilots} zonder"
    )
    rows = table(shown["region_windows"], 1)
    assert [(row["school"], row["n"]) for row in rows] == list(schools["n"].items())
    (window,) = table(shown["region_windows"], 0)
    assert window["days"] == period["schooldagen"]
    before, after = windows_of(days["de-vlierrode"], period)
    assert [str(day)[:10] for day in (before[0], before[-1], after[0], after[-1])] == [
        "2023-11-27", "2023-12-22", "2024-02-26", "2024-03-22",
    ]  # fmt: skip
    assert window["before"] == "27 november tot en met 22 december 2023"
    assert window["after"] == "26 februari tot en met 22 maart 2024"


def test_change_of_every_school(shown, schools):
    rows = table(shown["region_changes"], 0)
    assert [row["school"] for row in rows] == list(schools.index)
    known = []
    for row in rows:
        own = schools.loc[row["school"]]
        assert row["pilot"] == ("ja" if own["pilot"] else "nee")
        assert row["n"] == own["n"]
        assert row["change"] == pytest.approx(own["change"], **CLOSE)
        assert row["interval"] == pytest.approx([own["low"], own["high"]], **CLOSE)
        if row["before"] == row["after"] == {"hidden": "•"}:
            continue
        # What may follow from other tables is hidden too, which is more than this can tell.
        assert may_be_shown(own)
        known.append(row["school"])
        assert row["before"] == pytest.approx(own["before"] / own["n"], **CLOSE)
        assert row["after"] == pytest.approx(own["after"] / own["n"], **CLOSE)
    assert known
    clear = (schools["low"] > 0) | (schools["high"] < 0)
    pilots = int((clear & schools["pilot"]).sum())
    others = int((clear & ~schools["pilot"]).sum())
    assert (pilots, others) == (2, 0)
    assert shown["region_changes"]["values"]["sentence"].endswith(
        "alleen: 2 van de 6 met een proeftuin en 0 van de 8 zonder."
    )


def test_difference(shown, schools):
    pilots, others = changes_of(schools)
    own = regions.welch(pilots, others)
    block = shown["region_difference"]
    values = block["values"]
    for name in ("difference", "low", "high"):
        assert values[name] == pytest.approx(own[name], **CLOSE)
    groups = table(block, 0)
    assert [row["schools"] for row in groups] == [len(pilots), len(others), None]
    assert [row["change"] for row in groups] == pytest.approx(
        [pilots.mean(), others.mean(), own["difference"]], **CLOSE
    )
    assert groups[2]["interval"] == pytest.approx([own["low"], own["high"]], **CLOSE)
    assert [row["p"] for row in table(block, 1)] == [
        number(p) for p in (own["pvalue"], *regions.permutation(pilots, others))
    ]
    assert f"{own['df']:.1f}".replace(".", ",") in table(block, 1)[0]["what"]


def test_what_came_before(shown, project, days, schools, period):
    slopes = {True: [], False: []}
    for name, settings in project.items():
        _, after = windows_of(days[name], period)
        slopes[settings.get("proeftuin", True)].append(
            # The window before is the last one before the start.
            regions.slope(days[name], "2023-12-23", period["schooldagen"], settings["minimum"])
        )
    own = regions.welch(slopes[True], slopes[False])
    known = np.sort(days["de-vlierrode"]["date"].unique())
    before, after = windows_of(days["de-vlierrode"], period)
    horizon = ((known >= before[0]) & (known < after[0])).sum() / period["schooldagen"]
    seen = (t.ppf(0.975, own["df"]) + t.ppf(0.8, own["df"])) * own["standard_error"] * horizon
    rows = [row["value"] for row in table(shown["region_difference"], 2)]
    assert rows == [
        str(len(schools)),
        f"{number(own['difference'], 2).replace('-', '−')} procentpunt",
        number(own["pvalue"]),
        f"{number(seen, 1)} procentpunt",
        "ja",
    ]
    pilots, others = changes_of(schools)
    assert own["pvalue"] >= 0.05
    assert seen <= abs(pilots.mean() - others.mean())
    assert shown["region_difference"]["values"]["may_say_effect"]


def test_a_year_earlier(shown, earlier):
    own = regions.welch(earlier[True], earlier[False])
    block = shown["region_year_before"]
    for name in ("difference", "low", "high"):
        assert block["values"][name] == pytest.approx(own[name], **CLOSE)
    assert [row["change"] for row in table(block, 0)] == pytest.approx(
        [np.mean(earlier[True]), np.mean(earlier[False]), own["difference"]], **CLOSE
    )


def test_pilots_together(shown, schools):
    pilots = schools[schools["pilot"]]
    own = regions.paule_mandel(pilots["change"], pilots["standard_error"])
    mean, next_one = table(shown["region_summary"], 0)
    assert mean["change"] == pytest.approx(own["change"], **ITERATED)
    assert mean["interval"] == pytest.approx([own["low"], own["high"]], **ITERATED)
    ends = [own["prediction_low"], own["prediction_high"]]
    assert next_one["interval"] == pytest.approx(ends, **ITERATED)
    assert shown["region_summary"]["values"]["between"] == pytest.approx(own["between"], **ITERATED)


def test_heterogeneity(shown, schools):
    pilots = schools[schools["pilot"]]
    weights = 1 / pilots["standard_error"] ** 2
    mean = (weights * pilots["change"]).sum() / weights.sum()
    q = (weights * (pilots["change"] - mean) ** 2).sum()
    assert shown["region_summary"]["values"]["heterogeneity"] == pytest.approx(
        chi2.sf(q, len(pilots) - 1), **CLOSE
    )


def test_funnel(shown, schools):
    own = schools[[may_be_shown(row) for row in schools.to_dict("records")]]
    share = own["now"] / own["now_n"]
    centre = own["now"].sum() / own["now_n"].sum()
    error = np.sqrt(centre * (1 - centre) / own["now_n"])
    z = (share - centre) / error
    phi = max(1, np.mean(np.clip(z, *np.quantile(z, [0.1, 0.9])) ** 2))
    rows = table(shown["region_funnel"], 0)
    assert [row["school"] for row in rows] == list(own.index)
    assert [row["n"] for row in rows] == own["now_n"].tolist()
    assert [row["share"] for row in rows] == pytest.approx(share.tolist(), **CLOSE)
    reach = norm.ppf(0.999) * np.sqrt(phi) * error
    for row, half in zip(rows, reach, strict=True):
        ends = [max(centre - half, 0), min(centre + half, 1)]
        assert row["limits"] == pytest.approx(ends, **CLOSE)
    inner, outer = norm.ppf([0.975, 0.999])
    far = (z.abs() / np.sqrt(phi)).to_numpy()
    names = np.select([far > outer, far > inner], ["buiten 99,8%", "buiten 95%"], "binnen")
    assert [row["state"] for row in rows] == names.tolist()
    assert shown["region_funnel"]["values"]["dispersion"] == pytest.approx(phi, **CLOSE)


def test_classes(shown, schools):
    moves = pd.concat(
        [row["moves"].assign(school=name) for name, row in schools.iterrows() if row["pilot"]]
    )
    p, passed = regions.midp_classes(moves)
    assert shown["region_classes"]["values"] == {
        "classes": len(p),
        "stands_out": passed,
        "unadjusted": int((p < 0.05).sum()),
        "left_out": 0,
    }


def test_reading_guide_has_the_numbers(shown, schools):
    pilots, others = changes_of(schools)
    text = " ".join(shown["region_guide"]["values"]["items"])
    low, high = (
        f"{x:+.1f}".replace(".", ",").replace("-", "−") for x in (others.min(), others.max())
    )
    assert f"hier van {low} tot {high} procentpunt" in text
    own = regions.welch(pilots, others)
    seen = t.ppf(0.975, own["df"]) + t.ppf(0.8, own["df"])
    assert f"vanaf ongeveer {seen * own['standard_error']:.0f} procentpunt" in text


def test_files_hold_the_truth(schools, project):
    truth = json.loads((REGION / "truth" / "regio.json").read_text("utf-8"))
    for row in truth["schools"]:
        own = schools.loc[project[row["school"]]["naam"]]
        found = (own["n"], own["before"], own["after"])
        assert found == (row["paired"], row["tier_1_before"], row["tier_1_after"])
    pilots, others = changes_of(schools)
    own = regions.welch(pilots, others)
    assert own["low"] <= truth["programme_points"] <= own["high"]


def number(value, decimals=3):
    if decimals == 3 and value < 0.0005:
        return "< 0,001"
    return f"{value:.{decimals}f}".replace(".", ",")
