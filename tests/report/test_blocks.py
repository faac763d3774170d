"""The blocks: the same numbers in table, JSON, figure and sentence, and nothing small in any."""

import re
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest

from proeftuin.pyramid.sentences import comparison_frame
from proeftuin.register.assembling.sessions import school_calendar
from proeftuin.register.project.settings import OwnDay
from proeftuin.register.store.register import Register
from proeftuin.register.store.tables import COLUMNS
from proeftuin.report.blocks import example
from proeftuin.report.blocks import school as blocks
from proeftuin.report.blocks.school import compared
from proeftuin.report.document.notebook import read_notebook
from proeftuin.report.document.table import plain, written
from proeftuin.report.protection.masking import is_masked
from proeftuin.report.protection.shown import shown_school

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "schoolrapport.ipynb"
SCHOOLS = ["vmbo", "po"]
ALL = [getattr(blocks, name) for name in blocks.__all__]
# Counts of other things than pupils.
NOT_PUPILS = {"days", "rows", "given", "registered", "weeks", "all", "small", "others"}


@pytest.fixture(scope="module")
def bundles(results_of):
    """Every block of a school, made once."""
    made = {}

    def of(school):
        if school not in made:
            made[school] = {block.__name__: block(results_of(school)) for block in ALL}
        return made[school]

    return of


@pytest.fixture(scope="module")
def tiny(project, registers):
    """One class of the vmbo as a school of its own: nearly everything must be hidden."""
    whole = registers["vmbo"]
    pupils = whole.pupils[whole.pupils["class"] == "3b1"]
    tables = {
        "pupils": pupils,
        "sessions": whole.sessions[whole.sessions["class"] == "3b1"],
        "absences": whole.absences[whole.absences["pupil"].isin(pupils["pupil"])],
        "days": whole.days[whole.days["class"] == "3b1"],
    }
    return shown_school(Register(tables, whole.provenance), project.schools["vmbo"])


def texts_in(html):
    """What a reader sees of a piece of HTML."""
    return unescape(re.sub(r"<[^>]+>", " ", html)).split()


def small_counts(bundle):
    """Find counts of one to four pupils anywhere in the data of a block."""
    for table in bundle.tables:
        keys = [c.key for c in table.columns if c.kind == "count" and c.key not in NOT_PUPILS]
        for row in table.data()["rows"]:
            for key in keys:
                if isinstance(row[key], int) and 0 < row[key] < 5:
                    yield table.caption, row


def test_the_calendar_tells_what_binds(registers, project):
    school = project.schools["po"].model_copy(
        update={
            "own_days": [OwnDay(datum="2022-02-07", tot="2022-02-11", wat="toetsweek", les=True)],
            "period": project.schools["po"].period.model_copy(update={"start": date(2021, 12, 1)}),
        }
    )
    listed = [
        {**event, "start": f"{event['start']:%F}", "end": f"{event['end']:%F}"}
        for event in school_calendar(school).to_dict("records")
    ]
    register = registers["po"]
    tables = {name: getattr(register, name) for name in COLUMNS}
    changed = Register(tables, register.provenance | {"calendar": listed})
    (table,) = blocks.calendar(shown_school(changed, school)).tables
    assert {row["name"]: row["standing"] for row in table.rows} == {
        "scholen dicht (corona)": "vastgesteld",
        "Kerstvakantie": "vastgesteld",
        "Eerste kerstdag": "vastgesteld",
        "Tweede kerstdag": "vastgesteld",
        "Nieuwjaarsdag": "vastgesteld",
        "toetsweek": "keuze van de school",
        "Voorjaarsvakantie": "advies",
    }


def test_distance_lessons_are_no_free_days(results_of):
    rows = blocks.calendar(results_of("vmbo")).tables[0].rows
    assert {row["standing"] for row in rows if row["kind"] == "afstandsonderwijs"} == {
        "geen vrije dagen"
    }


def test_the_notebook_shows_every_block_once():
    notebook = read_notebook(NOTEBOOK)
    source = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    assert sorted(re.findall(r"blocks\.(\w+)\(", source)) == sorted(blocks.__all__)


@pytest.mark.parametrize("school", SCHOOLS)
@pytest.mark.parametrize("name", blocks.__all__)
def test_no_small_count_in_any_block(bundles, school, name):
    assert list(small_counts(bundles(school)[name])) == []


@pytest.mark.parametrize("block", ALL, ids=blocks.__all__)
def test_a_very_small_school_gives_nothing_away(tiny, block):
    bundle = block(tiny)
    assert list(small_counts(bundle)) == []
    for text in (bundle.html, bundle.data["alt"]):
        assert not re.search(r"(?<![\d<,.−+-])[1-4] leerling(en)?\b", text)


