"""The page and the figure of a run: everything that was measured, and apart what misses."""

import re

import numpy as np

from calibration.cases import CONTROLS, COVERAGE, SIZE
from calibration.run import Outcome
from proeftuin.pyramid.drawing.style import BEST, FAINT, INK, SOFT, WORST, house_style

INTRODUCTION = """# Calibration

Written by `python -m calibration --worlds {worlds}{seed}` in the folder `tests`; not by hand.

Does a 95% interval cover the truth in 95% of cases, and does a test at 5% reject in 5% when nothing
changed? Real schools cannot tell, because their truth is not known. So here are simulated schools
(`tests/worlds.py`) with illness in spells, skipped lessons, pupils who differ, and shocks to a class
(σ_cp; 0.2 is mild, 0.4 strong) or to the whole school (σ_sp; 0.1 is what real schools show) in each
window. Unless said otherwise a school has classes of 25 and two windows of 20 school days, and G is
the number of classes.

Every row is {worlds:,} worlds at most (the column `worlds` tells), which leaves about {noise:.1f} points
of chance in a coverage of 95% (two standard errors). An interval **passes** within {low:g}–{high:g}%,
a test within {small:g}–{large:g}%, a bias within half a percentage point, unless the table has another
target. Nothing is left out because it misses.

![Coverage and size of every case](images/calibration.png)
"""


def write(outcomes, worlds, seed, path):
    """Write the page."""
    text = INTRODUCTION.format(
        worlds=worlds,
        seed=f" --seed {seed}" if seed else "",
        noise=200 * np.sqrt(0.95 * 0.05 / worlds),
        low=COVERAGE[0],
        high=COVERAGE[1],
        small=SIZE[0],
        large=SIZE[1],
    )
    missed = [each for each in outcomes if not each.inside()]
    text += "\n## What misses\n\n" + (
        "\n".join(f"- {sentence(each)}" for each in missed) if missed else "Nothing."
    )
    sections = dict.fromkeys(each.case.section for each in outcomes)
    for section in sections:
        rows = [each for each in outcomes if each.case.section == section]
        text += f"\n\n## {section}\n\n{table(rows)}"
    path.write_text(text + "\n", "utf-8")


def sentence(outcome):
    """Say by how much a case misses, and in what."""
    case = outcome.case
    low, high = case.target
    wrong = [
        f"{column} {value:.1f}"
        for column, value in zip(case.columns, outcome.values, strict=True)
        if not low <= value <= high
    ]
    note = f" {case.note}" if case.note else ""
    return f"{case}: {', '.join(wrong)} (target {low:g} to {high:g}).{note}"


def table(rows):
    """Return a Markdown table of outcomes."""
    lines = ["| what | worlds | measured | mean width | target | |", "|---|---|---|---|---|---|"]
    for each in rows:
        case = each.case
        unit = "" if case.kind == "mean" else "%"
        decimals = 2 if case.kind == "mean" else 1
        measured = ", ".join(
            f"{column}: {value:.{decimals}f}{unit}"
            for column, value in zip(case.columns, each.values, strict=True)
        )
        width = ", ".join(f"{value:.1f}" for value in each.width)
        target = f"{case.target[0]:g} to {case.target[1]:g}"
        right = "goes wrong as it must" if case.section == CONTROLS else "passes"
        verdict = right if each.inside() else "**misses**"
        lines.append(
            f"| {case} | {min(each.worlds):,} | {measured} | {width} | {target} | {verdict} |"
        )
    return "\n".join(lines)


def read(path, cases):
    """Return the outcomes of cases that are not run again, from their rows on the page.

    Refuses a row that rounding has moved over the edge of its target: run that case again.
    """
    rows = [line.split(" | ") for line in path.read_text("utf-8").splitlines()]
    rows = {row[0].removeprefix("| "): row for row in rows if len(row) == 6}
    found = []
    for case in cases:
        _, worlds, measured, widths, _, verdict = rows[str(case)]
        values = [float(value) for value in re.findall(r": (-?[\d.]+)", measured)]
        width = [float(value) for value in re.findall(r"[\d.]+", widths)]
        number = int(worlds.replace(",", ""))
        # Only for the bars in the figure, which has no means.
        error = [np.sqrt(max(value * (100 - value), 0) / number) for value in values]
        outcome = Outcome(
            case, tuple(values), tuple(error), tuple(width), (number,) * len(case.columns)
        )
        if outcome.inside() == verdict.startswith("**misses**"):
            raise ValueError(f"too near its target to be read back: {case}")
        found.append(outcome)
    return found


def draw(outcomes, path):
    """Draw coverage and size of every case beside their targets."""
    import matplotlib.pyplot as plt

    panels = [
        ("coverage", "worlds of which the interval covers the truth, %", COVERAGE, 95, (82, 100)),
        ("size", "worlds without a change in which p < 5%, %", SIZE, 5, (0, 16)),
    ]
    kept = [
        [each for each in outcomes if each.case.kind == kind and each.case.section != CONTROLS]
        for kind, *_ in panels
    ]
    shown = [(panel, rows) for panel, rows in zip(panels, kept, strict=True) if rows]
    with house_style():
        heights = [len(rows) + 3 for _, rows in shown]
        figure, axes = plt.subplots(
            len(shown),
            1,
            figsize=(8, 0.19 * sum(heights)),
            height_ratios=heights,
            layout="constrained",
            squeeze=False,
        )
        for ax, ((_, label, target, nominal, limits), rows) in zip(axes[:, 0], shown, strict=True):
            _panel(ax, rows, label, target, nominal, limits)
        wrong = sum(not each.inside() for _, rows in shown for each in rows)
        total = sum(len(rows) for _, rows in shown)
        figure.suptitle(
            f"{total - wrong} of {total} intervals and tests do what they say; "
            "red lies outside its target",
            x=0.01,
            ha="left",
            weight="bold",
            size=10.5,
        )
        figure.savefig(path, dpi=90, facecolor="white", metadata={"Software": None})
        plt.close(figure)


def _panel(ax, rows, label, target, nominal, limits):
    ax.axvspan(*target, color=FAINT)
    ax.axvline(nominal, color=SOFT, lw=0.8)
    for y, each in enumerate(rows):
        for value, error in zip(each.values, each.error, strict=True):
            colour = BEST if each.case.target[0] <= value <= each.case.target[1] else WORST
            place = min(max(value, limits[0]), limits[1])
            ax.plot([place - 2 * error, place + 2 * error], [y, y], color=colour, lw=1, alpha=0.5)
            ax.plot(place, y, "o", color=colour, ms=4, mec="white", mew=0.4)
            if place != value:
                ax.annotate(
                    f"{value:.0f}", (place, y), (5, 4), textcoords="offset points", size=6.5
                )
    ax.set(xlim=limits, ylim=(len(rows) - 0.4, -0.6))
    ax.set_yticks(range(len(rows)), [str(each.case) for each in rows], size=7.5, color=INK)
    ax.set_xlabel(label, size=8, color=SOFT)
    ax.tick_params(length=0, labelcolor=INK)
    ax.tick_params(axis="x", labelcolor=SOFT, labelsize=8)
