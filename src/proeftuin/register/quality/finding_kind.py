"""What all findings of one kind have in common."""

from dataclasses import dataclass
from typing import Literal

Grade = Literal["stops", "changes", "information"]


@dataclass(frozen=True)
class Kind:
    """What all findings of one kind have in common, in Dutch.

    Parameters
    ----------
    grade
        Whether it stops a pyramid, changes one, or is only good to know.
    what
        What it is.
    unit
        What is counted.
    means, why, mend
        What it means, why it matters for the pyramid, and how to resolve it.
    of_pupils
        Whether the count is one of pupils or of their registrations, and so may be too small to
        stand in a report.
    in_files
        Whether the places are rows of the school's own files, which mean nothing in a report.
    """

    grade: Grade
    what: str
    unit: str
    means: str
    why: str
    mend: str
    of_pupils: bool = False
    in_files: bool = False
