"""Forms as they come back: sorted, moved, translated, merged, damaged."""

import re
import zipfile
from datetime import date, datetime
from random import Random

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.merge import MergedCellRange

from proeftuin.errors import InputError
from proeftuin.team.checklist.answers import Answer
from proeftuin.team.checklist.items import BY_ID, ITEMS
from proeftuin.team.checklist.reader import read_form
from proeftuin.team.checklist.workbook_cells import coordinate, open_sheets

FULL = Answer("partly", "mentoren", "2020-08-24", "beleidsplan", "bespreken", date(2021, 6, 1))


def problems(path):
    with pytest.raises(InputError) as caught:
        read_form(path)
    return caught.value.problems


def fill_some(form):
    form.fill("S01", answer="ja")
    form.fill("S02", answer="nee", who="directie")
    form.fill("K07", answer="niet van toepassing")
    form.fill(
        "P16",
        answer="deels",
        who="mentoren",
        since="24-8-2020",
        evidence="beleidsplan",
        next_step="bespreken",
        next_date=datetime(2021, 6, 1),
    )
    return {
        "S01": Answer("done"),
        "S02": Answer("not done", who="directie"),
        "K07": Answer("not applicable"),
        "P16": FULL,
    }


def complete(answers):
    return {item.id: answers.get(item.id, Answer()) for item in ITEMS}


def values_of(sheet, row):
    return [sheet.cell(row, column).value for column in range(1, 10)]


def set_values(sheet, row, values, first=1):
    for column, value in enumerate(values[first - 1 :], first):
        sheet.cell(row, column).value = value


def item_rows(sheet):
    return [row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value in BY_ID]


def test_answers_are_read_where_they_stand(form):
    expected = fill_some(form)
    read = read_form(form.save())
    assert read.answers == complete(expected)
    assert read.warnings == ()


def test_what_lies_under_merged_cells_is_not_read(tmp_path):
    """LibreOffice can keep what nobody sees any more."""
    book = Workbook()
    for column, text in enumerate(("seen", "hidden", "beside"), 1):
        book.active.cell(1, column).value = text
    book.save(tmp_path / "whole.xlsx")
    with (
        zipfile.ZipFile(tmp_path / "whole.xlsx") as source,
        zipfile.ZipFile(tmp_path / "merged.xlsx", "w") as target,
    ):
        for name in source.namelist():
            merged = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>'
            target.writestr(name, source.read(name).replace(b"</sheetData>", merged))
    (sheet,) = open_sheets(tmp_path / "merged.xlsx")
    assert [cell.text for cell in sheet.rows[1].values()] == ["seen", "beside"]


@pytest.mark.parametrize("first", [1, 2], ids=["whole rows", "only what is visible"])
def test_sorted_rows(form, first):
    expected = fill_some(form)
    for title in ("School", "Partners"):
        sheet = form.book[title]
        rows = item_rows(sheet)
        contents = [values_of(sheet, row) for row in rows]
        Random(1).shuffle(contents)
        for row, content in zip(rows, contents, strict=True):
            set_values(sheet, row, content, first)
    read = read_form(form.save())
    assert read.answers == complete(expected)
    assert read.warnings == ()


def test_sorted_texts_alone_are_refused(form):
    fill_some(form)
    sheet = form.book["School"]
    texts = [sheet.cell(row, 3).value for row in item_rows(sheet)]
    for row, text in zip(item_rows(sheet), texts[1:] + texts[:1], strict=True):
        sheet.cell(row, 3).value = text
    found = problems(form.save())
    assert len(found) == 25
    assert "cel C6" in found[0].file
    assert "tekst: S02, nummer: S01, verborgen nummer: S01" in found[0].expected


def test_rows_moved_to_another_sheet(form):
    expected = fill_some(form)
    source, target = form.sheet("P16"), form.sheet("S01")
    row = form.row("P16")
    set_values(target, target.max_row + 3, values_of(source, row))
    source.delete_rows(row)
    assert read_form(form.save()).answers == complete(expected)


def test_inserted_rows_and_columns(form):
    expected = fill_some(form)
    sheet = form.book["School"]
    sheet.insert_rows(7, 3)
    sheet.insert_cols(4, 2)
    assert read_form(form.save()).answers == complete(expected)


def test_translated_sheets(form):
    expected = fill_some(form) | {"O01": Answer("not applicable"), "O02": Answer("partly")}
    form.fill("S01", answer="Yes").fill("S02", answer=" NO ").fill("O01", answer="n.v.t.")
    form.fill("O02", answer="Partly")
    for sheet in form.book.worksheets[1:]:
        sheet.delete_rows(3)
        for cell in sheet[3]:
            cell.value = {"Antwoord": "Answer", "Wie": "WHO", "Sinds": "Since"}.get(
                cell.value, cell.value
            )
        for row in item_rows(sheet):
            sheet.cell(row, 3).value = BY_ID[sheet.cell(row, 1).value].text_en
    read = read_form(form.save())
    assert read.answers == complete(expected)
    assert read.warnings == ()


