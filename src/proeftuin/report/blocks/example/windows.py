"""What the choice of windows does, and what the year and the calendar do by themselves."""

from warnings import catch_warnings, simplefilter

import pandas as pd

from proeftuin.evaluation.windows.windows import length_shift
from proeftuin.pyramid.comparison import UnequalWindows, compare
from proeftuin.pyramid.counting.attendance import Measure, attendance
from proeftuin.pyramid.counting.periods import Period, school_days_in, windows_between
from proeftuin.pyramid.counting.tiers import TierScheme
from proeftuin.pyramid.pyramid import build_pyramid
from proeftuin.register.project.calendar import DISTANCE, school_year_of, school_year_span
from proeftuin.register.store.register import Register
from proeftuin.report.blocks.common import legend, protected_row
from proeftuin.report.blocks.figures import plot_choices, plot_season
from proeftuin.report.blocks.school.compared import comparison_shown
from proeftuin.report.document.bundle import Bundle, drawing, paragraphs
from proeftuin.report.document.table import Column, Table
from proeftuin.report.protection.masking import share
from proeftuin.text import words
from proeftuin.text.words import is_number

LENGTHS = (10, 15, 20, 24)
SHIFTS = (-10, -5, 0, 5, 10)
STEP = 5


def other_windows(
    register: Register, period: Period, scheme: TierScheme, measure: Measure = "minutes"
) -> Bundle:
    """Make the same comparison with windows of other lengths and at other places.

    Parameters
    ----------
    register
        The register.
    period
        The period of the original comparison, with `days` school days per window.
    scheme, measure
        As for the original.
    """
    days = _school_year(register, period)
    first = int(days.searchsorted(pd.Timestamp(period.start)))
    last = int(days.searchsorted(pd.Timestamp(period.end), side="right")) - 1
    rows = []
    for length in dict.fromkeys((*LENGTHS, period.days or LENGTHS[0])):
        for shift in SHIFTS:
            start, end = first + shift, last + shift
            if start < 0 or end >= len(days) or end - start + 1 < 2 * length:
                continue
            windows = windows_between(days[start : end + 1], days[start], days[end], length)
            before, after = (attendance(register, window, measure) for window in windows)
            shown = comparison_shown(compare(before, after, scheme)).iloc[0]
            original = shift == 0 and length == period.days
            rows.append(
                {
                    "windows": f"{length} schooldagen",
                    "length": length,
                    "shift": shift,
                    "start": windows[0].start,
                    "end": windows[1].end,
                    "change": shown["change"],
                    "original": original,
                }
            )
    frame = pd.DataFrame(rows)
    known = [float(value) for value in frame["change"] if is_number(value)]
    if not known:
        return Bundle("other_windows", paragraphs("De aantallen zijn te klein om te tonen."))
    text = (
        f"Met andere vensters in dezelfde maanden is de verandering van Tier 1 "
        f"{words.change(min(known))} tot {words.change(max(known))} procentpunt. De keuze van de "
        "vensters hoort daarom vast te liggen voordat iemand de cijfers ziet."
    )
    ends = f"{words.change(min(known))} tot {words.change(max(known))}"
    alt = f"Een stip per keuze van vensters, van {ends} procentpunt."
    table = Table(
        "Verandering van Tier 1 in procentpunt, per keuze van vensters",
        (
            Column("windows", "Per venster"),
            Column("start", "Begin", "date"),
            Column("end", "Eind", "date"),
            Column("change", "Procentpunt", "points"),
        ),
        rows,
        legend(frame["change"]),
        folded=True,
    )
    return Bundle(
        "other_windows",
        drawing=drawing(plot_choices(frame), alt),
        tables=(table,),
        values={"lowest": min(known), "highest": max(known)},
        after=paragraphs(text),
    )


