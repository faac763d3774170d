"""Every number of the evaluation notebook, reckoned again from the raw exports with other code.

The other code is `brute_force`: plain Python, pupil by pupil, with nothing of the library in it.
The committed notebook is held against it, and what the blocks give for two other schools. A number
that nobody reckons is a failure as much as one that differs, so the claim is about all of them:
tables as data and as they are read, values, sentences, what is hidden, the numbers in figures, and
the weeks, windows and ways of reckoning that figures draw.

Not reckoned again: where a figure puts its dots and lines, the ticks of its axes, the curves of a
model between its weeks, headings, and what `tracing.EXCEPTIONS` names.
"""

import json
import re
from copy import deepcopy
from functools import cache
from pathlib import Path

import pytest
from brute_force import dutch, tracing
from brute_force.notebook import Notebook
from brute_force.reckoning import Reckoning

from proeftuin.report.blocks import evaluation as evaluation_blocks
from proeftuin.report.blocks import school as blocks
from proeftuin.report.document.bundle import MIME
from proeftuin.report.making.parameters import open_evaluation

pytestmark = [pytest.mark.slow, pytest.mark.no_cover]

ROOT = Path(__file__).parents[2]
PROJECT = ROOT / "data" / "sample" / "proeftuinen.toml"
NOTEBOOK = json.loads((ROOT / "notebooks" / "evaluatie.ipynb").read_text("utf-8"))
CELLS = [cell for cell in NOTEBOOK["cells"] if cell["cell_type"] == "code"]
FOLDERS = {"blocks": blocks, "evaluation_blocks": evaluation_blocks}
COMMITTED = "vmbo"
SCHOOLS = [COMMITTED, "vo", "po"]


def committed():
    """Yield what the notebook as it is in git displays."""
    for output in (output for cell in CELLS for output in cell["outputs"]):
        data, svg = output["data"], output["data"].get("image/svg+xml", "")
        yield data[MIME], "".join(data["text/html"]), "".join(svg)


@cache
def opened(school):
    return open_evaluation(school, str(PROJECT))


@cache
def reckoned(school):
    return Reckoning(PROJECT, school)


def computed(school):
    """Yield what the notebook's own lines give for another school."""
    evaluated = opened(school)
    for cell in CELLS:
        for place, name, what in re.findall(
            r"(\w*blocks)\.(\w+)\((.*?)\)$", "".join(cell["source"]), re.M
        ):
            given = {"evaluated": [evaluated], "evaluated.results": [evaluated.results], "": []}
            bundle = getattr(FOLDERS[place], name)(*given[what])
            svg = bundle.drawing.svg if bundle.drawing else ""
            yield json.loads(json.dumps(bundle.data)), bundle.html, svg


@cache
def displayed(school):
    return [*(committed() if school == COMMITTED else computed(school))]


@cache
def story(school):
    """Return what is shown of a school, and what is reckoned, by block."""
    shown = {
        data["block"]: (tracing.counted(data), html, svg + data.get("narrow", ""))
        for data, html, svg in displayed(school)
    }
    notebook = Notebook(reckoned(school), {name: data for name, (data, *_) in shown.items()})
    return shown, {name: notebook.expected(name) for name in shown}


@pytest.fixture(scope="module", autouse=True)
def _forget():
    """Let go of three schools when these tests are over."""
    yield
    for kept in (story, displayed, opened, reckoned):
        kept.cache_clear()


@pytest.mark.parametrize("school", SCHOOLS)
def test_every_number(school):
    shown, expected = story(school)
    found = {
        name: [*tracing.findings(data, html, expected[name])]
        for name, (data, html, _) in shown.items()
    }
    assert {name: each for name, each in found.items() if each} == {}


@pytest.mark.parametrize("school", SCHOOLS)
def test_the_parts_say_what_is_read(school):
    """So what is written from them, such as the PDF, has the same numbers."""
    for data, html, _ in displayed(school):
        assert [*tracing.unlike_read(data, html)] == []


