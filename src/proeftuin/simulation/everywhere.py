"""The sample schools in every format that can express them, each time with the same truth.

What a school's own system keeps and another does not (forgotten homework, why a pupil was let off)
differs between the exports; minutes, reasons and lateness do not.
"""

from collections.abc import Sequence
from copy import deepcopy
from functools import lru_cache

import numpy as np

from proeftuin.simulation.formats.edexml import edexml_file
from proeftuin.simulation.formats.files import Rows, csv_bytes, sheet_bytes, workbook_bytes
from proeftuin.simulation.formats.gather import SHAPES, gather
from proeftuin.simulation.formats.half_days import half_day_sheets
from proeftuin.simulation.formats.lessons import lesson_sheets
from proeftuin.simulation.formats.magister import magister_files
from proeftuin.simulation.formats.somtoday import somtoday_files
from proeftuin.simulation.formats.workbook import workbook_files
from proeftuin.simulation.formats.zermelo import zermelo_files
from proeftuin.simulation.history.codes import (
    COMPARISON,
    PRIMARY,
    VMBO,
    Code,
    code_book,
    write_codes,
)
from proeftuin.simulation.history.registrations import registrations
from proeftuin.simulation.history.reports import build_reports
from proeftuin.simulation.history.sample import SampleSchool, draw_school
from proeftuin.simulation.schools.schools import SCHOOLS, SEED, VARIANTS

Files = dict[str, bytes]
Profiles = tuple[str, ...]

CODES = {"vmbo": VMBO, "vergelijking": COMPARISON, "vo": VMBO}
# The file with the timetable, which is left out when Zermelo gives it.
TIMETABLE = {"magister": "agenda.csv", "somtoday": "rooster.csv", "lessen": "rooster.csv"}


def combinations() -> list[tuple[str, Profiles, str]]:
    """Return every school, profiles and shape that `exports_in` can write.

    A school's first combination is its own export; that of a variant without changes of class has
    the roster in a table instead of in EDEXML.

    Examples
    --------
    >>> [combination for combination in combinations() if combination[0] == "po-vast"]
    [('po-vast', ('dagdelen',), 'lesson'), ('po-vast', ('dagdelen', 'edexml'), 'lesson')]
    """
    found: list[tuple[str, Profiles, str]] = []
    for name, spec in (SCHOOLS | {"vmbo-klein": VARIANTS["vmbo-klein"]}).items():
        if spec.sector == "po":
            found += [(name, ("dagdelen",), shape) for shape in ("lesson", "day", "span")]
        else:
            systems = sorted(("magister", "somtoday"), key=lambda system: system != spec.profile)
            found += [(name, (system,), "lesson") for system in systems]
            found += [(name, (system, "zermelo"), "lesson") for system in systems]
        found += [(name, ("lessen",), shape) for shape in SHAPES]
        if spec.sector == "vo":
            found += [(name, ("lessen", "zermelo"), shape) for shape in ("lesson", "time", "span")]
    for name in ("po-vast", "po-in-en-uit"):
        found += [(name, ("dagdelen",), "lesson"), (name, ("dagdelen", "edexml"), "lesson")]
    return found


def exports_in(
    school: str,
    profiles: str | Profiles,
    shape: str = "lesson",
    form: str = "csv",
    seed: int = SEED,
) -> Files:
    """Write a sample school in one profile, or in two that belong together.

    Parameters
    ----------
    school
        Name of a sample school, or of one of its variants.
    profiles
        "magister", "somtoday", "lessen" or "dagdelen", and beside it "zermelo" for the timetable
        or "edexml" for the roster.
    shape
        How the generic profiles gather absences; see `gather`.
    form
        "csv", or "xlsx" for a generic profile in one workbook.
    seed
        As for `simulate`; the same school and seed give the same truth in every profile.

    Returns
    -------
    dict
        Contents by name of file, with the code book.

    Examples
    --------
    >>> sorted(exports_in("po-vast", ("dagdelen", "edexml")))
    ['afwezigheid.csv', 'codeboek.csv', 'dagdelen.csv', 'edexml.xml']
    """
    main, *beside = (profiles,) if isinstance(profiles, str) else profiles
    sample, drawn = sample_school(school, seed)
    rng = deepcopy(drawn)
    if main in ("magister", "somtoday") and main == sample.world.spec.profile:
        files = own_files(rng, sample)
    elif main == "magister":
        files = _magister(rng, sample)
    elif main == "somtoday":
        reports, _ = build_reports(rng, sample.world, sample.absent, seen_share=0)
        files = somtoday_files(
            rng, sample.world, sample.people, sample.absent, reports, sample.remarks
        )
    else:
        files = generic_files(rng, sample, main, shape, form, beside)
    if "zermelo" in beside:
        files.pop(TIMETABLE[main], None)
        files |= zermelo_files(rng, sample.world)
    if "edexml" in beside:
        files["edexml.xml"] = edexml_file(sample.world, sample.people)
    return files


