"""The sample schools written in every profile say the same, read back without the library."""

import json
import zipfile
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from brute_force.anywhere import read, tables

from proeftuin.simulation.everywhere import combinations, exports_in, sample_school
from proeftuin.simulation.formats.gather import SHAPES
from proeftuin.simulation.history.sample import day_truth
from proeftuin.simulation.schools.calendars import as_date
from proeftuin.simulation.schools.schools import SCHOOLS

pytestmark = pytest.mark.slow

ASSUMED = ["assumed_sessions", "assumed_minutes"]
SAMPLE = Path(__file__).parents[1] / "data" / "sample"
# Every profile and shape once, at the school that makes most of it (double lessons, two years).
CHECKED = [
    ("vmbo", ("magister", "zermelo"), "lesson"),
    ("vmbo", ("somtoday", "zermelo"), "lesson"),
    *(("vmbo-klein", ("lessen",), shape) for shape in SHAPES),
    ("vergelijking", ("magister",), "lesson"),
    ("vo", ("magister",), "lesson"),
    ("vo", ("somtoday",), "lesson"),
    ("vo", ("lessen", "zermelo"), "span"),
    *(("po", ("dagdelen",), shape) for shape in ("lesson", "day", "span")),
    *(("po", ("lessen",), shape) for shape in SHAPES),
    *((school, ("dagdelen", "edexml"), "lesson") for school in ("po-vast", "po-in-en-uit")),
]


def check(school, profiles, files):
    sample, _ = sample_school(school)
    calendar = [as_date(day) for day in sample.world.days]
    found = read(files, profiles, calendar).days(sample.unregistered)
    truth = day_truth(sample).sort_values(["pupil", "date"]).drop(columns=ASSUMED)
    expected = {
        (row[0], row[2].date()): (row[1], *row[3:]) for row in truth.itertuples(index=False)
    }
    assert len(expected) == len(truth)
    assert found == expected


def test_every_checked_combination_exists():
    assert set(CHECKED) <= set(combinations())
    shapes = {(profiles[0], shape) for _, profiles, shape in combinations()}
    assert shapes == {(profiles[0], shape) for _, profiles, shape in CHECKED}


@pytest.mark.parametrize(
    ("school", "profiles", "shape"),
    [pytest.param(*c, id=f"{c[0]}-{'+'.join(c[1])}-{c[2]}") for c in CHECKED],
)
def test_export_says_the_truth(school, profiles, shape):
    check(school, profiles, exports_in(school, profiles, shape))


@pytest.mark.parametrize(("profile", "shape"), [("lessen", "span"), ("dagdelen", "day")])
def test_workbook_says_the_truth(profile, shape):
    files = exports_in("po", profile, shape, form="xlsx")
    assert set(files) == {f"{profile}.xlsx", "codeboek.csv"}
    check("po", (profile,), files)


@pytest.mark.parametrize("school", ["vmbo", "vergelijking", "vo"])
def test_own_profile_is_the_committed_export(school):
    files = exports_in(school, SCHOOLS[school].profile)
    committed = {path.name: path.read_bytes() for path in (SAMPLE / school).iterdir()}
    assert set(files) == set(committed)
    for name in files:
        if name.endswith(".csv"):
            assert files[name] == committed[name], name


def test_day_truth_adds_up_to_the_committed_truth():
    rows = pd.read_csv(SAMPLE / "truth" / "vmbo.csv", sep=";", dtype={"pupil": str})
    rows = rows[rows["period"].str.match(r"\d{4}-\d{2}$") & (rows["possible_sessions"] > 0)]
    days = day_truth(sample_school("vmbo")[0])
    days["period"] = days["date"].dt.strftime("%Y-%m")
    names = {
        "minutes": "possible_minutes",
        "absent_minutes": "absent_minutes",
        "sessions": "possible_sessions",
        "absent_sessions": "absent_sessions",
    }
    summed = days.groupby(["pupil", "period"])[list(names)].sum().rename(columns=names)
    summed = summed[summed["possible_sessions"] > 0].sort_index()
    expected = rows.set_index(["pupil", "period"])[list(summed)].sort_index()
    pd.testing.assert_frame_equal(summed, expected, check_dtype=False)


