from datetime import date, time

import pandas as pd


def test_half_days_have_their_own_length(dagdelen):
    register = dagdelen.load()
    minutes = register.sessions.groupby("session")["minutes"].unique().map(list).to_dict()
    assert minutes == {"ochtend": [210], "middag": [120]}
    days = register.days.query("absent_minutes > 0").set_index(["class", "date"])
    found = days[["sessions", "minutes", "absent_sessions", "absent_minutes"]]
    assert found.loc[("Groep 5", pd.Timestamp("2021-03-02"))].tolist() == [2, 330, 1, 120]
    assert found.loc[("Groep 5", pd.Timestamp("2021-03-03"))].tolist() == [1, 210, 1, 210]
    assert found.loc[("Groep 1", pd.Timestamp("2021-03-02"))].tolist() == [2, 330, 1, 210]


def test_weeks_are_laid_over_the_calendar(dagdelen):
    days = dagdelen.load().school_days
    assert days.min() == pd.Timestamp("2020-08-17")
    # Holidays, Good Friday and 4 July to the end of the school year are no school days.
    for free in ("2020-10-12", "2021-02-22", "2021-04-02", "2021-07-12"):
        assert pd.Timestamp(free) not in days


def test_weeks_without_a_registration_are_assumed_unless_the_export_does_not_cover_them(dagdelen):
    days = dagdelen.load().days
    marked = days["date"].between(pd.Timestamp("2021-03-01"), pd.Timestamp("2021-03-05"))
    # Of so few pupils nobody can say whether the other weeks were registered.
    assert days.loc[~marked, "assumed_sessions"].sum() > 600
    assert (days["assumed_sessions"] == days["sessions"]).loc[~marked].all()
    assert days["unregistered_sessions"].sum() == 0
    dagdelen.extra += "exportperiode = { begin = 2021-03-01, eind = 2021-03-05 }\n"
    days = dagdelen.load().days
    assert (days.loc[~marked, "sessions"] == 0).all()
    assert days["unregistered_sessions"].sum() > 600


def test_missing_sheet(dagdelen):
    del dagdelen.sheets["Dagdelen"]
    (problem,) = dagdelen.problems()
    assert problem.what == "Er ontbreekt een blad in het werkboek."
    assert "Leerlingen, Afwezigheid" in problem.expected


def test_empty_sheet(dagdelen):
    dagdelen.sheets["Afwezigheid"] = []
    (problem,) = dagdelen.problems()
    assert problem.file == "aanwezigheid.xlsx, blad Afwezigheid"
    assert problem.what == "Het bestand is leeg."


def test_problems_name_sheet_row_and_value(dagdelen):
    dagdelen.sheets["Dagdelen"].append([5, "zaterdag", "ochtend", time(8, 30), time(12, 0)])
    dagdelen.sheets["Dagdelen"].append([5, "maandag", "middag", time(15, 0), time(13, 0)])
    found = {(each.what, each.row, each.value) for each in dagdelen.problems()}
    assert ("Onbekende weekdag.", 20, "zaterdag") in found
    assert ("Een dagdeel staat twee keer in de week.", 21, "middag") in found
    assert ("Het dagdeel eindigt niet na het begin.", 21, "13:00:00") in found


def test_absence_on_a_free_afternoon(dagdelen):
    dagdelen.sheets["Afwezigheid"].append([date(2021, 3, 3), "middag", "0012", "Ziek"])
    (problem,) = dagdelen.problems()
    assert problem.what == "De les staat niet in het rooster van de klas."
    assert (problem.file, problem.row) == ("aanwezigheid.xlsx, blad Afwezigheid", 5)


def test_a_number_that_lost_its_zeros_is_the_same_pupil(dagdelen):
    expected = dagdelen.load().days
    for row in dagdelen.sheets["Afwezigheid"][1:]:
        row[2] = int(row[2])
    assert dagdelen.load().days.equals(expected)


def test_text_that_is_no_workbook(dagdelen, tmp_path):
    path = dagdelen.write()
    (tmp_path / "proef" / "aanwezigheid.xlsx").write_text("geen werkboek")
    dagdelen.write = lambda: path
    (problem,) = {problem.what for problem in dagdelen.problems()}
    assert problem == "Het werkboek kan niet worden geopend."


def test_half_days_of_a_year_group_without_pupils_are_counted(dagdelen):
    before = dagdelen.load()
    dagdelen.sheets["Dagdelen"].append([8, "maandag", "ochtend", time(8, 30), time(12, 0)])
    after = dagdelen.load()
    (told,) = [
        row for row in after.provenance["left_out"] if row not in before.provenance["left_out"]
    ]
    assert "jaargroepen zonder leerlingen" in told["what"]
    assert (told["count"], told["examples"]) == (1, ["8"])
    assert after.days.equals(before.days)