def test_changed_texts_are_told(form):
    expected = fill_some(form)
    sheet = form.book["School"]
    sheet.cell(form.row("S01"), 3).value = "Complimente für Anwesenheit"
    sheet.cell(form.row("S02"), 3).value = None
    read = read_form(form.save())
    assert read.answers == complete(expected)
    assert [problem.expected for problem in read.warnings] == [
        BY_ID["S01"].text,
        BY_ID["S02"].text,
    ]
    assert "cel C6" in read.warnings[0].file


def test_without_ids_the_visible_text_and_number_do(form):
    expected = fill_some(form)
    for sheet in form.book.worksheets[1:]:
        sheet.delete_cols(1, 2)
    assert read_form(form.save()).answers == complete(expected)


def test_deleted_rows_and_sheets_are_told(form):
    expected = fill_some(form)
    form.book["School"].delete_rows(form.row("S02"))
    del form.book["Kinderen"]
    read = read_form(form.save())
    assert read.answers == complete({"S01": expected["S01"], "P16": expected["P16"]})
    assert [problem.value[:3] for problem in read.warnings] == [
        "S02",
        *(f"K{number:02}" for number in range(1, 11)),
    ]


def test_extra_rows_and_sheets_are_told(form):
    expected = fill_some(form)
    sheet = form.book["School"]
    last = sheet.max_row + 1
    sheet[f"C{last}"], sheet[f"D{last}"] = "Eigen punt", "ja"
    form.book.create_sheet("Kladblok")["A1"] = "ideeën"
    read = read_form(form.save())
    assert read.answers == complete(expected)
    assert [problem.file for problem in read.warnings] == [
        f"formulier.xlsx, blad School, cel D{last}",
        "formulier.xlsx, blad Kladblok",
    ]


def test_a_stray_cell_far_down_costs_nothing(form):
    expected = fill_some(form)
    form.book["School"]["C1048576"].font = Font(bold=True)
    form.book["School"]["C1048570"] = "x"
    assert read_form(form.save()).answers == complete(expected)


@pytest.mark.parametrize("cells", ["H1:H2000", "H1:ZZ40"])
def test_merged_cells_beside_the_table_change_nothing(form, cells):
    expected = fill_some(form)
    # No cell is made of every one, as openpyxl does when it is told of them in the usual way.
    form.book["School"].merged_cells.add(MergedCellRange(form.book["School"], cells))
    assert read_form(form.save()).answers == complete(expected)


def test_everything_wrong_is_told_at_once(form):
    form.fill("S01", answer="soms").fill("S02", answer="=D6")
    form.fill("K01", next_date="31-4-2021").fill("K02", next_date=datetime(2201, 1, 1))
    form.fill("O01", answer="#N/A").fill("P01", evidence="leerling 111222333")
    found = problems(form.save())
    assert [(problem.file.split(", ", 1)[1], problem.value) for problem in found] == [
        ("blad School, cel D6", "soms"),
        ("blad School, cel D7", ""),
        ("blad Kinderen, cel I6", "31-4-2021"),
        ("blad Kinderen, cel I7", "01-01-2201"),
        ("blad Ouders, cel D6", "#N/A"),
        ("blad Partners, cel G6", ""),
    ]
    assert all(problem.expected or problem.mend for problem in found)


@pytest.mark.parametrize("cells", ["D6:D8", "D4:D6", "C7:E9"])
def test_merged_answers_are_refused(form, cells):
    form.sheet("S01").merge_cells(cells)
    form.sheet("S01")[cells.split(":")[0]] = "ja"
    (found,) = [each for each in problems(form.save()) if "Samengevoegd" in each.what]
    assert found.file.endswith(f"cel {cells.split(':')[0]}")


def test_merged_cells_without_an_answer_do_no_harm(form):
    form.sheet("S01").merge_cells("G6:G9")
    form.sheet("S01").merge_cells("B1:F1")
    form.fill("S01", answer="ja")
    assert read_form(form.save()).answers == complete({"S01": Answer("done")})


def test_copied_rows(form):
    expected = fill_some(form)
    sheet = form.book["School"]
    set_values(sheet, sheet.max_row + 1, values_of(sheet, form.row("S01")))
    assert read_form(form.save()).answers == complete(expected)
    sheet.cell(sheet.max_row, 4).value = "nee"
    found = problems(form.save())
    assert [problem.value for problem in found] == ["S01", "S01"]


def test_doubled_columns_are_refused(form):
    sheet = form.book["School"]
    for row in range(3, sheet.max_row + 1):
        sheet.cell(row, 10).value = sheet.cell(row, 4).value
    assert {problem.what for problem in problems(form.save())} == {"Een kolom staat er twee keer."}


