"""Renew the catalogue of a report's wording: every sentence of the code beside its translation.

    .venv/bin/python tools/translations.py

A sentence that is new comes in without a translation, and one that is gone goes. The tests fail as
long as any has none.
"""

import ast
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from proeftuin.report.document.notebook import paragraphs_of, read_notebook
from proeftuin.team.checklist.items import AUDIENCES, TOPICS
from proeftuin.text.language import ENGLISH, FOLDER, LOCALES

CHECKOUT = Path(__file__).resolve().parents[1]
PACKAGE = CHECKOUT / "src" / "proeftuin"
NOTEBOOK = CHECKOUT / "notebooks" / "schoolrapport.ipynb"
CATALOGUE = PACKAGE / FOLDER.name / ENGLISH / "LC_MESSAGES" / "proeftuin.po"
HEADER = """\
# The wording of a school report: each Dutch sentence of the code and its English translation.
# Renewed by tools/translations.py; translations are written here."""
# What Babel writes of who and when.
PERSONAL = (b'"POT-', b'"PO-', b'"Project-', b'"Report-', b'"Last-', b'"Language-Team', b'"Gener')

Message = str | tuple[str, str]


def said_in(source: str) -> Iterator[Message]:
    """Give the sentences that code marks with `_`, `N_` and `ngettext`.

    Babel's own extractor takes any text between the brackets, `"label"` in `_(row["label"])` too.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            texts = [
                argument.value if isinstance(argument, ast.Constant) else None
                for argument in node.args
            ]
            if node.func.id in ("_", "N_") and texts and isinstance(texts[0], str):
                yield texts[0]
            if node.func.id == "ngettext":
                one, many = texts[:2]
                assert isinstance(one, str), ast.unparse(node)
                assert isinstance(many, str), ast.unparse(node)
                yield one, many


def wording() -> dict[Message, list[str]]:
    """Return every sentence that can stand in a school report, with where it is said."""
    found: dict[Message, list[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(CHECKOUT).as_posix()
        for message in said_in(path.read_text("utf-8")):
            found.setdefault(message, [])
            if place not in found[message]:
                found[message].append(place)
    for cell in read_notebook(NOTEBOOK).cells:
        if cell.cell_type == "markdown":
            for _, text in paragraphs_of(cell.source):
                found.setdefault(text, []).append(NOTEBOOK.relative_to(CHECKOUT).as_posix())
    for text in (*TOPICS.values(), *AUDIENCES.values()):
        found.setdefault(text, []).append("src/proeftuin/team/checklist/checklist.toml")
    return found


def read_catalogue() -> Catalog:
    """Return the catalogue as it is kept."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale=LOCALES[ENGLISH])


def renewed(old: Catalog) -> bytes:
    """Return the catalogue with the sentences of today."""
    new = Catalog(locale=LOCALES[ENGLISH], header_comment=HEADER, fuzzy=False)
    for message, places in wording().items():
        kept = old.get(message)
        new.add(message, kept.string if kept else None, [(place, 0) for place in places])
    text = BytesIO()
    write_po(text, new, width=100, include_lineno=False)
    lines = text.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(PERSONAL))


if __name__ == "__main__":
    CATALOGUE.write_bytes(renewed(read_catalogue()))
    empty = [message.id for message in read_catalogue() if message.id and not message.string]
    print(*empty, sep="\n", file=sys.stderr)
