from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from proeftuin import Period, attendance, classify, combine_registers, months, transfers
from proeftuin.register.store.register import Register
from proeftuin.register.store.tables import COLUMNS, conform

LAST = date(2021, 7, 31)


def school(name, enrolments, export_date="2021-07-16", **provenance):
    """Make a register of pupil, class, start, end with six lessons on every weekday."""
    pupils = pd.DataFrame(enrolments, columns=["pupil", "class", "start", "end"]).assign(
        school=name, year_group="1", stage="lower", track="", sap_type=""
    )
    pupils = conform(pupils, "pupils")
    days = pd.bdate_range("2020-08-17", "2021-07-09", unit="us", name="date")
    rows = pupils.merge(days.to_frame(index=False), how="cross")
    inside = (rows["date"] >= rows["start"]) & ~(rows["date"] > rows["end"])
    counts = {column: 0 for column, kind in COLUMNS["days"].items() if kind == "int64"}
    rows = rows[inside].assign(**(counts | {"sessions": 6, "minutes": 300}))
    sessions = days.to_frame(index=False).assign(
        school=name, session="1", minutes=50, registered=True, **{"class": "1a"}
    )
    absences = pd.DataFrame(columns=list(COLUMNS["absences"]))
    tables = {"pupils": pupils, "sessions": sessions, "absences": absences, "days": rows}
    return Register(tables, {"school": name, "export_date": export_date, **provenance})


@pytest.fixture
def region():
    return [
        school("b", [("p", "2b", "2021-01-11", None), ("q", "2b", "2020-08-17", None)]),
        school(
            "a",
            [
                ("p", "1a", "2020-08-17", "2020-10-30"),
                ("p", "1b", "2020-10-31", "2021-01-08"),
                ("r", "1a", "2020-08-17", None),
                ("q", "1a", "2021-03-01", "2021-03-05"),
            ],
            "2021-06-30",
        ),
    ]


def test_a_transfer_keeps_its_history(region):
    found = transfers(region)
    assert found[found["pupil"] == "p"].to_dict("split")["data"] == [
        ["p", "a", "1a", pd.Timestamp("2020-08-17"), pd.Timestamp("2020-10-30"), False],
        ["p", "a", "1b", pd.Timestamp("2020-10-31"), pd.Timestamp("2021-01-08"), False],
        ["p", "b", "2b", pd.Timestamp("2021-01-11"), pd.NaT, False],
    ]


def test_two_schools_at_once_are_told(region):
    found = transfers(region)
    assert found.loc[found["pupil"] == "q", "overlaps"].tolist() == [True, True]
    assert set(found["pupil"]) == {"p", "q"}


@pytest.mark.parametrize(("start", "overlaps"), [("2021-01-08", True), ("2021-01-09", False)])
@pytest.mark.parametrize("order", [1, -1])
def test_the_last_day_counts_in_both_schools(start, overlaps, order):
    first = school("a", [("p", "1a", "2020-08-17", "2021-01-08")])
    second = school("b", [("p", "1a", start, None)])
    assert transfers([first, second][::order])["overlaps"].tolist() == [overlaps] * 2


def test_nobody_moved(region):
    found = transfers(region[:1])
    assert found.empty
    assert list(found.columns) == ["pupil", "school", "class", "start", "end", "overlaps"]


def test_transfers_enrolment_by_enrolment():
    rng = np.random.default_rng(3)
    registers = []
    for name in "abc":
        starts = pd.Timestamp("2020-08-17") + pd.to_timedelta(rng.integers(0, 300, 30), unit="D")
        ends = starts + pd.to_timedelta(rng.integers(0, 120, 30), unit="D")
        enrolments = {
            "pupil": [f"p{number}" for number in rng.integers(0, 25, 30)],
            "class": rng.choice(["1a", "1b"], 30),
            "start": starts,
            "end": ends.where(rng.random(30) < 0.7),
        }
        registers.append(school(name, enrolments))
    rows = [row for register in registers for row in register.pupils.to_dict("records")]

    def days(row):
        last = LAST if pd.isna(row["end"]) else row["end"].date()
        return {
            row["start"].date() + timedelta(n) for n in range((last - row["start"].date()).days + 1)
        }

    expected = []
    for row in rows:
        elsewhere = [o for o in rows if o["pupil"] == row["pupil"] and o["school"] != row["school"]]
        if elsewhere:
            overlaps = any(days(row) & days(other) for other in elsewhere)
            expected.append((row["pupil"], row["school"], row["class"], row["start"], overlaps))
    found = transfers(registers)
    got = found[["pupil", "school", "class", "start", "overlaps"]]
    assert sorted(got.itertuples(index=False, name=None)) == sorted(expected)
    assert 0 < found["overlaps"].sum() < len(found)
    assert found[["pupil", "start"]].apply(tuple, axis=1).is_monotonic_increasing


def test_one_register_of_several_schools(region):
    whole = combine_registers(region)
    for name in COLUMNS:
        assert len(getattr(whole, name)) == sum(len(getattr(one, name)) for one in region)
    assert whole.provenance["export_date"] == "2021-06-30"
    assert [one["school"] for one in whole.provenance["schools"]] == ["b", "a"]
    assert months(whole)[0].label == "augustus 2020"
    per_school = attendance(whole, Period("2020-08-17", "2021-07-09"))
    assert per_school["school"].value_counts().to_dict() == {"a": 3, "b": 2}
    across = attendance(whole, Period("2020-08-17", "2021-07-09"), across_schools=True)
    assert across[["pupil", "school", "class", "stage"]].to_numpy().tolist() == [
        ["r", "a", "1a", "lower"],
        ["p", "b", "2b", "lower"],
        ["q", "b", "2b", "lower"],
    ]
    assert across["possible"].sum() == per_school["possible"].sum()


def test_what_the_registers_agree_on_stays():
    registers = [
        school(name, [], sector="vo", region=place)
        for name, place in (("a", "Noord"), ("b", "Zuid"))
    ]
    provenance = combine_registers(registers).provenance
    assert provenance["sector"] == "vo"
    assert "region" not in provenance


def test_a_transfer_does_not_start_the_count_again():
    # 41 lessons at the second school with 3 missed are 92.7%; with the first school's, 70.8%.
    first = school("a", [("p", "1a", "2021-01-04", "2021-01-04")])
    second = school("b", [("p", "1a", "2021-01-05", "2021-01-05")])
    days = pd.concat([first.days, second.days])
    days = days.assign(sessions=[103, 41], absent_sessions=[39, 3])
    week = Period("2021-01-04", "2021-01-08")
    again = attendance(days, week, "sessions").set_index("school")
    assert 1 - again.loc["b", "absent"] / again.loc["b", "possible"] == pytest.approx(
        0.927, abs=5e-4
    )
    whole = attendance(days, week, "sessions", across_schools=True)
    assert (1 - whole["absent"] / whole["possible"]).tolist() == [pytest.approx(0.708, abs=5e-4)]
    assert classify(again["absent"], again["possible"]).tolist() == [3, 2]
    assert classify(whole["absent"], whole["possible"]).tolist() == [3]


def test_the_same_school_twice_or_none_is_refused(region):
    with pytest.raises(ValueError, match="same school: b"):
        combine_registers([*region, region[0]])
    with pytest.raises(ValueError, match="at least one register"):
        combine_registers([])
