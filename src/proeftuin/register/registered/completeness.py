"""How much of what was given was registered, and the line below which nobody is classified.

Sessions that were not registered are no evidence of presence (`register.evidence` decides which
those are). What is left of a period in which many are missing says little of the whole; below a
line that the school sets a class therefore gets no tiers at all.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from proeftuin.register.registered.evidence import NONE
from proeftuin.register.store.engine import query
from proeftuin.register.store.tables import filled
from proeftuin.text import words
from proeftuin.text.language import _, ngettext

if TYPE_CHECKING:
    from proeftuin.register.store.register import Register

_ALONE = """
select distinct s.class, s.date from sessions s anti join pupils p
on p.class = s.class and s.date >= p.start and (p."end" is null or s.date <= p."end")
"""


@dataclass(frozen=True, eq=False)
class Coverage:
    """What was registered in a period, class by class, against the school's line.

    Parameters
    ----------
    classes
        One row per class with sessions: `class`, `given`, `registered`, `assumed` (those of the
        registered that are only assumed to be), `share`, `below`.
    share
        Of the school's sessions; missing when there were none.
    below
        Whether the school as a whole is under the line: then no class gets tiers.
    line
        The least share of sessions.
    primary
        Whether this is a primary school, with groups and half-days.
    """

    classes: pd.DataFrame
    share: float
    below: bool
    line: Fraction
    primary: bool = False

    def without_assumed(self) -> "Coverage":
        """Return the same as if what is only assumed to be registered had not been."""
        registered = self.classes["registered"] - self.classes["assumed"]
        left = self.classes.assign(registered=registered, assumed=0)
        return held_against(left, self.line, self.primary)

    @cached_property
    def incomplete(self) -> list[str]:
        """Classes that get no tiers."""
        chosen = self.classes if self.below else self.classes[self.classes["below"]]
        return [str(name) for name in chosen["class"]]

    @property
    def reason(self) -> str:
        """Why pupils have no tier, in Dutch; empty when nobody is left out."""
        rule = _("minder dan de lijn van {line} voor volledigheid", line=_whole(self.line))
        sessions = _("dagdelen") if self.primary else _("lessen")
        if self.below:
            return _(
                "Er is geen piramide, want {share} van de {sessions} op school telt als "
                "geregistreerd, {rule}.",
                share=words.percent(self.share),
                sessions=sessions,
                rule=rule,
            )
        if not self.incomplete:
            return ""
        rows = self.classes[self.classes["below"]]
        shares = [
            f"{name} ({words.percent(share)})"
            for name, share in zip(rows["class"], rows["share"], strict=True)
        ]
        classes = ngettext("Klas", "Klassen", len(shares))
        if self.primary:
            classes = ngettext("Groep", "Groepen", len(shares))
        return ngettext(
            "{classes} {names} krijgt geen piramide: van zoveel van de {sessions} is "
            "geregistreerd, {rule}.",
            "{classes} {names} krijgen geen piramide: van zoveel van de {sessions} is "
            "geregistreerd, {rule}.",
            len(shares),
            classes=classes,
            names=words.listing(shares).replace("Groep ", ""),
            sessions=sessions,
            rule=rule,
        )


def line_of(provenance: Mapping[str, Any]) -> Fraction | None:
    """Return the least share of sessions that must be registered, None when none was set.

    Examples
    --------
    >>> line_of({"settings": {"completeness": 80.0}})
    Fraction(4, 5)
    """
    line = provenance.get("settings", {}).get("completeness")
    return None if line is None else Fraction(str(line)) / 100


def taught(
    register: "Register", start: date | None = None, end: date | None = None
) -> pd.DataFrame:
    """Return the sessions of classes on the days that pupils are in them, with their week's Monday.

    Of who had left, or was still to come, there was nothing to register. `assumed` tells which are
    only assumed to be registered, as nobody had a mark in that week.

    Parameters
    ----------
    register
        The school's register.
    start, end
        First and last day, both inclusive; by default all there are.
    """
    sessions = register.sessions
    if start is not None and end is not None:
        sessions = sessions[sessions["date"].between(pd.Timestamp(start), pd.Timestamp(end))]
    sessions = sessions[sessions["class"].isin(register.pupils["class"])]
    alone = query(_ALONE, sessions=sessions[["class", "date"]], pupils=register.pupils)
    if len(alone):
        days = pd.MultiIndex.from_frame(alone)
        sessions = sessions[~pd.MultiIndex.from_frame(sessions[["class", "date"]]).isin(days)]
    monday = sessions["date"] - pd.to_timedelta(sessions["date"].dt.day_of_week, unit="D")
    return sessions.assign(
        registered=sessions["registered"].astype("bool"),
        assumed=filled(sessions, "sessions")["evidence"].eq(NONE),
        week=monday,
    )


def registered_share(sessions: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Count the sessions given and registered in each group.

    Parameters
    ----------
    sessions
        With a boolean `registered` and, perhaps, `assumed`.
    by
        Columns that make the groups.

    Returns
    -------
    DataFrame
        The columns of `by`, `given`, `registered`, `share` and, when it was there, `assumed`; a
        group without sessions is not there.

    Examples
    --------
    >>> lessons = pd.DataFrame({"class": ["1a", "1a", "1b"], "registered": [True, False, True]})
    >>> registered_share(lessons, ["class"])
      class  given  registered  share
    0    1a      2           1    0.5
    1    1b      1           1    1.0
    """
    groups = sessions.groupby(list(by))
    sums = groups[[name for name in ("registered", "assumed") if name in sessions]].sum()
    counts = sums.astype("int64").assign(given=groups.size())
    counts = counts.assign(share=counts["registered"] / counts["given"])
    order = ["given", "registered", "share", *(name for name in counts if name == "assumed")]
    return counts[order].reset_index()


