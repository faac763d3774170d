"""The funnel: published sums, plain Python beside it, and what it refuses."""

from math import sqrt
from statistics import NormalDist

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proeftuin.evaluation.many_schools.funnel import funnel, overdispersion, z_scores

NAMES = ["De Es", "Het Veld", "De Brink", "De Esch", "Ooster", "Wester", "Noorder", "Zuider"]


def schools(after, n, names=NAMES, **more):
    return pd.DataFrame({"school": names[: len(n)], "n": n, "after": after, **more})


@pytest.fixture
def wide():
    """Eight schools that differ by more than chance, one of them by far."""
    return schools([190, 260, 300, 90, 410, 75, 120, 60], [250, 400, 400, 120, 600, 110, 300, 90])


def test_the_z_scores_add_up_to_the_published_homogeneity():
    """Fleiss (1981), Statistical methods for rates and proportions, p. 139: X² = 12.6004, df = 3.

    Smokers among the lung cancer patients of four hospitals; as R prints it for `prop.test`.
    """
    count, n = np.array([83, 90, 129, 70]), np.array([86, 93, 136, 82])
    z = z_scores(count / n, n, count.sum() / n.sum())
    assert f"{(z**2).sum():.4f}" == "12.6004"


def plain(counts, sizes):
    """Spiegelhalter (2005), a step at a time: p, φ and the limits of each school."""
    p = sum(counts) / sum(sizes)
    z = [(c / n - p) / sqrt(p * (1 - p) / n) for c, n in zip(counts, sizes, strict=True)]
    ordered = sorted(z)

    def percentile(part):
        place = part * (len(z) - 1)
        below = int(place)
        step = ordered[min(below + 1, len(z) - 1)] - ordered[below]
        return ordered[below] + (place - below) * step

    low, high = percentile(0.1), percentile(0.9)
    phi = max(1, sum(min(max(each, low), high) ** 2 for each in z) / len(z))
    reach = [NormalDist().inv_cdf(q) for q in (0.975, 0.999)]
    limits = [
        [(p - r * sqrt(phi * p * (1 - p) / n), p + r * sqrt(phi * p * (1 - p) / n)) for r in reach]
        for n in sizes
    ]
    return p, phi, limits


def test_plain_python_gives_the_same(wide):
    found = funnel(wide)
    p, phi, limits = plain(wide["after"].tolist(), wide["n"].tolist())
    assert found.centre == pytest.approx(p)
    assert found.dispersion == pytest.approx(phi)
    assert phi > 2
    columns = ["low95", "high95", "low998", "high998"]
    expected = [[*first, *second] for first, second in limits]
    np.testing.assert_allclose(found.to_frame()[columns], np.clip(expected, 0, 1))
    for row, ((low, high), (lowest, highest)) in zip(
        found.table.to_dict("records"), limits, strict=True
    ):
        share = row["count"] / row["n"]
        outside = "outside 95%" if not low <= share <= high else "within"
        assert row["state"] == ("outside 99.8%" if not lowest <= share <= highest else outside)


def test_an_outlier_does_not_widen_the_limits_it_lies_outside_of():
    usual = np.array([-1.2, -0.6, -0.3, 0.0, 0.2, 0.5, 0.9, 1.1, -0.8, 0.4, 0.7])
    calm, struck = overdispersion(usual), overdispersion(np.append(usual[:-1], 40.0))
    assert struck < 2 * calm
    assert np.mean(np.append(usual[:-1], 40.0) ** 2) > 100 * calm


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.integers(30, 900), st.floats(0, 1)), min_size=5, max_size=8), st.randoms()
)
def test_order_does_not_matter_and_limits_hold_the_centre(drawn, random):
    n = [size for size, _ in drawn]
    table = schools([round(size * share) for size, share in drawn], n)
    found = funnel(table)
    assert found.dispersion >= 1
    assert (found.table["low998"] <= found.table["low95"]).all()
    assert (found.table["low95"] <= found.centre + 1e-12).all()
    assert (found.table["high998"] >= found.table["high95"]).all()
    places = list(range(len(n)))
    random.shuffle(places)
    turned = funnel(table.iloc[places]).table.set_index("school")
    first = found.table.set_index("school")
    # The sum behind φ is rounded in another order.
    pd.testing.assert_frame_equal(
        turned.loc[first.index].drop(columns="state"), first.drop(columns="state")
    )


