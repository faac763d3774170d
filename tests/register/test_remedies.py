"""What many misplaced rows have in common is said first, and no remedy takes a week of absence."""

import pandas as pd
import pytest
from holidays import country_holidays

from proeftuin.errors import InputError
from proeftuin.register.assembling.misplaced import sessions_there
from proeftuin.register.assembling.sessions import Timetable
from proeftuin.register.importing.importer import import_school
from proeftuin.register.project.project_file import load_project

PUPILS = [f"{100 + i}" for i in range(8)]
BOOK = "code;omschrijving;soort;reden;geoorloofd\nZ;Ziek;afwezig;ziek;ja\n"
LEAVE_OUT = 'onmogelijke_rijen = "weglaten"\n'


def school_days(region, first="2021-01-04", last="2021-03-26"):
    """Days without the holidays of a region, from the calendar that the ministry sets."""
    holidays = country_holidays("NL", region, categories=("school", "public"), years=[2021])
    return [day for day in pd.bdate_range(first, last) if day not in holidays]


def magister(folder, taught, absent, extra="", group="1a", export_date="2021-03-26"):
    """A class with two lessons on each of the days, and pupils ill in both of some."""
    ours = folder / "proef"
    ours.mkdir()
    roster = [f"{pupil};1;J;VMBO;1a;17-08-2020;" for pupil in PUPILS]
    head = "stamnummer;leerjaar;is_onderbouw;schoolsoort_code;stamklas_naam;begindatum;einddatum"
    (ours / "leerlingen.csv").write_text("\n".join([head, *roster]) + "\n")
    lessons = [
        f"{day:%d-%m-%Y} {start};{day:%d-%m-%Y} {end};{hour};{hour};13;7;{name}"
        for day in taught
        for hour, start, end, name in (
            (1, "08:30", "09:20", "1a"),
            (2, "09:20", "10:10", group),
        )
    ]
    head = "agendaitem_start;agendaitem_einde;lesuurvan;lesuurtm;type;status;klas"
    (ours / "agenda.csv").write_text("\n".join([head, *lessons]) + "\n")
    marks = [
        f"{PUPILS[i % len(PUPILS)]};{day:%d-%m-%Y};{hour};Z"
        for i, day in enumerate(absent)
        for hour in (1, 2)
    ]
    head = "stamnummer;verantwoording_datum;verantwoording_lesuur;absentiereden_code"
    (ours / "verantwoordingen.csv").write_text("\n".join([head, *marks]) + "\n")
    (ours / "codeboek.csv").write_text(BOOK)
    return project(folder, 'profiel = "magister"\n', extra, export_date)


def project(folder, profile, extra, export_date="2021-03-26", sector="vo"):
    path = folder / "proeftuinen.toml"
    path.write_text(
        f'naam = "Proef"\n\n[scholen.proef]\nnaam = "Proefschool"\nsector = "{sector}"\n'
        f'export = "proef"\nexportdatum = {export_date}\nschooljaren = ["2020-2021"]\n'
        f"{profile}{extra}"
    )
    return load_project(path)


def wrong(loaded):
    with pytest.raises(InputError) as raised:
        import_school(loaded, "proef")
    return raised.value.problems, str(raised.value)


@pytest.mark.parametrize(
    ("ours", "real"), [("Noord", "Zuid"), ("Zuid", "Noord"), ("Midden", "Zuid")]
)
@pytest.mark.parametrize("extra", ["", LEAVE_OUT])
def test_a_holiday_of_another_region_is_said_first(tmp_path, ours, real, extra):
    days = school_days(real)
    problems, text = wrong(magister(tmp_path, days, days, f'regio = "{ours}"\n{extra}'))
    first, *others = problems
    assert first.what == "De vakantieregio van de school klopt waarschijnlijk niet."
    assert (first.column, first.value) == ("scholen.proef.regio", ours)
    assert f'regio = "{real}"' in first.mend
    assert "10 van de 10 rijen" in first.expected
    assert {each.what for each in others} <= {
        "Er zouden te veel rijen worden weggelaten.",
        "Op deze dag was er geen les: een vakantie of vrije dag.",
    }
    # No row is to be taken out before the region is right.
    assert "Haal de rij weg" not in text
    assert "onmogelijke_rijen = " not in text


