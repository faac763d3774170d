"""Whatever people do to a form: it reads back as they filled it in, or is refused in Dutch."""

from datetime import date, datetime
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from open_form import COLUMNS, OpenForm

from proeftuin.errors import InputError
from proeftuin.team.checklist.answers import Answer, clean
from proeftuin.team.checklist.items import BY_ID, ITEMS
from proeftuin.team.checklist.layout import BY_KEY
from proeftuin.team.checklist.reader import read_form

NAMES = [item.id for item in ITEMS]
WRITTEN = {
    "done": ["ja", "JA", " Ja ", "yes", "Ja."],
    "partly": ["deels", "Deels", "partly", "gedeeltelijk"],
    "not done": ["nee", "NEE ", "no"],
    "not applicable": ["niet van toepassing", "N.v.t.", "nvt", "not applicable"],
    "unanswered": [None, "", " ", "\u200b"],
}
SINCE = [
    (None, ""),
    ("24-8-2020", "2020-08-24"),
    (datetime(2020, 8, 24), "2020-08-24"),
    ("al jaren", "al jaren"),
]
DATES = [
    (None, None),
    ("1-6-2021", date(2021, 6, 1)),
    ("1 juni 2021", date(2021, 6, 1)),
    (date(2021, 6, 1), date(2021, 6, 1)),
]
TEXTS = ("who", "since", "evidence", "next_step")
free_text = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Nd"], exclude_characters="\ufffe\uffff="),
    max_size=20,
)


@st.composite
def filled_in(draw):
    """Return what is typed, and the answer that it means."""
    state = draw(st.sampled_from(list(WRITTEN)))
    since, day = draw(st.sampled_from(SINCE)), draw(st.sampled_from(DATES))
    texts = {key: draw(free_text) for key in ("who", "evidence", "next_step")}
    typed = texts | {
        "answer": draw(st.sampled_from(WRITTEN[state])),
        "since": since[0],
        "next_date": day[0],
    }
    meant = {key: clean(text) for key, text in texts.items()}
    return typed, Answer(state, **meant, since=since[1], next_date=day[1])


def rows_with_items(sheet):
    return [row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value in BY_ID]


def shuffled(form, seed, first):
    for sheet in form.book.worksheets[1:]:
        rows = rows_with_items(sheet)
        contents = [[cell.value for cell in sheet[row]] for row in rows]
        Random(seed).shuffle(contents)
        for row, content in zip(rows, contents, strict=True):
            for column, value in enumerate(content[first - 1 :], first):
                sheet.cell(row, column).value = value


def translated(form, english):
    for sheet in form.book.worksheets[1:]:
        for row in rows_with_items(sheet):
            item = BY_ID[str(sheet.cell(row, 2).value)]
            sheet.cell(row, 3).value = item.text_en if english else f"ترجمة {item.id}"


def without_ids(form):
    for sheet in form.book.worksheets[1:]:
        for row in rows_with_items(sheet):
            sheet.cell(row, 1).value = None


def without_keys(form):
    for sheet in form.book.worksheets[1:]:
        sheet.delete_rows(3)


def with_inserted(form, seed):
    for sheet in form.book.worksheets[1:]:
        sheet.insert_rows(Random(seed).randint(1, 12), 2)
        sheet.insert_cols(Random(seed + 1).randint(1, 9))


HARMLESS = {
    "rows sorted": lambda form, seed: shuffled(form, seed, 1),
    "visible columns sorted": lambda form, seed: shuffled(form, seed, 2),
    "English": lambda form, seed: translated(form, True),
    "another language": lambda form, seed: translated(form, False),
    "no keys": lambda form, seed: without_keys(form),
    "no ids": lambda form, seed: without_ids(form),
    "inserted": with_inserted,
}


def spoil(form, kind, item, column):
    """Put something in a form that cannot be read; return the items it can stand in the way of."""
    sheet = form.sheet(item)
    # The visible number stands to the right of the hidden id.
    cells = {str(cell.value): cell for column in sheet.iter_cols() for cell in column}
    across = cells[BY_KEY[column].heading].column
    first = cells[item].row
    cell = sheet.cell(first, across)
    if kind != "merged":
        cell.value = {"formula": "=1/0", "error": "#REF!", "other": "zie 31-2-2021"}[kind]
        return {item}
    cell.value = "ja"
    sheet.merge_cells(start_row=first, end_row=first + 2, start_column=across, end_column=across)
    return {name for name, at in cells.items() if name in BY_ID and first <= at.row <= first + 2}


@given(
    answers=st.dictionaries(st.sampled_from(NAMES), filled_in(), max_size=12),
    deleted=st.sets(st.sampled_from(NAMES), max_size=4),
    changes=st.lists(st.sampled_from(list(HARMLESS)), max_size=3, unique=True),
    spoiled=st.none()
    | st.tuples(
        st.sampled_from(["merged", "formula", "error", "other"]),
        st.sampled_from(NAMES),
        st.sampled_from(list(COLUMNS)),
    ),
    seed=st.integers(0, 1000),
)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_reads_back_equal_or_is_refused(
    empty_form, tmp_path, answers, deleted, changes, spoiled, seed
):
    form = OpenForm(empty_form)
    for item, (typed, _) in answers.items():
        form.fill(item, **typed)
    for item in deleted:
        form.sheet(item).delete_rows(form.row(item))
    # Rows are moved while the ids are still whole.
    for change in sorted(changes, key=list(HARMLESS).index):
        HARMLESS[change](form, seed)
    spoiled = None if spoiled and spoiled[1] in deleted else spoiled
    hidden = spoil(form, *spoiled) if spoiled else set()
    form.path = tmp_path / "form.xlsx"
    form.save()
    expected = {
        item: answers[item][1] if item in answers and item not in deleted else Answer()
        for item in NAMES
    }
    may_be_read = not spoiled or (spoiled[0] == "other" and spoiled[2] in TEXTS)
    read, refused = None, ()
    try:
        read = read_form(form.path)
    except InputError as error:
        refused = error.problems
    assert all("cel" in problem.file for problem in refused)
    if read is None:
        contradictory = {"visible columns sorted", "another language"} <= set(changes)
        assert contradictory or not may_be_read
        return
    assert may_be_read
    assert {item: read.answers[item] for item in NAMES if item not in hidden} == {
        item: expected[item] for item in NAMES if item not in hidden
    }
    told = {problem.value[:3] for problem in read.warnings if "niet meer" in problem.what}
    assert told == deleted
