"""What windows, periods and comparisons need of a register, whatever holds its tables."""

from collections.abc import Mapping
from typing import Any, Protocol

import pandas as pd

from proeftuin.schemes import Measure, TierScheme


class HasSchoolDays(Protocol):
    """Whatever knows on which days there was school."""

    @property
    def school_days(self) -> pd.DatetimeIndex:
        """The days on which any class had a session, in order."""
        ...


class DaysSource(HasSchoolDays, Protocol):
    """A register of one school or of several, or whatever answers as one does."""

    @property
    def pupils(self) -> pd.DataFrame:
        """One row per enrolment of a pupil in a class."""
        ...

    @property
    def sessions(self) -> pd.DataFrame:
        """One row per session (lesson or half-day) given to a class."""
        ...

    @property
    def absences(self) -> pd.DataFrame:
        """One row per pupil and session that was missed or marked."""
        ...

    @property
    def days(self) -> pd.DataFrame:
        """One row per pupil and school day, with minutes and sessions possible and missed."""
        ...

    @property
    def scheme(self) -> TierScheme:
        """The rule of the school."""
        ...

    @property
    def measure(self) -> Measure:
        """What the school counts."""
        ...

    @property
    def school(self) -> str:
        """The school's id."""
        ...

    @property
    def provenance(self) -> Mapping[str, Any]:
        """Where the tables came from; read it with `proeftuin.register.store.origin`."""
        ...

    def scan_days(self) -> Any:
        """Return `days` to ask things of: a DuckDB relation, or a frame that narwhals knows."""
        ...


SchoolDays = HasSchoolDays | pd.DatetimeIndex
"""What has school days, or those days themselves."""
