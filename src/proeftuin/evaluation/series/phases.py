"""What a school began and when: the phase lines of a figure along time."""

from datetime import date
from typing import Any, NamedTuple


class Phase(NamedTuple):
    """Something a school began.

    Parameters
    ----------
    day
        When.
    what
        In Dutch, as `proeftuinen.toml` has it.
    tier
        The tier it is meant for, when that was said.
    """

    day: date
    what: str
    tier: int | None = None

    @property
    def label(self) -> str:
        """What stands beside its line.

        Examples
        --------
        >>> Phase(date(2024, 1, 8), "verzuimgesprekken", 2).label
        'verzuimgesprekken (Tier 2)'
        """
        return self.what if self.tier is None else f"{self.what} (Tier {self.tier})"


def phases_of(register: Any) -> tuple[Phase, ...]:
    """Return the interventions that a register's settings name, in order of date.

    Parameters
    ----------
    register
        A register.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> begun = [{"day": "2024-01-08", "what": "schoolaanwezigheidsteam"}]
    >>> phases_of(SimpleNamespace(provenance={"settings": {"interventions": begun}}))
    (Phase(day=datetime.date(2024, 1, 8), what='schoolaanwezigheidsteam', tier=None),)
    """
    begun = register.provenance.get("settings", {}).get("interventions") or []
    return tuple(
        sorted(
            Phase(date.fromisoformat(str(each["day"])), str(each["what"]), each.get("tier"))
            for each in begun
        )
    )
