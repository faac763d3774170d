"""The attack of `attack.py` on a few schools; the command does it on hundreds."""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import attack
import simulated

from proeftuin.errors import InputError
from proeftuin.report.document.bundle import MIME
from proeftuin.report.making.parameters import open_results
from proeftuin.report.protection import release
from proeftuin.report.protection.earlier_reports import Published, join, read_published
from proeftuin.report.protection.keys import Group, Key, N, span_of
from proeftuin.report.protection.masking import is_masked
from proeftuin.report.protection.published_counts import school_facts
from proeftuin.report.protection.release import decide
from proeftuin.report.protection.shown import refuse_too_small, shown_school
from proeftuin.report.protection.suppression import Facts, hide

pytestmark = pytest.mark.slow

SEEDS = [0, 2, 4, 60]


def test_two_reports_of_simulated_schools_give_no_hidden_count_away(project):
    found = list(attack.schools(SEEDS, project))
    assert [(seed, pinned) for seed, _, pinned, _, _ in found if pinned] == []
    assert sum(hidden for *_, hidden, _ in found) > 200


def test_with_only_the_small_counts_hidden_the_attack_succeeds(project):
    found = list(attack.schools([0, 2, 4], project, protected=False))
    assert all(len(pinned) > 5 for _, _, pinned, _, _ in found)


@pytest.mark.parametrize("school", ["vmbo", "vo", "po"])
def test_the_reports_of_the_sample_schools_give_nothing_away(results_of, school):
    with attack.without_figures():
        pinned, hidden = attack.attack(results_of(school))
    assert pinned == []
    assert hidden > 20


@pytest.mark.parametrize("school", ["vmbo", "po"])
def test_the_attack_reads_what_the_file_of_a_report_holds(report_of, school):
    report = report_of(school)
    outputs = [
        output["data"][MIME]
        for cell in json.loads(report.files["ipynb"])["cells"]
        for output in cell.get("outputs", [])
        if MIME in output["data"]
    ]
    held = {data["block"]: data for data in outputs}
    with attack.without_figures():
        pages, _, _ = attack.published(report.results)
    read = {name: page for name, page in pages.items() if name not in ("by_kind", "region")}
    read = {data["block"]: data for data in read.values()}
    assert len(read) == 9
    for name, data in read.items():
        assert held[name]["tables"] == json.loads(json.dumps(data["tables"]))
        assert held[name]["values"] == json.loads(json.dumps(data["values"]))


def test_a_later_report_shows_nothing_that_was_hidden(project):
    made = simulated.world(4)
    first = simulated.results(made, project, 5, windows="apart")
    later = simulated.results(made, project, 7, first.release.published, "apart")
    both = set(first.release.shown) & set(later.release.shown)
    was = {key for key in both if is_masked(first.release.shown[key])}
    assert len(was) > 20
    assert all(is_masked(later.release.shown[key]) for key in was)


def test_the_same_report_again_is_the_same(project):
    made = simulated.world(4)
    first = simulated.results(made, project, 5, windows="apart")
    again = simulated.results(made, project, 5, first.release.published, "apart")
    assert again.release.shown == first.release.shown
    assert again.release.published.to_json() == first.release.published.to_json()


def test_what_is_kept_holds_no_hidden_number(project):
    results = simulated.results(simulated.world(4), project, 5, windows="apart")
    kept = results.release.published.to_json()
    shown = dict(zip(kept["names"], kept["shown"], strict=True))
    assert all(isinstance(shown[str(key)], str) for key in results.release.hidden)
    assert Published.from_json(kept).to_json() == kept


def test_of_a_changed_register_the_old_symbols_stay(project):
    results = simulated.results(simulated.world(4), project, 5, windows="apart")
    facts = school_facts(results)
    key = Key(span_of(results.months[0].period), Group.SCHOOL, "1")
    old = Published({key: facts.cells[key].value + 3, key.of(2): "•"})
    join(facts, old)
    assert facts.cells[key].kind == "count"
    assert not facts.cells[key].hidden
    assert facts.cells[key.of(2)].hidden