@pytest.mark.parametrize("school", SCHOOLS)
@pytest.mark.parametrize("name", blocks.__all__)
def test_what_is_hidden_has_no_number_in_the_data(bundles, school, name):
    for table in bundles(school)[name].tables:
        for shown, row in zip(table.rows, table.data()["rows"], strict=True):
            assert row == {key: plain(value) for key, value in shown.items()}


@pytest.mark.parametrize("school", SCHOOLS)
@pytest.mark.parametrize("name", blocks.__all__)
def test_the_page_shows_every_number_of_the_data(bundles, school, name):
    bundle = bundles(school)[name]
    page = unescape(bundle.html)
    for table in bundle.tables:
        for row in table.rows:
            for column in table.columns:
                assert written(row[column.key], column.kind) in page


@pytest.mark.parametrize("school", SCHOOLS)
def test_every_figure_has_an_alt_text_and_a_table(bundles, school):
    drawn = [b for b in bundles(school).values() if b.drawing]
    assert len(drawn) == 10
    for bundle in drawn:
        assert len(bundle.drawing.alt) > 30
        assert bundle.tables


def test_the_first_page_of_the_vmbo(bundles):
    made = bundles("vmbo")
    assert "VMBO De Waterlinde" in made["cover"].html
    assert "9,0 procentpunt" in made["headline"].values["sentence"]
    assert "effect" not in made["headline"].html.lower()
    first = made["pyramid"].data["tables"][0]["rows"][0]
    assert first["count"] == 242
    assert first["goal"] == "≥ 80%: 40 te weinig"
    items = made["attention"].values["items"]
    assert any("Tier 1 (40 leerlingen te weinig)" in item for item in items)
    assert any("niets geregistreerd" in item for item in items)


@pytest.fixture(scope="module")
def spoilt(project, registers):
    """The vmbo with sessions that nobody registered: a function of which ones."""
    from proeftuin.register.assembling.days import derive_days
    from proeftuin.register.store.register import Register

    whole = registers["vmbo"]

    def of(start, end, classes=None):
        sessions = whole.sessions.copy()
        silent = sessions["date"].between(start, end)
        silent &= sessions["class"].isin(classes or set(sessions["class"]))
        sessions.loc[silent, "registered"] = False
        tables = {"pupils": whole.pupils, "sessions": sessions, "absences": whole.absences}
        tables["days"] = derive_days(whole.pupils, sessions, whole.absences)
        return shown_school(Register(tables, whole.provenance), project.schools["vmbo"])

    return of


def test_a_class_under_the_line_has_no_pyramid_and_the_reason(spoilt):
    results = spoilt("2021-03-01", "2021-03-13", ["1a", "2b"])
    bundle = blocks.classes(results)
    rows = {row["group"]: row for row in bundle.data["tables"][0]["rows"]}
    assert rows["1a"]["count_1"] == rows["2b"]["n"] == {"hidden": "†"}
    assert rows["3k2"]["n"] > 10
    assert bundle.html.count("te weinig geregistreerd") >= 2
    reason = "Klassen 1a (50,0%) en 2b (49,6%) krijgen geen piramide"
    for block in (blocks.classes, blocks.pyramid, blocks.change):
        assert reason in block(results).html
    assert f"Maart 2021: {reason.split(' (')[0]}" in blocks.months(results).html
    change = results.evaluation.comparison
    assert change.paired == 298
    assert change.incomplete == 47
    for block in ALL:
        assert list(small_counts(block(results))) == []


def test_a_school_under_the_line_in_a_window_is_not_compared(spoilt):
    results = spoilt("2021-01-01", "2021-02-01")
    assert results.evaluation.comparison.paired == 0
    for block in (blocks.headline, blocks.change):
        text = block(results).html
        assert "Voor en na zijn niet te vergelijken. Venster voor: Er is geen piramide" in text
        assert block(results).drawing is None
    # What is said once stands under no empty heading further on.
    for block in (blocks.moves, blocks.context):
        assert not texts_in(block(results).html)
    rows = {row["month"]: row for row in blocks.months(results).data["tables"][0]["rows"]}
    assert rows["januari 2021"]["count_1"] == {"hidden": "†"}
    assert isinstance(rows["maart 2021"]["count_1"], int)
    assert "0,0% van de lessen op school telt als geregistreerd" in blocks.months(results).html
    assert results.quality.stops


def test_completeness_of_the_vmbo(bundles):
    bundle = bundles("vmbo")["completeness"]
    rows = {row["class"]: row for row in bundle.data["tables"][0]["rows"]}
    assert len(rows) == 15
    assert {name for name, row in rows.items() if row["weeks"]} == {"3k2"}
    gap = rows["3k2"]
    assert gap["given"] - gap["registered"] == 60
    assert "99,6% van de lessen telt als geregistreerd" in bundle.data["alt"]
    found = bundles("vmbo")["findings"].data["tables"]
    assert [table["caption"] for table in found] == ["Verandert de piramide", "Ter informatie"]
    assert "2 keer een klas in een week: 3k2, week 47 van 2020" in found[0]["rows"][1]["where"]


