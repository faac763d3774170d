"""Faults that schools' exports have and that must not change a minute.

A fault takes an `Export` (clean files as `exports_in` writes them) and returns dirty files.
"""

import json
from dataclasses import dataclass, replace
from functools import cached_property, partial

import dirty_cells as cells
import numpy as np
import pandas as pd
from dirty_tables import NAMES, on_bytes, on_tables, read, unzipped, write, zipped

from proeftuin.simulation.everywhere import exports_in, sample_school


@dataclass(frozen=True)
class Export:
    """A clean export: which one, its files, and what its profile calls things."""

    school: str
    profiles: tuple
    shape: str = "lesson"

    @cached_property
    def files(self):
        return exports_in(self.school, self.profiles, self.shape)

    @property
    def names(self):
        return NAMES[self.profiles[0]]

    @property
    def absences(self):
        return (self.names["absences"],)

    @property
    def days(self):
        return pd.DatetimeIndex(sample_school(self.school)[0].world.days)

    def on_absences(self, change):
        return on_tables(self.files, lambda table, _: change(table), self.absences)


# How a file is written.


def in_dialect(export, **changes):
    def rewritten(content, _):
        table, dialect = read(content)
        return write(table, replace(dialect, **changes))

    return on_bytes(export.files, rewritten)


# What else stands in a table.


def extra_columns(export):
    def widened(table, _):
        table = table.copy()
        table.insert(0, "volgnummer", np.arange(1, len(table) + 1).astype(str))
        return table.assign(**{"vrij veld": 'zie notitie; "thuis"'})

    return on_tables(export.files, widened)


def shuffled_columns(export):
    return on_tables(
        export.files, lambda table, _: table[sorted(table, key=lambda name: name[::-1])]
    )


def shuffled_rows(export):
    return on_tables(export.files, lambda table, _: table.sample(frac=1, random_state=4))


def blank_rows(export):
    """Put empty lines and lines of separators only in between and at the end."""

    def spread(content, _):
        table, dialect = read(content)
        end = dialect.line_end
        empty = dialect.separator * (table.shape[1] - 1) + end
        lines = content.decode(dialect.encoding).split(end)[:-1]
        parts = [end.join(lines[i : i + 97]) + end for i in range(0, len(lines), 97)]
        return ((empty + end).join(parts) + empty + empty + end).encode(dialect.encoding)

    stems = [export.names[name] for name in ("roster", "timetable", "absences")]
    return on_bytes(export.files, spread, stems)


def padded_cells(export, space=" "):
    """Put a space behind every cell and header, and before some."""

    def padded(table, _):
        table = table.apply(lambda column: space + column + space)
        return table.rename(columns=lambda name: name + space)

    return on_tables(export.files, padded)


def duplicate_rows(export, of="absences"):
    def doubled(table, _):
        again = table.sample(frac=0.2, random_state=4)
        return pd.concat([table, again]).sort_index(kind="stable")

    return on_tables(export.files, doubled, [export.names[of]])


# What Excel makes of cells.


def changed_pupils(export, change):
    """Change the pupil numbers in the absences; the roster keeps them as they are."""
    column = export.names["pupil"]
    return export.on_absences(lambda table: table.assign(**{column: change(table[column])}))


def changed_dates(export, change):
    def dated(table, stem):
        columns = export.names["dates"].get(stem, ())
        return table.assign(**{name: change(table[name]) for name in columns if name in table})

    return on_tables(export.files, dated)


def ranges_as_dates(export, change):
    return export.on_absences(lambda table: table.assign(lesuur=change(table["lesuur"])))


def decimal_commas(export):
    column = export.names["minutes"]

    def decimal(table):
        minutes = table[column]
        return table.assign(**{column: minutes.where(minutes == "", minutes + ",0")})

    return export.on_absences(decimal)


# One absence told more than once.


def overlapping(export, shape):
    """Append the same absences in another shape: a whole day and its lessons, for one."""
    other = Export(export.school, export.profiles, shape)
    (name,) = (name for name in other.files if name.startswith(export.absences))
    again, _ = read(other.files[name])
    return export.on_absences(lambda table: pd.concat([table, again], ignore_index=True))


def overlapping_spans(export):
    """Tell a span of days as two that overlap, or as one day twice when it is no longer."""
    return export.on_absences(partial(_respanned, export=export, split=_halves))


def one_row_a_day(export):
    return export.on_absences(partial(_respanned, export=export, split=_each_day))


def reported_every_day(export):
    """Report the same illness every morning again, until its last day."""
    return export.on_absences(partial(_respanned, export=export, split=_to_the_end))


def _halves(count):
    middle = count // 2
    return [(0, middle), (middle, count - 1)]


def _each_day(count):
    return [(day, day) for day in range(count)]


def _to_the_end(count):
    return [(day, count - 1) for day in range(count)]


def _respanned(table, export, split):
    """Replace rows of whole days from–to by others over the same school days."""
    first, last = export.names["from"], export.names["to"]
    whole = (table[last] != "") & table.get("lesuur", pd.Series("", table.index)).eq("")
    spans = table[whole]
    days = export.days
    begin, end = (
        days.get_indexer(pd.to_datetime(spans[name], format="%d-%m-%Y")) for name in (first, last)
    )
    assert (begin >= 0).all()
    assert (end >= 0).all()
    pieces = [
        (row, days[start + a], days[start + b])
        for row, start, stop in zip(spans.index, begin, end, strict=True)
        for a, b in split(stop - start + 1)
    ]
    rows, starts, ends = zip(*pieces, strict=True)
    starts, ends = pd.DatetimeIndex(starts), pd.DatetimeIndex(ends)
    new = spans.loc[list(rows)].assign(
        **{
            first: starts.strftime("%d-%m-%Y"),
            last: np.where(starts == ends, "", ends.strftime("%d-%m-%Y")),
        }
    )
    return pd.concat([table[~whole], new]).sort_index(kind="stable")


# Other containers, and formats that are no tables.


def in_a_zip(export, folder=""):
    members = {}
    for name, content in export.files.items():
        inner = unzipped(content) if name.endswith(".zip") else {name: content}
        members |= {folder + member: data for member, data in inner.items()}
    return {"export.zip": zipped(members)}


def moments_as_z(export):
    """Write moments with an offset in UTC, as "…Z"."""

    def in_utc(table, _):
        moments = [name for name in table if "DatumTijd" in name or name.startswith("datumTijd")]
        return table.assign(**{name: cells.as_utc(table[name]) for name in moments})

    return on_tables(export.files, in_utc)


def on_json(export, change):
    return {
        name: change(json.loads(content)) if name.endswith(".json") else content
        for name, content in export.files.items()
    }


def hours_named_u(export):
    """Name the hours "u1" instead of "1", as many portals do."""

    def renamed(answer):
        for item in answer["response"]["data"]:
            for side in ("startTimeSlotName", "endTimeSlotName"):
                item[side] = f"u{item[side]}"
        return json.dumps(answer).encode()

    return on_json(export, renamed)


def appointments_alone(export):
    """Keep only the list of appointments, indented, with a byte order mark."""
    return on_json(
        export, lambda answer: json.dumps(answer["response"]["data"], indent=1).encode("utf-8-sig")
    )


def on_xml(export, change):
    return export.files | {"edexml.xml": change(export.files["edexml.xml"].decode())}
