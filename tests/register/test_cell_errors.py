"""Cells with an error, and formulas of which no outcome was stored, are never an empty cell."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from faults import binary

from proeftuin.errors import InputError
from proeftuin.register.guessing.unknown_files import look
from proeftuin.register.importing.importer import import_school
from proeftuin.register.profiles.profile import TableProfile
from proeftuin.register.project.project_file import load_project
from proeftuin.register.reading import sheet_size
from proeftuin.register.reading.cell_errors import spoilt_cells
from proeftuin.register.reading.cells import read_cells
from proeftuin.register.reading.files import RawFile

WORKBOOKS = Path(__file__).parent / "workbooks"
ERROR = "Een cel bevat een fout van Excel."
NO_OUTCOME = "Van een formule is geen uitkomst bewaard."
# As Excel writes them: an error, an empty text that a formula gives, and one that was never run.
CELLS = {
    "error": '<c r="{}" t="e"><f>NA()</f><v>#N/A</v></c>',
    "typed error": '<c r="{}" t="e"><v>#REF!</v></c>',
    "empty text": '<c r="{}" t="str"><f>IF(A1=0,"","")</f><v></v></c>',
    "no outcome": '<c r="{}"><f>B2</f></c>',
    "no outcome of openpyxl": '<c r="{}"><f>B2</f><v /></c>',
}
ODS_CELLS = {
    "error": '<table:table-cell table:formula="of:=NA()" office:value-type="string" '
    'office:string-value="" calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>',
    "empty text": '<table:table-cell table:formula="of:=A1"><text:p/></table:table-cell>',
    "no outcome": '<table:table-cell table:formula="of:=A1"/>',
}
MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
NAMESPACES = " ".join(
    f'xmlns:{name}="urn:{urn}"'
    for name, urn in {
        "office": "oasis:names:tc:opendocument:xmlns:office:1.0",
        "table": "oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "oasis:names:tc:opendocument:xmlns:text:1.0",
        "calcext": "org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
    }.items()
)


def with_cell(workbook, place, cell, part="xl/worksheets/sheet1.xml"):
    """Put a cell in a workbook in the place of one that is empty."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    marked = f'<c r="{place}" t="inlineStr"><is><t>HIER</t></is></c>'.encode()
    assert marked in members[part]
    members[part] = members[part].replace(marked, cell.encode())
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return found.getvalue()


def ods(rows):
    """Write the smallest .ods: rows of texts, of which those that begin with < are whole cells."""

    def cell(text):
        if text.startswith("<"):
            return text
        value = '<table:table-cell office:value-type="string">'
        return f"{value}<text:p>{text}</text:p></table:table-cell>"

    lines = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMESPACES}>'
        f'<office:body><office:spreadsheet><table:table table:name="Blad">{lines}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", content)
    return found.getvalue()


@pytest.fixture
def half_days(dagdelen):
    """The workbook with a column of last days, of which one cell is marked to be replaced."""
    rows = dagdelen.sheets["Afwezigheid"]
    rows[0].append("Tot datum")
    rows[1].append("HIER")
    dagdelen.write()
    return dagdelen


def loaded(export, cell, place="E2"):
    """Import with the marked cell replaced."""
    book = openpyxl.load_workbook(io.BytesIO(export.files["aanwezigheid.xlsx"]))
    # The sheets in a file each, under their names.
    assert book.sheetnames == ["Leerlingen", "Dagdelen", "Afwezigheid"]
    content = with_cell(export.files["aanwezigheid.xlsx"], place, cell, "xl/worksheets/sheet3.xml")
    (export.folder / "proef" / "aanwezigheid.xlsx").write_bytes(content)
    return import_school(load_project(export.folder / "proeftuinen.toml"), "proef")


@pytest.mark.parametrize(
    ("name", "what", "value"),
    [
        ("error", ERROR, "#N/A"),
        ("typed error", ERROR, "#REF!"),
        ("no outcome", NO_OUTCOME, ""),
        ("no outcome of openpyxl", NO_OUTCOME, ""),
    ],
)
def test_an_error_is_refused_with_its_cell(half_days, name, what, value):
    with pytest.raises(InputError) as raised:
        loaded(half_days, CELLS[name].format("E2"))
    (problem,) = raised.value.problems
    assert (problem.what, problem.row, problem.column, problem.value) == (
        *(what, 2, "Tot datum", value),
    )
    assert problem.file == "aanwezigheid.xlsx, blad Afwezigheid"
    assert problem.mend


def test_an_empty_text_of_a_formula_is_an_empty_cell(half_days):
    register = loaded(half_days, CELLS["empty text"].format("E2"))
    assert register.absences["date"].nunique() == 2


@pytest.fixture
def last_day_in_the_header(half_days):
    """The same, with the marked cell in the header above a last day."""
    rows = half_days.sheets["Afwezigheid"]
    rows[0][-1], rows[1][-1] = "HIER", "19-01-2021"
    half_days.write()
    return half_days


@pytest.mark.parametrize(
    ("name", "what"), [("error", ERROR), ("typed error", ERROR), ("no outcome", NO_OUTCOME)]
)
def test_an_error_in_the_header_is_refused_with_its_cell(last_day_in_the_header, name, what):
    with pytest.raises(InputError) as raised:
        loaded(last_day_in_the_header, CELLS[name].format("E1"), "E1")
    (problem,) = raised.value.problems
    assert (problem.what, problem.row, problem.column) == (what, 1, "in de kop")


def test_a_filled_column_without_a_name_is_told(last_day_in_the_header):
    register = loaded(last_day_in_the_header, CELLS["empty text"].format("E1"), "E1")
    (not_read,) = [
        source["not_read"]
        for source in register.provenance["imported_from"]
        if "(kolom 5, geen kop)" in source["not_read"]
    ]
    assert not_read == {"(kolom 5, geen kop)": ""}


