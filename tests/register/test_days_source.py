"""Whatever has school days: a register and several together answer as the protocol says."""

import ast
from pathlib import Path

import pytest

import proeftuin
from proeftuin.register.importing.region import combine_registers
from proeftuin.register.store.days_source import DaysSource
from proeftuin.register.store.register import Register

PACKAGE = Path(proeftuin.__file__).parent
# What `Protocol` itself brings is no part of it.
MEMBERS = {
    name
    for each in DaysSource.__mro__
    for name, value in vars(each).items()
    if not name.startswith("_") and (callable(value) or isinstance(value, property))
}


def test_the_protocol_has_its_members():
    assert {"school_days", "scan_days", "pupils", "scheme", "measure", "provenance"} <= MEMBERS


def test_a_register_and_a_region_are_sources(magister):
    school = magister.load()
    for source in (school, combine_registers([school])):
        assert {name for name in MEMBERS if not hasattr(source, name)} == set()
        assert isinstance(source, Register)


@pytest.mark.parametrize("folder", ["pyramid", "evaluation", "report", "team"])
def test_no_function_takes_a_register_of_any_kind(folder):
    """Of what is asked of a register, mypy must know that it is there."""
    loose = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in sorted((PACKAGE / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.arg) and node.arg == "register"
        if node.annotation is None or "Any" in ast.unparse(node.annotation)
    ]
    assert loose == []
