"""Several schools of one region as one register, and the pupils who moved between them.

A pupil is the same in two schools when the pseudonym is: both imported with one key, from numbers
that mean the same pupil in both.
"""

import warnings
from collections.abc import Sequence

import pandas as pd

from proeftuin.register.store.engine import query
from proeftuin.register.store.register import Register
from proeftuin.register.store.tables import COLUMNS

TRANSFERS = """
select pupil, school, class, start, "end",
    exists (
        from enrolments other
        where other.pupil = enrolments.pupil and other.school <> enrolments.school
            and other.start <= coalesce(enrolments."end", 'infinity')
            and enrolments.start <= coalesce(other."end", 'infinity')
    ) as overlaps
from enrolments
where pupil in (
    select pupil from enrolments group by pupil having count(distinct school) > 1
)
order by pupil, start, school, class
"""


class DifferentSchemes(UserWarning):
    """Schools that were put together classify their pupils by different rules."""


def combine_registers(registers: Sequence[Register]) -> Register:
    """Put the registers of several schools together as one.

    Parameters
    ----------
    registers
        One per school.

    Returns
    -------
    Register
        With the rows of all of them, and each one's provenance under `schools`; what all agree on
        stands beside it too. It was exported when the first of them was: of a later day not
        everything is known. `attendance(..., across_schools=True)` makes a pupil of two schools
        one row.

    Warns
    -----
    DifferentSchemes
        When the schools differ in `scheme` (its minimum and goals too) or `measure`, with what each
        has: the region then has `TWENTE` and minutes.

    Raises
    ------
    ValueError
        No register, or two of the same school.

    Examples
    --------
    >>> def school(name, pupils):
    ...     enrolments = pd.DataFrame({"pupil": pupils}).assign(
    ...         school=name, year_group="1", stage="lower", track="", sap_type="",
    ...         start="2020-08-17", end=None, **{"class": "1a"})
    ...     empty = {table: pd.DataFrame(columns=list(COLUMNS[table])) for table in COLUMNS}
    ...     return Register({**empty, "pupils": enrolments},
    ...                     {"school": name, "export_date": "2021-07-16", "sector": "vo"})
    >>> region = combine_registers([school("a", ["p", "q"]), school("b", ["q"])])
    >>> region.school, region.provenance["sector"], len(region.pupils)
    ('a + b', 'vo', 3)
    """
    if not registers:
        raise ValueError("combine_registers needs at least one register")
    names = pd.Series([register.school for register in registers])
    if names.duplicated().any():
        twice = ", ".join(names[names.duplicated()].unique())
        raise ValueError(f"more than one register of the same school: {twice}")
    _warn_of_rules(registers)
    sources = [register.provenance for register in registers]
    agreed = {
        key: value
        for key, value in sources[0].items()
        if all(source.get(key) == value for source in sources)
    }
    provenance = {
        **agreed,
        "school": " + ".join(names),
        "export_date": min(str(source["export_date"]) for source in sources),
        "schools": sources,
    }
    tables = {
        name: pd.concat([getattr(register, name) for register in registers]) for name in COLUMNS
    }
    return Register(tables, provenance)


def _warn_of_rules(registers: Sequence[Register]) -> None:
    """Warn of schools with another rule or measure than others, and say which each has."""
    used = [(each.scheme, each.measure) for each in registers]
    if all(one == used[0] for one in used):
        return
    schemes = [scheme for scheme, __ in used]
    parts: dict[str, list[object]] = {
        "scheme": [scheme.name for scheme in schemes],
        "minimum": [scheme.minimum_sessions for scheme in schemes],
        "goals": [
            ", ".join(goal.text() if goal else "none" for goal in scheme.goals)
            for scheme in schemes
        ],
        "measure": [measure for __, measure in used],
    }
    differ = {name: values for name, values in parts.items() if len(set(values)) > 1}
    told = [
        f"{register.school} ({'; '.join(f'{name} {each[at]}' for name, each in differ.items())})"
        for at, register in enumerate(registers)
    ]
    instead = "TWENTE" if any(scheme != schemes[0] for scheme in schemes) else ""
    instead = " and ".join(filter(None, (instead, "minutes" if "measure" in differ else "")))
    warnings.warn(
        f"the schools do not count by the same rule: {', '.join(told)}; of them together "
        f"{instead} is used unless scheme= and measure= say otherwise",
        DifferentSchemes,
        stacklevel=3,
    )


def transfers(registers: Sequence[Register]) -> pd.DataFrame:
    """List the enrolments of the pupils who are in more than one register.

    Parameters
    ----------
    registers
        One per school.

    Returns
    -------
    DataFrame
        One row per enrolment, for each pupil in order of date: `pupil`, `school`, `class`,
        `start`, `end` (inclusive, empty = still there), and `overlaps`: whether the pupil was
        enrolled in another of the schools at the same time, as when the first one forgot to end
        it. On such days both schools count.

    Examples
    --------
    >>> def school(name, start, end):
    ...     return Register({"pupils": pd.DataFrame({
    ...         "school": [name], "pupil": "p", "class": "1a", "year_group": "1", "stage": "lower",
    ...         "track": "", "start": start, "end": end, "sap_type": ""})}, {"school": name})
    >>> transfers([school("b", "2021-01-11", None), school("a", "2020-08-17", "2021-01-08")])
      pupil school class      start        end  overlaps
    0     p      a    1a 2020-08-17 2021-01-08     False
    1     p      b    1a 2021-01-11        NaT     False
    """
    enrolments = pd.concat([register.pupils for register in registers], ignore_index=True)
    return query(TRANSFERS, enrolments=enrolments).astype(
        {"pupil": "str", "school": "str", "class": "str"}
    )