def cells_of(name, content):
    profile = TableProfile(files=[name], columns={"a": ["een"], "b": ["twee"]})
    return read_cells(RawFile(name, content), profile).cells


@pytest.mark.parametrize(
    ("name", "found"), [("error", "#N/A"), ("no outcome", "#FORMULE!"), ("empty text", "")]
)
def test_cells_of_an_ods(name, found):
    gap = '<table:table-cell table:number-columns-repeated="2"/>'
    rows = [["een", "", "", "twee"], ["1", gap, ODS_CELLS[name]], ["2", gap, "x"]]
    cells = cells_of("a.ods", ods(rows))
    assert cells["twee"].tolist() == [found, "x"]
    assert cells["een"].tolist() == ["1", "2"]


def test_rows_and_columns_without_their_place():
    """The place of a row and cell may be left out of an .xlsx; then they follow each other."""
    book = openpyxl.Workbook()
    for row in (["een", "twee"], ["1", "HIER"]):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    changed = with_cell(content.getvalue(), "B2", '<c t="e"><v>#NUM!</v></c>')
    assert cells_of("a.xlsx", changed)["twee"].tolist() == ["#NUM!"]


@pytest.mark.parametrize("text", ["#N/B", "#VERW!", "########", "Fout:502"])
@pytest.mark.parametrize(
    ("file", "column"),
    [("leerlingen.csv", "schoolsoort_code"), ("leerlingen.csv", "stamklas_naam")],
)
def test_errors_written_out_are_refused(magister, file, column, text):
    old = {"schoolsoort_code": "VMBO;3b", "stamklas_naam": "VMBO;3b"}[column]
    new = old.replace("VMBO" if column == "schoolsoort_code" else "3b", text)
    (problem,) = magister.replace(file, old, new).problems()
    assert (problem.what, problem.column, problem.value) == (ERROR, column, text)


def test_an_error_in_what_is_not_read_or_no_lesson_stops_nothing(magister):
    magister.replace("leerlingen.csv", "Björn", "#N/B")
    magister.replace("agenda.csv", "7;1;1a", "7;1;#N/B")
    magister.load()


def test_an_error_in_what_sets_rows_aside_is_refused(magister):
    (problem,) = magister.replace("agenda.csv", ";7;1;1a", ";#N/B;1;1a").problems()
    assert (problem.what, problem.column) == (ERROR, "type")


@pytest.mark.parametrize(
    ("file", "sheet", "found"),
    [
        ("short.xls", "Sheet", {(1, 2): "#N/A", (3, 2): "#DIV/0!"}),
        ("short.ods", "Sheet", {(1, 2): "#N/A", (3, 2): "#DIV/0!"}),
        ("long.xls", "Leerlingen", {}),
        ("long.xls", "Overzicht €", {(1, 0): "#N/A"}),
        ("long.xls", "Afwezigheid", {(2, 2): "#DIV/0!", (40, 2): "#N/A", (1, 4): "#VALUE!"}),
    ],
)
def test_workbooks_that_libreoffice_wrote(file, sheet, found):
    """Made by LibreOffice from formulas: an empty text and a number are no error."""
    assert spoilt_cells((WORKBOOKS / file).read_bytes(), sheet) == found


def test_a_damaged_old_workbook_cannot_be_opened():
    content = (WORKBOOKS / "long.xls").read_bytes()
    for length in (100, 600, 5_000):
        with pytest.raises(InputError, match="kan niet worden geopend"):
            cells_of("a.xls", content[:length])


@pytest.mark.parametrize("name", ["a.xlsb", "a.xlsx", "a.xlsm"])
def test_a_binary_workbook_is_refused_where_it_is_read_and_looked_at(name):
    """Its error cells would be empty ones, and empty has a meaning."""
    with pytest.raises(InputError, match=r"als \.xlsx") as raised:
        cells_of(name, binary())
    assert look([RawFile(name, binary())]) == ([], list(raised.value.problems))


def test_what_is_called_a_binary_workbook_is_refused_as_one():
    with pytest.raises(InputError, match=r"binair werkboek \(\.xlsb\)"):
        cells_of("a.xlsb", b"geen werkboek")


@pytest.mark.parametrize(("stray", "column"), [("AC40", "AC"), ("ZZ3", "ZZ"), ("B600", "Z")])
def test_a_cell_far_from_the_list_is_refused_where_it_is_read_and_looked_at(
    stray, column, monkeypatch
):
    """What is too far is less far here, so that no file of these tests is too large to read."""
    monkeypatch.setattr(sheet_size, "MOST_CELLS", 1_000)
    workbook, saved = openpyxl.Workbook(), io.BytesIO()
    workbook.active["A1"], workbook.active[stray] = "x", "y"
    workbook.save(saved)
    with pytest.raises(InputError, match="te ver van de lijst") as raised:
        cells_of("a.xlsx", saved.getvalue())
    (problem,) = raised.value.problems
    assert problem.column == column
    assert look([RawFile("a.xlsx", saved.getvalue())]) == ([], [problem])


@pytest.mark.parametrize("stray", ["C38", "AB35", "XFD1"])
def test_a_long_list_or_a_wide_one_is_read(stray, monkeypatch):
    monkeypatch.setattr(sheet_size, "MOST_CELLS", 20_000)
    workbook, saved = openpyxl.Workbook(), io.BytesIO()
    workbook.active["A1"], workbook.active[stray] = "x", "y"
    workbook.save(saved)
    __, problems = look([RawFile("a.xlsx", saved.getvalue())])
    assert problems == []
