"""Writing a profile as the TOML that a person can read and change.

The text comes from a template and not from a TOML writer, because what helps its reader are the
comments.
"""

import json
import re
from collections.abc import Mapping

from proeftuin.register.profiles.profile import Profile, TableProfile

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
        f"title = {text(profile.title)}",
        *([f"source = {text(profile.source)}"] if profile.source else []),
    ]
    for name, table in profile.tables.items():
        lines += ["", f"# {TABLE_COMMENTS[name]}", f"[{name}]", *_table(name, table)]
    return "\n".join(lines) + "\n"


def text(value: str) -> str:
    """Write text as a TOML string.

    Examples
    --------
    >>> text('De Linde')
    '"De Linde"'
    """
    # JSON's escapes are TOML's too, but TOML wants this one character escaped as well.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def key(name: str) -> str:
    """Write the key of a TOML table, between quotation marks where it must be."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else text(name)


def _table(name: str, table: TableProfile) -> list[str]:
    empty = TableProfile(files=[], columns={})
    lines = []
    for field in COMMENTS:
        value = getattr(table, field)
        if value != getattr(empty, field):
            written = _names(value) if field == "files" else _value(value)
            lines.append(f"{field} = {written}  # {COMMENTS[field]}")
    columns = [f"{key(ours)} = {_names(theirs)}" for ours, theirs in table.columns.items()]
    lines += [f"# {COLUMNS_COMMENT}", f"[{name}.columns]", *columns]
    for column, words in table.values.items():
        lines += [f"# {VALUES_COMMENT}", f"[{name}.values.{key(column)}]", *_pairs(words)]
    for column, lookup in table.lookups.items():
        said = lookup.model_dump(exclude_defaults=True)
        lines += [f"[{name}.lookups.{key(column)}]", *_pairs(said)]
    return lines


def _names(names: list[str]) -> str:
    """Write names of which one may stand without its brackets."""
    return text(names[0]) if len(names) == 1 else _value(names)


def _pairs(pairs: Mapping[str, object]) -> list[str]:
    return [f"{key(name)} = {_value(value)}" for name, value in pairs.items()]


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return f"{{ {', '.join(_pairs(value))} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(text, value))}]"
    return text(str(value))
