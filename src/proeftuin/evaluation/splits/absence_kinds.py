"""The same change, split by kind of absence: illness, other authorised, unauthorised; and lateness.

A pyramid counts all absence. Which kind changed says where to look: a flu wave is illness, a
confiscated phone is not. How a school labels absence can change too, so a shift from one kind to
another need not be in what pupils did.
"""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from proeftuin.evaluation.splits.rates import (
    KINDS,
    TOTAL,
    class_of,
    late_per_week,
    mean_change,
    paired_attendance,
    shares_of_time,
)
from proeftuin.evaluation.windows.windows import Windows, counted
from proeftuin.pyramid.counting.attendance import Measure, measure_of
from proeftuin.pyramid.counting.intervals import FEWEST_CLUSTERS
from proeftuin.pyramid.counting.minimums import FEWEST_PUPILS
from proeftuin.pyramid.counting.school_rules import scheme_in
from proeftuin.pyramid.counting.tiers import TierScheme
from proeftuin.pyramid.drawing.display import Shown, points
from proeftuin.text import words

NAMES = {**KINDS, TOTAL: "alle verzuim"}


@dataclass(frozen=True, eq=False, repr=False)
class KindChange(Shown):
    """The change of the same pupils' absence, by kind.

    Parameters
    ----------
    kinds
        One row per kind and `total`, in percent of the pupils' possible time: `before`, `after`,
        `change`, `low`, `high`, `standard_error` (percentage points), `df`, `method`.
    late
        The same for how often a pupil was late per week of five school days.
    n
        Pupils with a tier in both windows.
    windows
        Before and after.
    clusters
        How many classes.
    notes
        What must be said with it, in Dutch.
    """

    kinds: pd.DataFrame
    late: "pd.Series[Any]"
    n: int
    windows: Windows
    clusters: int
    notes: tuple[str, ...]

    @property
    def total(self) -> "pd.Series[Any]":
        """The row of all absence."""
        return self.kinds.T[TOTAL]

    @property
    def sentence(self) -> str:
        """What changed and in which kind, in one Dutch sentence."""
        if self.n < FEWEST_PUPILS:
            return (
                f"Er zijn {words.pupils(self.n)} in beide vensters te volgen, te weinig om een "
                "verandering per soort verzuim te noemen."
            )
        total = self.total
        return (
            f"De {words.pupils(self.n)} die in beide vensters te volgen zijn, misten eerst "
            f"{_percent(total['before'])} van hun tijd en later {_percent(total['after'])} "
            f"({words.points(total['change'])}, onzekerheidsmarge {words.change(total['low'])} tot "
            f"{words.change(total['high'])}); {self._parts_text()}."
        )

    def shown(self) -> list[str]:
        """Name the kinds, in Dutch, of which the interval leaves out zero."""
        parts = self.kinds.drop(index=TOTAL)
        return [NAMES[kind] for kind in parts.index[(parts["low"] > 0) | (parts["high"] < 0)]]

    def _parts_text(self) -> str:
        changes = self.kinds["change"].drop(index=TOTAL).items()
        each = words.listing([f"{NAMES[str(kind)]} {words.points(size)}" for kind, size in changes])
        shown = self.shown()
        if not shown:
            return f"per soort: {each}, bij geen ervan is een verandering aangetoond"
        return f"per soort: {each}; een verandering is aangetoond bij {words.listing(shown)}"

    def to_frame(self) -> pd.DataFrame:
        """Return one row per kind, `total` and `late`, with the unit in a column."""
        frame = pd.concat([self.kinds, self.late.to_frame().T.astype(self.kinds.dtypes)])
        unit = ["percent of possible time"] * len(self.kinds) + ["times per pupil and week"]
        return frame.assign(n=self.n, unit=unit).rename_axis("kind")

    def plot(self, ax: Any = None) -> Any:
        """Draw before and after of every kind; returns matplotlib's axes."""
        from proeftuin.evaluation.splits.rate_plots import plot_kinds

        return plot_kinds(self, ax)

    def _parts(self) -> tuple[str, pd.DataFrame, list[str]]:
        return (
            f"Verzuim naar soort bij {words.pupils(self.n)}, in procenten van hun tijd",
            rate_table([NAMES[kind] for kind in self.kinds.index], self.kinds),
            [self.sentence, *self.notes],
        )


