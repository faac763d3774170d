"""The wizard's view of an export: which tables it holds, and which of them can be read already."""

from dataclasses import dataclass, field
from datetime import date

import typer

from proeftuin.cli.wizard.files import Place
from proeftuin.cli.wizard.questions import choose
from proeftuin.cli.wizard.tables import KIND_NAMES, TableAnswer, ask_table, is_half_days
from proeftuin.errors import InputError, describe
from proeftuin.register.guessing.unknown_files import (
    Look,
    existing_profiles,
    file_pattern,
    is_complete,
    look,
)
from proeftuin.register.profiles.profile import Profile, TableProfile, read_profile
from proeftuin.register.reading.dates import parse_moments
from proeftuin.register.reading.files import RawFile
from proeftuin.register.reading.raw_tables import RawTable

# Tables that a profile knows and an export can do without.
EXTRA = {"reports": "meldingen", "reasons": "lijst van redenen"}
TREES = (".xml", ".json")
Fits = dict[str, dict[str, list[str]]]


@dataclass
class Tables:
    """What was found out about the tables of an export.

    Parameters
    ----------
    answers
        The tables in the school's own columns.
    own
        How to read those.
    existing
        Profiles of the package that read the others.
    looks
        All that was looked at.
    """

    answers: dict[str, TableAnswer]
    own: dict[str, TableProfile]
    existing: list[str]
    looks: list[Look]
    covered: dict[str, TableProfile] = field(default_factory=dict)

    @property
    def names(self) -> set[str]:
        """The tables there are."""
        return {*self.own, *self.covered}


def fits_already(place: Place, own: list[RawFile], neighbours: list[RawFile]) -> bool:
    """Say so when a profile of the package reads the export: then nothing has to be asked.

    One file of several counts too, as long as nothing else lies there that is not known.
    """
    mine = {file.name for file in own}
    existing = existing_profiles([*own, *neighbours])
    for name, tables in sorted(existing.items(), key=lambda each: -len(each[1])):
        profile = read_profile(name)
        missing = [table for table in profile.tables if table not in {*tables, *EXTRA}]
        read = {file for files in tables.values() for file in files}
        all_known = {file.name for file in (*own, *neighbours)} <= read
        if (mine & read and not missing and is_complete(tables)) or (
            mine <= read and (not missing or all_known)
        ):
            _say_fit(place, name, profile, tables, missing)
            return True
    return False


def _say_fit(
    place: Place, name: str, profile: Profile, tables: dict[str, list[str]], missing: list[str]
) -> None:
    typer.echo(f"Dit kan al worden gelezen, met het profiel {name} ({profile.title}):")
    for table, files in tables.items():
        typer.echo(f"  {', '.join(files)}: {(KIND_NAMES | EXTRA)[table]}")
    for table in missing:
        patterns = " of ".join(profile.tables[table].files)
        typer.echo(f"  ontbreekt nog: {KIND_NAMES[table]}, een bestand met een naam als {patterns}")
    if not missing and not is_complete(tables):
        typer.echo("  De andere tabellen leest een tweede profiel; samen zijn zij de export.")
    typer.echo(
        "Zet bij de school in proeftuinen.toml:\n\n"
        f'profiel = "{name}"\nexport = "{place.in_project(place.export)}"\n\n'
        "Daarna: proeftuin check proeftuinen.toml"
    )


def ask_tables(available: list[RawFile]) -> Tables:
    """Ask about every table that no profile of the package reads."""
    tables = Tables({}, {}, [], [])
    trees = [file for file in available if file.suffix in TREES]
    for name, fits in existing_profiles(trees).items():
        profile = read_profile(name)
        if set(fits) == set(profile.tables):
            tables.existing.append(name)
            tables.covered |= profile.tables
            files = ", ".join(file for files in fits.values() for file in files)
            typer.echo(f"{files}: {profile.title}. Dat leest proeftuin al, met profiel {name}.")
    tables.looks, problems = look([file for file in available if file not in trees])
    if problems and not tables.looks:
        raise InputError(problems)
    if problems:
        typer.echo(describe(problems), err=True)
    for one in tables.looks:
        answer = ask_table(one, tables.names, names_of_people(tables.looks))
        if answer is None:
            continue
        others = [file.name for file in available if file.name not in one.files]
        tables.answers[answer.kind] = answer
        tables.own[answer.kind] = TableProfile(
            files=[file_pattern(one.files, others)],
            sheet=one.sheet,
            columns={ours: [theirs] for ours, theirs in answer.columns.items()},
            values=answer.values,
            cancelled=answer.cancelled,
        )
    return tables


def counts_half_days(tables: Tables) -> bool:
    """Tell whether the school registers half-days, and ask when nothing says so."""
    if "timetable" in tables.names or "week" in tables.names:
        return "week" in tables.names
    registrations = tables.answers.get("registrations")
    sessions = registrations.column("session") if registrations else None
    if sessions is not None:
        return is_half_days(sessions)
    typer.echo("")
    options = ("per dagdeel of dag, met elke week dezelfde tijden", "per lesuur, met een rooster")
    return choose("Hoe registreert de school?", options) == 0


def year_groups(raw: dict[str, RawTable]) -> list[str]:
    """Return the year groups of the roster, or all of primary school."""
    if "roster" not in raw:
        return [str(group) for group in range(1, 9)]
    words = raw["roster"].profile.values.get("year_group", {})
    groups = set(raw["roster"].rows["year_group"]) - {""}
    return sorted({words.get(group, group) for group in groups})


def names_of_people(looks: list[Look]) -> set[str]:
    """Gather the words of names, so that nothing with one of them in it is shown."""
    return set().union(*(column.names for look in looks for column in look.columns.values()))


def registered_days(raw: dict[str, RawTable]) -> list[date]:
    """Return the days of the registrations."""
    if "registrations" not in raw:
        return []
    table = raw["registrations"]
    moments = parse_moments(table.rows["date"], table.profile.unix_times).dropna()
    return [moment.date() for moment in moments.dt.normalize().drop_duplicates()]