def test_schools_stay_in_the_order_given_and_never_in_that_of_outcome(wide):
    assert funnel(wide).table["school"].tolist() == NAMES
    assert funnel(wide[::-1]).table["school"].tolist() == NAMES[::-1]


def test_schools_that_differ_by_chance_alone_are_rarely_outside():
    rng = np.random.default_rng(6)
    n = rng.integers(40, 900, 8)
    outside = [len(funnel(schools(rng.binomial(n, 0.7), n)).outside) for _ in range(120)]
    assert np.mean(outside) / 8 < 0.01


def test_a_small_school_is_left_out_and_named_without_its_share(wide):
    found = funnel(pd.concat([wide, schools([1], [29], ["Klein"])]))
    assert found.left_out == ("Klein",)
    assert "Klein" not in found.table["school"].tolist()
    assert found.notes[0] == "Klein doet niet mee: minder dan 30 leerlingen."
    assert found.dispersion == funnel(wide).dispersion


def test_classes_may_be_smaller_but_not_under_ten():
    table = schools([14, 16, 20, 12, 18], [20, 22, 28, 19, 25]).rename(columns={"school": "klas"})
    assert len(funnel(table, name="klas", minimum=10).table) == 5
    with pytest.raises(ValueError, match="no share on fewer than 10 pupils, got 9"):
        funnel(table, name="klas", minimum=9)


def test_with_few_schools_there_are_no_limits(wide):
    found = funnel(wide[:4])
    assert set(found.table["state"]) == {"no limits"}
    assert found.table["low998"].isna().all()
    assert found.sentence == (
        "Met 4 scholen van ten minste 30 leerlingen is niet te zeggen hoeveel scholen gewoonlijk "
        "verschillen; daar zijn er 5 voor nodig."
    )
    assert funnel(wide[:0]).table.empty


def test_the_sentence_names_only_who_lies_outside(wide):
    found = funnel(wide)
    assert found.outside == ("Noorder",)
    assert found.sentence == (
        "Van de 8 scholen liggen er 7 met hun aandeel in Tier 1 binnen de grenzen waarbinnen scholen "
        "van die grootte gewoonlijk vallen; Noorder ligt erbuiten (99,8%), en de figuur zegt niet "
        "waardoor."
    )
    assert found.notes == (
        "Scholen verschillen meer dan het toeval ze laat verschillen; de grenzen zijn daarom 2,2 "
        "keer zo wijd als die van het toeval alleen.",
    )
    alike = funnel(schools([70] * 6, [100] * 6))
    assert alike.sentence.endswith("gewoonlijk vallen: geen enkele valt op.")
    assert alike.notes == ()
    assert alike.dispersion == 1


@pytest.mark.parametrize("count", [0, 100], ids=["nobody", "everybody"])
def test_where_all_schools_are_at_an_edge_nobody_differs(count):
    found = funnel(schools([count] * 5, [100] * 5))
    assert found.table["z"].tolist() == [0] * 5
    assert set(found.table["state"]) == {"within"}


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda table: table.drop(columns="n"), "no column n"),
        (lambda table: pd.concat([table, table]), "one row per school"),
        (lambda table: table.assign(after=10_000), "after lies between 0 and n"),
    ],
)
def test_misuse_is_refused(wide, spoil, message):
    with pytest.raises(ValueError, match=message):
        funnel(spoil(wide))


def test_the_figure_names_the_outside_and_the_own_school_only(wide):
    found = funnel(wide, own="De Brink")
    ax = found.plot()
    texts = {text.get_text() for text in ax.figure.findobj(mpl.text.Text)}
    assert texts & set(NAMES) == {"Noorder", "De Brink"}
    assert "Aandeel in Tier 1: 1 van de 8 scholen valt op" in texts
    assert sum(len(points.get_offsets()) for points in ax.collections) == 8
    assert "buiten 99,8%" in str(found)
    assert "<td>Noorder</td>" in found._repr_html_()
    few = funnel(wide[:3]).plot()
    assert "te weinig scholen voor grenzen" in few.get_title(loc="left").replace("\n", " ")
    plt.close("all")
