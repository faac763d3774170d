"""The annex: real numbers, hidden ones as text, no formula and no machine in it."""

import io
import re
import shutil
import subprocess
import time
import zipfile
from datetime import date

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from proeftuin.report.document.bundle import Bundle
from proeftuin.report.document.table import Column, Table
from proeftuin.report.formats.excel import parts, split, to_xlsx
from proeftuin.report.formats.excel_text import COLUMNS, FIRST_PART, OVERVIEW
from proeftuin.report.protection.masking import HIDDEN, SMALL

FORMULAS = ["=1+1", "+31", "-3", "@SUM(A1)", "\t=1+1", '=HYPERLINK("x")', "=cmd|' /C calc'!A0"]


def executed(*cells):
    made = []
    for cell in cells:
        if isinstance(cell, str):
            made.append(new_markdown_cell(cell))
        else:
            output = new_output("display_data", data=cell._repr_mimebundle_())
            made.append(new_code_cell("", outputs=[output]))
    return new_notebook(cells=made)


def bundle(caption, columns, *rows, **more):
    return Bundle("x", tables=(Table(caption, columns, rows, **more),))


TEXT = Column("a", "Wat")


def opened(*cells, title="Titel"):
    return load_workbook(io.BytesIO(to_xlsx(executed(*cells), title)))


def test_kinds_are_numbers_with_a_format():
    columns = (
        TEXT,
        Column("n", "Aantal", "count"),
        Column("p", "Deel", "percent", "Groep"),
        Column("v", "Verschil", "points", "Groep"),
        Column("i", "Interval", "interval"),
        Column("q", "Ook", "points interval"),
        Column("d", "Dag", "date"),
        Column("z", "Niets", "count"),
    )
    values = ["x", 3700, 0.735, -4.651163, (0.7, 0.78), (1.0, -2.0), date(2021, 3, 9), None]
    row = dict(zip("anpviqdz", values, strict=True))
    hidden = dict.fromkeys(row, SMALL) | {"d": None}
    sheet = opened(bundle("Titel", columns, row, hidden))[FIRST_PART]
    head, first, second = list(sheet.iter_rows(min_row=5, max_row=7))
    assert sheet["C4"].value == "Groep"
    assert [cell.value for cell in head] == [
        *("Wat", "Aantal", "Deel", "Verschil", "Interval, van", "Interval, tot"),
        *("Ook, van", "Ook, tot", "Dag", "Niets"),
    ]
    numbers = [3700, 0.735, -4.651163, 0.7, 0.78, 1, -2]
    assert [cell.value for cell in first[1:8]] == numbers
    assert first[8].value.date() == date(2021, 3, 9)
    assert [cell.number_format for cell in first[1:4]] == ["#,##0", "0.0%", "+0.0;-0.0;0.0"]
    assert first[8].number_format == "dd-mm-yyyy"
    assert [cell.value for cell in second] == ["<5"] * 8 + [None, "<5"]
    assert {cell.data_type for cell in second if cell.value} == {"s"}


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula(text):
    made = bundle(text, (Column("a", text),), {"a": text}, note=text)
    content = to_xlsx(executed(f"## {text.strip()}", made), text)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            assert b"<f>" not in archive.read(name)
    book = load_workbook(io.BytesIO(content))
    found = [
        cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == text
    ]
    assert len(found) >= 5
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in found)


def test_sheets_have_names_that_excel_allows():
    table = bundle("T", (TEXT,), {"a": "x"})
    long = "Een heel lange kop met een [haakje] en een / erin"
    book = opened(table, f"## {long}", table, f"## {long}", table, "## overzicht", table, "## Leeg")
    names = book.sheetnames
    assert (names[0], names[-1]) == (OVERVIEW, COLUMNS)
    assert len({name.lower() for name in names}) == len(names) == 6
    assert all(len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in names)


def test_letters_that_a_workbook_cannot_hold_are_shown_as_such():
    sheet = opened(bundle("T", (TEXT,), {"a": "x\x07y"}))[FIRST_PART]
    assert sheet["A5"].value == "x\ufffdy"


def test_parts_follow_the_headings():
    notebook = executed("# Titel", Bundle("een"), "## Deel\n\ntekst", Bundle("twee"), "### Klein")
    found = [(title, [block["block"] for block in blocks]) for title, blocks in parts(notebook)]
    assert found == [(FIRST_PART, ["een"]), ("Deel", ["twee"])]


def test_a_hidden_interval_is_hidden_twice():
    table = Table("T", (TEXT, Column("i", "I", "interval")), [{"a": "x", "i": HIDDEN}])
    columns, rows = split(table.data())
    assert [column["kind"] for column in columns] == ["text", "percent", "percent"]
    assert rows == [["x", "•", "•"]]