@lru_cache(maxsize=8)
def sample_school(school: str, seed: int = SEED) -> tuple[SampleSchool, np.random.Generator]:
    """Return a drawn school and the generator it leaves behind (copy it before drawing)."""
    name = school if school in SCHOOLS else school.partition("-")[0]
    rng = np.random.default_rng([seed, list(SCHOOLS).index(name)])
    return draw_school(rng, (SCHOOLS | VARIANTS)[school]), rng


def own_files(rng: np.random.Generator, sample: SampleSchool) -> Files:
    """Write a school as its own system hands it over.

    Parameters
    ----------
    rng
        The generator the school was drawn from.
    sample
        The school.
    """
    world, people, absent = sample.world, sample.people, sample.absent
    if sample.reports is not None:
        return somtoday_files(rng, world, people, absent, sample.reports, sample.remarks)
    if world.spec.sector == "po":
        rows = registrations(world, absent, sample.remarks)
        return workbook_files(rng, world, people, rows)
    return _magister(rng, sample)


def generic_files(
    rng: np.random.Generator,
    sample: SampleSchool,
    profile: str,
    shape: str,
    form: str = "csv",
    beside: Sequence[str] = (),
) -> Files:
    """Write a school in a generic profile, with its code book.

    Parameters
    ----------
    rng
        The generator the school was drawn from.
    sample
        The school.
    profile
        "lessen" or "dagdelen".
    shape, form
        As in `exports_in`.
    beside
        Profiles that give the roster or the timetable, which is then left out here.
    """
    sheets, codes = _generic(rng, sample, profile, shape)
    if "edexml" in beside:
        sheets.pop("Leerlingen" if profile == "dagdelen" else "leerlingen")
    if "zermelo" in beside:
        sheets.pop("rooster")
    files = _written(sheets, f"{profile}.xlsx" if form == "xlsx" else "")
    return files | {"codeboek.csv": csv_bytes(code_book(codes), encoding="utf-8-sig")}


def _magister(rng: np.random.Generator, sample: SampleSchool) -> Files:
    world = sample.world
    rows = registrations(world, sample.absent, sample.remarks)
    encoding = "utf-8-sig" if world.spec.id == "vergelijking" else "cp1252"
    return magister_files(rng, world, sample.people, rows, CODES[world.spec.id], encoding)


def _generic(
    rng: np.random.Generator, sample: SampleSchool, profile: str, shape: str
) -> tuple[dict[str, Rows], tuple[Code, ...]]:
    world, people = sample.world, sample.people
    codes = CODES.get(world.spec.id, PRIMARY)
    rows = registrations(world, sample.absent, sample.remarks)
    where = (rows[name].to_numpy() for name in ("kind", "pupil", "day"))
    rows["code"] = write_codes(rng, codes, *where)
    rows = gather(world, rows, shape, whole_days=profile == "dagdelen")
    if profile == "dagdelen":
        return half_day_sheets(rng, world, people, rows), codes
    return lesson_sheets(rng, world, people, rows, shape), codes


def _written(sheets: dict[str, Rows], workbook: str) -> Files:
    if workbook:
        return {workbook: workbook_bytes(sheets)}
    return {f"{name.lower()}.csv": sheet_bytes(rows) for name, rows in sheets.items()}
