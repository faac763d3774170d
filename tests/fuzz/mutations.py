"""Damage to the files of an export: by the byte, by the cell, by the column, by the container."""

import io
import re
import struct
import zipfile
import zlib

PIECES = [
    *(
        b";",
        b",",
        b"\t",
        b'"',
        b"'",
        b"\n",
        b"\r",
        b"\r\n",
        b" ",
        b"0",
        b"1",
        b"9",
        b"-",
        b".",
        b":",
    ),
    *(b"\x00", b"\xe9", "é".encode(), "\ufeff".encode(), b"\xc3", b"\xa0", b"\x85", b"\x1a"),
    *(b"=", b"+", b"#N/B", b"nan", b"NULL", b"1E+05", b"<", b"&", b"{", b"]", b"ja", b"Z", b"PR"),
]
LETTERS = "0123456789abcZAL-/:., '\"éÉ"


def flip_bit(rng, data):
    at = rng.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]


def change_byte(rng, data):
    at = rng.randrange(len(data))
    return data[:at] + rng.choice(PIECES) + data[at + 1 :]


def delete_bytes(rng, data):
    at = rng.randrange(len(data))
    return data[:at] + data[at + rng.choice([1, 1, 1, 2, 4, 8, 40]) :]


def insert_bytes(rng, data):
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.choice(PIECES) + data[at:]


def duplicate_chunk(rng, data):
    at = rng.randrange(len(data))
    size = rng.choice([1, 4, 16, 64])
    return data[: at + size] + data[at:]


def truncate(rng, data):
    return data[: rng.randrange(len(data))]


BYTES = [flip_bit, change_byte, delete_bytes, insert_bytes, duplicate_chunk, truncate]


def swap_lines(rng, data):
    lines = data.splitlines(keepends=True)
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def drop_line(rng, data):
    lines = data.splitlines(keepends=True)
    del lines[rng.randrange(len(lines))]
    return b"".join(lines)


def double_line(rng, data):
    lines = data.splitlines(keepends=True)
    at = rng.randrange(len(lines))
    return b"".join([*lines[: at + 1], *lines[at:]])


LINES = [swap_lines, drop_line, double_line]


def _grid(data):
    """Split delimited text the crude way; a quoted delimiter splits too, which is damage as well."""
    text = data.decode("utf-8", "surrogateescape")
    delimiter = max(";,", key=text.split("\n", 1)[0].count)
    return [line.split(delimiter) for line in text.split("\n")], delimiter


def _joined(rows, delimiter):
    return "\n".join(delimiter.join(row) for row in rows).encode("utf-8", "surrogateescape")


def _cell(rng, rows, first=1):
    row = rng.choice([row for row in rows[first:] if row != [""]] or rows)
    return row, rng.randrange(len(row))


def swap_cells_in_a_row(rng, data):
    rows, delimiter = _grid(data)
    row, at = _cell(rng, rows)
    other = rng.randrange(len(row))
    row[at], row[other] = row[other], row[at]
    return _joined(rows, delimiter)


def copy_cell(rng, data):
    """Put the cell of another row in the place of one, in the same column."""
    rows, delimiter = _grid(data)
    row, at = _cell(rng, rows)
    other = rng.choice([other for other in rows[1:] if len(other) > at] or [row])
    row[at] = other[at]
    return _joined(rows, delimiter)


def blank_cell(rng, data):
    rows, delimiter = _grid(data)
    row, at = _cell(rng, rows, first=0)
    row[at] = rng.choice(["", " "])
    return _joined(rows, delimiter)


def change_character(rng, data):
    rows, delimiter = _grid(data)
    row, at = _cell(rng, rows)
    text = list(row[at]) or [""]
    text[rng.randrange(len(text))] = rng.choice(LETTERS)
    row[at] = "".join(text)
    return _joined(rows, delimiter)


def quote_cell(rng, data):
    rows, delimiter = _grid(data)
    row, at = _cell(rng, rows, first=0)
    row[at] = rng.choice(['"{}"', '"{}', '{}"', " {} ", "'{}'", '="{}"', '"{};"']).format(row[at])
    return _joined(rows, delimiter)


WORDS = [
    *("TRUE", "WAAR", "waar", "1", "0", "ONWAAR", "ja", "nee", "x", "misschien", "#REF!", "#N/B"),
    *("########", "Err:502", "0,0139", "0.5", "0,25", "1a, 3b", "2k/3k", "H", "VERVALLEN"),
]


def other_word(rng, data):
    """Put a word in a cell that Excel, a system or somebody may have written there."""
    rows, delimiter = _grid(data)
    row, at = _cell(rng, rows)
    row[at] = rng.choice([word for word in WORDS if delimiter not in word])
    return _joined(rows, delimiter)


MONTHS = [
    "januari",
    "feb",
    "mrt",
    "april",
    "mei",
    "jun",
    "juli",
    "aug",
    "sept",
    "okt",
    "nov",
    "dec",
]


