from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from proeftuin.evaluation.preregistration.preregistration import Done, departures, preregistered
from proeftuin.pyramid.comparison import compare
from proeftuin.pyramid.counting.periods import windows_between
from proeftuin.pyramid.counting.tiers import KEARNEY_GRACZYK, TWENTE
from proeftuin.register.project.settings import Preregistration

DAYS = pd.bdate_range("2021-01-04", "2021-03-31")
EXPORT = date(2021, 7, 16)
WINDOWS = windows_between(DAYS, "2021-01-05", "2021-03-19")
DONE = Done(WINDOWS, replace(TWENTE, minimum_sessions=30), "minutes", EXPORT, ["other"])
PRIMARY = {"indeling": "TWENTE", "maat": "minutes", "minimum": 30}
NAMES = {"other": "De Veenrand", "third": "De Esch"}


def plan(primary=PRIMARY, **changed):
    given = {
        "vastgelegd": "2020-12-14",
        "periode": {"begin": "2021-01-05", "eind": "2021-03-19", "schooldagen": 20},
        "hoofdcijfer": primary,
        "vergelijking": ["other"],
        "verwacht": "meer Tier 1",
    }
    return Preregistration.model_validate(given | changed)


def test_as_laid_down():
    found = preregistered(plan(), DONE, DAYS, NAMES)
    assert found.departures == ()
    assert found.notes == ()
    assert found.outcome == ""
    assert found.sentence == "Zoals vooraf vastgelegd op 14 december 2020."
    assert found.to_frame()["what"].tolist()[0] == "Hoofdcijfer"
    assert "De Veenrand" in str(found)
    assert found.sentence in found._repr_html_()


@pytest.mark.parametrize(
    ("changed", "done", "sentence"),
    [
        (
            {"vastgelegd": "2021-01-06"},
            {},
            "De opzet is vastgelegd op 6 januari 2021, toen de periode al begonnen was (5 januari "
            "2021).",
        ),
        (
            {"vastgelegd": "2021-03-20"},
            {},
            "De opzet is vastgelegd op 20 maart 2021, toen de periode al voorbij was (19 maart "
            "2021).",
        ),
        (
            {"vastgelegd": "2021-07-17"},
            {},
            "De opzet is vastgelegd op 17 juli 2021, na de export van 16 juli 2021: de cijfers "
            "waren toen al te zien.",
        ),
        (
            {"periode": {"begin": "2021-01-06", "eind": "2021-03-19", "schooldagen": 20}},
            {},
            "Venster voor is 5 januari 2021 t/m 1 februari 2021 (20 schooldagen); vastgelegd was 6 "
            "januari 2021 t/m 2 februari 2021 (20 schooldagen).",
        ),
        (
            {"periode": {"begin": "2021-01-05", "eind": "2021-05-28", "schooldagen": 40}},
            {},
            "De vastgelegde vensters (twee keer 40 schooldagen van 5 januari 2021 t/m 28 mei 2021) "
            "passen niet in dit register.",
        ),
        (
            {},
            {"windows": None},
            "Het rapport vergelijkt geen twee vensters; vastgelegd was van wel.",
        ),
        (
            {"primary": PRIMARY | {"tier": 3}},
            {},
            "Het rapport noemt de verandering van Tier 1 als hoofdcijfer; vastgelegd was Tier 3.",
        ),
        (
            {},
            {"scheme": replace(KEARNEY_GRACZYK, minimum_sessions=30)},
            "De indeling is Kearney & Graczyk; vastgelegd was Twente.",
        ),
        (
            {"primary": PRIMARY | {"maat": "sessions"}},
            {},
            "De maat is minuten; vastgelegd was lessen of dagdelen.",
        ),
        (
            {"primary": PRIMARY | {"minimum": 20}},
            {},
            "Het minimum is 30 lessen of dagdelen; vastgelegd was 20.",
        ),
        (
            {},
            {"comparison": ["other", "third"]},
            "Vergeleken is ook met De Esch; dat was niet vooraf vastgelegd.",
        ),
        (
            {"vergelijking": ["other", "third"]},
            {},
            "Er is niet vergeleken met De Esch; dat was wel vastgelegd.",
        ),
    ],
)
def test_every_departure_is_told(changed, done, sentence):
    found = departures(plan(**changed), replace(DONE, **done), DAYS, NAMES)
    assert found == [sentence]


def test_both_windows_and_their_count():
    changed = {"periode": {"begin": "2021-01-05", "eind": "2021-03-19", "schooldagen": 15}}
    found = preregistered(plan(**changed), DONE, DAYS, NAMES)
    assert len(found.departures) == 2
    assert found.sentence == "Op 2 punten anders dan vooraf vastgelegd op 14 december 2020."
    assert "(15 schooldagen)" in found.departures[1]
    one = preregistered(plan(vastgelegd="2021-01-06"), DONE, DAYS, NAMES)
    assert one.sentence.startswith("Op één punt anders dan")


def test_what_was_left_open_is_no_departure_but_is_said():
    found = preregistered(plan(primary={}, verwacht=""), DONE, DAYS, NAMES)
    assert found.departures == ()
    assert found.notes == (
        "Niet vooraf vastgelegd: indeling, maat, minimum aan lessen of dagdelen en verwacht.",
    )


def change_of(better):
    """A school of 40 pupils in 8 classes of which some come into Tier 1, each class alike but one."""
    table = pd.DataFrame(
        {"school": "s", "pupil": range(40), "class": [n // 5 for n in range(40)], "possible": 20}
    )
    absent = [2] * 40
    return compare(
        table.assign(absent=absent), table.assign(absent=[0] * better + absent[better:]), TWENTE
    )


@pytest.mark.parametrize(
    ("better", "smallest", "direction", "where"),
    [
        (32, 5, "omhoog", "de hele marge ligt daar voorbij."),
        (32, 5, "beide", "de hele marge ligt daar voorbij."),
        (32, 5, "omlaag", "de hele marge blijft daaronder."),
        (12, 30, "omhoog", "de marge laat open of dat is gehaald."),
        (5, 60, "omhoog", "de hele marge blijft daaronder."),
        (5, 60, "beide", "de hele marge blijft daaronder."),
    ],
)
def test_the_outcome_is_set_beside_what_mattered(better, smallest, direction, where):
    primary = PRIMARY | {"richting": direction}
    comparison = change_of(better)
    found = preregistered(
        plan(primary=primary, kleinste_verandering=smallest), DONE, DAYS, NAMES, comparison
    )
    change = comparison.change[1]
    size = f"{abs(change):.1f}".replace(".", ",")
    moved = f"{'steeg' if change > 0 else 'daalde'} met {size}"
    assert found.outcome.startswith(f"Tier 1 {moved} procentpunt (onzekerheidsmarge ")
    assert found.outcome.endswith(f"vanaf {smallest} procentpunt van belang: {where}")
    assert "effect" not in found.outcome


def test_without_a_size_that_mattered_the_outcome_stands_alone():
    assert preregistered(plan(), DONE, DAYS, NAMES, change_of(8)).outcome.endswith(").")
    beyond = plan(primary=PRIMARY | {"tier": 9})
    assert preregistered(beyond, DONE, DAYS, NAMES, change_of(8)).outcome == ""
