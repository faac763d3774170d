"""Check that the package is built as ARCHITECTURE.md and pyproject.toml say.

    .venv/bin/python tools/check_architecture.py

ARCHITECTURE.md names every folder, in the words of its docstring, and no more than CONTRIBUTING.md
a place that is not there; folders and modules stay small; imports follow the contracts of
pyproject.toml, and private names stay where they are.
"""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parents[1]
PAGE = "ARCHITECTURE.md"
RECIPES = "CONTRIBUTING.md"
PACKAGE = Path("src", "proeftuin")
MODULES = 12
LINES = 350
# openpyxl's own iterators make every cell up to the last one; the form's reader must not.
PRIVATE_OF_LIBRARIES = {"team/checklist/workbook_cells.py": {"openpyxl.worksheet._reader"}}
# Documented, in spite of its name.
PUBLIC = {"os._exit"}
ROW = re.compile(r"^\| `([^`]+/)` \| (.+?) \|$", re.MULTILINE)
PLACE = re.compile(r"`([\w./*-]*/[\w./*-]*)`")


def main() -> int:
    """Say everything that is wrong; the exit code is 1 when something is."""
    found = [*page_faults(ROOT, top_folders(ROOT)), *place_faults(ROOT, RECIPES)]
    found += [*size_faults(ROOT), *private_faults(ROOT)]
    print("\n".join(found) or f"{PAGE}, {RECIPES}, sizes and private names: in order")
    # It looks for pyproject.toml in the working folder, and for the package on the path.
    os.chdir(ROOT)
    sys.path.insert(0, str(PACKAGE.parent))
    return lint_imports(no_cache=True) or int(bool(found))


def top_folders(root: Path) -> set[str]:
    """Return the folders of a checkout that are under version control."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    return {name.split("/")[0] + "/" for name in listed.splitlines() if "/" in name}


def page_faults(root: Path, top: set[str]) -> list[str]:
    """Compare the page with the folders.

    Parameters
    ----------
    root
        The checkout.
    top
        The folders in it that must be named, each with a slash at its end.

    Returns
    -------
    list
        A sentence for each fault.
    """
    page = (root / PAGE).read_text("utf-8")
    rows = dict(ROW.findall(page))
    packages = {
        path.parent.relative_to(root / PACKAGE).as_posix() + "/": _summary(path)
        for path in sorted((root / PACKAGE).rglob("__init__.py"))
        if path.parent != root / PACKAGE
    }
    missing = sorted({*packages, *top} - set(rows))
    faults = [f"{PAGE} has no row for `{name}`" for name in missing]
    faults += [
        f"{PAGE} says of `{name}` other words than its docstring: {said}"
        for name, said in packages.items()
        if name in rows and rows[name] != said
    ]
    return faults + place_faults(root, PAGE)


def place_faults(root: Path, page: str) -> list[str]:
    """Name the places in a page that are not there; `NAME` in one stands for any name.

    Parameters
    ----------
    root
        The checkout.
    page
        A page in it, which may name places in the package without the folders above.
    """
    places = sorted(set(PLACE.findall((root / page).read_text("utf-8"))))
    return [
        f"{page} names `{place}`, which is not there"
        for place in places
        if not any(any(base.glob(place.replace("NAME", "*"))) for base in (root, root / PACKAGE))
    ]


def size_faults(root: Path) -> list[str]:
    """Name the folders with too many modules and the modules with too many lines."""
    faults = []
    folders: dict[Path, int] = {}
    for path in sorted((root / PACKAGE).rglob("*.py")):
        name = path.relative_to(root).as_posix()
        if (lines := len(path.read_text("utf-8").splitlines())) > LINES:
            faults.append(f"{name} has {lines} lines, more than {LINES}")
        folders[path.parent] = folders.get(path.parent, 0) + (path.name != "__init__.py")
    return faults + [
        f"{folder.relative_to(root).as_posix()} has {count} modules, more than {MODULES}"
        for folder, count in folders.items()
        if count > MODULES
    ]


def private_faults(root: Path) -> list[str]:
    """Name the modules that use a private name of another module or of a library."""
    faults = []
    for path in sorted((root / PACKAGE).rglob("*.py")):
        name = path.relative_to(root / PACKAGE).as_posix()
        for line, used, module in _private_names(ast.parse(path.read_text("utf-8"))):
            if used not in PUBLIC and module not in PRIVATE_OF_LIBRARIES.get(name, set()):
                faults.append(f"{name}, line {line} uses {used}, which is private")
    return faults


def _summary(path: Path) -> str:
    said = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return said.partition("\n")[0]


def _private_names(tree: ast.Module) -> Iterator[tuple[int, str, str]]:
    """Give the line, the name and its module, for what is imported and what is asked of that."""
    imported: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            module = node.module or ""
            for each in node.names:
                full = f"{module}.{each.name}"
                imported[each.asname or each.name] = full
                # `_` marks a sentence that is translated.
                if each.name != "_" and any(map(_is_private, full.split("."))):
                    yield node.lineno, full, module
        elif isinstance(node, ast.Import):
            for each in node.names:
                imported[each.asname or each.name.partition(".")[0]] = each.name
                if any(map(_is_private, each.name.split("."))):
                    yield node.lineno, each.name, each.name
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id in imported
            and _is_private(node.attr)
        ):
            full = imported[node.value.id]
            yield node.lineno, f"{full}.{node.attr}", full


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


if __name__ == "__main__":
    sys.exit(main())
