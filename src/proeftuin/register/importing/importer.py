"""From a school's export to its register.

The order matters to the person who mends: first what is missing, then what is written wrong, then
what contradicts something else; and within each step everything at once.
"""

from collections.abc import Callable, Collection
from dataclasses import replace
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import pandas as pd

from proeftuin.errors import DamagedError, InputError, Problem
from proeftuin.register.assembling.days import derive_days
from proeftuin.register.assembling.marks import Marks, count_once, read_marks
from proeftuin.register.assembling.roster import Roster, read_roster, without_pupils
from proeftuin.register.assembling.sessions import Timetable, dated_timetable, own_days
from proeftuin.register.assembling.weekly_half_days import own_week, tell_of_two, weekly_timetable
from proeftuin.register.codes.code_book import apply_counting, read_code_book
from proeftuin.register.codes.unknown_codes import guessed_codes, proposal_text, unknown_codes
from proeftuin.register.importing.history import first_entry
from proeftuin.register.importing.identity import project_key, pseudonyms
from proeftuin.register.importing.provenance import provenance
from proeftuin.register.profiles.profile import Profile, profile_text, read_profiles
from proeftuin.register.project.school_years import unknown_years
from proeftuin.register.project.settings import Project, School
from proeftuin.register.reading.files import RawFile, list_files
from proeftuin.register.reading.raw_tables import RawTable, has_file, read_table
from proeftuin.register.registered.evidence import is_registered, with_evidence
from proeftuin.register.registered.observed_pupils import observed
from proeftuin.register.store.register import Register, read_register
from proeftuin.register.store.tables import conform, validate
from proeftuin.text.language import N_

NO_MORE_LESSONS = N_("klassen die eerder les hadden en in deze export niet meer")
NEEDED = ("roster", "registrations")


def import_school(
    project: Project,
    school_id: str,
    tell: Callable[[str], object] | None = None,
    taught: Collection[str] = (),
) -> Register:
    """Read the export of one school into a register.

    Parameters
    ----------
    project
        What `load_project` returns.
    school_id
        The school's id in `proeftuinen.toml`.
    tell
        Gets a Dutch sentence when the project's key was made on the way.
    taught
        Classes that had lessons in earlier exports. An export of one month need not have lessons
        of them: after the examinations a class has none.

    Returns
    -------
    Register
        In memory, validated; `save` it to keep it.

    Raises
    ------
    InputError
        Everything that is wrong with the export, in Dutch. Nothing is written.
    """
    school = project.schools[school_id]
    available = list_files(project.folder / school.export)
    profile = read_profiles(school.profiles, project.folder)
    raw, book = _read_all(available, profile, school)

    roster = read_roster(raw["roster"], school)
    if roster.gone:
        for name in [name for name in ("registrations", "reports") if name in raw]:
            raw[name], without = without_pupils(raw[name], roster.gone)
            roster.left_out.extend(without)
    planned = _timetable(raw, school, roster.rows)
    timetable = planned.until(school.export_date)
    problems = roster.problems + timetable.problems + unknown_codes(raw, book, school.code_book)
    marks = Marks(pd.DataFrame(), pd.Series(dtype="str"))
    backwards = roster.rows["end"] < roster.rows["start"]
    if not timetable.problems:
        idle = sorted(set(roster.rows["class"]) - set(timetable.given["class"]) - {""})
        if later := sorted(set(idle).intersection(planned.given["class"]).difference(taught)):
            problems += [_after_export(later, planned, school)]
            idle = sorted(set(idle).difference(later))
        problems += _classes_without_lessons(set(idle).difference(taught))
        if done := sorted(set(idle).intersection(taught)):
            left = {"what": NO_MORE_LESSONS, "count": len(done), "examples": done[:5]}
            timetable = replace(timetable, left_out=[*timetable.left_out, left])
        problems += _unknown_classes(school, timetable)
        # An enrolment without its dates would make every mark of that pupil look impossible.
        if roster.rows["start"].notna().all() and not backwards.any():
            marks = read_marks(raw, school, roster.rows, timetable, book)
    problems += marks.problems
    if problems:
        raise InputError(list(dict.fromkeys(problems)))
    key = project_key(project, tell)
    seen = observed(
        *(roster.rows, timetable.given, is_registered(marks.evidence), marks.rows),
        raw["registrations"].profile.presence,
    )
    roster = replace(roster, rows=roster.rows.assign(observed=seen))
    tables = _tables(school, roster, timetable, marks, key)
    found = provenance(school, raw, book, roster, timetable, marks, key)
    found["guessed_codes"] = guessed_codes(raw, book)
    found["fingerprint"] = fingerprint(project, school_id)
    chosen = school.export_period
    span = (chosen.start, chosen.end) if chosen else marks.span
    found["history"] = [first_entry(found, span, raw["registrations"].profile.presence)]
    return Register(tables, found)