def test_shapes_differ_and_span_what_they_say():
    absences = {
        shape: tables(exports_in("vmbo-klein", "lessen", shape))["absenties"] for shape in SHAPES
    }
    sizes = {shape: len(rows) for shape, rows in absences.items()}
    assert sizes["span"] < sizes["range"] == sizes["time"] < sizes["lesson"]
    assert sizes["span"] < sizes["day"] < sizes["lesson"]
    assert any("-" in row["lesuur"] for row in absences["range"])
    assert any(row["tot_lesuur"] for row in absences["range"])
    assert all(bool(row["begintijd"]) != bool(row["lesuur"]) for row in absences["time"])
    whole = [row for row in absences["day"] if not row["lesuur"]]
    assert whole
    assert not any(row["tot_datum"] for row in absences["day"])
    spans = [row for row in absences["span"] if row["tot_datum"]]
    # Both sorts: whole days, and from a lesson on one day to a lesson on another.
    assert {bool(row["lesuur"]) for row in spans} == {True, False}


def test_zermelo_answer_has_what_must_be_left_out():
    files = exports_in("vmbo", ("magister", "zermelo"))
    items = json.loads(files["appointments_2020-2021.json"])["response"]["data"]
    assert {item["type"] for item in items} == {"lesson", "choice", "activity", "other"}
    assert any(len(item["groups"]) == 2 for item in items)
    assert any(not item["valid"] for item in items)
    assert any(item["valid"] and item["cancelled"] for item in items)
    versions = pd.DataFrame(items).groupby("appointmentInstance")["valid"].agg(["sum", "size"])
    assert (versions["sum"] == 1).all()
    assert set(versions["size"]) == {1, 2}
    assert len({item["id"] for item in items}) == len(items)


def test_edexml_refuses_a_change_of_class():
    with pytest.raises(ValueError, match="change of class"):
        exports_in("po", ("dagdelen", "edexml"))


def test_edexml_follows_the_schema():
    """Order of the elements, unique keys and references of EDEXML 2.1."""
    root = ElementTree.fromstring(exports_in("po-vast", ("dagdelen", "edexml"))["edexml.xml"])
    assert [child.tag for child in root] == ["school", "groepen", "leerlingen", "leerkrachten"]
    order = [
        *("achternaam", "voorvoegsel", "roepnaam", "geboortedatum", "geslacht", "jaargroep"),
        *("groep", "samengestelde_groepen", "instroomdatum", "uitstroomdatum"),
    ]
    for pupil in root.find("leerlingen"):
        places = [order.index(child.tag) for child in pupil]
        assert places == sorted(set(places))
        assert all(child.text or child.get("key") or len(child) for child in pupil)
    keys = [group.get("key") for group in root.find("groepen")]
    assert len(keys) == len(set(keys))
    references = {element.get("key") for element in root.find("leerlingen").iter("groep")}
    assert references <= set(keys)


def test_same_seed_same_files():
    for school, profiles, shape in (
        ("vo", ("lessen", "zermelo"), "span"),
        ("po", ("dagdelen",), "day"),
    ):
        first = exports_in(school, profiles, shape)
        sample_school.cache_clear()
        assert exports_in(school, profiles, shape) == first


def test_somtoday_has_nothing_on_a_week_without_registration():
    files = exports_in("vmbo", "somtoday")
    with zipfile.ZipFile(BytesIO(files["waarnemingen.zip"])) as archive:
        (name,) = archive.namelist()
        seen = pd.read_csv(archive.open(name), dtype=str, usecols=[0, 1]).to_numpy()
    world, people = sample_school("vmbo")[0].world, sample_school("vmbo")[0].people
    pupil, day = np.nonzero(world.silent[:, :, 0])
    silent = {(people.number[p], str(world.days[d])) for p, d in zip(pupil, day, strict=True)}
    assert silent
    assert silent.isdisjoint((number, moment[:10]) for number, moment in seen)
