"""Why a change between two windows may not be read as an effect: the arguments, as numbers.

Each function makes one step of `notebooks/vmbo_voorbeeld.ipynb`: it computes, draws and says in
one sentence what follows. Whatever register it is given, the sentence follows the numbers.
"""

from proeftuin.report.blocks.example.alternatives import (
    beside_other_school,
    registration,
    regression_to_the_mean,
    slide,
)
from proeftuin.report.blocks.example.windows import lockdown, other_windows, season, unequal_windows

__all__ = [
    "beside_other_school",
    "lockdown",
    "other_windows",
    "registration",
    "regression_to_the_mean",
    "season",
    "slide",
    "unequal_windows",
]