def fingerprint(project: Project, school_id: str) -> str:
    """Hash all that a register follows from: files, settings, profile and this package's code.

    Raises
    ------
    InputError
        The export is not there.
    """
    school = project.schools[school_id]
    parts = [f"{file.name} {file.sha256}" for file in list_files(project.folder / school.export)]
    parts += [school.model_dump_json(), version("proeftuin")]
    parts += [profile_text(name, project.folder) for name in school.profiles]
    parts += [
        source.read_text("utf-8")
        for source in sorted(Path(str(files("proeftuin.register"))).rglob("*.py"))
    ]
    return sha256("\n".join(parts).encode()).hexdigest()


def is_current(project: Project, school_id: str, folder: Path) -> bool:
    """Tell whether today's export and settings are the last that went into a register.

    Raises
    ------
    DamagedError
        The register cannot be read.
    """
    try:
        history = read_register(folder).provenance.get("history")
    except DamagedError:
        raise
    except InputError:
        return False
    return bool(history and history[-1]["fingerprint"] == fingerprint(project, school_id))


def _read_all(
    available: list[RawFile], profile: Profile, school: School
) -> tuple[dict[str, RawTable], pd.DataFrame]:
    """Read every table of the export and the code book; report all that is missing together."""
    raw: dict[str, RawTable] = {}
    problems = unknown_years(school, own_days(school))
    problems += [_no_table(name, school) for name in NEEDED if name not in profile.tables]
    if not {"timetable", "week"} & set(profile.tables) and not school.week:
        problems.append(_no_table("timetable", school))
    listed = profile.tables.get("reasons")
    # An export may lack the list of reasons; one that is there has to be understood.
    reasons = listed is not None and has_file(available, listed)
    for name, table in profile.tables.items():
        own_week_serves = name == "week" or not has_file(available, table)
        # A week that is there all the same is read, to tell that it is not used.
        unused = name in ("week", "timetable") and school.week and own_week_serves
        if unused and (name == "timetable" or not has_file(available, table)):
            continue
        try:
            raw[name] = read_table(available, table)
        except InputError as error:
            if unused:
                continue
            problems += error.problems if name != "reasons" or reasons else []
    book = pd.DataFrame()
    if any(file.name == school.code_book for file in available):
        try:
            book = read_code_book(available, school.code_book)
        except InputError as error:
            problems += error.problems
    # What a list of reasons says that cannot be read yet would be missing in a proposal.
    elif "registrations" in raw and not (reasons and "reasons" not in raw):
        problems.append(_no_code_book(raw, school))
    if problems:
        raise InputError(list(dict.fromkeys(problems)))
    return raw, apply_counting(book, school.counting)


def _timetable(raw: dict[str, RawTable], school: School, roster: pd.DataFrame) -> Timetable:
    classes = roster[["class", "year_group"]].drop_duplicates()
    if school.week and "timetable" not in raw:
        timetable = own_week(school, classes)
    elif "timetable" in raw:
        timetable = dated_timetable(raw["timetable"], school, roster["class"])
    else:
        timetable = weekly_timetable(raw["week"], school, classes)
    return tell_of_two(timetable, school, raw)


def _classes_without_lessons(names: Collection[str]) -> list[Problem]:
    return [
        Problem(
            "Een klas uit de leerlingenlijst heeft geen enkele les in het rooster.",
            value=name,
            expected="een klas die in beide voorkomt, met dezelfde schrijfwijze",
            mend="Controleer de klasnamen in leerlingenlijst en rooster. Heeft de klas geen les "
            "meer, zoals een examenklas, exporteer dan het rooster vanaf het begin van het "
            "schooljaar.",
        )
        for name in sorted(names)
    ]