def season(
    register: Register,
    windows: tuple[Period, Period],
    scheme: TierScheme,
    measure: Measure = "minutes",
) -> Bundle:
    """Follow Tier 1 through the year in windows of the same length.

    Parameters
    ----------
    register
        The register.
    windows
        The two of the comparison.
    scheme, measure
        As for the comparison.
    """
    days = _school_year(register, windows[0])
    length = windows[0].days or 20
    rows = []
    for end in range(length, len(days) + 1, STEP):
        part = days[end - length : end]
        window = Period(part[0].date(), part[-1].date(), days=length)
        pyramid = build_pyramid(attendance(register, window, measure), scheme)
        counts = protected_row(pyramid.counts)
        first = share(counts.iloc[0], counts["n"])
        if is_number(first):
            rows.append({"end": window.end, "place": end, "share": first})
    if not rows:
        return Bundle("season", paragraphs("De aantallen zijn te klein om te tonen."))
    frame = pd.DataFrame(rows)
    apart = _days_apart(days, windows)
    # Pairs of windows as far apart as those of the comparison: what the year alone does.
    later = frame.assign(place=frame["place"] - apart)
    pairs = frame.merge(later, on="place", suffixes=("", "_later"))
    changes = 100 * (pairs["share_later"] - pairs["share"])
    text = (
        f"In vensters van {length} schooldagen lag het aandeel Tier 1 dit schooljaar tussen "
        f"{words.percent(frame['share'].min())} en {words.percent(frame['share'].max())}."
    )
    if len(changes):
        text += (
            " Tussen twee vensters die even ver uit elkaar liggen als die van de dia, veranderde "
            f"het {words.change(changes.min())} tot {words.change(changes.max())} procentpunt."
        )
    table = Table(
        f"Aandeel Tier 1 in {length} schooldagen tot en met de genoemde dag",
        (Column("end", "Tot en met", "date"), Column("share", "Tier 1", "percent")),
        [{"end": row["end"], "share": row["share"]} for row in rows],
        folded=True,
    )
    return Bundle(
        "season",
        drawing=drawing(plot_season(frame, windows), f"Lijn van Tier 1 door het jaar. {text}"),
        tables=(table,),
        values={"changes": [round(float(value), 1) for value in changes]},
        after=paragraphs(text),
    )


def lockdown(register: Register, windows: tuple[Period, Period]) -> Bundle:
    """Count the school days of each window on which pupils were not at school as usual."""
    calendar = register.provenance.get("calendar", [])
    rows = []
    for name, window in zip(("voor", "na"), windows, strict=True):
        days = school_days_in(register, window)
        for event in calendar:
            if event["kind"] == DISTANCE:
                inside = int(((days >= event["start"]) & (days <= event["end"])).sum())
                if inside:
                    rows.append({"window": name, "what": event["name"], "days": inside})
        rows.append({"window": name, "what": "alle schooldagen", "days": len(days)})
    disrupted = sum(row["days"] for row in rows if row["what"] != "alle schooldagen")
    total = sum(row["days"] for row in rows if row["what"] == "alle schooldagen")
    text = (
        f"Op {disrupted} van de {total} schooldagen was de school dicht of maar gedeeltelijk open. "
        "Wat ‘aanwezig’ betekende, verschilde tussen de vensters en tussen leerlingen."
        if disrupted
        else "In deze vensters was de school gewoon open."
    )
    table = Table(
        "Schooldagen in de vensters",
        (
            Column("window", "Venster"),
            Column("what", "Wat er was"),
            Column("days", "Schooldagen", "count"),
        ),
        rows,
    )
    return Bundle("lockdown", tables=(table,), after=paragraphs(text))


def unequal_windows(
    register: Register,
    windows: tuple[Period, Period],
    scheme: TierScheme,
    measure: Measure = "minutes",
) -> Bundle:
    """Compare everything before the second window with that window, as is often done."""
    after = windows[1]
    days = school_days_in(register, Period(windows[0].start, after.start))[:-1]
    long = Period(days[0].date(), days[-1].date(), days=len(days))
    whole, start, end = (attendance(register, one, measure) for one in (long, *windows))
    equal = compare(start, end, scheme)
    with catch_warnings():
        simplefilter("ignore", UnequalWindows)
        unequal = compare(whole, end, scheme)
    shift = length_shift(register, long, after.days or len(days), scheme, measure)
    tiers = list(scheme.tiers)
    rows = [
        {"what": what, **{f"tier_{t}": v for t, v in zip(tiers, values, strict=True)}}
        for what, values in (
            (f"{windows[0].days} dagen voor, {after.days} na", comparison_shown(equal)["change"]),
            (f"{long.days} dagen voor, {after.days} na", comparison_shown(unequal)["change"]),
            (f"alleen door {long.days} in plaats van {after.days} dagen", shift.tolist()),
        )
    ]
    table = Table(
        "Verandering bij gelijke en ongelijke vensters, in procentpunt",
        (Column("what", "Vensters"), *(Column(f"tier_{t}", f"Tier {t}", "points") for t in tiers)),
        rows,
    )
    text = (
        f"Een venster van {after.days} in plaats van {long.days} schooldagen geeft uit zichzelf "
        f"{words.points(float(shift.iloc[0]))} in Tier 1: in een korter venster heeft een leerling "
        "vaker geen enkel verzuim. Vergelijk dus evenveel schooldagen."
    )
    return Bundle(
        "unequal_windows",
        tables=(table,),
        values={"shift": shift.tolist()},
        after=paragraphs(text),
    )


def _school_year(register: Register, period: Period) -> pd.DatetimeIndex:
    start, end = school_year_span(school_year_of(period.start))
    return school_days_in(register, Period(start, end))


def _days_apart(days: pd.DatetimeIndex, windows: tuple[Period, Period]) -> int:
    ends = [int(days.searchsorted(pd.Timestamp(window.end))) for window in windows]
    # To the step of the line, so that pairs of its points can be found.
    return STEP * round((ends[1] - ends[0]) / STEP)
