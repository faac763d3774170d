"""What pyramids would be without the weeks in which nobody had a mark, in a report's sentences."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import attack
import simulated

from proeftuin.report.blocks.school import year
from proeftuin.report.blocks.school.assumed import assumed_text
from proeftuin.report.protection.masking import is_masked
from proeftuin.text.words import percent


@pytest.fixture(scope="module")
def results(project):
    return simulated.results(simulated.world(4), project, 5)


def with_pyramids(results, change):
    """Change every pyramid of a school, as the report reads them."""
    each = {
        name: replace(getattr(results, name), pyramid=change(getattr(results, name).pyramid))
        for name in ("current", "year_to_date")
    }
    months = tuple(replace(m, pyramid=change(m.pyramid)) for m in results.months)
    return replace(results, months=months, **each)


def said(bundle):
    return "\n".join(part.text for part in bundle.after)


def test_the_months_and_the_year_say_what_they_would_be(results):
    """The shares are those of the pyramids, and of what is hidden nothing is said."""
    with attack.without_figures():
        months, so_far = year.months(results), year.year_to_date(results)
    told = 0
    for month, held in zip(results.months, months.values["assumed"], strict=True):
        other = month.pyramid.without_assumed
        shares = other[1] / other.sum(), month.pyramid.counts[1] / month.pyramid.n
        text = f"{percent(shares[0])} in plaats van {percent(shares[1])} ("
        if held and percent(shares[0]) != percent(shares[1]):
            told += 1
            assert text in said(months)
            assert (held["tier_1_without"], held["n_without"]) == (other[1], other.sum())
        else:
            assert text not in said(months)
    assert told >= 2
    assert so_far.values["assumed"]
    assert "in plaats van" in said(so_far)
    assert not any(is_masked(value) for held in months.values["assumed"] for value in held.values())


def test_where_classes_would_fall_under_the_line_no_number_is_given(results):
    """The classes are known, so the difference of the two pyramids would be theirs."""

    def drop(pyramid):
        fewer = (pyramid.counts * 0.8).astype("int64")
        return replace(pyramid, without_assumed=fewer, incomplete_without=9)

    dropped = with_pyramids(results, drop)
    with attack.without_figures():
        months, so_far = year.months(dropped), year.year_to_date(dropped)
    assert not any("assumed" in str(key) for key in dropped.release.shown)
    assert months.values["assumed"] == [{}] * 5
    for text in (said(months), said(so_far)):
        assert "een deel van de klassen onder de lijn voor volledigheid" in text
        assert "in plaats van" not in text
    nothing = with_pyramids(
        results, lambda one: replace(one, without_assumed=one.counts * 0, incomplete_without=one.n)
    )
    (text,) = assumed_text(nothing, nothing.current)
    assert text.endswith("Was er toen niet geregistreerd, dan was er geen piramide.")