def test_a_deleted_column_is_told(form):
    form.fill("S01", answer="ja", who="directie", evidence="plan")
    form.book["School"].delete_cols(5)
    read = read_form(form.save())
    assert read.answers["S01"] == Answer("done", evidence="plan")
    assert [problem.column for problem in read.warnings] == ["Wie"]


def test_a_sheet_without_headings_is_refused(form):
    form.book["School"].delete_rows(3, 2)
    (found,) = problems(form.save())
    assert "kop" in found.what


@pytest.mark.parametrize(
    ("value", "since"),
    [
        (datetime(2020, 8, 24), "2020-08-24"),
        (date(2020, 8, 24), "2020-08-24"),
        ("24/08/20", "2020-08-24"),
        ("ma 24 augustus 2020", "2020-08-24"),
        ("2020-08-24", "2020-08-24"),
        ("september 2020", "september 2020"),
        (2020, "2020"),
        ("begin\nvorig  jaar ", "begin\nvorig jaar"),
    ],
)
def test_since_is_a_date_or_words(form, value, since):
    form.fill("S01", answer="ja", since=value)
    assert read_form(form.save()).answers["S01"].since == since


@pytest.mark.parametrize(
    "value", [datetime(2021, 6, 1), date(2021, 6, 1), "1-6-2021", "1 juni 2021", "01.06.21", 44348]
)
def test_next_date_as_date_text_or_number(form, value):
    cell = form.cell("S01", "next_date")
    cell.value = value
    if value == 44348:
        cell.number_format = "General"
    assert read_form(form.save()).answers["S01"].next_date == date(2021, 6, 1)


def test_numbers_and_truths_become_text(form):
    form.fill("S01", who=3, evidence=True, next_step=2.5)
    assert read_form(form.save()).answers["S01"] == Answer(
        who="3", evidence="waar", next_step="2.5"
    )


@pytest.mark.parametrize("content", [b"", b"geen werkboek", b"\xd0\xcf\x11\xe0" + b"\0" * 600])
def test_no_workbook(tmp_path, content):
    path = tmp_path / "form.xlsx"
    path.write_bytes(content)
    (found,) = problems(path)
    assert found.file == "form.xlsx"
    assert "xlsx" in found.mend


def test_a_damaged_workbook(form):
    form.save()
    with zipfile.ZipFile(form.path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(form.path, "w") as archive:
        for name, content in members.items():
            half = content[: len(content) // 2] if "sheet2" in name else content
            archive.writestr(name, half)
    assert len(problems(form.path)) == 1


def test_no_file_a_folder_and_another_workbook(form, tmp_path):
    assert "bestaat niet" in problems(tmp_path / "nergens.xlsx")[0].what
    assert len(problems(tmp_path)) == 1
    for sheet in form.book.worksheets[1:]:
        form.book.remove(sheet)
    assert "geen formulier" in problems(form.save())[0].what


def test_a_wrong_date_of_the_form_is_told(form):
    form.book["Uitleg"]["C5"] = "ergens in april"
    (found,) = problems(form.save())
    assert found.file.endswith("blad Uitleg, cel C5")


# Far away too: what lies between is never read.
@pytest.mark.parametrize("stray", ["D12", "XFD2000"])
def test_a_formula_counts_for_what_came_of_it(stray, tmp_path):
    # As Excel saves them, which openpyxl cannot: formulas far apart, each with its outcome.
    cells = {
        "A1": '<c r="A1" t="str"><f>"j"&amp;"a"</f><v>ja</v></c>',
        "B3": '<c r="B3"><v>7</v></c>',
        "D5": '<c r="D5" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
        "B9": '<c r="B9" t="b"><f>FALSE</f><v>0</v></c>',
        "D9": '<c r="D9"><f>B3+1</f></c>',
        stray: f'<c r="{stray}"><f>B3+2</f><v>9</v></c>',
    }
    book = Workbook()
    for place in cells:
        book.active[place] = "x"
    path = tmp_path / "formules.xlsx"
    book.save(path)
    with zipfile.ZipFile(path) as saved:
        parts = {name: saved.read(name) for name in saved.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    for place, cell in cells.items():
        sheet = re.sub(rf'<c r="{place}".*?</c>', cell, sheet)
    with zipfile.ZipFile(path, "w") as changed:
        for name, content in (parts | {"xl/worksheets/sheet1.xml": sheet}).items():
            changed.writestr(name, content)
    (found,) = open_sheets(path)
    assert {
        coordinate(row, column): (cell.text, cell.fault)
        for row, line in found.rows.items()
        for column, cell in line.items()
    } == {
        "A1": ("ja", ""),
        "B3": ("7", ""),
        "D5": ("#DIV/0!", "error"),
        "B9": ("onwaar", ""),
        "D9": ("", "formula"),
        stray: ("9", ""),
    }
