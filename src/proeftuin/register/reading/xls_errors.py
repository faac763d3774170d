"""The errors in a sheet of an old workbook (.xls), which the fast reader gives as empty cells.

Only what is needed for that: the stream of the workbook in its container (MS-CFB), and in it the
records of cells that hold an error (MS-XLS). A formula in such a file always has an outcome.
"""

import struct
from collections.abc import Iterator
from itertools import chain

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Numbers of records: of a sheet, an error or boolean, a formula, the beginning and end of a part.
BOUNDSHEET, BOOLERR, FORMULA, BOF, EOF = 0x85, 0x205, 0x06, 0x809, 0x0A
BIFF8 = 0x600
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_LAST = 0xFFFFFFFA
_ENTRY = 128


def errors_of_xls(content: bytes, sheet: str) -> dict[tuple[int, int], str]:
    """Find the cells of a sheet that hold an error.

    Parameters
    ----------
    content
        The file.
    sheet
        Name of the sheet.

    Returns
    -------
    dict
        Row and column, both from 0 → the error as text.

    Raises
    ------
    Exception
        Whatever a damaged file gives.
    """
    book = _stream(content, ("Workbook", "Book"))
    # Excel 95 has its names without a byte that says how they are written.
    old = struct.unpack_from("<H", book, 4)[0] < BIFF8
    starts = {
        _name(data, old): struct.unpack_from("<I", data)[0]
        for record, data in _records(book, 0)
        if record == BOUNDSHEET
    }
    found = {}
    for record, data in _records(book, starts[sheet]):
        if record not in (BOOLERR, FORMULA):
            continue
        row, column = struct.unpack_from("<HH", data)
        if record == BOOLERR and data[7]:
            found[row, column] = ERRORS.get(data[6], "#N/A")
        elif record == FORMULA and data[12:14] == b"\xff\xff" and data[6] == 2:
            found[row, column] = ERRORS.get(data[8], "#N/A")
    return found


def _records(book: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Give the records of one part of the stream, without those of charts in it."""
    depth = 0
    while at + 4 <= len(book):
        record, size = struct.unpack_from("<HH", book, at)
        depth += (record == BOF) - (record == EOF)
        if depth == 0:
            return
        if depth == 1:
            yield record, book[at + 4 : at + 4 + size]
        at += 4 + size


def _name(data: bytes, old: bool) -> str:
    if old:
        return data[7 : 7 + data[6]].decode("cp1252")
    length, wide = data[6], data[7] & 1
    return data[8 : 8 + length * (1 + wide)].decode("utf-16-le" if wide else "latin-1")


def _stream(content: bytes, names: tuple[str, ...]) -> bytes:
    shift, small_shift = struct.unpack_from("<HH", content, 30)
    size = 1 << shift
    first, _, limit, first_small = struct.unpack_from("<IIII", content, 48)

    def sector(number: int) -> bytes:
        return content[(number + 1) * size : (number + 2) * size]

    def numbers(data: bytes) -> list[int]:
        return [each[0] for each in struct.iter_unpack("<I", data)]

    # The table of sectors stands in sectors of which the first 109 are in the header.
    listed = numbers(content[76:512])
    more, seen = struct.unpack_from("<I", content, 68)[0], 0
    while more < _LAST and seen < len(content):
        *here, more = numbers(sector(more))
        listed, seen = listed + here, seen + size
    following = list(chain.from_iterable(numbers(sector(i)) for i in listed if i < _LAST))

    def whole(number: int, table: list[int]) -> Iterator[int]:
        for _ in range(len(table)):
            if number >= _LAST:
                return
            yield number
            number = table[number]

    folder = b"".join(map(sector, whole(first, following)))
    entries = [folder[i : i + _ENTRY] for i in range(0, len(folder), _ENTRY)]
    by_name = {
        each[: max(struct.unpack_from("<H", each, 64)[0] - 2, 0)].decode("utf-16-le"): each
        for each in reversed(entries)
    }
    entry = next(by_name[name] for name in names if name in by_name)
    start, length = struct.unpack_from("<II", entry, 116)
    if length >= limit:
        return b"".join(map(sector, whole(start, following)))[:length]
    # Short streams lie in small sectors of the stream of the root.
    root = b"".join(map(sector, whole(struct.unpack_from("<I", entries[0], 116)[0], following)))
    small = list(chain.from_iterable(map(numbers, map(sector, whole(first_small, following)))))
    little = 1 << small_shift
    parts = (root[i * little : (i + 1) * little] for i in whole(start, small))
    return b"".join(parts)[:length]
