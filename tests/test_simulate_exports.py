"""The sample exports look as a school hands them over, and carry the truth beside them.

They are read here with plain pandas, one short reader per format, and not with the library.
"""

import json
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from proeftuin.simulation.schools.calendars import school_days
from proeftuin.simulation.simulate import SCHOOLS

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
ENCODING = {"vmbo": "cp1252", "vergelijking": "utf-8-sig"}
PRIMARY_WEEKDAYS = {"maandag": 0, "dinsdag": 1, "woensdag": 2, "donderdag": 3, "vrijdag": 4}


def table(school, name, separator=";"):
    encoding = ENCODING.get(school, "utf-8")
    path = SAMPLE / school / name
    return pd.read_csv(path, sep=separator, encoding=encoding, dtype=str, keep_default_na=False)


def code_book(school):
    book = pd.read_csv(
        SAMPLE / school / "codeboek.csv", sep=";", encoding="utf-8-sig", dtype=str, na_filter=False
    )
    assert not book["code"].duplicated().any()
    return book.set_index("code")


def truth(school):
    return pd.read_csv(
        SAMPLE / "truth" / f"{school}.csv", sep=";", dtype={"pupil": str, "tier": "Int8"}
    )


def summary(school):
    return json.loads((SAMPLE / "truth" / f"{school}.json").read_text(encoding="utf-8"))


def periods(school):
    """Dates of each period in the truth: the months, and the windows."""
    found = summary(school)
    pairs = {"": found} | {k: v for k, v in found.items() if isinstance(v, dict) and "paired" in v}
    return {
        f"{which}-{name}" if name else which: (span["start"], span["end"])
        for name, pair in pairs.items()
        for which, span in pair["windows"].items()
    }


def totals(school, cells):
    """Count cells (pupil, date, minutes, absent, expected) per pupil and period."""
    cells = cells[cells["expected"]]
    parts = [cells.assign(period=cells["date"].dt.strftime("%Y-%m"))]
    for period, (start, end) in periods(school).items():
        parts.append(cells[cells["date"].between(start, end)].assign(period=period))
    every = pd.concat(parts)
    every = every.assign(
        absent_minutes=every["minutes"].where(every["absent"], 0),
        absent_sessions=every["absent"].astype(int),
        possible_sessions=1,
        possible_minutes=every["minutes"],
    )
    counts = ["possible_minutes", "absent_minutes", "possible_sessions", "absent_sessions"]
    return every.groupby(["pupil", "period"])[counts].sum()


def check_truth(school, cells):
    rows = truth(school).set_index(["pupil", "period"])
    counted = totals(school, cells)
    planted = rows[rows["possible_sessions"] > 0].drop(columns="tier").sort_index()
    pd.testing.assert_frame_equal(counted.sort_index(), planted, check_dtype=False)
    minimum = summary(school)["minimum_sessions"]
    assert (rows["tier"].isna() == (rows["possible_sessions"] < minimum)).all()


def enrolled(lessons, roster, date_format):
    """Give each lesson of a class the pupils that were in it."""
    start = pd.to_datetime(roster["start"], format=date_format)
    end = pd.to_datetime(roster["end"].replace("", None), format=date_format)
    roster = roster.assign(start=start, end=end.fillna(pd.Timestamp("2099-12-31")))
    cells = lessons.merge(roster[["pupil", "class", "start", "end"]], on="class")
    return cells[cells["date"].between(cells["start"], cells["end"])]


def registered(school, cells, written):
    """Leave out the weeks in which the class was not registered: nothing is written in them."""
    name, monday, weeks = SCHOOLS[school].unregistered
    first = pd.Timestamp(monday)
    inside = cells["date"].between(first, first + pd.Timedelta(weeks=weeks), inclusive="left")
    silent = inside & (cells["class"] == name)
    assert silent.any()
    assert not written[silent].any()
    return cells[~silent]


def magister_lessons(school):
    """Return lessons given and not given, one row per class, date and hour."""
    items = table(school, "agenda.csv")
    items = items[items["type"] == "13"]
    hours = [
        list(range(int(a), int(b) + 1))
        for a, b in zip(items["lesuurvan"], items["lesuurtm"], strict=True)
    ]
    lessons = pd.DataFrame(
        {
            "class": items["klas"],
            "date": pd.to_datetime(items["agendaitem_start"].str[:10], format="%d-%m-%Y"),
            "hour": hours,
            "given": ~items["status"].isin(["4", "5"]),
        }
    ).explode("hour")
    assert not lessons.duplicated(["class", "date", "hour"]).any()
    return lessons.assign(minutes=50)