def test_findings_of_pupils_hide_small_numbers_and_places(results_of):
    from proeftuin.register.quality.findings import finding

    results = results_of("vmbo")
    few = finding("no_possible", "vo", 3, ["3k2"])
    rows = finding("left_out", "vo", 12, ["a.csv, rij 7"], "De les is vervallen.")
    quality = replace(results.quality, findings=(few, rows))
    bundle = blocks.findings(replace(results, quality=quality))
    places = [row["where"] for row in bundle.data["tables"][0]["rows"]]
    assert places == ["<5 leerlingen", "12 rijen"]
    assert "a.csv" not in bundle.html
    assert "3k2" not in bundle.html
    nothing = replace(results, quality=replace(results.quality, findings=()))
    assert "niets bijzonders" in blocks.findings(nothing).html


def test_no_block_calls_a_change_an_effect(bundles):
    for school in SCHOOLS:
        for bundle in bundles(school).values():
            assert "effect" not in bundle.html.lower()


def test_change_table_of_the_vmbo(bundles):
    rows = bundles("vmbo")["change"].data["tables"][0]["rows"]
    assert [row["change_pupils"] for row in rows] == [31, -16, -15]
    assert [round(row["change"], 1) for row in rows] == [9.0, -4.7, -4.4]
    # Seven pupils joined, of whom some tiers have fewer than five: with the pyramid of the window
    # after they would follow from the numbers here.
    assert {row[f"count_{side}"]["hidden"] for row in rows for side in ("before", "after")} == {"•"}


def test_moves_have_margins(bundles):
    rows = bundles("vmbo")["moves"].data["tables"][0]["rows"]
    off = {"hidden": "•"}
    assert rows[0] == {"before": "Tier 1 voor", "tier_1": off, "tier_2": 20, "tier_3": 16, "n": off}
    assert rows[-1] == {
        "before": "Totaal na",
        "tier_1": off,
        "tier_2": off,
        "tier_3": off,
        "n": 344,
    }


def test_context_names_the_other_school(bundles):
    rows = bundles("vmbo")["context"].data["tables"][0]["rows"]
    assert [row["what"].split(" (")[0] for row in rows] == [
        "Deze school",
        "College De Veenrand",
        "Verwacht zonder proeftuin",
        "Verandering die meestal zou opvallen",
    ]


def test_a_year_earlier_stands_beside_the_change(results_of):
    rows = blocks.context(results_of("vo")).data["tables"][0]["rows"]
    assert rows[1]["what"] == "Deze school, een jaar eerder"


def test_definitions_state_the_rule_and_the_other_edge(bundles, results_of):
    rule, edge = bundles("vmbo")["definitions"].tables
    texts = {row["what"]: row["text"] for row in rule.rows}
    assert "95% of meer aanwezig" in texts["Indeling"]
    assert texts["Venster voor"] == "5 januari tot en met 1 februari 2021, 20 schooldagen."
    other = results_of("vmbo").current.pyramid.other_edge
    assert [row["other"] for row in edge.rows] == other.tolist()


def test_groups_are_in_the_order_of_their_names(bundles):
    names = [row["group"] for row in bundles("vmbo")["classes"].tables[0].rows]
    assert names[:5] == ["1a", "1b", "1c", "1d", "2a"]
    assert names[-1] == "school"
    assert [row["group"] for row in bundles("po")["stages"].tables[0].rows] == [
        "onderbouw",
        "bovenbouw",
        "school",
    ]


def test_words_fit_the_sector(bundles):
    assert "<h3>Groepen</h3>" in bundles("po")["classes"].html
    assert "dagdelen" in bundles("po")["definitions"].html
    assert "<h3>Klassen</h3>" in bundles("vmbo")["classes"].html


def test_months_mark_the_lockdown_and_the_start(bundles):
    drawn = bundles("vmbo")["months"].drawing.svg
    assert drawn.count("corona") == 5
    assert "Schoolaanwezigheidsteam van start" in drawn


def test_without_a_period_the_report_says_how_it_is(project, registers):
    school = project.schools["po"].model_copy(update={"period": None, "coach": ""})
    results = shown_school(registers["po"], school)
    for block in ALL:
        assert block(results).html
    assert "geen periode" in blocks.headline(results).html
    assert "Begeleiding" not in blocks.cover(results).html
    page = "".join(block(results).html for block in ALL)
    assert page.count("geen periode opgegeven") == 2
    for block in (blocks.preregistration, blocks.moves, blocks.context):
        assert not texts_in(block(results, headed=True).html)


