"""What pydantic expected of a value, in Dutch: the one place where its errors are translated."""

import re
from collections.abc import Mapping
from typing import Any

from proeftuin.text.words import MEASURES, STAGES

DUTCH_VALUES = {
    dutch: value
    for value, dutch in {
        **MEASURES,
        "region": "regio",
        "school": "school",
        **STAGES,
    }.items()
}

DATE = "een datum als 2021-01-05"
OTHER = "een andere waarde"
_PATTERNS = {
    r"^\d{2}[A-Z]{2}(\d{2})?$": "een BRIN als 99AA of 99AA00",
    r"^\d{4}-\d{4}$": "een schooljaar als 2020-2021",
    r"^[a-z0-9-]*$": "alleen kleine letters, cijfers en streepjes",
}
_BOUNDS = {
    "greater_than_equal": ("ten minste", "ge"),
    "greater_than": ("meer dan", "gt"),
    "less_than_equal": ("ten hoogste", "le"),
    "less_than": ("minder dan", "lt"),
    "multiple_of": ("een veelvoud van", "multiple_of"),
}
# By how the kind of error begins; the first that fits holds.
_KINDS = {
    "date": f"{DATE}, zonder aanhalingstekens",
    "time_delta": "een duur",
    "time": 'een tijd als 08:30:00, of als "08:30" tussen aanhalingstekens',
    "int": "een geheel getal",
    "float": "een getal",
    "finite_number": "een getal",
    "decimal": "een getal",
    "bool": "true of false",
    "string": "tekst tussen aanhalingstekens",
    "list": "een lijst tussen vierkante haken",
    "tuple": "een lijst tussen vierkante haken",
    "set": "een lijst tussen vierkante haken",
    "dict": "een onderdeel met een eigen kop",
    "mapping": "een onderdeel met een eigen kop",
    "model": "een onderdeel met een eigen kop",
    "path": "de naam van een bestand of map",
    "too_short": "ten minste één",
    "missing": "een waarde",
    "extra_forbidden": "niets",
    "none_required": "niets",
}


def expected_value(kind: str, context: Mapping[str, Any]) -> str:
    """Say in Dutch what should have stood where pydantic found something else.

    Parameters
    ----------
    kind, context
        `type` and `ctx` of the error. What our own validators say is Dutch already.

    Returns
    -------
    str
        Never a word of pydantic's own; `OTHER` for what nothing is known of.

    Examples
    --------
    >>> expected_value("greater_than_equal", {"ge": 5}), expected_value("time_parsing", {})
    ('ten minste 5', 'een tijd als 08:30:00, of als "08:30" tussen aanhalingstekens')
    """
    if kind in ("literal_error", "enum"):
        dutch = {english: word for word, english in DUTCH_VALUES.items()}
        options = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        return "een van: " + ", ".join(dutch.get(option, option) for option in options)
    if kind == "string_pattern_mismatch":
        return _PATTERNS.get(str(context.get("pattern")), "een andere schrijfwijze")
    if kind in _BOUNDS:
        text, name = _BOUNDS[kind]
        return f"{text} {context[name]:g}"
    if kind == "value_error":
        return str(context.get("error", OTHER))
    return next((text for start, text in _KINDS.items() if kind.startswith(start)), OTHER)


def written(value: object) -> str:
    """Write a value as it stands in a TOML file; of a part nothing.

    Examples
    --------
    >>> written(True), written(3), written({"a": 1})
    ('true', '3', '')
    """
    if isinstance(value, bool):
        return str(value).lower()
    return "" if isinstance(value, dict | list) else str(value)
