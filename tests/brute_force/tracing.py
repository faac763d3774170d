"""Hold what a notebook shows against what was reckoned elsewhere: nothing may be left over.

What is expected of a block has the shape of its data. Where a number is shown and nothing is
expected, it was not traced, and that is a finding too.
"""

import re
from dataclasses import dataclass
from html import unescape

from brute_force import dutch

LIKE = 1e-6
"""The JSON of a block has six decimals."""

# Numbers that are not results, and are not reckoned again.
EXCEPTIONS = {
    ("columns",): "headings: the number of a tier, the level of an interval",
    ("values", "version"): "the version of the library",
}
# What the JSON says once more as it is read; `unlike_read` holds it against the page.
AS_READ = ("lead", "after", "narrow")
AS_READ_OF_TABLE = ("texts", "total_rows", "folded", "annex")
# Where whole numbers that stand alone in a figure are the ticks of an axis.
WITH_AXIS = {"change", "difference", "placebo", "series", "sensitivity", "change_by_kind"}
_NOWHERE = object()


@dataclass(frozen=True)
class Count:
    """Pupils: shown when that tells of nobody, else hidden with a reason that must hold."""

    pupils: int
    base: int | None = None
    few: bool = False
    """Whether its whole group is under five: then zeros are hidden too."""

    def fits(self, shown, row) -> bool:
        """Tell whether a value may stand for it."""
        if self.few and shown == {"hidden": "<5"}:
            return 0 <= self.pupils < 5
        if not isinstance(shown, dict):
            return shown == self.pupils and not 0 < self.pupils < 5
        return _reason_holds(shown["hidden"], self.pupils, self.base)

    def number(self):
        """Return what is written where it is shown."""
        return self.pupils


@dataclass(frozen=True)
class Share:
    """A share of pupils, hidden where a count of the same row is."""

    pupils: int
    base: int
    beside: str

    def fits(self, shown, row) -> bool:
        """Tell whether a value may stand for it."""
        hidden = isinstance(row[self.beside], dict)
        if isinstance(shown, dict) or hidden:
            return shown == row[self.beside]
        return self.base >= 10 and abs(shown - self.pupils / self.base) < LIKE

    def number(self):
        """Return what is written where it is shown."""
        return self.pupils / self.base


@dataclass(frozen=True)
class Beside:
    """A number that is hidden exactly when another one is."""

    value: float
    hidden: bool

    def fits(self, shown, row) -> bool:
        """Tell whether a value may stand for it."""
        if self.hidden or isinstance(shown, dict):
            return self.hidden and shown == {"hidden": "•"}
        return abs(shown - self.value) < LIKE

    def number(self):
        """Return what is written where it is shown."""
        return self.value


def _reason_holds(symbol: str, pupils: int, base: int | None) -> bool:
    return {
        "<5": 0 < pupils < 5,
        # Hidden although it is large enough; what it hides is looked for in the whole table.
        "•": pupils >= 5,
        "×": True,
        "n<10": base is not None and base < 10,
    }[symbol]


def findings(data: dict, html: str, expected: dict) -> list[str]:
    """List every number of a block that is wrong, missing or not traced."""
    found = []
    for path, value, row in _leaves(data):
        if any(_is_part(part, path) for part in EXCEPTIONS):
            continue
        wanted = _at(expected, path)
        if isinstance(value, str):
            wanted = "" if wanted is _NOWHERE else wanted
            fits = value == wanted or (isinstance(wanted, str) and dutch.told(value, wanted))
        elif wanted is _NOWHERE:
            fits = False
        else:
            fits = _fits(value, wanted, row)
        if not fits:
            found.append(
                f"{path}: shown {value!r}, reckoned {'nothing' if wanted is _NOWHERE else wanted!r}"
            )
    found += [
        f"{path}: reckoned {value!r}, not shown"
        for path, value, _ in _leaves(expected)
        if path[0] not in ("text", "figure") and value != "" and _at(data, path) is _NOWHERE
    ]
    text = text_of(html)
    if not dutch.told(text, expected.get("text", "")):
        found.append(f"text: {text!r}, reckoned {expected.get('text', '')!r}")
    for number, table in enumerate(data["tables"]):
        found += _lonely(table, number)
        found += _written(_cells(html)[number], table, expected, number)
    return found


def counted(data):
    """Return the data of a block without what is there as it is read."""
    tables = [
        {name: value for name, value in table.items() if name not in AS_READ_OF_TABLE}
        for table in data["tables"]
    ]
    return {name: value for name, value in data.items() if name not in AS_READ} | {"tables": tables}


def unlike_read(data: dict, html: str):
    """Find where the parts of a block say anything else than its page."""
    if "lead" not in data:
        return
    said = [
        text
        for part in (*data["lead"], *data["after"])
        for item in part.get("items", [part.get("runs", [[part.get("text", "")]])])
        for text in (item if part["part"] == "facts" else [run[0] for run in item])
    ]
    if " ".join(said).split() != (read := text_of(html).split()):
        yield f"parts: {said!r}, read {read!r}"
    for number, (table, cells) in enumerate(zip(data["tables"], _cells(html), strict=True)):
        if table["texts"] != cells:
            yield f"table {number}: texts {table['texts']!r}, read {cells!r}"


