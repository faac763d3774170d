"""Which faults go with which export: `DIRTY` has every pair of a clean export and a dirty twin.

for export, name, fault in DIRTY:
    export.files    # clean, by name of file
    fault(export)   # dirty, and to be read as the same register
"""

from functools import partial

import dirty_cells as cells
import dirty_faults as faults
import dirty_workbooks as workbooks
from dirty_faults import Export

ANY_TABLE = {
    "utf-8 without bom": partial(faults.in_dialect, encoding="utf-8"),
    "utf-8 with bom": partial(faults.in_dialect, encoding="utf-8-sig"),
    "windows-1252": partial(faults.in_dialect, encoding="cp1252"),
    "lf": partial(faults.in_dialect, line_end="\n"),
    "commas": partial(faults.in_dialect, separator=","),
    "semicolons": partial(faults.in_dialect, separator=";"),
    "tabs": partial(faults.in_dialect, separator="\t"),
    "all quoted": partial(faults.in_dialect, quote_all=True),
    "extra columns": faults.extra_columns,
    "shuffled columns": faults.shuffled_columns,
    "shuffled rows": faults.shuffled_rows,
    "blank rows": faults.blank_rows,
    "spaces around cells": faults.padded_cells,
    "hard spaces around cells": partial(faults.padded_cells, space="\u00a0"),
    "duplicate absences": faults.duplicate_rows,
    "duplicate enrolments": partial(faults.duplicate_rows, of="roster"),
    "duplicate timetable": partial(faults.duplicate_rows, of="timetable"),
    "zip": faults.in_a_zip,
    "zip with a folder": partial(faults.in_a_zip, folder="export 2021/"),
    "workbook per file": workbooks.one_per_file,
}
DATES = {
    f"dates {name}": partial(faults.changed_dates, change=change)
    for name, change in cells.DATE_FORMATS.items()
}
PUPILS = {
    name: partial(faults.changed_pupils, change=change)
    for name, change in cells.PUPIL_FORMATS.items()
}
RANGES = {
    f"ranges {name}": partial(faults.ranges_as_dates, change=change)
    for name, change in cells.RANGE_FORMATS.items()
} | {"ranges as date cells": workbooks.ranges_as_date_cells}
SPANS = {
    "overlapping spans": faults.overlapping_spans,
    "one row a day": faults.one_row_a_day,
    "reported every day": faults.reported_every_day,
    "spans and whole days": partial(faults.overlapping, shape="day"),
    "spans and lessons": partial(faults.overlapping, shape="lesson"),
}
WORKBOOK = {"one workbook": workbooks.one_for_all}
GENERIC = {"decimal commas": faults.decimal_commas, **WORKBOOK}
JSON = {"hours named u1": faults.hours_named_u, "appointments alone": faults.appointments_alone}
XML = {name: partial(faults.on_xml, change=change) for name, change in cells.XML_FORMS.items()}


def _but(table, *names):
    """Leave out what would change nothing: how the clean file is written already."""
    return {name: fault for name, fault in table.items() if name not in names}


DUTCH = _but(ANY_TABLE, "semicolons", "utf-8 without bom")
EXPORTS = (
    (Export("vmbo-klein", ("magister",)), _but(ANY_TABLE, "semicolons", "windows-1252") | DATES),
    (
        Export("vmbo-klein", ("somtoday",)),
        _but(ANY_TABLE, "commas", "utf-8 without bom", "workbook per file")
        | {"moments in utc": faults.moments_as_z},
    ),
    (Export("vmbo-klein", ("magister", "zermelo")), JSON),
    (Export("po", ("lessen",), "span"), DUTCH | DATES | PUPILS | GENERIC | SPANS),
    (
        Export("po", ("lessen",), "day"),
        {"days and lessons": partial(faults.overlapping, shape="lesson")},
    ),
    (Export("vmbo-klein", ("lessen",), "span"), SPANS),
    (Export("vmbo-klein", ("lessen",), "range"), RANGES),
    (Export("vmbo-klein", ("lessen",), "time"), WORKBOOK),
    (Export("po", ("dagdelen",), "span"), DUTCH | DATES | PUPILS | GENERIC | SPANS),
    (Export("po-vast", ("dagdelen", "edexml")), XML),
)
DIRTY = [(export, name, fault) for export, those in EXPORTS for name, fault in those.items()]


def dirty_id(export, name):
    return f"{export.school}-{'+'.join(export.profiles)}-{export.shape}-{name}".replace(" ", "_")
