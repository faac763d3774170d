"""Growing a register export by export, against the register of everything at once."""

import os
import shutil
from itertools import permutations
from pathlib import Path

import pandas as pd
import pytest
from exports import DAYS, MONTHS, WHOLE, Truth
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from proeftuin.errors import InputError
from proeftuin.register.importing.importer import import_school, is_current
from proeftuin.register.importing.merge import grow
from proeftuin.register.project.project_file import load_project
from proeftuin.register.store.register import read_register
from proeftuin.report.numbers.registers import renew_register

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
TABLES = ("pupils", "sessions", "absences", "days")
# More: PROEFTUIN_GROWTHS=1000 pytest tests/register/test_growth.py
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
EXAMPLES = int(os.environ.get("PROEFTUIN_GROWTHS", "12"))
MARCH, APRIL, MAY = MONTHS.values()


def grown(*registers):
    first, *others = registers
    for register in others:
        first = grow(first, register)
    return first


def assert_same(register, expected, tables=TABLES):
    for name in tables:
        ours, theirs = getattr(register, name), getattr(expected, name)
        columns = list(ours.columns)
        pd.testing.assert_frame_equal(
            ours.sort_values(columns, ignore_index=True),
            theirs.sort_values(columns, ignore_index=True),
        )


LAST = len(DAYS) - 1
MARKS = st.dictionaries(
    st.tuples(st.sampled_from("abcd"), st.integers(0, LAST), st.sampled_from("12")),
    st.sampled_from("ZA"),
    max_size=25,
)


@st.composite
def truths(draw):
    """Pupils who stay, come, go, or change class."""
    day = st.integers(1, LAST - 1)
    came, went, changed = draw(day), draw(day), draw(day)
    enrolments = [
        ("a", "1a", 0, None),
        ("b", "1b", came, None),
        ("c", "1a", 0, went),
        ("d", "1a", 0, changed - 1),
        ("d", "1b", changed, None),
    ]
    return Truth(enrolments, possible(enrolments, draw(MARKS)))


def possible(enrolments, marks):
    """Only marks on days that the pupil was there."""
    there = {
        (pupil, day)
        for pupil, _, start, end in enrolments
        for day in range(start, (LAST if end is None else end) + 1)
    }
    return {key: code for key, code in marks.items() if key[:2] in there}


# Pupil d changes class within April, of which the first days have no mark: May's list of who is
# there no longer tells that d was in 1a then, March's does not reach that far, only April's does.
CHANGED = Truth(
    [("a", "1a", 0, None), ("d", "1a", 0, 21), ("d", "1b", 22, None)],
    {("d", day, "1"): "Z" for day in (0, 7, 14, 23, 29, 30, 32)}
    | {("a", day, "1"): "Z" for day in (11, 20)},
)


@settings(max_examples=EXAMPLES, deadline=None, phases=PHASES)
@given(truths(), st.permutations(list(MONTHS)), st.booleans(), st.booleans())
@example(CHANGED, ["mei", "april", "maart"], False, True)
def test_months_in_any_order_give_the_whole(truth, order, told, current_only):
    parts = [truth.export(MONTHS[month], told, current_only) for month in order]
    if not told and any(part.provenance["history"][0]["start"] is None for part in parts):
        return
    assert_same(grown(*parts), truth.export(WHOLE), ["absences", "days"])


@settings(max_examples=EXAMPLES, deadline=None, phases=PHASES)
@given(truths(), MARKS, st.sampled_from(list(MONTHS)))
def test_a_corrected_month_holds_and_changes_no_other(truth, marks, corrected):
    first, last = MONTHS[corrected]
    marks = possible(truth.enrolments, marks)

    def is_inside(key):
        return first <= DAYS[key[1]].date() <= last

    mended = Truth(
        truth.enrolments,
        {key: code for key, code in truth.marks.items() if not is_inside(key)}
        | {key: code for key, code in marks.items() if is_inside(key)},
    )
    parts = [truth.export(span) for span in MONTHS.values()]
    register = grown(*parts, mended.export(MONTHS[corrected], export_date=WHOLE[1]))
    assert_same(register, mended.export(WHOLE))


SCHOOL = Truth(
    [("a", "1a", 0, None), ("b", "1b", 0, None), ("c", "1a", 0, None)],
    {("a", 2, "1"): "Z", ("b", 3, "1"): "A", ("c", 10, "2"): "Z", ("b", 33, "1"): "Z"},
)


def test_the_same_export_again_changes_nothing():
    register = grown(*(SCHOOL.export(span) for span in MONTHS.values()))
    assert grow(register, SCHOOL.export(MAY)) is register
    again = grow(register, SCHOOL.export(MARCH))
    assert_same(again, register)
    last = again.provenance["history"][-1]
    assert [last[name] for name in ("added", "replaced", "removed", "joined", "left")] == [0] * 5


