"""What every block of the evaluation notebook must say of a school, in the shape of its data.

Texts are sketches: all the numbers of the text, and words that must stand between them.
"""

from brute_force.pages_change import ChangePages
from brute_force.pages_strength import StrengthPages
from brute_force.pages_within import WithinPages


class Notebook(ChangePages, StrengthPages, WithinPages):
    """The blocks, by their names."""

    def expected(self, block: str) -> dict:
        """Return what a block must say."""
        return getattr(self, block)()
