"""Lines of TOML that a person can read and change.

tomlkit writes the names and the values. The lines around them are ours: a TOML writer puts a
comment that belongs to a table above an empty line, and no spaces inside braces.
"""

from collections.abc import Iterable, Mapping


def toml_value(value: object) -> str:
    r"""Write a value.

    Parameters
    ----------
    value
        Text, a number, a date, whether something is so, a list of these, or a mapping, which is
        written on one line.

    Examples
    --------
    >>> print(toml_value({"naam": 'De "Linde"', "groep 3": [4.5, True]}))
    { naam = "De \"Linde\"", "groep 3" = [4.5, true] }
    """
    import tomlkit

    if isinstance(value, Mapping):
        return f"{{ {', '.join(toml_pairs(value))} }}"
    return tomlkit.item(value).as_string()


def toml_pairs(pairs: Mapping[str, object], comments: Mapping[str, str] | None = None) -> list[str]:
    """Write a mapping as a line of each of its names.

    Parameters
    ----------
    pairs
        Names and their values.
    comments
        What to say behind some of them.

    Examples
    --------
    >>> toml_pairs({"files": ["a.csv", "b.csv"], "1 2": 3}, {"1 2": "een getal"})
    ['files = ["a.csv", "b.csv"]', '"1 2" = 3  # een getal']
    """
    ends = {name: f"  # {comment}" for name, comment in (comments or {}).items()}
    return [
        f"{toml_name([name])} = {toml_value(value)}{ends.get(name, '')}"
        for name, value in pairs.items()
    ]


def toml_table(names: Iterable[str]) -> str:
    """Write the line above a table, from its names from the outside in.

    Examples
    --------
    >>> toml_table(["scholen", "de linde", "vooraf"])
    '[scholen."de linde".vooraf]'
    """
    return f"[{toml_name(names)}]"


def toml_name(names: Iterable[str]) -> str:
    """Write a name of one or more parts, between quotation marks where they must be."""
    import tomlkit

    return ".".join(tomlkit.key(name).as_string() for name in names)
