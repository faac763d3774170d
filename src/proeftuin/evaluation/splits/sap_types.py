"""The change per type of school attendance problem, where the team recorded one.

The type (school refusal, truancy, withdrawal, exclusion) is what the school attendance team gave a
pupil. It is never inferred: a suspension is authorised and still exclusion, and no code of absence
tells refusal from truancy.
"""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from proeftuin.evaluation.splits.absence_kinds import independence_notes, rate_table
from proeftuin.evaluation.splits.rates import TOTAL, class_of, mean_change, paired_attendance
from proeftuin.evaluation.windows.windows import Windows, counted
from proeftuin.pyramid.counting.minimums import SMALLEST_GROUP
from proeftuin.pyramid.counting.school_rules import scheme_in
from proeftuin.pyramid.counting.tiers import TierScheme
from proeftuin.pyramid.drawing.display import Shown
from proeftuin.text import words

COLUMNS = ["before", "after", "change", "low", "high", "standard_error", "df"]


@dataclass(frozen=True, eq=False, repr=False)
class TypeChange(Shown):
    """The change of the same pupils' absence, by the type that their team recorded.

    Parameters
    ----------
    types
        One row per type: `n`, and in percent of the pupils' possible time `before`, `after`,
        `change`, `low`, `high`, `standard_error` (percentage points), `df`, `method`; missing for
        a type with fewer than ten pupils.
    recorded
        How many of the pupils have a type.
    n
        Pupils with a tier in both windows.
    windows
        Before and after.
    notes
        What must be said with it, in Dutch.
    """

    types: pd.DataFrame
    recorded: int
    n: int
    windows: Windows
    notes: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """For how many pupils a type is recorded, and what changed, in one Dutch sentence."""
        who = words.number(self.recorded) if self.recorded else "niemand"
        start = (
            f"Van de {words.pupils(self.n)} die in beide vensters te volgen zijn, "
            f"{'hebben' if self.recorded > 1 else 'heeft'} {who} een SAP-type dat het SAT heeft "
            "vastgelegd"
        )
        shown = self.types[self.types["change"].notna()]
        if not self.recorded:
            return f"{start}; er is dus niets naar type te verdelen."
        if shown.empty:
            few = SMALLEST_GROUP
            return f"{start}; geen type heeft {few} of meer leerlingen, dus er is geen getal."
        each = [
            f"{name} ({words.pupils(int(row['n']))}) {words.points(row['change'])}, "
            f"onzekerheidsmarge {words.change(row['low'])} tot {words.change(row['high'])}"
            for name, row in shown.iterrows()
        ]
        return f"{start}; de verandering van hun verzuim: {'; '.join(each)}."

    def to_frame(self) -> pd.DataFrame:
        """Return one row per type."""
        return self.types.copy()

    def plot(self, ax: Any = None) -> Any:
        """Draw before and after of every type; returns matplotlib's axes."""
        from proeftuin.evaluation.splits.rate_plots import plot_types

        return plot_types(self, ax)

    def _parts(self) -> tuple[str, pd.DataFrame, list[str]]:
        table = rate_table([str(name) for name in self.types.index], self.types)
        few = f"minder dan {SMALLEST_GROUP}"
        sizes = [few if n < SMALLEST_GROUP else words.number(int(n)) for n in self.types["n"]]
        table.insert(1, "leerlingen", sizes)
        title = "Verzuim naar SAP-type, in procenten van hun tijd"
        return title, table, [self.sentence, *self.notes]


def change_by_sap_type(
    register: Any, windows: Windows, scheme: TierScheme | None = None
) -> TypeChange:
    """Split the change of the same pupils' absence by the type that their team recorded.

    Parameters
    ----------
    register
        The school's register; `pupils.sap_type` as the team gave it, in its own words.
    windows
        Before and after, as `windows_between` gives them.
    scheme
        Who has a tier in both windows, and so is followed; by default by the rule of the register.

    Returns
    -------
    TypeChange

    Notes
    -----
    A pupil has the type that stands with the enrolment of the later window, else of the earlier
    one. The change is that of `change_by_kind`, of all absence. A type is given because a pupil
    is absent a lot, so these pupils are expected to miss less later without anything being done.
    """
    windows = counted(register, windows)
    before, after = paired_attendance(register, windows, scheme_in(register, scheme))
    given = _given(after).mask(_given(after).eq(""), _given(before))
    cluster = class_of(before)
    rates = [
        (100 * table["absent"] / table["possible"]).to_frame(TOTAL) for table in (before, after)
    ]
    rows: dict[str, dict[str, Any]] = {}
    notes: list[str] = []
    for name, pupils in given[given.ne("")].groupby(given).groups.items():
        if len(pupils) < SMALLEST_GROUP:
            rows[str(name)] = {"n": len(pupils)}
            continue
        inside = cluster[pupils]
        change = mean_change(rates[0].loc[pupils], rates[1].loc[pupils], inside)
        rows[str(name)] = {"n": len(pupils), **change.T[TOTAL]}
        notes += [f"{name}: {note}" for note in independence_notes(len(set(inside.tolist())))]
    types = pd.DataFrame.from_dict(rows, orient="index", columns=["n", *COLUMNS, "method"])
    types = types.astype({"n": "int64", **dict.fromkeys(COLUMNS, "float64"), "method": "str"})
    return TypeChange(
        types=types.rename_axis("sap_type"),
        recorded=int(given.ne("").sum()),
        n=len(before),
        windows=windows,
        notes=(*notes, *_reading_notes(types)),
    )


def _given(pupils: pd.DataFrame) -> "pd.Series[str]":
    if "sap_type" not in pupils:
        return pd.Series("", index=pupils.index, dtype="str")
    return pupils["sap_type"].fillna("").str.strip()


def _reading_notes(types: pd.DataFrame) -> list[str]:
    if types.empty:
        return []
    few = types.index[types["n"] < SMALLEST_GROUP]
    notes = [
        "Een type krijgt een leerling die al veel verzuimt: ook zonder dat er iets gebeurt, is "
        "later minder verzuim te verwachten."
    ]
    if len(few):
        verb = "heeft" if len(few) == 1 else "hebben"
        notes.append(
            f"{words.listing([str(name) for name in few])} {verb} minder dan "
            f"{SMALLEST_GROUP} leerlingen en daarom geen getallen."
        )
    return notes