def rewrite_date(rng, data):
    """Write one date, or all, in another way that a system or Excel has for it."""
    import datetime

    def written(found):
        day = datetime.date(int(found[3]), int(found[2]), int(found[1]))
        serial = (day - datetime.date(1899, 12, 30)).days
        way = rng.choice(
            [
                f"{day:%Y-%m-%d}",
                f"{day.day}-{day.month}-{day.year}",
                f"{day:%d/%m/%Y}",
                f"{day:%d-%m-%y}",
                f"{day:%Y%m%d}",
                f"{day.day} {MONTHS[day.month - 1]} {day.year}",
                f"{day:%m-%d-%Y}",
                f"{day:%d.%m.%Y}",
                str(serial),
            ]
        )
        return way.encode()

    dates = rb"(\d{2})-(\d{2})-(\d{4})"
    found = re.findall(dates, data)
    if not found:
        return change_character(rng, data)
    if rng.random() < 0.3:
        return re.sub(dates, written, data)
    nth = iter(range(len(found)))
    chosen = rng.randrange(len(found))
    return re.sub(dates, lambda one: written(one) if next(nth) == chosen else one[0], data)


CELLS = [
    *(swap_cells_in_a_row, copy_cell, copy_cell, blank_cell, change_character, change_character),
    *(change_character, quote_cell, rewrite_date, other_word, other_word),
]


def _columns(rng, data, change):
    rows, delimiter = _grid(data)
    at = rng.randrange(len(rows[0]))
    return _joined(
        [change(row, at, i) if len(row) > at else row for i, row in enumerate(rows)], delimiter
    )


def drop_column(rng, data):
    return _columns(rng, data, lambda row, at, i: row[:at] + row[at + 1 :])


def double_column(rng, data):
    return _columns(rng, data, lambda row, at, i: row[: at + 1] + row[at:])


def blank_column(rng, data):
    return _columns(
        rng, data, lambda row, at, i: [*row[:at], row[at] if i == 0 else "", *row[at + 1 :]]
    )


def rename_column(rng, data):
    rename = rng.choice([str.upper, str.title, lambda name: name + "x", lambda name: f" {name} "])
    return _columns(
        rng,
        data,
        lambda row, at, i: [*row[:at], rename(row[at]) if i == 0 else row[at], *row[at + 1 :]],
    )


def swap_headers(rng, data):
    rows, delimiter = _grid(data)
    one, other = rng.randrange(len(rows[0])), rng.randrange(len(rows[0]))
    rows[0][one], rows[0][other] = rows[0][other], rows[0][one]
    return _joined(rows, delimiter)


def move_column(rng, data):
    """Move a column to the end, with its header: the same table."""
    return _columns(rng, data, lambda row, at, i: row[:at] + row[at + 1 :] + [row[at]])


def blank_column_again(rng, data):
    """Add an empty column under a name that is there already."""
    return _columns(rng, data, lambda row, at, i: [row[at] if i == 0 else "", *row])


def other_delimiter(rng, data):
    rows, delimiter = _grid(data)
    return _joined(rows, rng.choice([each for each in ";,\t|" if each != delimiter]))


def name_the_delimiter(rng, data):
    _, delimiter = _grid(data)
    return rng.choice([f"sep={delimiter}\r\n", "sep=;\n", "sep=,\r\n"]).encode() + data


def title_above(rng, data):
    return (
        rng.choice([b"Overzicht verzuim\n\n", b"Datum: 22-01-2021;;\n", b"\n\n", b";;;;;;;\n"])
        + data
    )


def other_encoding(rng, data):
    text = data.decode("utf-8", "replace")
    return text.encode(
        rng.choice(["cp1252", "utf-16", "utf-8-sig", "utf-16-le", "cp850"]), "replace"
    )


def other_line_ends(rng, data):
    return data.replace(b"\r\n", b"\n").replace(b"\n", rng.choice([b"\r\n", b"\r", b"\n\n"]))


TABLE = [
    *(drop_column, double_column, blank_column, rename_column, swap_headers, move_column),
    *(blank_column_again, other_delimiter, name_the_delimiter, title_above, other_encoding),
    other_line_ends,
]


def damage_member(rng, data):
    """Change a file inside a zip or workbook and close it again, as if it had been so."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    names = [name for name in members if "sheet" in name or name.endswith(".csv")] or list(members)
    name = rng.choice(names if rng.random() < 0.85 else list(members))
    inside = name.endswith(".csv")
    in_a_sheet = [change_digit, change_shown, change_kind_of_cell]
    changes = [*BYTES, *CELLS, *LINES, *TABLE] if inside else in_a_sheet
    members[name] = rng.choice(changes)(rng, members[name] or b" ")
    return _closed(members)


def damage_markup(rng, data):
    """Change any byte of a file inside a workbook and close it again with the right checksum."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = rng.choice(list(members))
    members[name] = rng.choice(BYTES)(rng, members[name] or b" ")
    return _closed(members)


def _closed(members):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, text in members.items():
            archive.writestr(each, text)
    return content.getvalue()


