"""What a register says of itself and its school, read from its provenance with types.

On disk a provenance is JSON: dates are text there, and what an earlier version did not know yet is
absent. Here alone is known where each thing stands, and what holds when it is not said.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from proeftuin.register.project.calendar import Region, Sector


class Begun(NamedTuple):
    """Something a school began, on a day, perhaps meant for a tier."""

    day: date
    what: str
    tier: int | None


@dataclass(frozen=True)
class Origin:
    """Where a register came from, and how its school counts.

    Parameters
    ----------
    provenance
        As the register keeps it; may be empty.

    Examples
    --------
    >>> origin = Origin({"export_date": "2022-07-01", "settings": {"completeness": 80.0}})
    >>> origin.export_date, origin.completeness, origin.sector
    (datetime.date(2022, 7, 1), Fraction(4, 5), 'vo')
    """

    provenance: Mapping[str, Any]

    @property
    def export_date(self) -> date:
        """When it was exported."""
        return date.fromisoformat(str(self.provenance["export_date"]))

    @property
    def sector(self) -> "Sector":
        """`po` or `vo`; the latter when it is not said."""
        said: Sector = self.provenance.get("sector", "vo")
        return said

    @property
    def primary(self) -> bool:
        """Whether it is a primary school, with groups and half-days."""
        return self.sector == "po"

    @property
    def region(self) -> "Region":
        """Whose school holidays it has; those of the north when it is not said."""
        said: Region = self.provenance.get("region", "Noord")
        return said

    @property
    def calendar(self) -> list[dict[str, Any]]:
        """The events of its calendar: `start`, `end` (ISO), `kind`, `name`, `binding`."""
        return list(self.provenance.get("calendar") or [])

    @property
    def name(self) -> str:
        """What the school is called."""
        return str(self.provenance["name"])

    @property
    def version(self) -> str:
        """The version of this package that read the export."""
        return str(self.provenance["version"])

    @property
    def key_id(self) -> str:
        """Which key made the pseudonyms; empty when it is not said."""
        return str(self.provenance.get("key_id", ""))

    @property
    def code_book(self) -> list[dict[str, Any]]:
        """The codes as they counted: a row of the code book each."""
        return list(self.provenance.get("code_book", []))

    @property
    def files(self) -> list[dict[str, Any]]:
        """The files that were read: `file`, hash, encoding, counts, and columns not read."""
        return list(self.provenance.get("imported_from", []))

    @property
    def left_out(self) -> list[dict[str, Any]]:
        """What was left out: `what`, `count` and `examples`."""
        return list(self.provenance.get("left_out", []))

    @property
    def completeness(self) -> Fraction | None:
        """The least share of sessions that must be registered, None when none was set."""
        line = self._settings.get("completeness")
        return None if line is None else Fraction(str(line)) / 100

    @property
    def late(self) -> str:
        """How coming late counts, in the words of `proeftuinen.toml`."""
        return str(self._counting.get("late", "niet"))

    @property
    def exempt(self) -> str:
        """How an exemption counts, in the words of `proeftuinen.toml`."""
        return str(self._counting.get("exempt", "niet verwacht"))

    @property
    def pilot(self) -> bool:
        """Whether the school has a pilot; so unless it is said that it has none."""
        return bool(self._settings.get("pilot", True))

    @property
    def period(self) -> tuple[date, date, int] | None:
        """First and last day of the school's comparison, and the days of a window."""
        period = self._settings.get("period")
        if not period:
            return None
        first, last = (date.fromisoformat(str(period[name])) for name in ("start", "end"))
        return first, last, int(period["days"])

    @property
    def begun(self) -> tuple[Begun, ...]:
        """What the school began, in order of date."""
        found = (
            Begun(date.fromisoformat(str(each["day"])), str(each["what"]), each.get("tier"))
            for each in self._settings.get("interventions") or []
        )
        return tuple(sorted(found, key=lambda each: (each.day, each.what, each.tier or 0)))

    @property
    def _settings(self) -> Mapping[str, Any]:
        return self.provenance.get("settings", {})

    @property
    def _counting(self) -> Mapping[str, Any]:
        return self._settings.get("counting", {})


def origin_of(register: object) -> Origin:
    """Return what a register says of itself; nothing of what only holds days."""
    return Origin(getattr(register, "provenance", {}))
