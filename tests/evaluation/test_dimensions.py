from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proeftuin.evaluation.splits.dimension_plots import dimension_table, plot_dimensions
from proeftuin.evaluation.splits.dimensions import multi_dimensional_pyramid
from proeftuin.pyramid.counting.tiers import ATTENDANCE_WORKS, classify

ABSENT = {1: 0, 2: 2, 3: 5}


def pupils(groups, by="year_group"):
    """Pupils with these tiers per group, `{"1": [8, 1, 1]}`, as an attendance table."""
    rows = [
        {by: group, "absent": ABSENT[tier], "possible": 20}
        for group, counts in groups.items()
        for tier, count in enumerate(counts, 1)
        for _ in range(count)
    ]
    return pd.DataFrame(rows)


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_counts_against_a_loop():
    rng = np.random.default_rng(3)
    table = pd.DataFrame(
        {
            "class": rng.choice(["10a", "2a", "2b"], 200),
            "absent": rng.integers(0, 6, 200),
            "possible": rng.choice([0, 20, 20, 20], 200),
        }
    )
    table["absent"] = table["absent"].clip(upper=table["possible"])
    counted = Counter()
    for row in table.itertuples():
        if row.possible:
            share = 100 * (row.possible - row.absent)
            tier = 1 if share >= 95 * row.possible else 2 if share >= 90 * row.possible else 3
            counted[row[1], tier] += 1
    found = multi_dimensional_pyramid(table, "class")
    assert found.counts.index.tolist() == ["2a", "2b", "10a"]
    for (group, tier), count in counted.items():
        assert found.counts.loc[group, tier] == count
    assert found.sizes["unclassified"].sum() == (table["possible"] == 0).sum()
    assert found.total.sum() == found.sizes["n"].sum() == sum(counted.values())
    long = found.to_frame()
    assert len(long) == 9
    assert long["share"].sum() == pytest.approx(3)


def test_the_finding_and_whether_it_could_be_chance():
    near = multi_dimensional_pyramid(pupils({"1": [20, 3, 2], "2": [15, 3, 4]}), "year_group")
    assert near.sentence == (
        "Het aandeel in Tier 3 verschilt per leerjaar van 8,0% (leerjaar 1, 25 leerlingen) tot 18,2% "
        "(leerjaar 2, 22 leerlingen); de onzekerheidsmarges van die twee overlappen."
    )
    far = multi_dimensional_pyramid(pupils({"1": [200, 3, 2], "2": [15, 3, 40]}), "year_group")
    assert far.sentence.endswith("de onzekerheidsmarges van die twee overlappen niet.")
    assert "ranglijst" in far.notes[-1]
    assert near.plot().get_title(loc="left").replace("\n", " ") == (
        "Het aandeel in Tier 3 verschilt per leerjaar van 8,0% (leerjaar 1) tot 18,2% (leerjaar 2)"
    )


def test_a_shape_that_is_no_pyramid_is_drawn_as_it_is():
    table = pupils({"1": [2, 3, 15], "2": [0, 0, 12]})
    drawn = texts(multi_dimensional_pyramid(table, "year_group").plot())
    assert {"75,0%", "15 leerlingen", "100,0%", "alle groepen", "84,4%"} <= set(drawn)


def test_guard_a_group_under_ten_has_no_numbers():
    found = multi_dimensional_pyramid(pupils({"1": [20, 3, 2], "2": [7, 1, 1]}), "year_group")
    assert found.counts.loc["2"].isna().all()
    assert found.shares.loc["2"].isna().all()
    assert "2 heeft minder dan 10 ingedeelde leerlingen en daarom geen getallen." in found.notes
    assert found.sentence == "Naar leerjaar: van leerjaar 1 zit 8,0% in Tier 3."
    drawn = texts(found.plot())
    assert "te kleine aantallen om te tonen" in drawn
    assert "<10 leerlingen" in drawn
    assert "9 leerlingen" not in drawn
    assert "minder dan 10" in str(found)


def test_guard_nothing_to_show():
    found = multi_dimensional_pyramid(pupils({"a": [3, 0, 0], "b": [2, 2, 2]}), "year_group")
    assert found.sentence == (
        "Naar leerjaar is niets te tonen: geen groep heeft 10 of meer ingedeelde leerlingen."
    )
    assert found.plot() is not None


