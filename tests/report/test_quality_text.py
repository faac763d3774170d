"""`proeftuin check` in a terminal: readable, short lines, a map of the gaps only."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from proeftuin.cli.common.quality_text import quality_text
from proeftuin.register.quality.findings import KINDS, finding
from proeftuin.register.quality.quality import Quality, quality


@pytest.fixture(scope="module")
def found(registers):
    return quality(registers["vmbo"])


def test_lines_fit_a_terminal(found):
    every = tuple(finding(key, "po", 9, list("abcdefg"), "x" * 40) for key in KINDS)
    text = quality_text(replace(found, findings=every))
    assert max(map(len, text.splitlines())) <= 90
    for title in ("STOPT", "VERANDERT DE PIRAMIDE", "TER INFORMATIE"):
        assert title in text
    assert "a; b; c; d; e; en nog 2" in text


def test_the_vmbo(found):
    lines = quality_text(found).splitlines()
    assert lines[0].startswith(
        "  99,6% van de lessen is geregistreerd; de lijn voor een piramide is 80%"
    )
    (row,) = [line for line in lines if line.startswith("  3k2 ")]
    assert row.count("·") == 2
    assert "  (en nog 14, alle weken volledig)" in lines
    assert not any(line.startswith("  STOPT") for line in lines)


def test_the_map_shows_full_part_none_and_no_lessons():
    weeks = pd.to_datetime(["2021-01-04", "2021-01-11", "2021-01-18"] * 2)
    table = pd.DataFrame(
        {
            "class": ["1a"] * 3 + ["1b"] * 3,
            "week": weeks,
            "given": 4,
            "registered": [4, 2, 0, 4, 4, 4],
        }
    ).drop(index=3)
    table = table.assign(share=table["registered"] / table["given"], assumed=0)
    text = quality_text(Quality((), table, None, None))
    assert "  1a █▒·\n" in text
    assert "1b" not in text
    assert "Laatste volledige week: geen." in text


def test_a_register_without_sessions():
    empty = pd.DataFrame({"class": [], "week": [], "given": [], "registered": [], "share": []})
    text = quality_text(Quality((), empty, None, None))
    assert text == "  Er is geen rooster om de registratie aan af te meten."


def test_how_much_is_only_assumed_stands_beside_the_share(found):
    weeks = found.completeness.assign(registered=found.completeness["given"], assumed=0)
    sure = replace(found, completeness=weeks)
    assert "100,0% van de lessen is geregistreerd" in quality_text(sure)
    assert "geen teken" not in quality_text(sure)
    unsure = replace(found, completeness=weeks.assign(assumed=weeks["given"] // 2))
    assert unsure.assumed == unsure.completeness["assumed"].sum() / weeks["given"].sum()
    text = " ".join(quality_text(unsure).split())
    assert re.search(
        r"Van (49|50),\d% is er geen teken dat iemand registreerde; dat telt als", text
    )
