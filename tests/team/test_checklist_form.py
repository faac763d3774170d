"""What a school gets: locked where it must be, open where it writes, and printable."""

from datetime import date

import openpyxl
import pytest

from proeftuin.errors import InputError
from proeftuin.team.checklist.answers import Answer
from proeftuin.team.checklist.checklist import Checklist
from proeftuin.team.checklist.items import AUDIENCES, BY_ID, ITEMS, TOPICS
from proeftuin.team.checklist.reader import read_form
from proeftuin.team.form.writer import write_form

INPUT_COLUMNS = set("DEFGHI")


def test_empty_form_reads_back_empty(form):
    read = read_form(form.path)
    assert list(read.answers) == [item.id for item in ITEMS]
    assert all(answer.is_empty for answer in read.answers.values())
    assert (read.school, read.day, read.warnings) == ("Voorbeeldschool", date(2021, 4, 15), ())


@pytest.mark.parametrize("title", AUDIENCES.values())
def test_only_cells_to_fill_in_are_open(form, title):
    sheet = form.book[title]
    assert sheet.protection.sheet
    assert not sheet.protection.password
    ids = [row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value in BY_ID]
    unlocked = {cell.coordinate for row in sheet for cell in row if not cell.protection.locked}
    assert unlocked == {f"{column}{row}" for row in ids for column in INPUT_COLUMNS}
    assert sheet.column_dimensions["A"].hidden
    assert sheet.row_dimensions[3].hidden


def test_workbook_structure_is_locked(form):
    assert form.book.security.lockStructure
    assert not form.book.security.workbookPassword


@pytest.mark.parametrize("title", AUDIENCES.values())
def test_every_input_cell_is_validated_in_dutch(form, title):
    sheet = form.book[title]
    rules = sheet.data_validations.dataValidation
    for column in INPUT_COLUMNS:
        rule = next(rule for rule in rules if f"{column}6" in rule.sqref)
        assert rule.showErrorMessage
        assert rule.error
        assert rule.promptTitle == sheet[f"{column}4"].value
        # Excel refuses a workbook in which these are longer.
        assert max(len(rule.prompt), len(rule.error)) <= 255
        assert max(len(rule.promptTitle), len(rule.errorTitle)) <= 32
    choices = next(rule for rule in rules if rule.type == "list")
    assert choices.formula1 == "Uitleg!$B$9:$B$12"
    words = [cell[0].value for cell in form.book["Uitleg"]["B9:B12"]]
    assert words == ["ja", "deels", "nee", "niet van toepassing"]


@pytest.mark.parametrize("title", ["Uitleg", *AUDIENCES.values()])
def test_prints_on_a4_with_repeated_headings(form, title):
    sheet = form.book[title]
    assert sheet.page_setup.paperSize == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert "Voorbeeldschool" in sheet.oddFooter.left.text
    if title != "Uitleg":
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows == "$4:$4"
        assert sheet.freeze_panes == "D5"


def test_items_stand_under_their_topic(form):
    sheet = form.book["School"]
    column = [sheet.cell(row, 2).value for row in range(5, sheet.max_row + 1)]
    headings = [text for text in column if text not in BY_ID]
    assert headings == list(TOPICS.values())
    assert column.index("S06") > column.index(TOPICS["data_communicatie"])


def test_moved_items_stand_under_the_topic_the_school_chose(tmp_path):
    path = tmp_path / "form.xlsx"
    write_form(path, "School", topics={"S06": "vieren"})
    sheet = openpyxl.load_workbook(path)["School"]
    column = [sheet.cell(row, 2).value for row in range(5, sheet.max_row + 1)]
    assert column.index("S06") < column.index(TOPICS["data_communicatie"])


def test_earlier_answers_stand_beside_the_new_ones(tmp_path):
    path = tmp_path / "form.xlsx"
    step = Answer("partly", next_step="=Ouders vragen", next_date=date(2021, 2, 1))
    earlier = Checklist({"S01": Answer("done"), "S02": step}, "School", date(2020, 10, 8))
    write_form(path, "School", date(2021, 4, 15), earlier)
    sheet = openpyxl.load_workbook(path)["School"]
    assert sheet["D4"].value == "Vorige keer (08-10-2020)"
    assert sheet["D6"].value == "ja"
    assert sheet["D7"].value == "deels\nStap: =Ouders vragen (01-02-2021)"
    assert sheet["D8"].value == "niet beantwoord"
    read = read_form(path)
    assert all(answer.is_empty for answer in read.answers.values())


@pytest.mark.parametrize("name", ["=1+1", "A & B", "De 'Brug' \"2\"", "@school", "é" * 80])
def test_any_school_name_can_be_written(tmp_path, name):
    path = tmp_path / "form.xlsx"
    write_form(path, name)
    assert read_form(path).school == name


def test_a_form_that_is_there_is_not_overwritten(form):
    before = form.path.read_bytes()
    with pytest.raises(InputError, match="ingevuld"):
        write_form(form.path, "School")
    assert form.path.read_bytes() == before
    write_form(form.path, "School", overwrite=True)
    assert form.path.read_bytes() != before
    assert [path.name for path in form.path.parent.iterdir()] == [form.path.name]


def test_only_workbooks_are_written(tmp_path):
    with pytest.raises(InputError, match="xlsx"):
        write_form(tmp_path / "form.ods", "School")
