"""Writing a profile as the TOML that a person can read and change.

What helps its reader most are the comments.
"""

from proeftuin.register.profiles.profile import Profile, TableProfile
from proeftuin.text.toml import toml_pairs, toml_table

TABLE_COMMENTS = {
    "roster": "Leerlingen en hun klassen.",
    "timetable": "Lessen met een datum.",
    "week": "Dagdelen die elke week terugkomen.",
    "registrations": "Registraties van afwezigheid.",
    "reports": "Meldingen van afwezigheid, van moment tot moment.",
    "reasons": "Wat de codes volgens het systeem betekenen.",
}
COMMENTS = {
    "files": "naam van het bestand; * staat voor elke tekst",
    "sheet": "blad van het werkboek",
    "records": "waar de rijen staan",
    "optional": "kolommen die mogen ontbreken",
    "unix_times": "tijden zijn seconden sinds 1970",
    "keep": "alleen rijen met deze waarden tellen",
    "cancelled": "waarden van een les die niet doorging",
    "closed": "waarden van een les die de docent afsloot; de kolom mag ontbreken",
    "gone": "waarden van een leerling die weg is",
    "skip_empty": "rijen waarin deze kolom leeg is, worden weggelaten en geteld",
    "presence": "aanwezigheid wordt ook geregistreerd",
}
COLUMNS_COMMENT = "Links onze naam van de kolom, rechts die in het bestand."
VALUES_COMMENT = "Links de waarde in het bestand, rechts wat zij betekent."


def profile_as_toml(profile: Profile) -> str:
    """Write a profile; reading the text gives the same profile again.

    Examples
    --------
    >>> table = TableProfile(files=["verzuim*.csv"], columns={"pupil": ["Lln.nr"]})
    >>> print(profile_as_toml(Profile(title="De Linde", registrations=table)))
    # Profiel van proeftuin: welke kolom van de export wat is. U kunt dit bestand zelf aanpassen;
    # docs/data.md beschrijft wat er kan staan.
    title = "De Linde"
    <BLANKLINE>
    # Registraties van afwezigheid.
    [registrations]
    files = "verzuim*.csv"  # naam van het bestand; * staat voor elke tekst
    # Links onze naam van de kolom, rechts die in het bestand.
    [registrations.columns]
    pupil = "Lln.nr"
    <BLANKLINE>
    """
    lines = [
        "# Profiel van proeftuin: welke kolom van de export wat is. U kunt dit bestand zelf "
        "aanpassen;",
        "# docs/data.md beschrijft wat er kan staan.",
        *toml_pairs({"title": profile.title}),
        *toml_pairs({"source": profile.source} if profile.source else {}),
    ]
    for name, table in profile.tables.items():
        lines += ["", f"# {TABLE_COMMENTS[name]}", toml_table([name]), *_table(name, table)]
    return "\n".join(lines) + "\n"


def _table(name: str, table: TableProfile) -> list[str]:
    empty = TableProfile(files=[], columns={})
    filled = {
        field: value
        for field in COMMENTS
        if (value := getattr(table, field)) != getattr(empty, field)
    }
    lines = toml_pairs(filled | {"files": _names(table.files)}, COMMENTS)
    columns = {ours: _names(theirs) for ours, theirs in table.columns.items()}
    lines += [f"# {COLUMNS_COMMENT}", toml_table([name, "columns"]), *toml_pairs(columns)]
    for column, words in table.values.items():
        lines += [f"# {VALUES_COMMENT}", toml_table([name, "values", column]), *toml_pairs(words)]
    for column, lookup in table.lookups.items():
        said = lookup.model_dump(exclude_defaults=True)
        lines += [toml_table([name, "lookups", column]), *toml_pairs(said)]
    return lines


def _names(names: list[str]) -> str | list[str]:
    """Return names of which one may stand without its brackets."""
    return names[0] if len(names) == 1 else names