def magister_cells(school):
    """Return pupil × lesson, and every registration with what its code means."""
    names = {"stamnummer": "pupil", "stamklas_naam": "class", "begindatum": "start"}
    roster = table(school, "leerlingen.csv").rename(columns={**names, "einddatum": "end"})
    lessons = magister_lessons(school)
    cells = enrolled(lessons[lessons["given"]], roster, "%d-%m-%Y")
    rows = table(school, "verantwoordingen.csv")
    rows = pd.DataFrame(
        {
            "pupil": rows["stamnummer"],
            "date": pd.to_datetime(rows["verantwoording_datum"], format="%d-%m-%Y"),
            "hour": rows["verantwoording_lesuur"].astype(int).astype(object),
            "code": rows["absentiereden_code"],
        }
    )
    rows["kind"] = rows["code"].map(code_book(school)["soort"])
    return cells, rows


@pytest.mark.parametrize("school", ["vmbo", "vergelijking"])
def test_magister_files_carry_the_truth(school):
    cells, rows = magister_cells(school)
    keys = ["pupil", "date", "hour"]
    marks = rows.groupby(keys)["kind"].agg(set).rename("marks")
    joined = cells.merge(marks, left_on=keys, right_index=True, how="left")
    # Every registration is of a lesson that was given to a class the pupil was in.
    assert joined["marks"].notna().sum() == len(marks)
    assert rows["kind"].notna().all()
    written = joined["marks"].notna()
    marks = joined["marks"].where(written, None).map(lambda m: m or set())
    joined["absent"] = marks.map(lambda m: "afwezig" in m)
    joined["expected"] = ~marks.map(lambda m: "niet verwacht" in m)
    check_truth(school, registered(school, joined, written))


@pytest.mark.parametrize("school", ["vmbo", "vergelijking"])
def test_magister_rows_are_deviations_with_their_traps(school):
    cells, rows = magister_cells(school)
    assert len(rows) < 0.15 * len(cells)
    keys = ["pupil", "date", "hour"]
    absent = rows[rows["kind"] == "afwezig"]
    assert not absent.duplicated(keys).any()
    double = rows[rows.duplicated(keys, keep=False)]
    pairs = set(double.groupby(keys)["kind"].agg(lambda kinds: tuple(sorted(kinds))))
    assert ("geen aanwezigheid", "te laat") in pairs
    assert all("afwezig" not in pair for pair in pairs)
    assert set(rows["code"]) == set(code_book(school).index)
    reasons = table(school, "absentieredenen.csv")
    assert set(reasons["absentiereden_code"]) == set(rows["code"])
    assert set(reasons["geoorloofd"]) == {"J", "N", ""}


@pytest.mark.parametrize("school", ["vmbo", "vergelijking"])
def test_magister_timetable(school):
    items = table(school, "agenda.csv")
    assert set(items["type"]) == {"13", "7", "6", "3"}
    lessons = items[items["type"] == "13"]
    assert {"2", "3", "4", "5", "7", "9", "10"} <= set(lessons["status"])
    assert 0.005 < lessons["status"].isin(["4", "5"]).mean() < 0.025
    block = lessons[lessons["lesuurvan"] != lessons["lesuurtm"]]
    times = [
        pd.to_datetime(block[f"agendaitem_{side}"], format="%d-%m-%Y %H:%M")
        for side in ("start", "einde")
    ]
    assert len(block) > 100
    assert ((times[1] - times[0]) == pd.Timedelta(minutes=100)).all()
    given = magister_lessons(school).query("given")
    expected = school_days("2020-08-17", "2021-07-09", SCHOOLS[school].free)
    assert set(given["date"]) == set(pd.DatetimeIndex(expected))


