"""One evaluation of a school's attendance policy, and the change between two of them.

The checklist is filled in by the school itself, about twice a year. It is a reason to talk, not a
measurement: nothing here gives a school a mark or sets schools beside each other.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from proeftuin.pyramid.drawing.display import Shown
from proeftuin.team.checklist.answers import Answer
from proeftuin.team.checklist.items import BY_ID, TOPICS, Item, placed
from proeftuin.team.checklist.scores import CELL, cell_changes, item_changes, score
from proeftuin.text import words

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class _Counted(Shown):
    """Keeps what was counted: sentence, figure and table ask for the same."""

    @cached_property
    def _kept(self) -> dict[tuple[str, ...], pd.DataFrame]:
        return {}

    def _once(self, count: Callable[..., pd.DataFrame], by: Sequence[str]) -> pd.DataFrame:
        groups = tuple(by)
        if groups not in self._kept:
            self._kept[groups] = count(groups)
        return self._kept[groups].copy()


@dataclass(frozen=True, eq=False)
class Checklist(_Counted):
    """The checklist of a school as it was answered on one day.

    Parameters
    ----------
    answers
        By item; those that are not given are unanswered.
    school
        Whose it is.
    day
        When it was filled in.
    topics
        Items that the school has put at another topic, as in `items.placed`.

    Raises
    ------
    ValueError
        An answer to an item that does not exist.
    InputError
        `topics` is wrong.

    Examples
    --------
    >>> checklist = Checklist({"S01": Answer("done"), "S02": Answer("partly")})
    >>> checklist.score(())[["items", "done", "partly", "unanswered"]]
       items  done  partly  unanswered
    0     64     1       1          62
    """

    answers: Mapping[str, Answer]
    school: str = ""
    day: date | None = None
    topics: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if unknown := sorted(set(self.answers) - set(BY_ID)):
            raise ValueError(f"answers are given by item, such as S01; got {', '.join(unknown)}")
        order = [item.id for item in placed(self.topics)]
        answers = {name: self.answers.get(name, Answer()) for name in order}
        object.__setattr__(self, "answers", answers)

    @classmethod
    def read(cls, path: Path | str, topics: Mapping[str, str] | None = None) -> "Checklist":
        """Read a form that a school has filled in; `reading.read_form` also tells what was odd.

        Raises
        ------
        InputError
            Everything in the form that cannot be read, in Dutch.
        """
        from proeftuin.team.checklist.reader import read_form

        form = read_form(path)
        return cls(form.answers, form.school, form.day, topics or {})

    @property
    def items(self) -> tuple[Item, ...]:
        """The 64 items, by topic."""
        return placed(self.topics)

    @property
    def is_empty(self) -> bool:
        """Whether no item has an answer."""
        return all(answer.state == "unanswered" for answer in self.answers.values())

    def to_frame(self) -> pd.DataFrame:
        """Return one row per item: the item, its topic and audience, and the answer."""
        return self._frame.copy()

    @cached_property
    def _frame(self) -> pd.DataFrame:
        frame = pd.DataFrame(
            [
                {
                    "item": item.id,
                    "topic": item.topic,
                    "audience": item.audience,
                    "text": item.text,
                    **vars(self.answers[item.id]),
                }
                for item in self.items
            ]
        )
        texts = [name for name in frame.columns if name != "next_date"]
        frame["next_date"] = pd.to_datetime(frame["next_date"]).astype("datetime64[us]")
        return frame.astype(dict.fromkeys(texts, "str"))

    def score(self, by: Sequence[str] = CELL) -> pd.DataFrame:
        """Count the answers per topic and audience, per one of them, or in all with `()`.

        Columns as in `scores.score`. An item that nobody answered is not one that is not done.
        """
        return self._once(partial(score, self._frame), by)

    def change(self, earlier: "Checklist") -> "ChecklistChange":
        """Compare with an earlier evaluation of the same school."""
        return ChecklistChange(earlier, self)

    @property
    def next_steps(self) -> pd.DataFrame:
        """What the school set itself to do, soonest first, without a date last.

        Columns `item, topic, audience, text, state, who, next_step, next_date`.
        """
        frame = self.to_frame()
        frame = frame[(frame["next_step"] != "") | frame["next_date"].notna()]
        columns = ["item", "topic", "audience", "text", "state", "who", "next_step", "next_date"]
        return frame.sort_values("next_date", kind="stable")[columns].reset_index(drop=True)

    def plot(self, ax: "Axes | None" = None) -> "Axes":
        """Draw topic × audience; returns matplotlib's axes."""
        from proeftuin.team.checklist.plots import plot_scores

        return plot_scores(self, ax)

    def _parts(self) -> tuple[str, pd.DataFrame, list[str]]:
        rows = pd.concat([self.score(("topic",)), self.score(()).assign(topic="")])
        table = pd.DataFrame(
            {
                "": [TOPICS.get(topic, "Alles") for topic in rows["topic"]],
                "ja": rows["done"],
                "deels": rows["partly"],
                "nee": rows["not_done"],
                "open": rows["unanswered"],
                "n.v.t.": rows["not_applicable"],
            }
        )
        when = f", {words.long_date(self.day)}" if self.day else ""
        title = f"Checklist aanwezigheidsbeleid{f' van {self.school}' if self.school else ''}{when}"
        lines = ["open: nog niet beantwoord; n.v.t.: niet van toepassing."]
        return title, table.reset_index(drop=True), lines


@dataclass(frozen=True, eq=False)
class ChecklistChange(_Counted):
    """Two evaluations of one school, the earlier one first.

    Examples
    --------
    >>> autumn, spring = Checklist({"S01": Answer("not done")}), Checklist({"S01": Answer("done")})
    >>> spring.change(autumn).score(())[["further", "same", "back", "not_comparable"]]
       further  same  back  not_comparable
    0        1     0     0              63
    """

    before: Checklist
    after: Checklist

    @cached_property
    def items(self) -> pd.DataFrame:
        """One row per item, with how it moved; columns as in `scores.item_changes`."""
        return item_changes(self.before, self.after)

    def score(self, by: Sequence[str] = CELL) -> pd.DataFrame:
        """Count how items moved, per topic and audience or otherwise; see `cell_changes`."""
        return self._once(partial(cell_changes, self.items), by)

    def plot(self, ax: "Axes | None" = None) -> "Axes":
        """Draw the change per topic; returns matplotlib's axes."""
        from proeftuin.team.checklist.plots import plot_change

        return plot_change(self, ax)

    def _parts(self) -> tuple[str, pd.DataFrame, list[str]]:
        rows = pd.concat([self.score(("topic",)), self.score(()).assign(topic="")])
        table = pd.DataFrame(
            {
                "": [TOPICS.get(topic, "Alles") for topic in rows["topic"]],
                "verder": rows["further"],
                "gelijk": rows["same"],
                "terug": rows["back"],
                "onbekend": rows["not_comparable"],
                "n.v.t.": rows["not_applicable"],
            }
        )
        title = "Verandering in het aanwezigheidsbeleid"
        days = [words.long_date(each.day) for each in (self.before, self.after) if each.day]
        if len(days) == 2:
            title += f" van {days[0]} tot {days[1]}"
        lines = ["onbekend: niet beide keren met ja, deels of nee beantwoord."]
        return title, table.reset_index(drop=True), lines
