"""A pupil without a single mark, where presence is registered, was seen by nobody."""

import pandas as pd
import pytest

from proeftuin.register.importing.merge import grow
from proeftuin.register.quality.quality import quality


@pytest.fixture
def with_ghost(somtoday):
    """Pupil 202 is in the class of 201 and in no list of observations."""
    somtoday.files["leerlingen.csv"] += "202,2h,2,havo,2020-08-17,\n"
    return somtoday


def days_of_classmates(register):
    """Return the days of the two pupils: who was observed, and who was not."""
    seen = register.pupils.set_index("pupil")["observed"].astype("bool")
    days = register.days.assign(observed=register.days["pupil"].map(seen))
    return days[days["observed"]], days[~days["observed"]]


def test_is_unregistered_for_this_pupil_alone(with_ghost):
    register = with_ghost.load()
    one, other = days_of_classmates(register)
    assert other["minutes"].sum() == other["sessions"].sum() == 0
    assert other["unregistered_sessions"].tolist() == [3, 3]
    # The last lesson was registered for nobody.
    assert one["unregistered_sessions"].tolist() == [0, 1]
    # Exempt from the third lesson of the first day.
    assert one["sessions"].tolist() == [2, 2]


def test_is_a_finding(with_ghost):
    (found,) = (
        each for each in quality(with_ghost.load()).findings if each.key == "never_observed"
    )
    assert (found.count, found.where, found.grade) == (1, ("2h",), "changes")


def test_one_mark_is_enough(with_ghost):
    rows = with_ghost.files["waarnemingen.csv"].splitlines()
    with_ghost.files["waarnemingen.csv"] += rows[2].replace("201,", "202,", 1) + "\n"
    register = with_ghost.load()
    assert register.pupils["observed"].tolist() == [True, True]
    assert register.days["minutes"].gt(0).all()


def test_a_report_says_something_of_a_pupil(with_ghost):
    rows = with_ghost.files["absentiemeldingen.csv"].splitlines()
    with_ghost.files["absentiemeldingen.csv"] += rows[1].replace("201,", "202,", 1) + "\n"
    assert with_ghost.load().pupils["observed"].tolist() == [True, True]


def test_nothing_is_known_of_a_class_that_registers_nothing(with_ghost):
    """Then it is the class that is not registered, and no finding about its pupils."""
    with_ghost.files["leerlingen.csv"] += "301,2k,2,havo,2020-08-17,\n"
    with_ghost.files["rooster.csv"] += "".join(
        line.replace("2h,", "2k,", 1) + "\n"
        for line in with_ghost.files["rooster.csv"].splitlines()[1:]
    )
    register = with_ghost.load()
    assert register.pupils.set_index("class")["observed"].to_dict()["2k"]
    assert register.days.query("`class` == '2k'")["unregistered_sessions"].tolist() == [3, 3]


def test_is_not_known_where_presence_is_not_registered(magister):
    register = magister.load()
    assert register.pupils["observed"].isna().all()
    assert "never_observed" not in {each.key for each in quality(register).findings}


def test_holds_for_the_days_of_the_export_alone(with_ghost):
    """Seen in the first week and never in the next: that first week stays as it was."""
    first_day, next_day = "2021-03-26", "2021-03-29"
    whole = dict(with_ghost.files)
    rows = whole["waarnemingen.csv"].splitlines(keepends=True)

    def only(day):
        lines = [row for row in rows[1:] if day in row]
        with_ghost.files = whole | {"waarnemingen.csv": "".join([rows[0], *lines])}
        with_ghost.files["absentiemeldingen.csv"] = whole["absentiemeldingen.csv"].split("\n")[0]
        with_ghost.files["absentiemeldingen.csv"] += (
            f"\n201,Z,{day}T08:00:00.000+01:00,{day}T08:30:00.000+01:00,{day}T09:20:00.000+01:00\n"
        )
        return with_ghost

    early = only(first_day)
    early.files["waarnemingen.csv"] += rows[1].replace("201,", "202,", 1)
    early.project = early.project.replace("2021-07-16", "2021-03-27")
    register = early.load()
    late = only(next_day)
    late.project = late.project.replace("2021-03-27", "2021-07-16")
    both = grow(register, late.load())
    found = both.days.groupby("date")["unregistered_sessions"].apply(sorted).to_dict()
    assert found == {pd.Timestamp(first_day): [0, 0], pd.Timestamp(next_day): [1, 3]}
    assert both.days.groupby(["pupil", "date"]).size().eq(1).all()