def damage_without_its_sum(rng, data):
    """Change a packed file and its checksum is wrong: a disk or a download failed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        member = rng.choice(archive.infolist())
        content = archive.read(member)
    changed = change_digit(rng, content) if content else b"x"
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = packer.compress(changed) + packer.flush()
    start = member.header_offset
    name, extra = struct.unpack("<HH", data[start + 26 : start + 30])
    begin = start + 30 + name + extra
    old = data[begin : begin + member.compress_size]
    if len(packed) > len(old):
        return flip_bit(rng, data)
    # What is left of the old stream lies behind the end of the new one and is not read.
    return data[:begin] + packed + old[len(packed) :] + data[begin + len(old) :]


def change_shown(rng, data):
    """Change a character of what stands in a cell of a worksheet, not of its markup."""
    shown = [
        at for found in re.finditer(rb"<(?:v|t)>([^<]+)<", data) for at in range(*found.span(1))
    ]
    if not shown:
        return change_digit(rng, data)
    at = rng.choice(shown)
    letter = rng.choice([each for each in LETTERS if each not in "<&"])
    return data[:at] + letter.encode() + data[at + 1 :]


KINDS_OF_CELLS = [
    b' t="e"><v>#N/A</v></c>',
    b' t="e"><f>A1/0</f><v>#DIV/0!</v></c>',
    b"><f>A2</f></c>",
    b"><f>A2</f><v /></c>",
    b' t="str"><f>A2</f><v></v></c>',
    b' t="b"><v>1</v></c>',
    b' t="b"><v>0</v></c>',
    b"><v>0.5</v></c>",
    b"><v>0.0138888889</v></c>",
]


def change_kind_of_cell(rng, data):
    """Make an error, a formula, a boolean or a part of a day of one cell of a worksheet."""
    cells = list(re.finditer(rb'(<c r="[A-Z]+\d+")[^>]*(?:/>|>.*?</c>)', data, re.DOTALL))
    if not cells:
        return change_digit(rng, data)
    cell = rng.choice(cells)
    return data[: cell.start()] + cell[1] + rng.choice(KINDS_OF_CELLS) + data[cell.end() :]


FIELDS = [
    (rb'"groups": \[[^]]*\]', b'"groups": []'),
    (rb'"startTimeSlotName": "[^"]*"', b'"startTimeSlotName": null'),
    (rb'"valid": true', b'"valid": true, "hidden": true'),
    (rb'"valid": true', b'"valid": true, "hidden": false'),
    (rb'"groups": \["1a"\]', b'"groups": ["1a", "3b"]'),
    (rb"<jaargroep>\d</jaargroep>", b""),
    (rb"<jaargroep>\d</jaargroep>", b"<jaargroep>H</jaargroep>"),
    (rb'<jaargroep>\d</jaargroep><groep key="g\d"/>', b"<jaargroep>H</jaargroep>"),
    (rb"<naam>[^<]*</naam>", b"<naam>5 blauw</naam>"),
]


def change_field(rng, data):
    """Change a field of a record as a system may: nothing, two, hidden, gone."""
    there = [(found, new) for old, new in FIELDS for found in re.finditer(old, data)]
    if not there:
        return change_digit(rng, data)
    found, new = rng.choice(there)
    return data[: found.start()] + new + data[found.end() :]


def change_digit(rng, data):
    digits = [found.start() for found in re.finditer(rb"\d", data)]
    if not digits:
        return flip_bit(rng, data)
    at = rng.choice(digits)
    return data[:at] + str(rng.randrange(10)).encode() + data[at + 1 :]


def mutate(rng, files):
    """Damage one file of an export, sometimes twice; say what was done.

    Returns
    -------
    tuple
        What was done, and the files.
    """
    files = dict(files)
    done = []
    for _ in range(rng.choice([1, 1, 1, 1, 2])):
        name = rng.choice(sorted(files))
        if not files[name]:
            continue
        if rng.random() < 0.01:
            files = {"alles.zip": _zipped(files)}
            done.append("zip all files")
            continue
        change = rng.choice(_changes(rng, name))
        try:
            files[name] = change(rng, files[name])
        except (zipfile.BadZipFile, ValueError, LookupError, zlib.error, EOFError):
            # An earlier change left nothing that this one understands.
            files[name] = flip_bit(rng, files[name])
        done.append(f"{change.__name__} {name}")
    return ", ".join(done), files


def _changes(rng, name):
    if name.endswith((".zip", ".xlsx")):
        inside = [damage_member] * 4 + [damage_markup] * name.endswith(".xlsx")
        return [*inside, damage_without_its_sum, rng.choice(BYTES)]
    if name.endswith((".json", ".xml")):
        return rng.choice([BYTES, LINES, [change_digit], [change_field]])
    return rng.choice([BYTES, LINES, CELLS, CELLS, CELLS, TABLE])


def _zipped(files):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, data in files.items():
            archive.writestr(f"map/{name}", data)
    return content.getvalue()