@pytest.mark.parametrize("school", SCHOOLS)
def test_every_number_in_a_figure(school):
    shown, expected = story(school)
    found = [
        each
        for name, (data, html, svg) in shown.items()
        for each in tracing.drawn(data, html, svg, expected[name])
    ]
    assert found == []
    assert sum(bool(svg) for *_, svg in shown.values()) >= 8


@pytest.mark.parametrize("school", SCHOOLS)
def test_every_pair_of_windows_without_a_pilot(school):
    theirs = opened(school).evaluation.placebo.windows
    ours = reckoned(school).placebo
    assert len(theirs) == len(ours)
    for row, pair in zip(theirs.to_dict("records"), ours, strict=True):
        found = row["kind"], row["start"].date(), row["end"].date(), row["n"], not row["disrupted"]
        assert found == (pair.kind, pair.start, pair.end, pair.pupils, pair.counts)
        assert row["change"] == pytest.approx(pair.change)


@pytest.mark.parametrize("school", SCHOOLS)
def test_every_week(school):
    theirs = opened(school).series.weeks
    weeks, _ = reckoned(school).series
    columns = ["week", "absent", "possible", "next_to_holiday", "left_out"]
    assert [(week.date(), *rest) for week, *rest in theirs[columns].to_numpy()] == [
        (week, *sums, weeks.near[week], weeks.reasons.get(week, ""))
        for week, sums in weeks.sums.items()
    ]


@pytest.mark.parametrize("school", SCHOOLS)
def test_every_way_of_reckoning(school):
    """Each change with its interval; in order of size, as the two sides name them differently."""
    columns = ["change", "low", "high", "n"]
    theirs = opened(school).sensitivity.frame[columns].to_numpy().tolist()
    ours = [list(each) for each in reckoned(school).curve.found.values()]
    pairs = zip(*(sorted(rows, key=rounded) for rows in (theirs, ours)), strict=True)
    assert all(found == pytest.approx(own, abs=1e-7) for found, own in pairs)


def rounded(row):
    return [round(value, 6) for value in row]


def test_every_window_before_the_pilot():
    history = opened(COMMITTED).evaluation.difference.history
    theirs = {
        name: dict(zip(rows["time"], rows["value"], strict=True))
        for name, rows in history.groupby("school")
    }
    ours = reckoned(COMMITTED).histories
    assert theirs.keys() == ours.keys()
    for name, values in ours.items():
        assert theirs[name] == pytest.approx(values)


def test_the_notebook_shows_every_block():
    """The blocks are those of the notebook's own cells, so that a new one has to be reckoned."""
    named = re.findall(r"blocks\.(\w+)\(", "".join("".join(cell["source"]) for cell in CELLS))
    assert [data["block"] for data, *_ in committed()] == named
    for school in SCHOOLS[1:]:
        assert list(story(school)[0]) == named


def test_hidden_counts_are_hidden_for_a_reason():
    """Each reason occurs, so that the checks of hidden values are not empty."""
    texts = {
        value["hidden"]
        for school in SCHOOLS
        for data, *_ in story(school)[0].values()
        for table in data["tables"]
        for row in table["rows"]
        for value in row.values()
        if isinstance(value, dict)
    }
    assert texts >= {"<5", "•", "n<10"}


def test_the_other_code_is_other_code():
    for path in (ROOT / "tests" / "brute_force").glob("*.py"):
        assert not re.search(
            r"^\s*(from|import) (proeftuin|statsmodels)", path.read_text("utf-8"), re.M
        )


# The controls.


