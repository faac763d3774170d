"""Names along axes stand where matplotlib puts those of ticks."""

import matplotlib.pyplot as plt
import pytest

from proeftuin.pyramid.drawing.axis_names import name_side

PLACES, NAMES = [0.5, 2.5], ["één", "twee\nregels"]


@pytest.mark.parametrize(("side", "which"), [("below", "x"), ("above", "x"), ("left", "y")])
def test_names_stand_where_those_of_ticks_would(side, which):
    figure, (ticked, named) = plt.subplots(1, 2)
    for ax in (ticked, named):
        ax.set(xlim=(0, 3), ylim=(0, 4))
    ticked.set(**{f"{which}ticks": PLACES, f"{which}ticklabels": NAMES})
    ticked.tick_params(length=0)
    if side == "above":
        ticked.xaxis.tick_top()
    name_side(named, side, PLACES, NAMES, size=plt.rcParams["xtick.labelsize"])
    named.axis("off")
    figure.canvas.draw()
    axis = getattr(ticked, f"{which}axis")
    moved = named.get_window_extent().x0 - ticked.get_window_extent().x0
    for tick, text in zip(axis.get_ticklabels(), named.texts, strict=True):
        assert text.get_text() == tick.get_text()
        wanted = tick.get_window_extent().translated(moved, 0)
        assert text.get_window_extent().extents == pytest.approx(wanted.extents, abs=0.01)
    plt.close(figure)