def test_history_tells_what_each_import_did():
    register = SCHOOL.export(WHOLE)
    marks = SCHOOL.marks | {("a", 2, "1"): "A", ("a", 5, "1"): "Z"}
    del marks[("b", 3, "1")]
    mended = Truth([*SCHOOL.enrolments, ("e", "1a", 4, None)], marks).export(MARCH)
    first, last = grow(register, mended).provenance["history"]
    assert "added" not in first
    assert {name: last[name] for name in ("added", "replaced", "removed", "joined")} == {
        "added": 1,
        "replaced": 1,
        "removed": 1,
        "joined": 1,
    }


def test_an_export_of_everything_leaves_nothing_of_the_old():
    register = grown(*(SCHOOL.export(span) for span in MONTHS.values()))
    moved = Truth([("a", "1b", 0, None), ("b", "1b", 0, None), ("c", "1a", 2, None)], SCHOOL.marks)
    whole = moved.export(WHOLE)
    renewed = grow(register, whole)
    assert_same(renewed, whole)
    assert renewed.provenance["imported_from"] == whole.provenance["imported_from"]
    assert [entry["contributes"] for entry in renewed.provenance["history"]] == [False] * 3 + [True]


def test_who_left_the_list_keeps_the_months_before():
    with_c, without_c = SCHOOL.export(MARCH), Truth(SCHOOL.enrolments[:2], SCHOOL.marks)
    register = grow(with_c, without_c.export(APRIL))
    (of_c,) = register.pupils.loc[register.pupils["pupil"] == "c", "end"]
    assert of_c == pd.Timestamp("2021-03-31")
    march = register.days[register.days["date"] <= "2021-03-31"].reset_index(drop=True)
    pd.testing.assert_frame_equal(march, with_c.days)
    entry = register.provenance["history"][-1]
    assert (entry["left"], entry["joined"]) == (1, 0)
    assert entry["findings"] == [
        {
            "what": "leerlingen die niet meer in de leerlingenlijst staan",
            "count": 1,
            "examples": ["1a"],
        }
    ]


def test_who_left_the_list_stays_also_when_the_export_is_of_the_whole_year():
    """A list of who is there today would otherwise take every leaver out of the past."""
    to_april = (MARCH[0], APRIL[1])
    before = SCHOOL.export(to_april)
    register = grow(before, Truth(SCHOOL.enrolments[:2], SCHOOL.marks).export(WHOLE))
    of_c = register.days[register.days["pupil"] == "c"].reset_index(drop=True)
    pd.testing.assert_frame_equal(
        of_c, before.days[before.days["pupil"] == "c"].reset_index(drop=True)
    )
    assert len(register.provenance["imported_from"]) == 2


def test_who_was_entered_late_was_there_all_along():
    late = Truth([*SCHOOL.enrolments, ("e", "1a", 3, None)], SCHOOL.marks)
    register = grow(SCHOOL.export(MARCH), late.export(APRIL))
    assert register.days.loc[register.days["pupil"] == "e", "date"].min() == DAYS[3]
    (found,) = register.provenance["history"][-1]["findings"]
    assert found["what"] == "leerlingen die later zijn toegevoegd met een eerdere begindatum"
    assert found["count"] == 1


def test_the_same_enrolments_are_not_cut_in_pieces():
    parts = [SCHOOL.export(MONTHS[month]) for month in ("mei", "maart", "april")]
    assert_same(grown(*parts), SCHOOL.export(WHOLE), ["pupils"])


def test_a_session_without_a_mark_stays_unregistered_where_presence_is_registered():
    def seen(register, earlier):
        register.provenance["history"][0]["presence"] = True
        sessions = register.sessions
        first = sessions["session"] == "1"
        sessions["registered"] = first
        # Registers of earlier versions have the outcome only.
        sessions["evidence"] = "" if earlier else first.map({True: "presence", False: "unobserved"})
        return register

    for earlier in (True, False):
        march, april = seen(SCHOOL.export(MARCH), earlier), seen(SCHOOL.export(APRIL), False)
        merged = grow(march, april).sessions
        assert (merged["registered"] == (merged["session"] == "1")).all()


def test_left_out_rows_are_added_up_once():
    timetable = {"what": "lessen op een vrije dag", "count": 8, "examples": ["22-02-2021"]}
    rows = [{"what": "rijen", "count": count, "examples": [f"rij {count}"]} for count in (1, 2)]
    parts = [
        SCHOOL.export(span, left_out=[timetable, row])
        for span, row in zip((MARCH, APRIL), rows, strict=True)
    ]
    assert grown(*parts).provenance["left_out"] == [
        timetable,
        {"what": "rijen", "count": 3, "examples": ["rij 1", "rij 2"]},
    ]


