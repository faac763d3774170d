"""A small run of mutated exports; `python -m fuzz` in this folder makes the large one."""

import pytest
from fuzz.exports import clean_exports
from fuzz.harness import FAILURES, run

from proeftuin.register.importing import importer

pytestmark = [pytest.mark.slow, pytest.mark.no_cover]

MUTATIONS = 25


@pytest.mark.parametrize("name", clean_exports())
def test_no_minute_changes_in_silence(name):
    tally = run(name, range(MUTATIONS))
    assert tally.failures == []
    assert tally.outcomes.total() == MUTATIONS
    # Some are read and compared, some are refused; a run of one kind only shows nothing.
    assert len(tally.outcomes) >= 2


def test_a_lost_minute_is_noticed(monkeypatch):
    """The control: an import that counts every absence a minute short."""
    right = importer.count_once

    def short(marks):
        counted = right(marks)
        return counted.assign(minutes=(counted["minutes"] - 1).clip(lower=0))

    name = next(iter(clean_exports()))
    monkeypatch.setattr(importer, "count_once", short)
    outcomes = run(name, range(MUTATIONS)).outcomes
    assert sum(outcomes[outcome] for outcome in FAILURES) > 0
