"""Dates and times in every way that Dutch schools' files write them.

One column of one export can hold several ways at once: a system wrote ISO, somebody pasted rows
from Excel below. Each way has a shape of its own, so a text is read by its shape and never by a
guess about the column; what has no shape or is no day of the calendar stays missing.
"""

import pandas as pd

from proeftuin.register.reading.unique_values import map_uniques

TIME_ZONE = "Europe/Amsterdam"
MONTHS = (
    *("jan", "feb", "maa|mrt|mar", "apr", "mei|may", "jun", "jul", "aug", "sep"),
    *("okt|oct", "nov", "dec"),
)
CLOCK = (
    r"(?:[ T]+(?P<hour>\d{1,2})[:.u](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?"
    r"(?: *uur)?)?"
)
# No clock on earth is further from Greenwich than 14 hours.
OFFSET = r"(?P<offset>Z|[+-](?:0\d|1[0-4]):?[0-5]\d)?"
WEEKDAY = r"(?:(?:ma|di|wo|do|vr|za|zo)[a-z]*\.?,? +)?"
DAY, YEAR = r"(?P<day>\d{1,2})", r"(?P<year>\d{4}|\d{2})"
# Two digits each: one that is missing here was lost on the way.
ISO = r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})" + CLOCK + OFFSET
DUTCH = WEEKDAY + DAY + r"[-/.](?P<month>\d{1,2})[-/.]" + YEAR + CLOCK
WORDS = WEEKDAY + DAY + r"[- ]+(?P<word>[a-z]{3,9})\.?[- ]+" + YEAR + CLOCK
COMPACT = r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})"
SHAPES = (ISO, DUTCH, WORDS, COMPACT)
# Excel counts days from here; its first and last serial that can be a day of this century.
EXCEL_START = pd.Timestamp("1899-12-30")
SERIAL = r"\d{5}(?:[.,]\d+)?"
SERIALS = (36526, 73050)
PARTS = ("year", "month", "day", "hour", "minute", "second", "offset", "word")


def parse_moments(texts: "pd.Series[str]", unix_times: bool = False) -> "pd.Series[pd.Timestamp]":
    """Read dates, with or without a time, on the Dutch clock.

    Parameters
    ----------
    texts
        `2021-01-05`, `2021-01-05T08:30:00+01:00`, `05-01-2021 08:30`, `5/1/2021`, `5 januari
        2021`, `di 5 jan. 2021`, `20210105`, or a serial number of Excel (44201 or 44201,354).
    unix_times
        The texts are seconds since 1970 in UTC instead.

    Returns
    -------
    Series
        Moments without a time zone, on the clock of Amsterdam; missing where the text is empty or
        no day of the calendar.

    Examples
    --------
    >>> parse_moments(pd.Series(["5 januari 2021", "44201", "2021-07-01T06:30Z", "31-02-2021"]))
    0   2021-01-05 00:00:00
    1   2021-01-05 00:00:00
    2   2021-07-01 08:30:00
    3                   NaT
    dtype: datetime64[us]
    """
    if (texts == "").all():
        # Many columns are in no file.
        return pd.Series(pd.NaT, index=texts.index, dtype="datetime64[us]")
    read = _unix if unix_times else _shaped
    return map_uniques(texts, lambda different: read(different.str.strip().str.lower()))


def parse_clock(texts: "pd.Series[str]") -> "pd.Series[float]":
    """Read times of day as minutes since midnight; missing where there is none.

    Examples
    --------
    >>> parse_clock(pd.Series(["8:30", "08.30 uur", "0,354166667", "0.5", "1899-12-31T08:30:00"]))
    0    510.0
    1    510.0
    2    510.0
    3    720.0
    4    510.0
    dtype: float64
    """
    return map_uniques(texts, _clock)


