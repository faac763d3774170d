"""Figures: what stands in them is what was given, hidden values have no length."""

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from proeftuin.pyramid.comparison import compare
from proeftuin.pyramid.counting.periods import Period
from proeftuin.pyramid.counting.tiers import ATTENDANCE_WORKS, TWENTE, TierScheme
from proeftuin.pyramid.drawing.style import UNCLASSIFIED, tier_colours
from proeftuin.pyramid.plots import (
    plot_comparison,
    plot_groups,
    plot_months,
    plot_pyramid,
    plot_transitions,
)
from proeftuin.pyramid.pyramid import build_pyramid
from proeftuin.report.blocks.figures import plot_choices, plot_kinds, plot_season
from proeftuin.report.protection.masking import HIDDEN, SMALL


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def texts(ax):
    return [text.get_text() for text in ax.figure.findobj(mpl.text.Text) if text.get_text()]


def widths(ax, colour):
    wanted = mpl.colors.to_rgba(colour)
    return [p.get_width() for p in ax.patches if p.get_facecolor() == wanted]


@pytest.fixture
def pupils():
    return pd.DataFrame(
        {
            "school": "s",
            "pupil": [f"p{i}" for i in range(40)],
            "class": ["1a", "1b", "1c", "1d"] * 10,
            "absent": [0] * 20 + [7] * 12 + [30] * 8,
            "possible": 100,
        }
    )


@pytest.fixture
def comparison(pupils):
    return compare(pupils, pupils.assign(absent=[0] * 26 + [7] * 5 + [30] * 9))


def test_pyramid_says_shares_pupils_and_distance(pupils):
    ax = plot_pyramid(build_pyramid(pupils))
    found = texts(ax)
    assert "50,0% van de leerlingen zit in Tier 1; het doel is ten minste 80%" in found
    assert "50,0% · 20 leerlingen" in found
    assert "doel ≥ 80%: 12 leerlingen te weinig" in found
    assert "doel ≤ 5%: 6 leerlingen te veel" in found
    for share, colour in zip((0.5, 0.3, 0.2), tier_colours(3), strict=True):
        assert widths(ax, colour) == [pytest.approx(share)]


def test_pyramid_counts_those_without_a_tier(pupils):
    pupils.loc[:3, "possible"] = 0
    ax = plot_pyramid(build_pyramid(pupils))
    assert "4 leerlingen" in texts(ax)
    assert widths(ax, UNCLASSIFIED) == [pytest.approx(4 / 36)]


@pytest.mark.parametrize(
    "scheme",
    [ATTENDANCE_WORKS, TierScheme("half", cuts=("1/2",)), replace(TWENTE, goals=())],
    ids=["four tiers", "two tiers", "no goals"],
)
def test_pyramid_of_any_scheme(pupils, scheme):
    pyramid = build_pyramid(pupils, scheme)
    ax = plot_pyramid(pyramid)
    drawn = [widths(ax, colour) for colour in tier_colours(len(scheme.tiers))]
    assert [part[0] for part in drawn] == pytest.approx(pyramid.shares.tolist())


def test_pyramid_on_axes_of_the_caller(pupils):
    _, (left, right) = plt.subplots(1, 2)
    assert plot_pyramid(build_pyramid(pupils), ax=right) is right
    assert not left.patches


def test_comparison_says_points_and_pupils(comparison):
    ax = plot_comparison(comparison)
    assert "Tier 1 steeg met 15,0 procentpunt, van 50,0% naar 65,0%" in texts(ax)
    assert {"+15,0 procentpunt", "+6 leerlingen", "50,0% → 65,0%"} <= set(texts(ax))
    points = [line.get_xdata()[0] for line in ax.lines if line.get_marker() == "o"]
    assert points == pytest.approx(comparison.change.tolist())


@pytest.mark.parametrize(
    ("absent", "title"),
    [
        (0, "Tier 1 steeg met 50,0 procentpunt, van 50,0% naar 100,0%"),
        (7, "Tier 1 daalde met 50,0 procentpunt, van 50,0% naar 0,0%"),
        (
            [0] * 21 + [7] * 11 + [30] * 8,
            "Tier 1 steeg met 2,5 procentpunt, van 50,0% naar 52,5%: dat kan toeval zijn",
        ),
        ([0] * 20 + [7] * 12 + [30] * 8, "Tier 1 bleef gelijk: 50,0%"),
    ],
)
def test_comparison_title_follows_the_interval(pupils, absent, title):
    drawn = plot_comparison(compare(pupils, pupils.assign(absent=absent)))
    assert title in [text.replace("\n", " ") for text in texts(drawn)]


def test_transitions_show_counts_and_row_shares(comparison):
    ax = plot_transitions(comparison)
    assert "6 leerlingen naar een betere tier, 1 naar een lagere" in texts(ax)
    assert {"Tier 1 voor", "Tier 3 na", "20", "100%", "42%"} <= set(texts(ax))