def rate_table(names: list[str], rows: pd.DataFrame) -> pd.DataFrame:
    """Write rates and their changes in Dutch, as a table of text."""
    return pd.DataFrame(
        {
            "": names,
            "voor": [_percent(rate) for rate in rows["before"]],
            "na": [_percent(rate) for rate in rows["after"]],
            "procentpunt": [points(change) for change in rows["change"]],
            "95%-interval": [
                f"{points(low)} tot {points(high)}"
                for low, high in rows[["low", "high"]].to_numpy()
            ],
        }
    )


def change_by_kind(
    register: Any,
    windows: Windows,
    scheme: TierScheme | None = None,
    measure: Measure | None = None,
) -> KindChange:
    """Split the change of the same pupils' absence by kind.

    Parameters
    ----------
    register
        The school's register.
    windows
        Before and after, as `windows_between` gives them.
    scheme
        Who has a tier in both windows, and so is followed; by default by the register's rule.
    measure
        What the tiers beside it count, by default what the register's school counts. A register
        splits absence by kind in minutes only, so with `sessions` a note says that the two are
        counted differently.

    Returns
    -------
    KindChange

    Notes
    -----
    Of every pupil the minutes of a kind over the minutes possible, in percent; every pupil weighs
    the same, and the change is the mean of the pupils' own changes. The interval is the class
    jackknife of `pyramid.counting.intervals.mean_interval`. Each pupil's kinds add up to the
    pupil's absence, so the changes add up to the change of the total.
    """
    scheme, measure = scheme_in(register, scheme), measure or measure_of(register)
    windows = counted(register, windows)
    before, after = paired_attendance(register, windows, scheme)
    cluster = class_of(before)
    kinds = mean_change(shares_of_time(before), shares_of_time(after), cluster)
    late = mean_change(late_per_week(before), late_per_week(after), cluster).T["late"]
    clusters = len(set(cluster.tolist()))
    return KindChange(
        kinds=kinds,
        late=late,
        n=len(before),
        windows=windows,
        clusters=clusters,
        notes=(
            *_late_notes(late, register),
            *independence_notes(clusters),
            *_label_notes(before, after, measure),
            *_sum_notes(kinds),
        ),
    )


def independence_notes(clusters: int) -> list[str]:
    """Say so where pupils are taken as independent."""
    if not 0 < clusters < FEWEST_CLUSTERS:
        return []
    return [
        "De onzekerheidsmarge neemt leerlingen als los van elkaar, want er zijn minder dan "
        f"{FEWEST_CLUSTERS} klassen: zij is eerder te smal dan te breed."
    ]


def _late_notes(late: "pd.Series[Any]", register: Any) -> list[str]:
    if pd.isna(late["change"]):
        return []
    before, after = (words.number(late[side], 2) for side in ("before", "after"))
    counting = register.provenance.get("settings", {}).get("counting", {}).get("late", "niet")
    counts = (
        "staat apart en telt niet als verzuim"
        if counting == "niet"
        else "telt bij deze school ook als verzuim mee, bij (on)geoorloofd"
    )
    return [f"Te laat, per leerling per week: {before} keer, later {after} keer; dat {counts}."]


def _label_notes(before: pd.DataFrame, after: pd.DataFrame, measure: Measure) -> list[str]:
    notes = [
        "De soort is zoals de school die registreerde; wordt er anders geregistreerd, dan "
        "verschuift er ook iets zonder dat leerlingen anders doen."
    ]
    mislabelled = (before["sick"] > before["authorised"]) | (after["sick"] > after["authorised"])
    if mislabelled.any():
        notes.append(
            f"Bij {words.pupils(int(mislabelled.sum()))} staat ziekte (deels) als ongeoorloofd "
            "geregistreerd; die tijd telt hier als ziek."
        )
    if measure == "sessions":
        notes.append(
            "De soorten zijn in minuten geteld, de tiers in lessen of dagdelen: de percentages "
            "hoeven niet precies dezelfde te zijn."
        )
    return notes


def _sum_notes(kinds: pd.DataFrame) -> list[str]:
    rounded = kinds["change"].round(1)
    if kinds["change"].isna().any() or not abs(rounded[:-1].sum() - rounded.iloc[-1]) > 0.01:
        return []
    return [
        "Elk getal is apart afgerond; onafgerond geven de soorten samen precies de verandering van "
        "alle verzuim."
    ]


def _percent(rate: float) -> str:
    return "–" if pd.isna(rate) else words.percent(rate / 100)
