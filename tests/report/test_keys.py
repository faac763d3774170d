"""Keys of counts: as text in a file and read back, whatever a class is called."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proeftuin.report.protection import release
from proeftuin.report.protection.earlier_reports import Published
from proeftuin.report.protection.keys import WITHOUT, Group, Key, N, in_order
from proeftuin.report.protection.masking import OPEN
from proeftuin.report.protection.release import COMPARISON, WITHDRAWN, decide
from proeftuin.report.protection.suppression import Cell, Facts
from proeftuin.report.record.shown_numbers import CHANGE, GROUPS, PYRAMID, name_of

MONTH = "2024-03-01/2024-03-31"
WINDOWS = f"{MONTH}>2024-04-01/2024-04-30"
NAMES = st.none() | st.text(alphabet=string.ascii_letters + "0123456789|>: é", max_size=8)
PARTS = st.sampled_from(["1", "2", "3", N, WITHOUT])


@given(span=st.sampled_from([MONTH, WINDOWS, ">", "change", "2024-03"]), name=NAMES, part=PARTS)
def test_a_group_of_any_name_is_read_back(span, name, part):
    key = Key(span, Group.CLASS, part, name)
    assert Key.read(str(key)) == key
    assert Key.read(str(key)).compares == (">" in span)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        (Key(MONTH, Group.SCHOOL, "1"), f"{MONTH}|school|1"),
        (Key(MONTH, Group.CLASS, N, "1a"), f"{MONTH}|class:1a|n"),
        (Key(MONTH, Group.OTHER_EDGE, "3"), f"{MONTH}|other edge|3"),
        (Key(WINDOWS, Group.PAIRED), f"{WINDOWS}|paired"),
        (Key(WINDOWS, Group.BEFORE_REST), f"{WINDOWS}|before rest"),
        (Key.moved(WINDOWS, 1, 2), f"{WINDOWS}|1>2"),
        (Key(WINDOWS, Group.UNCLASSIFIED, N), f"{WINDOWS}|none|n"),
    ],
)
def test_the_text_that_stands_in_files(key, text):
    assert str(key) == text
    assert Key.read(text) == key
    assert hash(Key.read(text)) == hash(key)


def test_what_another_version_knows_is_kept_as_it_is():
    text = f"{MONTH}|something new:x|7"
    assert str(Key.read(text)) == text


@pytest.mark.parametrize("text", ["", "x", "pyramid"])
def test_no_key(text):
    with pytest.raises(ValueError, match="no key"):
        Key.read(text)


def test_keys_are_sorted_by_their_text():
    keys = [Key(MONTH, Group.CLASS, "2", "b"), Key(MONTH, Group.SCHOOL, "1"), Key("2", "a")]
    texts = [str(key) for key in keys]
    assert [str(key) for key in in_order(keys)] == sorted(texts)


def test_only_a_tier_is_one():
    assert Key(MONTH, Group.SCHOOL, "2").tier == 2
    assert [Key(MONTH, *more).tier for more in [("cut", "0"), ("school", N), ("paired",)]] == [
        None
    ] * 3
    assert Key.moved(CHANGE, 3, 1).tiers == (3, 1)


def test_a_class_with_an_arrow_in_its_name_is_no_comparison(monkeypatch):
    """Only what is of two windows is taken out with the comparison."""
    facts = Facts()
    moved = facts.add(Key.moved(WINDOWS, 1, 2), 9)
    named = facts.add(Key(MONTH, Group.CLASS, "1", "h>b"), 20)
    earlier = Key(MONTH, Group.SCHOOL, "3")
    facts.cells[earlier] = Cell(4, "count", old=True)

    def follows_until_the_comparison_goes(facts):
        hidden = {key for key, cell in facts.cells.items() if cell.hidden}
        return hidden, set() if facts.cells[moved].open else {earlier}

    monkeypatch.setattr(release, "hide", follows_until_the_comparison_goes)
    made = decide(facts, Published())
    assert made.safe
    assert made.shown == {moved: OPEN, named: 20}


def test_every_table_that_can_be_taken_out_is_one():
    assert set(WITHDRAWN) - {COMPARISON} <= set(Group)


def test_every_group_of_a_report_has_a_name():
    unpublished = {Group.KIND_REST, Group.BEFORE_GAP, Group.AFTER_GAP}
    unpublished |= {Group.BEFORE_REST, Group.AFTER_REST}
    assert set(GROUPS) == set(Group) - unpublished - {Group.CUT, Group.MOVED}
    assert name_of(Key(PYRAMID, Group.CLASS, "1", "a|b")) == "Piramide, a|b, Tier 1"