def test_too_small_to_name_a_change(tiny):
    if "te klein" not in blocks.headline(tiny).html:
        assert tiny.evaluation.comparison.paired >= 5


class TestExample:
    """The steps of the argument, on the vmbo and on a school without a comparison."""

    @pytest.fixture
    def given(self, registers, results_of):
        return registers["vmbo"], results_of("vmbo").evaluation, results_of("vmbo").scheme

    def test_slide(self, given):
        sentence = example.slide(given[1].comparison).values["sentence"]
        assert "Tier 1 +9,0 procentpunt, Tier 2 −4,7 procentpunt en Tier 3 −4,4" in sentence

    def test_other_windows_hold_the_original(self, given, project):
        register, _, scheme = given
        bundle = example.other_windows(register, project.schools["vmbo"].period, scheme)
        (original,) = [row for row in bundle.tables[0].rows if row["original"]]
        assert round(original["change"], 1) == 9.0
        assert bundle.values["lowest"] < 2
        assert bundle.values["highest"] > 9

    def test_season_moves_as_much(self, given):
        register, evaluation, scheme = given
        changes = example.season(register, evaluation.windows, scheme).values["changes"]
        assert max(abs(change) for change in changes) > 9

    def test_lockdown_days(self, given):
        rows = example.lockdown(given[0], given[1].windows).tables[0].rows
        assert [(row["window"], row["days"]) for row in rows] == [
            ("voor", 20),
            ("voor", 20),
            ("na", 5),
            ("na", 15),
            ("na", 20),
        ]

    def test_the_other_school_rose_too(self, given):
        bundle = example.beside_other_school(given[1].comparison, given[1].comparison_schools)
        assert bundle.tables[0].rows[1]["tier_1"] > 5
        assert (
            "geen vergelijkingsschool" in example.beside_other_school(given[1].comparison, {}).html
        )

    def test_regression_to_the_mean(self, given):
        evaluation = given[1]
        bundle = example.regression_to_the_mean(
            evaluation.comparison, evaluation.comparison_schools
        )
        assert bundle.tables[0].rows[0]["out"] == pytest.approx(45 / 76)
        assert bundle.values["expected"] == pytest.approx(evaluation.expected["change"].tolist())

    def test_unequal_windows_make_a_change(self, given):
        register, evaluation, scheme = given
        shift = example.unequal_windows(register, evaluation.windows, scheme).values["shift"]
        assert shift[0] > 0.5
        assert sum(shift) == pytest.approx(0)

    def test_registration_adds_up(self, given):
        rows = example.registration(given[0], given[1].windows).tables[0].rows
        days = given[0].days
        for side, window in zip(("before", "after"), given[1].windows, strict=True):
            inside = days[days["date"].between(str(window.start), str(window.end))]
            missed = inside["absent_minutes"].sum() / inside["minutes"].sum()
            assert sum(row[side] for row in rows) == pytest.approx(missed)

    def test_a_tiny_school_is_not_shown(self, tiny, registers):
        for bundle in (
            example.slide(tiny.evaluation.comparison),
            example.regression_to_the_mean(tiny.evaluation.comparison, {}),
        ):
            assert list(small_counts(bundle)) == []


def test_what_is_hidden_is_counted_per_table(bundles, results_of):
    (table,) = bundles("vmbo")["hidden"].tables
    release = results_of("vmbo").release
    assert sum(row["all"] for row in table.rows) == len(release.shown)
    assert sum(row["small"] + row["others"] for row in table.rows) == len(release.hidden)
    assert table.rows[0] == {"what": "Piramide van de school", "all": 4, "small": 0, "others": 0}


def test_a_new_number_per_tier_is_shown_only_where_its_counts_are(results_of, monkeypatch):
    def with_share(comparison):
        change, before = comparison.change_pupils, comparison.before.counts
        return comparison_frame(comparison).assign(more=(change / before).tolist())

    results = results_of("vmbo")
    school = results.evaluation.comparison
    (other,) = results.evaluation.comparison_schools.values()
    monkeypatch.setattr(compared, "comparison_frame", with_share)
    frame = compared.comparison_shown(school, results.release)
    # The change is shown, and with its share of those before anyone could work these out.
    assert not frame["change_pupils"].map(is_masked).any()
    assert frame["count_before"].map(is_masked).all()
    assert frame["more"].map(is_masked).all()
    shown = compared.comparison_shown(other)
    counts = shown[["count_before", "count_after", "low"]]
    masked = counts.map(is_masked).any(axis="columns")
    assert shown["more"].map(is_masked).tolist() == masked.tolist()
    assert not masked.all()
