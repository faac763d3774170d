"""The 64 items of the policy checklist.

The published checklist is one page: five topics for four audiences (the school itself, children,
parents and partner organisations). Which topic an item stands at cannot always be told from the
page; a school may move those items, and no others, so that two schools keep the same checklist.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources import files

from proeftuin.errors import InputError, Problem
from proeftuin.text.language import ENGLISH, language


@dataclass(frozen=True)
class Item:
    """One point of the checklist.

    Parameters
    ----------
    id
        Its stable name: a letter for the audience and its number in the column, such as `S06`.
    topic, audience
        Keys of `TOPICS` and `AUDIENCES`.
    text_nl, text_en
        As published, and translated.
    amended_nl
        The Dutch text without a slip of the source, where it has one.
    sure
        False when the topic cannot be told from the source; a school may then move the item.
    """

    id: str
    topic: str
    audience: str
    text_nl: str
    text_en: str
    amended_nl: str = ""
    sure: bool = True

    @property
    def text(self) -> str:
        """The text as forms and reports show it, in the language that is spoken."""
        return self.text_en if language() == ENGLISH else self.amended_nl or self.text_nl


_DATA = tomllib.loads((files("proeftuin.team.checklist") / "checklist.toml").read_text("utf-8"))

SOURCE: str = _DATA["source"]
TOPICS: dict[str, str] = _DATA["topics"]
AUDIENCES: dict[str, str] = _DATA["audiences"]
ITEMS: tuple[Item, ...] = tuple(Item(**item) for item in _DATA["items"])
BY_ID: dict[str, Item] = {item.id: item for item in ITEMS}


def placed(topics: Mapping[str, str] | None = None) -> tuple[Item, ...]:
    """Return the items, some of them at another topic, by topic and then in order.

    Parameters
    ----------
    topics
        Item and its topic, as a key of `TOPICS` or in Dutch; only for items that are not sure.

    Returns
    -------
    tuple of Item
        All 64.

    Raises
    ------
    InputError
        An item or topic that does not exist, or an item that has its place.

    Examples
    --------
    >>> [item.topic for item in placed({"S06": "vieren"}) if item.id == "S06"]
    ['vieren']
    """
    moves = topics or {}
    slugs = {label.casefold(): slug for slug, label in TOPICS.items()} | {
        key: key for key in TOPICS
    }
    problems = [
        problem
        for name, topic in moves.items()
        if (problem := _wrong_move(name, topic, topic.casefold() in slugs))
    ]
    if problems:
        raise InputError(problems)
    moved = [
        replace(item, topic=slugs[moves[item.id].casefold()]) if item.id in moves else item
        for item in ITEMS
    ]
    order = {slug: place for place, slug in enumerate(TOPICS)}
    return tuple(sorted(moved, key=lambda item: order[item.topic]))


def _wrong_move(name: str, topic: str, known: bool) -> Problem | None:
    place = "de onderwerpen van de checklist in proeftuinen.toml"
    if name not in BY_ID:
        return Problem(
            "Onbekend punt van de checklist.",
            place,
            value=name,
            expected=f"een punt als {ITEMS[0].id}",
            mend="Gebruik het nummer dat in het formulier voor het punt staat.",
        )
    if BY_ID[name].sure:
        movable = ", ".join(item.id for item in ITEMS if not item.sure)
        return Problem(
            "Dit punt van de checklist heeft een vast onderwerp.",
            place,
            value=name,
            expected=f"een van: {movable}",
            mend="Haal deze regel weg.",
        )
    if not known:
        return Problem(
            "Onbekend onderwerp van de checklist.",
            place,
            value=f"{name} = {topic}",
            expected=f"een van: {', '.join(TOPICS)}",
        )
    return None