def test_groups_that_are_all_alike():
    found = multi_dimensional_pyramid(pupils({"a": [10, 0, 0], "b": [12, 0, 0]}), "year_group")
    assert found.sentence == "Naar leerjaar: van elke groep zit 0,0% in Tier 3."


def test_types_of_pupils_without_one_are_a_group_of_their_own():
    table = pupils({"spijbelen": [5, 5, 5], "": [30, 2, 1], None: [10, 0, 0]}, "sap_type")
    found = multi_dimensional_pyramid(table, "sap_type")
    assert found.sizes["n"].to_dict() == {"spijbelen": 15, "niet vastgelegd": 43}
    assert found.notes[0] == (
        "Het SAT legde van 15 van de 58 leerlingen een SAP-type vast; het is nooit afgeleid uit een "
        "verzuimcode."
    )


def test_stages_are_named_in_dutch_and_in_order():
    table = pupils({"upper": [10, 1, 1], "lower": [12, 0, 0]}, "stage")
    found = multi_dimensional_pyramid(table, "stage")
    assert found.counts.index.tolist() == ["onderbouw", "bovenbouw"]


def test_the_kind_that_dominates():
    rows = pd.DataFrame(
        {
            "absent": [3] * 12 + [5] * 4 + [0] * 10,
            "possible": 20,
            "sick": [3] * 12 + [0] * 4 + [0] * 10,
            "authorised": [3] * 12 + [0] * 4 + [0] * 10,
            "unauthorised": [0] * 12 + [5] * 4 + [0] * 10,
        }
    )
    found = multi_dimensional_pyramid(rows, "kind")
    assert found.counts.index.tolist() == ["ziekte", "ongeoorloofd verzuim", "geen verzuim"]
    assert found.sentence == (
        "Van de 16 leerlingen in Tier 3 is bij 12 meer dan de helft van het verzuim ziekte."
    )
    mixed = rows.assign(sick=[1] * 16 + [0] * 10, authorised=[2] * 16 + [0] * 10).assign(
        unauthorised=[1] * 16 + [0] * 10
    )
    found = multi_dimensional_pyramid(mixed, "kind")
    assert found.sentence == (
        "Van de 16 leerlingen in Tier 3 is bij 16 geen soort verzuim meer dan de helft."
    )
    healthy = rows.assign(absent=0, sick=0, authorised=0, unauthorised=0)
    assert multi_dimensional_pyramid(healthy, "kind").sentence == (
        "Van de 0 leerlingen in Tier 3 is naar overheersende soort verzuim niets te tonen."
    )


def test_four_tiers():
    table = pupils({"1": [20, 3, 2], "2": [10, 3, 4]})
    found = multi_dimensional_pyramid(table, "year_group", ATTENDANCE_WORKS)
    assert found.counts.columns.tolist() == [1, 2, 3, 4]
    assert "Tier 4" in found.sentence
    assert "Tier 4" in texts(found.plot())


def test_a_protected_table_is_drawn_with_its_symbols():
    found = multi_dimensional_pyramid(pupils({"1": [20, 3, 2]}), "year_group")
    table = dimension_table(found).astype(object)
    table.iloc[0, 1] = "<5"
    drawn = texts(plot_dimensions(table))
    assert "<5" in drawn
    assert "12,0%" in drawn  # of the whole, where it is not hidden


def test_a_column_that_is_not_there():
    with pytest.raises(ValueError, match="no column sap_type"):
        multi_dimensional_pyramid(pupils({"1": [20, 3, 2]}), "sap_type")


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 20)), min_size=1, max_size=80))
def test_every_pupil_is_counted_once(rows):
    table = pd.DataFrame(rows, columns=["group", "absent"]).assign(possible=20)
    found = multi_dimensional_pyramid(table, "group")
    assert found.sizes["n"].sum() == len(rows)
    tiers = classify(table["absent"], table["possible"])
    assert found.total.to_dict() == {k: int((tiers == k).sum()) for k in (1, 2, 3)}
    shown = found.counts.dropna()
    assert (shown.sum(axis="columns") == found.sizes.loc[shown.index, "n"]).all()
    assert (found.sizes.loc[shown.index, "n"] >= 10).all()
