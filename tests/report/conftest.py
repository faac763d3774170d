"""The results of the sample schools and their report notebooks, made once for all workers."""

import ast
import pickle
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_output

from proeftuin.report.document.bundle import Bundle
from proeftuin.report.document.notebook import normalise, translated
from proeftuin.report.formats.documents import documents
from proeftuin.report.making.plan import HEADING
from proeftuin.report.protection.shown import shown_school
from proeftuin.text.language import DUTCH, _, set_language, speaking

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def results_of(project, registers, made_once):
    """Return a school's results, computed when they are first asked for."""

    def computed(school):
        settings = project.schools[school]
        others = {project.schools[o].name: registers[o] for o in settings.comparison}
        return shown_school(registers[school], settings, others)

    @cache
    def results(school):
        return unpickled(
            made_once(f"results/{school}", lambda path: pickled(path, computed(school)))
        )

    return results


def pickled(path, value):
    path.write_bytes(pickle.dumps(value))


def unpickled(path):
    return pickle.loads(path.read_bytes())


@dataclass(frozen=True)
class Report:
    """A report notebook that ran in this process, what it showed, and all its formats."""

    notebook: Any
    results: Any
    bundles: list[Bundle]
    title: str
    files: dict[str, bytes]


@pytest.fixture(scope="session")
def report_of(project, registers, made_once):
    """Return a school's report, run when it is first asked for: the same cells, without a kernel."""

    def run(school, language):
        for name in (school, *project.schools[school].comparison):
            assert registers[name] is not None
        parameters = {"project": str(project.path), "registers": str(registers.folder)}
        return run_here(project, {"school": school, "language": language, **parameters})

    @cache
    def report(school, language=DUTCH):
        made = made_once(
            f"reports/{school}-{language}",
            # Its fields: a class of a conftest has no name to be found again by.
            lambda path: pickled(path, vars(run(school, language))),
        )
        return Report(**unpickled(made))

    return report


@pytest.fixture(scope="session")
def run_report(project):
    """Run the report notebook with parameters."""

    def run(**parameters):
        return run_here(project, parameters)

    return run


def run_here(project, parameters):
    language = parameters.get("language", DUTCH)
    stored = nbformat.read(ROOT / "notebooks" / "schoolrapport.ipynb", as_version=4)
    notebook = translated(stored, language)
    shown: list[Any] = []
    names: dict[str, Any] = {"display": lambda *several: shown.extend(several)}
    bundles = []
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        *statements, last = ast.parse(cell.source).body
        if not isinstance(last, ast.Expr):
            statements.append(last)
        exec(compile(ast.Module(statements, []), "cell", "exec"), names)
        cell.outputs = []
        if "parameters" in cell.metadata.get("tags", []):
            names.update(parameters)
        elif isinstance(last, ast.Expr):
            shown.clear()
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
            cell.outputs = [
                new_output("display_data", data=one._repr_mimebundle_()) for one in shown
            ]
            if value is not None:
                data = value._repr_mimebundle_()
                cell.outputs.append(new_output("execute_result", data=data, execution_count=1))
                shown.append(value)
            bundles += shown
    # The cells ran in this process.
    set_language(DUTCH)
    with speaking(language):
        title = f"{_(HEADING)} – {project.schools[parameters['school']].name}"
    normalise(notebook, title, language)
    return Report(notebook, names["results"], bundles, title, documents(notebook, title))
