"""The sample schools, imported once, and their results."""

from pathlib import Path

import pytest

from proeftuin.register.importer import import_school
from proeftuin.register.project import load_project
from proeftuin.report.results import school_results

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def project():
    return load_project(ROOT / "data" / "sample" / "proeftuinen.toml")


@pytest.fixture(scope="session")
def registers(project):
    """Import a school when it is first asked for."""

    class Registers(dict):
        def __missing__(self, school):
            self[school] = import_school(project, school)
            return self[school]

    return Registers()


@pytest.fixture(scope="session")
def results_of(project, registers):
    """Compute a school's results when they are first asked for."""
    made = {}

    def results(school):
        if school not in made:
            settings = project.schools[school]
            others = {project.schools[o].name: registers[o] for o in settings.comparison}
            made[school] = school_results(registers[school], settings, others)
        return made[school]

    return results