def _clock(texts: "pd.Series[str]") -> "pd.Series[float]":
    written = texts.str.strip().str.lower()
    parts = written.str.extract(
        r"^(?:\d{4}-\d{2}-\d{2}[ t]|\d{1,2}-\d{1,2}-\d{4} )?"
        r"(?P<hour>\d{1,2})[:.u](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:\.\d+)?)?(?: ?uur)?$"
    ).astype("float64")
    # A quarter past one that went through Excel can be 13:14:59.
    minutes = parts["hour"] * 60 + parts["minute"] + (parts["second"] >= 30)
    is_clock = (parts["hour"] < 24) & (parts["minute"] < 60) & ~(parts["second"] >= 60)
    minutes = minutes.where(is_clock)
    # A time as Excel keeps it: a part of a day. So 0.25 is six in the morning, for no school writes
    # of a quarter past midnight.
    fraction = written.where(written.str.fullmatch(r"0[.,]\d+")).str.replace(",", ".")
    return (pd.to_numeric(fraction) * 1440).round().fillna(minutes)


def _shaped(written: "pd.Series[str]") -> "pd.Series[pd.Timestamp]":
    parts = pd.DataFrame("", index=written.index, columns=list(PARTS))
    open_question = written != ""
    for shape in SHAPES:
        if not open_question.any():
            break
        # A small t or z, because the texts are in small letters.
        found = written[open_question].str.extract(f"^{shape.replace('T', 't').replace('Z', 'z')}$")
        found = found[found["day"].notna()].fillna("")
        parts.loc[found.index, found.columns] = found
        open_question &= ~written.index.isin(found.index)
    month = parts["month"]
    for number, names in enumerate(MONTHS, 1):
        month = month.mask(parts["word"].str.match(rf"(?:{names})"), str(number))
    year = parts["year"].mask(parts["year"].str.len() == 2, "20" + parts["year"])
    numbers = pd.DataFrame({"year": year, "month": month, "day": parts["day"]})
    for name in ("hour", "minute", "second"):
        numbers[name] = parts[name].mask(parts[name] == "", "0")
    numeric = numbers.apply(pd.to_numeric, errors="coerce")
    is_clock = numeric["hour"].lt(24) & numeric["minute"].lt(60) & numeric["second"].lt(60)
    moments = pd.to_datetime(numeric.where(is_clock), errors="coerce").astype("datetime64[us]")
    offset = parts["offset"]
    moments = moments.mask(offset != "", _at_offset(moments, offset))
    serial = pd.to_numeric(
        written.where(written.str.fullmatch(SERIAL)).str.replace(",", "."), errors="coerce"
    )
    serial = serial.where(serial.between(*SERIALS))
    from_serial = EXCEL_START + pd.to_timedelta((serial * 86400).round(), unit="s")
    return moments.fillna(from_serial.astype("datetime64[us]"))


def _at_offset(
    moments: "pd.Series[pd.Timestamp]", offset: "pd.Series[str]"
) -> "pd.Series[pd.Timestamp]":
    parts = offset.replace("z", "+0000").str.replace(":", "").str.extract(r"([+-])(\d{2})(\d{2})")
    minutes = pd.to_numeric(parts[1]) * 60 + pd.to_numeric(parts[2])
    minutes = minutes.where(parts[0] != "-", -minutes)
    return _on_the_dutch_clock(moments - pd.to_timedelta(minutes, unit="min"))


def _unix(written: "pd.Series[str]") -> "pd.Series[pd.Timestamp]":
    seconds = pd.to_numeric(written.where(written.str.fullmatch(r"\d{9,10}")), errors="coerce")
    return _on_the_dutch_clock(pd.to_datetime(seconds, unit="s"))


def _on_the_dutch_clock(utc: "pd.Series[pd.Timestamp]") -> "pd.Series[pd.Timestamp]":
    local = utc.dt.tz_localize("UTC").dt.tz_convert(TIME_ZONE).dt.tz_localize(None)
    return local.astype("datetime64[us]")