def _after_export(classes: list[str], planned: Timetable, school: School) -> Problem:
    first = planned.given.loc[planned.given["class"].isin(classes), "date"].min()
    return Problem(
        "Alle lessen van een klas liggen na de exportdatum.",
        "proeftuinen.toml",
        None,
        f"scholen.{school.id}.exportdatum",
        f"{school.export_date:%Y-%m-%d}",
        "de dag waarop de export is gemaakt; lessen daarna gelden als nog niet gegeven. De eerste "
        f"les van {', '.join(classes[:5])} is op {first:%d-%m-%Y}",
        "Zet bij elke nieuwe export de exportdatum op de dag waarop zij is gemaakt.",
    )


def _unknown_classes(school: School, timetable: Timetable) -> list[Problem]:
    """Report classes in what the school says of its registration that this timetable has not."""
    given = timetable.given
    problems = []
    for key, stretches in (
        ("gecontroleerd", school.checked),
        ("niet_geregistreerd", school.not_registered),
    ):
        for stretch in stretches:
            days = given["date"].between(pd.Timestamp(stretch.start), pd.Timestamp(stretch.end))
            # Of another year the classes have other names.
            there = set(given.loc[days, "class"])
            problems += [
                Problem(
                    "Deze klas heeft in die dagen geen les in het rooster.",
                    "proeftuinen.toml",
                    None,
                    key,
                    name,
                    f"een van: {', '.join(sorted(there))}",
                    "Schrijf de klas zoals in het rooster.",
                )
                for name in stretch.classes
                if there and name not in there
            ]
    return problems


def _tables(
    school: School, roster: Roster, timetable: Timetable, marks: Marks, key: bytes
) -> dict[str, pd.DataFrame]:
    pupils = roster.rows.assign(
        school=school.id, pupil=pseudonyms(roster.rows["pupil"], school, key)
    )
    # Plain presence is the rule, not a mark; being sent out is present with a reason.
    is_mark = (marks.rows["kind"] != "present") | (marks.rows["reason"] != "")
    rows = count_once(marks.rows[is_mark])
    absences = rows.assign(school=school.id, pupil=pseudonyms(rows["pupil"], school, key))
    given = timetable.given.assign(school=school.id, registered=True, evidence=marks.evidence)
    tables = {
        "pupils": pupils.sort_values(["class", "start", "pupil"]),
        "sessions": given,
        "absences": absences.sort_values(["date", "session", "pupil", "code"]),
    }
    tables = {name: conform(frame, name) for name, frame in tables.items()}
    tables["sessions"] = with_evidence(**tables, settings=school.model_dump())
    tables["days"] = derive_days(tables["pupils"], tables["sessions"], tables["absences"])
    return {name: validate(frame, name) for name, frame in tables.items()}


def _no_table(name: str, school: School) -> Problem:
    dutch = {
        "roster": "een leerlingenlijst",
        "registrations": "registraties van afwezigheid",
        "timetable": "een rooster",
    }
    mend = "Noem bij ‘profiel’ ook een profiel dat dit leest, bijvoorbeeld: "
    mend += {"timetable": '["magister", "zermelo"]', "roster": '["dagdelen", "edexml"]'}.get(
        name, '["lessen"]'
    )
    if name == "timetable":
        mend += (
            ". Heeft de school elke week dezelfde dagdelen? Schrijf ze dan bij de school: week = "
            '[{ groepen = ["1", "2"], dagen = ["maandag"], dagdeel = "ochtend", begin = "08:30", '
            'eind = "12:00" }]'
        )
    return Problem(
        f"Geen van de profielen van de school leest {dutch[name]}.",
        "proeftuinen.toml",
        None,
        "profiel",
        ", ".join(school.profiles),
        mend=mend + ".",
    )


def _no_code_book(raw: dict[str, RawTable], school: School) -> Problem:
    used = [raw[name].rows["code"] for name in ("registrations", "reports") if name in raw]
    counts = pd.concat(used).value_counts().drop("", errors="ignore").sort_index()
    return Problem(
        "Er is nog geen codeboek: wat betekent elke code van deze school?",
        school.code_book,
        expected=f"een bestand met de {len(counts)} codes die in de export staan",
        mend=f"Bewaar dit voorstel als {school.code_book} bij de export, en loop elke regel na met "
        f"iemand van de school. {proposal_text([str(code) for code in counts.index], raw)}",
    )