def test_what_does_not_fit_is_refused():
    march, april = SCHOOL.export(MARCH), SCHOOL.export(APRIL)
    with pytest.raises(ValueError, match="another school"):
        grow(march, SCHOOL.export(APRIL, school="another school"))
    march.provenance["key_id"], april.provenance["key_id"] = "1", "2"
    with pytest.raises(InputError, match="met een andere sleutel gemaakt"):
        grow(march, april)
    with pytest.raises(InputError, match="Geen enkele leerling"):
        grow(march, Truth([("x", "1a", 0, None)], {("x", 9, "1"): "Z"}).export(APRIL))
    with pytest.raises(InputError, match="welke dagen deze export beslaat"):
        grow(march, Truth(SCHOOL.enrolments).export(APRIL, told=False))


def test_an_absence_that_began_earlier_does_not_widen_the_span(magister):
    """Only the export's own days are replaced, also when a row in it began a month before."""
    magister.project = magister.project.replace('"magister"', '"lessen"')
    magister.files = {
        "leerlingen.csv": "leerlingnummer;klas;leerjaar;begindatum\n101;1a;1;17-08-2020\n102;1a;1;17-08-2020\n",
        "rooster.csv": "klas;datum;lesuur;begintijd;eindtijd;vervallen\n"
        + "".join(f"1a;{day:%d-%m-%Y};1;08:30;09:20;\n" for day in DAYS),
        "absenties.csv": "leerlingnummer;datum;tot_datum;code\n"
        "101;29-03-2021;02-04-2021;Z\n102;09-04-2021;09-04-2021;Z\n",
        "codeboek.csv": magister.files["codeboek.csv"],
    }
    # 2 April is Good Friday: the last day of the first row with a lesson is the first.
    (entry,) = magister.load().provenance["history"]
    assert (entry["start"], entry["end"]) == ("2021-04-01", "2021-04-09")
    magister.extra = "exportperiode = {begin = 2021-04-01, eind = 2021-09-30}\n"
    (entry,) = magister.load().provenance["history"]
    assert (entry["start"], entry["end"]) == ("2021-04-01", "2021-07-16")


def test_a_class_may_have_no_more_lessons_once_it_has_had_some(magister, tmp_path):
    folder = tmp_path / "register"
    renew_register(load_project(magister.write()), "proef", folder)

    def later(line):
        """The same weekdays five weeks on."""
        for day, other in (("05", "09"), ("06", "10"), ("07", "11"), ("12", "16")):
            line = line.replace(f"{day}-01-2021", f"{other}-02-2021")
        return line

    lessons = magister.files["agenda.csv"].splitlines(keepends=True)
    moved = [later(line) for line in lessons if ";3b" not in line]
    marks = magister.files["verantwoordingen.csv"].splitlines(keepends=True)
    marks = [later(line) for line in marks if "000102" not in line]
    magister.files["agenda.csv"] = "".join(moved)
    magister.files["verantwoordingen.csv"] = "".join(line for line in marks if "000103" not in line)
    project = load_project(magister.write())
    with pytest.raises(InputError, match="examenklas"):
        import_school(project, "proef")
    for rebuild in (False, True):
        register, _ = renew_register(project, "proef", folder, rebuild)
        told = {row["what"]: row["examples"] for row in register.provenance["left_out"]}
        assert told["klassen die eerder les hadden en in deze export niet meer"] == ["3b"]

    # A class that is written otherwise never had lessons, and stops as before.
    magister.replace("leerlingen.csv", "VMBO;3b", "VMBO;3B")
    with pytest.raises(InputError, match="“3B”"):
        renew_register(load_project(magister.write()), "proef", folder)


@pytest.fixture(scope="module")
def months_of_vmbo(tmp_path_factory):
    """The sample school as if it exported month by month, and three months at once."""
    header, *rows = (SAMPLE / "vmbo" / "verantwoordingen.csv").read_bytes().splitlines(True)

    def project(*months):
        folder = tmp_path_factory.mktemp("-".join(months))
        shutil.copytree(SAMPLE / "vmbo", folder / "vmbo")
        shutil.copy(SAMPLE / "proeftuinen.toml", folder)
        chosen = [row for row in rows if row.split(b";")[2][3:5].decode() in months]
        (folder / "vmbo" / "verantwoordingen.csv").write_bytes(header + b"".join(chosen))
        return load_project(folder / "proeftuinen.toml")

    projects = {month: project(month) for month in ("03", "04", "05")}
    parts = {month: import_school(each, "vmbo") for month, each in projects.items()}
    return projects, parts, import_school(project(*projects), "vmbo")


@pytest.mark.parametrize("order", list(permutations(["03", "04", "05"]))[::2])
def test_the_sample_school_month_by_month(order, months_of_vmbo, tmp_path):
    projects, parts, whole = months_of_vmbo
    for month in order:
        new = parts[month]
        register = grow(read_register(tmp_path), new) if month != order[0] else new
        register.save(tmp_path)
    assert_same(read_register(tmp_path), whole)
    assert is_current(projects[order[-1]], "vmbo", tmp_path)
    assert not is_current(projects[order[0]], "vmbo", tmp_path)
