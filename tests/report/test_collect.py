"""Blocks that a folder offers: those that are written there, each once."""

import importlib

import pytest

from proeftuin.report.blocks.collect import collect

MADE = """
from proeftuin.report.blocks.common import share
from proeftuin.report.blocks.region import cover
from proeftuin.report.document.bundle import Bundle


def pupils() -> Bundle:
    return Bundle("pupils")


def quoted() -> "Bundle":
    return Bundle("quoted")


def _inner() -> Bundle:
    return Bundle("inner")


def words() -> str:
    return ""
"""


@pytest.fixture
def folder(tmp_path, monkeypatch, request):
    """An importable folder of blocks, of which nothing stays behind."""
    monkeypatch.syspath_prepend(tmp_path)
    name = f"blocks_{abs(hash(request.node.name))}"
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").write_text("")
    (tmp_path / name / "made.py").write_text(MADE)
    return importlib.import_module(name)


def test_what_is_written_there_is_a_block(folder):
    assert list(collect(folder.__name__, folder.__path__)) == ["pupils", "quoted"]


def test_two_blocks_of_one_name_are_refused(folder, tmp_path):
    (tmp_path / folder.__name__ / "other.py").write_text(MADE)
    importlib.invalidate_caches()
    with pytest.raises(ImportError, match=r"other: another module has a block 'pupils' too"):
        collect(folder.__name__, folder.__path__)