def test_with_the_right_region_nothing_is_left_out(tmp_path):
    days = school_days("Zuid")
    register = import_school(magister(tmp_path, days, days, 'regio = "Zuid"\n'), "proef")
    assert register.provenance["left_out"] == []
    assert len(register.absences) == 2 * len(days)


def test_a_free_week_with_lessons_is_named_with_what_to_write(tmp_path):
    # The week of May is free in every region: this school moved its own.
    days = school_days("Noord") + list(pd.bdate_range("2021-05-03", "2021-05-07"))
    loaded = magister(tmp_path, days, days, export_date="2021-05-28")
    first = wrong(loaded)[0][0]
    assert first.what == "Veel registraties liggen samen in één vrije week."
    assert "week 18 van 2021" in first.value
    assert "{ datum = 2021-05-03, tot = 2021-05-07" in first.mend
    line = first.mend.split("eigen_dagen: ")[1].split(" }")[0] + " }"
    path = loaded.path
    path.write_text(path.read_text() + f"eigen_dagen = [{line}]\n")
    assert len(import_school(load_project(path), "proef").absences) == 2 * len(days)


def test_one_row_on_a_free_day_has_no_further_cause(tmp_path):
    days = school_days("Noord")
    problems, text = wrong(magister(tmp_path, days, [*days, pd.Timestamp("2021-02-22")]))
    assert {each.what for each in problems} == {
        "Op deze dag was er geen les: een vakantie of vrije dag."
    }
    assert "Haal de rij weg" in text