def _is_part(part, path) -> bool:
    return any(path[at : at + len(part)] == part for at in range(len(path)))


def _fits(value, wanted, row) -> bool:
    if isinstance(wanted, Count | Share | Beside):
        return value is not None and wanted.fits(value, row)
    if wanted is None or isinstance(wanted, bool | int) or value is None:
        return value is wanted or (type(value) is type(wanted) and value == wanted)
    return isinstance(value, float | int) and abs(value - float(wanted)) < LIKE


def _leaves(node, path=(), row=None):
    """Yield every value with its path, and the row it stands in; a hidden one is one value."""
    if isinstance(node, dict) and set(node) != {"hidden"}:
        for key, inside in node.items():
            yield from _leaves(inside, (*path, key), node)
    elif isinstance(node, list | tuple):
        for place, inside in enumerate(node):
            yield from _leaves(inside, (*path, place), row)
    else:
        yield path, node, row


def _at(node, path):
    for key in path:
        if isinstance(node, dict):
            node = node.get(key, _NOWHERE)
        elif isinstance(node, list | tuple):
            node = node[key] if isinstance(key, int) and key < len(node) else _NOWHERE
        else:
            return _NOWHERE
    return node


def _lonely(table, number):
    """Find a value hidden for the sake of another where there is no other to hide."""
    rows = table["rows"]
    keys = [column["key"] for column in table["columns"] if column["kind"] == "count"]
    for i, row in enumerate(rows):
        for key in keys:
            if row[key] == {"hidden": "•"}:
                across = sum(isinstance(row[other], dict) for other in keys)
                down = sum(isinstance(other[key], dict) for other in rows)
                if across < 2 and down < 2:
                    yield f"table {number}, row {i}, {key}: hidden for nothing"


def drawn(data: dict, html: str, svg: str, expected: dict) -> list[str]:
    """List the numbers of a figure that stand nowhere else in its block.

    What stands elsewhere is held against the reckoning by `findings`; `figure` is what is
    reckoned besides.
    """
    written = [" ".join(row) for rows in _cells(html) for row in rows]
    headings = [column["label"] for table in data["tables"] for column in table["columns"]]
    texts = [*written, *headings, data["alt"], text_of(html), expected.get("figure", "")]
    known = set(dutch.numbers(" ".join(texts)))
    found = []
    for text in re.findall(r"<text[^>]*>(.*?)</text>", svg, flags=re.S):
        text = unescape(re.sub(r"<[^>]+>", "", text)).strip()
        tick = re.fullmatch(r"[+−]?\d+%?", text)
        if not (tick and data["block"] in WITH_AXIS):
            found += [f"figure: {n} in {text!r}" for n in dutch.numbers(text) if n not in known]
    return found


def text_of(html: str) -> str:
    """Return what is read outside tables and figures."""
    html = re.sub(
        r'<div class="table"[^>]*>.*?</div>(<p class="note">.*?</p>)?', "", html, flags=re.S
    )
    html = re.sub(r"<figure.*?</figure>", "", html, flags=re.S)
    return unescape(re.sub(r"<[^>]+>", " ", html)).strip()


def _cells(html: str) -> list[list[list[str]]]:
    return [
        [
            [unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
            for row in re.findall(r"<tr[^>]*>(.*?)</tr>", body, flags=re.S)
        ]
        for body in re.findall(r"<tbody[^>]*>(.*?)</tbody>", html, flags=re.S)
    ]


def _written(cells, table, expected, number):
    """Hold the cells that are read against the reckoned values, written again."""
    for i, (row, shown) in enumerate(zip(table["rows"], cells, strict=True)):
        for column, cell in zip(table["columns"], shown, strict=True):
            value, key = row[column["key"]], column["key"]
            wanted = _at(expected, ("tables", number, "rows", i, key))
            if isinstance(value, dict):
                text = value["hidden"]
            elif value is None or column["kind"] == "text":
                text = value or ""
            else:
                text = _write(wanted, column["kind"])
            if cell != text:
                yield f"table {number}, row {i}, {key}: read {cell!r}, reckoned {text!r}"


def _write(value, kind: str) -> str:
    if isinstance(value, Count | Share | Beside):
        value = value.number()
    if value is _NOWHERE or value is None:
        return "nothing"
    if kind == "points interval":
        return f"{dutch.change(value[0])} tot {dutch.change(value[1])}"
    return {
        "count": dutch.number,
        "percent": dutch.percent,
        "points": dutch.change,
        "change": lambda each: dutch.change(each, 0),
        "number": lambda each: dutch.number(each, 1),
    }[kind](value)