def is_below(registered: Any, given: Any, line: Fraction) -> Any:
    """Tell whether counts lie under the line; exactly on it is not under, and 0 of 0 neither.

    Examples
    --------
    >>> is_below(79, 100, Fraction(4, 5)), is_below(80, 100, Fraction(4, 5))
    (True, False)
    """
    return registered * line.denominator < line.numerator * given


def held_against(classes: pd.DataFrame, line: Fraction, primary: bool = False) -> Coverage:
    """Hold counts of sessions per class against a line.

    Parameters
    ----------
    classes
        `class`, `given`, `registered` and `assumed`.
    line, primary
        As in `Coverage`.

    Examples
    --------
    >>> counts = pd.DataFrame({"class": ["1a", "1b"], "given": 20, "registered": [20, 15],
    ...     "assumed": [5, 0]})
    >>> held = held_against(counts, Fraction(4, 5))
    >>> held.incomplete, held.without_assumed().below
    (['1b'], True)
    """
    given, registered = int(classes["given"].sum()), int(classes["registered"].sum())
    table = classes.assign(
        share=classes["registered"] / classes["given"],
        below=is_below(classes["registered"], classes["given"], line),
    )
    return Coverage(
        classes=table,
        share=registered / given if given else float("nan"),
        below=bool(is_below(registered, given, line)),
        line=line,
        primary=primary,
    )


def coverage(register: "Register", start: date, end: date) -> Coverage | None:
    """Hold a period against the school's line.

    Parameters
    ----------
    register
        The school's register.
    start, end
        First and last day, both inclusive.

    Returns
    -------
    Coverage or None
        None when the register knows no line.
    """
    return next(iter(coverages(register, [(start, end)])), None)


def coverages(
    register: "Register",
    spans: Sequence[tuple[date, date]],
    sessions: pd.DataFrame | None = None,
) -> list[Coverage]:
    """Hold several periods, which may overlap, against the school's line.

    Parameters
    ----------
    register
        The school's register.
    spans
        First and last day of each, both inclusive.
    sessions
        What `taught` returns for the whole register, for who has it already.

    Returns
    -------
    list of Coverage
        One per period; none at all when the register knows no line.
    """
    line = line_of(getattr(register, "provenance", {}))
    if line is None:
        return []
    if sessions is None:
        sessions = taught(register)
    classes, names = pd.factorize(sessions["class"], sort=True)
    dates, days = pd.factorize(sessions["date"], sort=True)
    shape = (len(names), len(days))
    cell = classes * len(days) + dates
    laid = [
        np.bincount(cell, weights, math.prod(shape))
        for weights in (None, sessions["registered"], sessions["assumed"])
    ]
    # Up to each day: a period is the difference of two columns.
    sums = [np.pad(each.reshape(shape), ((0, 0), (1, 0))).cumsum(axis=1) for each in laid]
    found = []
    for start, end in spans:
        first = days.searchsorted(pd.Timestamp(start))
        after = days.searchsorted(pd.Timestamp(end), side="right")
        counts = [(each[:, after] - each[:, first]).astype("int64") for each in sums]
        there = counts[0] > 0
        columns = dict(
            zip(("given", "registered", "assumed"), (each[there] for each in counts), strict=True)
        )
        primary = register.provenance.get("sector") == "po"
        found.append(held_against(pd.DataFrame({"class": names[there], **columns}), line, primary))
    return found


def _whole(line: Fraction) -> str:
    return words.percent(float(line), 0 if (line * 100).denominator == 1 else 1)
