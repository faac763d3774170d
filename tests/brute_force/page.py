"""What the pages of the notebook share: the school, and what is hidden in what is shown."""

from brute_force.dutch import span
from brute_force.reckoning import Reckoning

LEGEND = {
    "<5": "<5 minder dan vijf leerlingen",
    "•": "verborgen onder de vijf",
    "×": "× niet getoond meer of minder dan vijf",
    "n<10": "n<10 kleiner dan tien",
}


class Page:
    """A school, reckoned, beside what is shown of it."""

    def __init__(self, school: Reckoning, shown: dict):
        # What is hidden is not for this page to decide; it is held against the true counts.
        self.school, self.shown = school, shown
        self.table = school.main.transitions
        self.n = school.main.paired
        self.points = school.main.points
        self.size = school.length

    def hidden(self, block, table, row, key) -> bool:
        """Tell whether a value of a table is hidden."""
        return isinstance(self.shown[block]["tables"][table]["rows"][row][key], dict)

    def legend(self, block, table, symbols=("<5", "•", "×", "n<10")) -> str:
        """Explain the symbols in a table."""
        rows = self.shown[block]["tables"][table]["rows"]
        there = {v["hidden"] for row in rows for v in row.values() if isinstance(v, dict)}
        return " ".join(LEGEND[symbol] for symbol in symbols if symbol in there)

    def spans(self):
        """Write the two windows."""
        return [span(*dates) for dates in self.school.dates]