def altered(value):
    """Give other values for one of the data."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1]
    if isinstance(value, float):
        return [value + 2e-5, -value - 1]
    if isinstance(value, str):
        return [*other_numbers(value)]
    # What is hidden may not be shown, and what is not there may not appear.
    return [1, 7.5]


def other_numbers(text):
    """Give the text with each of its numbers changed by one, in its last digit."""
    for match in re.finditer(r"\d(?!\d)", text):
        yield f"{text[: match.start()]}{(int(match[0]) + 1) % 10}{text[match.end() :]}"


def places(node, path=()):
    if isinstance(node, dict) and set(node) != {"hidden"}:
        for key, inside in node.items():
            yield from places(inside, (*path, key))
    elif isinstance(node, list):
        for place, inside in enumerate(node):
            yield from places(inside, (*path, place))
    else:
        yield path, node


def with_other(data, path, value):
    spoilt = deepcopy(data)
    node = spoilt
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    return spoilt


def test_any_number_altered_is_noticed():
    """Each number of the data of the committed notebook in turn, and it is found out."""
    shown, expected = story(COMMITTED)
    tried, missed = 0, []
    for name, (data, html, _) in shown.items():
        html = re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL)
        for path, value in places(data):
            if "columns" in path or path[-1] in ("block", "version"):
                continue
            for other in altered(value):
                tried += 1
                if not tracing.findings(with_other(data, path, other), html, expected[name]):
                    missed.append((name, path, value, other))
    assert missed == []
    assert tried > 700


def test_any_number_altered_where_it_is_read_is_noticed():
    """The same in the sentences and the cells of the tables, as a reader sees them."""
    shown, expected = story(COMMITTED)
    tried, missed = 0, []
    for name, (data, html, _) in shown.items():
        html = re.sub(r"<figure.*?</figure>|<thead[^>]*>.*?</thead>", "", html, flags=re.DOTALL)
        # Captions and notes of tables are written from the data and held there.
        html = re.sub(r"<caption>.*?</caption>|(?<=</div>)<p class=.*?</p>", "", html)
        for match in re.finditer(r">([^<]*\d[^<]*)<", html):
            if "proeftuin 0" in match[1]:
                continue
            for other in other_numbers(match[1]):
                tried += 1
                spoilt = html[: match.start(1)] + other + html[match.end(1) :]
                if not tracing.findings(data, spoilt, expected[name]):
                    missed.append((name, match[1], other))
    assert missed == []
    assert tried > 500


def test_a_number_that_nobody_reckons_is_noticed():
    shown, expected = story(COMMITTED)
    data, html, _ = shown["tests"]
    more = with_other(data, ("values",), {"power": 0.8})
    (finding,) = tracing.findings(more, html, expected["tests"])
    assert finding.endswith("reckoned 'nothing'")
    told = html.replace("</section>", "<p>Dat is 12 keer zo veel.</p></section>")
    (finding,) = tracing.findings(data, told, expected["tests"])
    assert finding.startswith("text: ")


def test_a_number_that_is_gone_is_noticed():
    shown, expected = story(COMMITTED)
    data, html, _ = shown["exposure"]
    (finding,) = tracing.findings(
        with_other(data, ("values",), {"unequal": {"hidden": "<5"}}), html, expected["exposure"]
    )
    assert "not shown" in finding


@pytest.mark.parametrize(
    ("pupils", "base", "shown", "fits"),
    [
        (5, None, 5, True),
        (4, None, 4, False),
        (4, None, {"hidden": "<5"}, True),
        (0, None, {"hidden": "<5"}, False),
        (172, None, {"hidden": "<5"}, False),
        (172, None, {"hidden": "•"}, True),
        (3, None, {"hidden": "•"}, False),
        (3, 9, {"hidden": "n<10"}, True),
        (3, 10, {"hidden": "n<10"}, False),
    ],
)
def test_what_may_be_hidden(pupils, base, shown, fits):
    assert tracing.Count(pupils, base).fits(shown, {}) is fits


def test_a_sketch_has_all_the_numbers_and_its_words_in_order():
    text = "Eén van de 1.204 leerlingen (−0,3; 12%) steeg niet."
    assert dutch.numbers(text) == ["één", "1.204", "−0,3", "12%"]
    assert dutch.told(text, "één 1.204 −0,3 12% steeg niet")
    assert not dutch.told(text, "één 1.204 −0,3 12% niet steeg")
    assert not dutch.told(text, "één 1.204 0,3 12%")
    assert not dutch.told(text, "één 1.204 12%")