def test_definitions_and_provenance_are_there(report_of):
    report = report_of("po")
    book = load_workbook(io.BytesIO(report.files["xlsx"]))
    texts = [str(c.value) for s in book for r in s.iter_rows() for c in r if c.value is not None]
    for wanted in (
        *("Basisschool De Eikenhorst (synthetisch)", "22 juli 2022", "Gemaakt met proeftuin", "<5"),
        *("minder dan vijf leerlingen", "Indeling", "Minimum", "Venster na", "aanwezigheid.xlsx"),
        "deel van het geheel, als percentage",
    ):
        assert wanted in texts, wanted
    hashes = [file["sha256"][:16] for file in report.results.provenance["imported_from"]]
    assert set(hashes) <= set(texts)
    listed = {row[1].value for row in book[COLUMNS].iter_rows(min_row=3)}
    captions = {table.caption for each in report.bundles for table in each.tables}
    assert captions <= listed


def test_links_lead_to_their_tables(report_of):
    book = load_workbook(io.BytesIO(report_of("po").files["xlsx"]))
    links = [cell for row in book[OVERVIEW].iter_rows() for cell in row if cell.hyperlink]
    assert len(links) > 20
    for cell in links:
        sheet, place = re.fullmatch(r"'(.+)'!([A-Z]+\d+)", cell.hyperlink.location).groups()
        assert book[sheet][place].value == cell.value


def test_rows_are_as_high_as_their_texts(report_of):
    book = load_workbook(io.BytesIO(report_of("po").files["xlsx"]))
    wrapped = []
    for sheet in book:
        widths = {
            place: each.width
            for each in sheet.column_dimensions.values()
            for place in range(each.min, each.max + 1)
        }
        for row in sheet.iter_rows():
            height = sheet.row_dimensions[row[0].row].height or 15
            wrapped += [
                (height, len(str(cell.value)) / widths[cell.column])
                for cell in row
                if cell.value
                and cell.alignment.wrap_text
                and cell.coordinate not in sheet.merged_cells
            ]
    assert sum(lines > 1.5 for __, lines in wrapped) > 20
    # Columns are measured in the width of a zero; a letter takes some three quarters of it.
    assert all(height >= 12 * 0.75 * lines for height, lines in wrapped)


def test_it_prints_on_a4_and_keeps_headings_in_sight(report_of):
    report = report_of("po")
    book = load_workbook(io.BytesIO(report.files["xlsx"]))
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.freeze_panes
        assert sheet.oddFooter.left.text == report.title
        widths = [column.width for column in sheet.column_dimensions.values()]
        # Links are not broken over lines; a text in a table is.
        assert max(widths) < (100 if sheet.title == OVERVIEW else 60)
    assert book["Soorten verzuim"].print_title_rows == "$4:$4"
    assert book["Soorten verzuim"].freeze_panes == "B5"


def test_equal_notebooks_give_equal_bytes_without_a_clock(report_of):
    report = report_of("po")
    time.sleep(2.1)
    assert to_xlsx(report.notebook, report.title) == report.files["xlsx"]
    with zipfile.ZipFile(io.BytesIO(report.files["xlsx"])) as archive:
        assert {info.date_time[0] for info in archive.infolist()} == {1980}
        properties = archive.read("docProps/core.xml").decode()
    assert "proeftuin" in properties
    assert not re.search(r"created|modified|lastModifiedBy", properties)


def test_calamine_and_openpyxl_read_the_same(report_of):
    content = report_of("po").files["xlsx"]
    book = load_workbook(io.BytesIO(content))
    read = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert read.sheet_names == book.sheetnames
    for name in book.sheetnames:
        rows = [
            [("" if c.value is None else c.value) for c in row] for row in book[name].iter_rows()
        ]
        for mine, other in zip(rows, read.get_sheet_by_name(name).to_python(), strict=True):
            for one, two in zip(mine, other, strict=True):
                assert getattr(one, "date", lambda v=one: v)() == two


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not on this machine")
def test_libreoffice_opens_it(report_of, tmp_path):
    (tmp_path / "bijlage.xlsx").write_bytes(report_of("po").files["xlsx"])
    subprocess.run(
        [
            *("soffice", "--headless", "--norestore", "--convert-to", "ods", "--outdir", tmp_path),
            *(
                f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
                tmp_path / "bijlage.xlsx",
            ),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    before = CalamineWorkbook.from_path(tmp_path / "bijlage.xlsx")
    after = CalamineWorkbook.from_path(tmp_path / "bijlage.ods")
    assert after.sheet_names == before.sheet_names
    for name in before.sheet_names:
        one, two = (book.get_sheet_by_name(name).to_python() for book in (before, after))
        assert [[v for v in row if v != ""] for row in one if any(v != "" for v in row)] == [
            [v for v in row if v != ""] for row in two if any(v != "" for v in row)
        ]


def test_no_text_touches_the_line_of_the_row_above(report_of):
    book = load_workbook(io.BytesIO(report_of("po").files["xlsx"]))
    lined = [
        (cell, sheet.row_dimensions[cell.row].height)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None and cell.border.bottom.style
    ]
    assert len(lined) > 200
    for cell, height in lined:
        # LibreOffice gives a row without a height the least that its letters need.
        assert height is not None
        assert height >= 1.7 * cell.font.size, cell
        assert cell.alignment.vertical == "center" or cell.font.bold, cell