def test_hidden_transitions_have_no_share():
    table = pd.DataFrame([[20, HIDDEN], [SMALL, 9]], [1, 2], [1, 2]).assign(n=[26, 12])
    found = texts(plot_transitions(table))
    assert {"•", "<5", "77%", "75%"} <= set(found)
    assert "Van welke tier naar welke tier leerlingen gingen" in found


@pytest.fixture
def bars():
    shares = {"sep": (0.8, 0.15, 0.05), "okt": (0.7, HIDDEN, SMALL), "nov": (HIDDEN, 0.2, SMALL)}
    frame = pd.DataFrame(
        [
            {"month": month, "tier": tier, "label": "x", "share": share, "n": 30}
            for month, parts in shares.items()
            for tier, share in enumerate(parts, 1)
        ]
    )
    frame.attrs["title"] = "Een titel"
    return frame


def test_months_stack_what_is_shown_and_hatch_the_rest(bars):
    ax = plot_months(bars, Fraction(4, 5), {"okt": "corona"}, [(1.5, "start")])
    assert {"Een titel", "corona", "start", "80,0%", "70,0%", "doel\nTier 1\n80%"} <= set(texts(ax))
    hatched = [(p.get_y(), p.get_height()) for p in ax.patches if p.get_hatch()]
    assert hatched == [pytest.approx((0.7, 0.3)), pytest.approx((0, 1))]
    heights = [p.get_height() for p in ax.patches if not p.get_hatch()]
    assert heights == pytest.approx([0.8, 0.15, 0.05, 0.7])


def test_groups_say_how_many_pupils(bars):
    ax = plot_groups(bars, by="month", goal=Fraction(4, 5))
    assert "30 leerlingen" in texts(ax)
    assert "te kleine aantallen om te tonen" in texts(ax)
    assert "doel Tier 1: 80%" in texts(ax)


def test_kinds_stack_to_their_sum():
    frame = pd.DataFrame(
        {"month": ["jan", "feb"], "sick": [0.04, 0.05], "other": [0.01, 0.0], "open": [0.0, 0.02]}
    ).assign(late=[12.0, 8.0])
    ax = plot_kinds(frame, {"sick": "Ziek", "other": "Anders", "open": "Open"}, "Titel")
    assert {"5,0%", "7,0%", "12", "8", "Ziek", "Anders", "Open", "Titel"} <= set(texts(ax))


def test_choices_mark_the_original():
    frame = pd.DataFrame(
        {"length": [10, 20], "change": [1.5, 9.0], "original": [False, True], "windows": ["", ""]}
    )
    found = texts(plot_choices(frame))
    assert {"de dia: +9,0", "Andere vensters geven +1,5 tot +9,0 procentpunt"} <= set(found)


def test_season_has_a_point_per_window():
    frame = pd.DataFrame({"end": [date(2020, 9, 11), date(2020, 11, 6)], "share": [0.7, 0.6]})
    windows = Period("2020-09-01", "2020-09-11"), Period("2020-10-20", "2020-11-06")
    ax = plot_season(frame, windows)
    assert "Tier 1 lag in het schooljaar tussen 60,0% en 70,0%" in texts(ax)
    assert ax.lines[0].get_ydata().tolist() == [0.7, 0.6]


def test_drawing_leaves_the_callers_settings(pupils):
    before = dict(mpl.rcParams)
    plot_pyramid(build_pyramid(pupils))
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize("tiers", [2, 3, 4])
def test_colours_differ_in_lightness_too(tiers):
    def lightness(colour):
        rgb = np.array(mpl.colors.to_rgb(colour))
        linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
        return 116 * np.cbrt(linear @ [0.2126, 0.7152, 0.0722]) - 16

    steps = np.diff(sorted(lightness(colour) for colour in tier_colours(tiers)))
    assert steps.min() > 10


@pytest.mark.parametrize("upright", [True, False])
def test_a_number_under_a_line_has_its_own_ground(upright):
    rows = []
    for number, first in enumerate(np.linspace(0.55, 0.79, 25)):
        # Tier 2 slides along the goal; of one month the events run over every number.
        shares = (first, 0.08 + number % 3 * 0.06, 1 - first - 0.08 - number % 3 * 0.06)
        rows += [(f"{number}", tier, f"l{tier}", share) for tier, share in enumerate(shares, 1)]
    frame = pd.DataFrame(rows, columns=["month", "tier", "label", "share"]).assign(n=100)
    goal = Fraction(4, 5)
    ax = (
        plot_months(frame, goal, events=[(3.5, "")])
        if upright
        else plot_groups(frame, "month", goal)
    )
    ax.figure.canvas.draw()
    place = 1 if upright else 0
    line = ax.transData.transform([float(goal)] * 2)[place]
    event = ax.transData.transform([3.0, 0])[0] if upright else -1.0
    crossed = 0
    for text in ax.texts:
        if not re.fullmatch(r"[\d,]+%", text.get_text()) or text.get_zorder() != 4:
            continue
        box = text.get_window_extent()
        low, high = (box.y0, box.y1) if upright else (box.x0, box.x1)
        if low <= line <= high or (upright and box.x0 <= event <= box.x1):
            crossed += 1
            assert text.get_bbox_patch() is not None
    assert crossed > 5