def test_the_smallest_table_that_must_hide_a_second_count():
    facts = Facts()
    group = Key("march", Group.CLASS, name="1a")
    facts.row(group, {1: 20, 2: 6, 3: 2}, weight=1)
    assert hide(facts) == ({group.of(2), group.of(3)}, set())


def test_half_a_pupil_is_no_other_table():
    # Three times an unpublished count: 4 would take a third of a pupil more, so it must be 3.
    facts = Facts()
    small = facts.add(Key("march", "shown as small"), 3)
    inside = facts.add(Key("march", "unpublished"), 1, "inside")
    facts.rule({small: 1, inside: -3}, 0, 0)
    assert hide(facts) == ({small}, {small, inside})


def test_a_count_on_two_pages_is_one_count():
    facts = Facts()
    school = Key("march", Group.SCHOOL)
    facts.row(school, {1: 20, 2: 6, 3: 2}, weight=1)
    with pytest.raises(ValueError, match=r"two values for march\|school\|1"):
        facts.add(school.of(1), 21)


def test_zeros_of_a_group_under_five_are_hidden_too():
    facts = Facts()
    small, large = (Key("march", Group.CLASS, name=name) for name in ("1a", "1b"))
    school = Key("march", Group.SCHOOL)
    facts.row(small, {1: 0, 2: 0, 3: 3}, weight=1)
    facts.row(large, {1: 9, 2: 8, 3: 7}, weight=1)
    for part in (1, 2, 3, N):
        both = [small.of(part), large.of(part)]
        facts.add(school.of(part), sum(facts.cells[key].value for key in both))
        facts.sum(school.of(part), both)
    assert {small.of(part) for part in (1, 2, 3, N)} <= hide(facts)[0]


@pytest.fixture
def eight(registers, project):
    """Eight pupils of a school who were there all year, so that each has a tier."""
    whole = registers["vmbo"]
    days = whole.days.groupby("pupil").size()
    # Their order depends on the key of the pseudonyms, which is new for every run.
    names = days.index[days == days.max()][::20][:8]
    tables = {name: getattr(whole, name) for name in ("pupils", "sessions", "absences", "days")}
    few = {
        name: table[table["pupil"].isin(names)] if "pupil" in table else table
        for name, table in tables.items()
    }
    return type(whole)(few, whole.provenance)


def test_of_eight_pupils_there_is_no_report(eight, project, tmp_path):
    results = shown_school(eight, project.schools["vmbo"])
    assert results.current.pyramid.n == 8
    with pytest.raises(InputError, match="te weinig over om te tonen"):
        refuse_too_small(results)
    eight.save(tmp_path / "vmbo")
    for other in project.schools["vmbo"].comparison:
        eight.save(tmp_path / other)
    with pytest.raises(InputError, match="Van deze school komt geen rapport"):
        open_results("vmbo", str(project.path), str(tmp_path))


def test_a_school_of_which_something_remains_has_a_report(results_of):
    refuse_too_small(results_of("po"))


NO_KEY = '{"published": {"names": ["a"], "shown": [1], "vague": [], "rules": []}}'


@pytest.mark.parametrize(
    "text", ["", "[]", '{"published": {"names": ["a"]}}', '{"published": 3}', NO_KEY]
)
def test_an_unreadable_earlier_report_is_told(tmp_path, text):
    path = tmp_path / "rapport.json"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match="eerder rapport toonde, is niet te lezen"):
        read_published([path])


def test_an_earlier_report_that_was_never_made_or_kept_nothing_holds_nothing(tmp_path):
    path = tmp_path / "rapport.json"
    assert read_published([path]) == Published()
    path.write_text('{"files": {}}', "utf-8")
    assert read_published([path]) == Published()


def test_a_school_that_cannot_be_kept_safe_is_not(monkeypatch, project):
    results = simulated.results(simulated.world(4), project, 5)
    key = next(key for key in results.release.shown if is_masked(results.release.shown[key]))
    monkeypatch.setattr(release, "hide", lambda _: ({key}, {key}))
    made = decide(school_facts(results), Published())
    assert not made.safe