def test_magister_bytes():
    vmbo = (SAMPLE / "vmbo" / "leerlingen.csv").read_bytes()
    assert "Zoë".encode("cp1252") in vmbo
    assert b"\r\n" in vmbo
    with pytest.raises(UnicodeDecodeError):
        vmbo.decode("utf-8")
    for school, name in (("vergelijking", "leerlingen"), ("vmbo", "codeboek")):
        assert (SAMPLE / school / f"{name}.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    for school in ("vmbo", "vergelijking"):
        assert set(table(school, "leerlingen.csv")["is_onderbouw"]) == {"J", "N"}
        remarks = table(school, "verantwoordingen.csv")["opmerking"]
        assert remarks.str.contains(";").any()
        assert remarks.str.contains('"').any()


def test_codes_are_free_and_mean_something_else_per_school():
    vmbo, other = code_book("vmbo"), code_book("vergelijking")
    assert not set(vmbo.index) & set(other.index)
    assert vmbo.loc["BV", "soort"] == "geen aanwezigheid"
    assert other.loc["bv", "soort"] == "afwezig"
    kinds = {"afwezig", "te laat", "aanwezig", "niet verwacht", "geen aanwezigheid"}
    assert set(vmbo["soort"]) == set(other["soort"]) == kinds


def test_vmbo_roster_has_joiners_leavers_and_changes_of_class():
    roster = table("vmbo", "leerlingen.csv")
    assert (roster["stamnummer"].str.len() == 6).all()
    twice = roster[roster.duplicated("stamnummer", keep=False)].copy()
    twice["start"] = pd.to_datetime(twice["begindatum"], format="%d-%m-%Y")
    twice = twice.sort_values(["stamnummer", "start"])
    ends = pd.to_datetime(twice["einddatum"].iloc[::2], format="%d-%m-%Y")
    nexts = twice["start"].iloc[1::2].to_numpy() - ends.to_numpy()
    assert (nexts == np.timedelta64(1, "D")).all()
    assert len(twice) == 2 * len(SCHOOLS["vmbo"].switches)
    found = summary("vmbo")
    assert found["joined"] >= 5
    assert found["left"] >= 5
    inside = truth("vmbo").query("period in ('before', 'after')")
    assert inside["tier"].isna().sum() >= 3


def somtoday_cells():
    names = {"leerling.leerlingnummer": "pupil", "stamgroep": "class"}
    roster = table("vo", "leerlingen.csv", ",").rename(columns=names)
    roster = roster.rename(columns={"datumVan": "start", "datumTot": "end"})
    lessons = table("vo", "rooster.csv", ",").rename(columns=names)
    begin = pd.to_datetime(lessons["beginDatumTijd"], utc=True)
    end = pd.to_datetime(lessons["eindDatumTijd"], utc=True)
    lessons = lessons.assign(begin=begin, finish=end)
    lessons["date"] = pd.to_datetime(lessons["beginDatumTijd"].str[:10])
    lessons["minutes"] = (end - begin).dt.total_seconds().astype(int) // 60
    return enrolled(lessons[lessons["status"] == "Doorgaand"], roster, "%Y-%m-%d")


def somtoday_observations():
    with zipfile.ZipFile(SAMPLE / "vo" / "waarnemingen.zip") as archive:
        parts = {
            name: pd.read_csv(BytesIO(archive.read(name)), dtype=str) for name in archive.namelist()
        }
    assert list(parts) == ["waarnemingen_2022-2023.csv", "waarnemingen_2023-2024.csv"]
    return pd.concat(parts.values()).rename(columns={"leerling.leerlingnummer": "pupil"})


@pytest.fixture(scope="module")
def somtoday():
    """Every lesson of every pupil with what was seen and whether a report spans it."""
    keys = ["pupil", "beginDatumTijd"]
    observed = somtoday_observations()
    assert not observed.duplicated(keys).any()
    cells = somtoday_cells().merge(observed[[*keys, "waarnemingSoort"]], on=keys, how="left")
    assert cells["waarnemingSoort"].notna().sum() == len(observed)
    reports = table("vo", "absentiemeldingen.csv", ",")
    reports = reports[reports["absentieReden.absentieSoort"] == "Absent"]
    reports = pd.DataFrame(
        {
            "pupil": reports["leerling.leerlingnummer"],
            "begin": pd.to_datetime(reports["beginDatumTijd"], utc=True),
            "until": pd.to_datetime(reports["eindDatumTijd"], utc=True),
        }
    ).sort_values("begin")
    cells = pd.merge_asof(cells.sort_values("begin"), reports, on="begin", by="pupil")
    return cells.assign(reported=cells["finish"] <= cells["until"])


def test_somtoday_files_carry_the_truth(somtoday):
    seen = somtoday["waarnemingSoort"]
    absent = (seen == "Afwezig") | (seen.isna() & somtoday["reported"])
    cells = somtoday.assign(absent=absent, expected=seen != "Nvt")
    check_truth("vo", registered("vo", cells, seen.notna() | somtoday["reported"]))


def test_somtoday_observations_and_reports_disagree_where_they_should(somtoday):
    seen, reported = somtoday["waarnemingSoort"], somtoday["reported"]
    assert set(seen.dropna()) == {"Aanwezig", "Afwezig", "Nvt"}
    assert 0.003 < seen.isna().mean() < 0.01
    assert ((seen == "Aanwezig") & reported).sum() > 20
    assert ((seen == "Afwezig") & ~reported).sum() > 500
    assert (seen.isna() & reported).sum() > 20


def test_somtoday_reports():
    reports = table("vo", "absentiemeldingen.csv", ",")
    assert set(reports["absentieReden.absentieSoort"]) == {"Absent", "Telaat", "Verwijderd"}
    book = code_book("vo")
    assert set(reports["absentieReden.afkorting"]) == set(book.index) - {
        *("Afwezig", "Nvt", "Aanwezig"),
    }
    days = reports["beginDatumTijd"].str[:10] != reports["eindDatumTijd"].str[:10]
    assert days.sum() > 100
    assert (
        reports["beginDatumTijd"]
        .str.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:00\.000\+0[12]:00")
        .all()
    )
    assert set(reports["beginDatumTijd"].str[-6:]) == {"+01:00", "+02:00"}


def test_somtoday_classes_are_new_in_a_new_year():
    roster = table("vo", "leerlingen.csv", ",")
    first = roster[roster["datumVan"] == "2022-08-29"].set_index("leerling.leerlingnummer")
    second = roster[roster["datumVan"] == "2023-09-04"].set_index("leerling.leerlingnummer")
    both = first.index.intersection(second.index)
    assert len(both) > 150
    rise = second.loc[both, "leerjaar"].astype(int) - first.loc[both, "leerjaar"].astype(int)
    assert (rise == 1).all()
    assert (first["datumTot"] == "2023-07-21").all()


def test_primary_workbook_carries_the_truth():
    sheets = pd.read_excel(
        SAMPLE / "po" / "aanwezigheid.xlsx", sheet_name=None, dtype=object, engine="openpyxl"
    )
    pupils, half_days, rows = (sheets[n] for n in ("Leerlingen", "Dagdelen", "Afwezigheid"))
    assert list(sheets) == ["Leerlingen", "Dagdelen", "Afwezigheid"]
    assert pupils["Leerlingnummer"].map(type).eq(str).all()
    assert pupils["Leerlingnummer"].str.startswith("0").any()

    clock = [pd.to_timedelta(half_days[side].astype(str)) for side in ("Begin", "Eind")]
    week = pd.DataFrame(
        {
            "Jaargroep": half_days["Jaargroep"],
            "weekday": half_days["Weekdag"].map(PRIMARY_WEEKDAYS),
            "half": half_days["Dagdeel"],
            "minutes": ((clock[1] - clock[0]).dt.total_seconds() // 60).astype(int),
        }
    )
    assert week[week["Jaargroep"] == 8]["minutes"].sum() == 25.75 * 60
    assert week.groupby("Jaargroep").size().to_dict() == {1: 7, 2: 8, 3: 8, 4: 8} | dict.fromkeys(
        range(5, 9), 9
    )
    dates = school_days("2021-08-23", "2022-07-15", SCHOOLS["po"].free, sector="po")
    days = pd.DataFrame({"date": pd.DatetimeIndex(dates)})
    rooms = pupils[["Groep", "Jaargroep"]].drop_duplicates()
    lessons = days.assign(weekday=days["date"].dt.day_of_week).merge(week, on="weekday")
    lessons = lessons.merge(rooms, on="Jaargroep").rename(columns={"Groep": "class"})
    names = {"Leerlingnummer": "pupil", "Groep": "class", "Datum in": "start", "Datum uit": "end"}
    cells = enrolled(lessons, pupils.rename(columns=names), None)

    keys = ["pupil", "date", "half"]
    rows = rows.rename(columns={"Leerlingnummer": "pupil", "Datum": "date", "Dagdeel": "half"})
    rows["date"] = pd.to_datetime(rows["date"])
    assert not rows.duplicated(keys).any()
    book = code_book("po")
    assert set(rows["Reden"]) == set(book.index)
    cells = cells.merge(rows[[*keys, "Reden"]], on=keys, how="left")
    assert cells["Reden"].notna().sum() == len(rows)
    absent = cells["Reden"].map(book["soort"]) == "afwezig"
    cells = cells.assign(absent=absent, expected=True)
    cells = registered("po", cells, cells["Reden"].notna())
    check_truth("po", cells)
    # What schools make too: weeks of a group in which nobody was away, and the truth counts them.
    week = cells["date"] - pd.to_timedelta(cells["date"].dt.day_of_week, unit="D")
    assert not cells["Reden"].notna().groupby([cells["class"], week]).any().all()