@pytest.mark.parametrize("count", [1, 2, 9])
def test_leaving_out_stops_at_a_small_share(tmp_path, count):
    days = school_days("Noord")
    # Of 110 rows one may go, and of the rows of a free week none by itself.
    absent = [*days, *pd.bdate_range("2021-02-22", periods=count // 2)]
    loaded = magister(tmp_path, days, absent, LEAVE_OUT)
    marks = loaded.folder / "proef" / "verantwoordingen.csv"
    if count % 2:
        marks.write_text(marks.read_text() + "101;24-02-2021;1;Z\n")
    if count == 1:
        register = import_school(loaded, "proef")
        assert [each["count"] for each in register.provenance["left_out"]] == [1]
        return
    (stopped,) = (
        each
        for each in wrong(loaded)[0]
        if each.what == "Er zouden te veel rijen worden weggelaten."
    )
    assert f"{count} van de {2 * len(days) + count} rijen" in stopped.value
    written = f"hoogstens_weglaten = {count}"
    # With four rows in a free week there is a cause, and then no way around it is handed out.
    assert (written in stopped.mend) == (count < 9)
    path = loaded.path
    path.write_text(path.read_text() + f"{written}\n")
    register = import_school(load_project(path), "proef")
    assert [each["count"] for each in register.provenance["left_out"]] == [count]
    path.write_text(path.read_text().replace(written, f"hoogstens_weglaten = {count - 1}"))
    assert f"hoogstens {count - 1} rijen" in wrong(load_project(path))[1]


def test_a_number_to_leave_out_without_leaving_out_is_refused(tmp_path):
    days = school_days("Noord")
    with pytest.raises(InputError, match="hoort ook onmogelijke_rijen"):
        magister(tmp_path, days, days, "hoogstens_weglaten = 3\n")


def test_lessons_in_groups_are_named(tmp_path):
    days = school_days("Noord")
    problems, __ = wrong(magister(tmp_path, days, days, LEAVE_OUT, group="v4.wisA1"))
    first, second = problems[:2]
    assert first.what == "De lessen worden waarschijnlijk in lesgroepen gegeven, niet in klassen."
    assert "v4.wisA1" in first.value
    assert f"{len(days)} van de {2 * len(days)} rijen" in second.value


def test_rows_after_the_day_of_export_are_named(tmp_path):
    days = school_days("Noord")
    problems, __ = wrong(magister(tmp_path, days, days, export_date="2021-03-12"))
    assert problems[0].what == "Er zijn registraties van na de exportdatum."
    assert problems[0].value == "2021-03-12"
    assert "26-03-2021" in problems[0].expected


@pytest.mark.parametrize("export_date", ["2021-03-12", "2020-06-30"])
def test_no_class_is_said_to_have_no_lessons_because_of_an_old_day_of_export(tmp_path, export_date):
    """The day of the export is what is wrong, and is told before what follows from it."""
    days = school_days("Noord")
    problems, text = wrong(magister(tmp_path, days, days, export_date=export_date))
    assert (problems[0].column, problems[0].value) == ("scholen.proef.exportdatum", export_date)
    assert "geen les" not in text
    assert "geen enkele les" not in text


def test_what_the_timetable_has_is_told_in_the_order_of_the_week():
    days = pd.to_datetime(["2021-03-05", "2021-03-08", "2021-03-09", "2021-03-15"])
    given = pd.DataFrame({"date": days, "class": "5", "session": "ochtend", "position": 1})
    given = given.assign(begins=days + pd.Timedelta(hours=8), ends=days + pd.Timedelta(hours=12))
    later = given["date"] == days[3]
    given["ends"] = given["ends"].mask(later, days[3] + pd.Timedelta(hours=11))
    loose = given[["class", "date"]].assign(row=7, session="middag")
    assert sessions_there(loose, Timetable(given, given[:0], given[:0])) == [
        "op maandag heeft 5: ochtend (08:00–12:00)",
        "op maandag heeft 5: ochtend (08:00–11:00)",
        "op dinsdag heeft 5: ochtend (08:00–12:00)",
        "op vrijdag heeft 5: ochtend (08:00–12:00)",
    ]


def test_a_week_that_the_timetable_lacks_is_named(tmp_path):
    days = school_days("Noord")
    taught = [day for day in days if day.week != 10]
    problems, __ = wrong(magister(tmp_path, taught, days))
    assert problems[0].what == "In het rooster ontbreekt een week waarin wel is geregistreerd."
    assert problems[0].value == "week 10 van 2021"


def primary(folder, week, marks):
    """Group 5 of a primary school: its week as the wizard writes it, and (day, half-day)."""
    ours = folder / "proef"
    ours.mkdir()
    roster = [f"{pupil};5a;5" for pupil in PUPILS]
    head = "Leerlingnummer;Groep;Jaargroep"
    (ours / "leerlingen.csv").write_text("\n".join([head, *roster]) + "\n")
    rows = [
        f"{PUPILS[i % len(PUPILS)]};{day:%d-%m-%Y};{part};Z" for i, (day, part) in enumerate(marks)
    ]
    head = "Leerlingnummer;Datum;Dagdeel;Reden"
    (ours / "afwezigheid.csv").write_text("\n".join([head, *rows]) + "\n")
    (ours / "codeboek.csv").write_text(BOOK)
    return project(folder, 'profiel = "dagdelen"\n', week, sector="po")


def test_a_wrong_hour_of_the_week_is_named_with_its_weekday(tmp_path):
    # On Fridays the school has an afternoon, and the week that was typed has none.
    week = (
        'week = [\n    { groepen = ["5"], dagen = ["maandag", "dinsdag", "woensdag", "donderdag", '
        '"vrijdag"], dagdeel = "ochtend", begin = "08:30", eind = "12:00" },\n'
        '    { groepen = ["5"], dagen = ["maandag", "dinsdag", "donderdag"], dagdeel = "middag", '
        'begin = "13:00", eind = "15:00" },\n]\n'
    )
    days = school_days("Noord")
    fridays = [day for day in days if day.day_of_week == 4]
    marks = [(day, "ochtend") for day in days] + [(day, "middag") for day in fridays]
    problems, text = wrong(primary(tmp_path, week, marks))
    first = problems[0]
    assert first.what == "Een dagdeel van de registraties staat niet in de week van de school."
    assert (first.file, first.column) == ("proeftuinen.toml", "week")
    assert first.value == "vrijdag middag"
    assert "op vrijdag heeft 5a: ochtend (08:30–12:00)" in first.expected
    assert f"{len(fridays)} rijen" in first.expected
    # Each row says its day as well.
    assert "“middag” (vrijdag 08-01-2021)" in text
    assert "Haal de rij weg" not in text
