"""The blocks of a report on a region: each a function from results to one `Bundle`."""

from proeftuin.report.blocks.region.difference import difference, summary, year_before
from proeftuin.report.blocks.region.guide import guide
from proeftuin.report.blocks.region.members import cover, windows
from proeftuin.report.blocks.region.schools import changes, classes, funnel

__all__ = [
    "changes",
    "classes",
    "cover",
    "difference",
    "funnel",
    "guide",
    "summary",
    "windows",
    "year_before",
]
