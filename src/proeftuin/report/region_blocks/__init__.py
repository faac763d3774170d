"""The blocks of a report on a region: each a function from results to one `Bundle`."""

from proeftuin.report.region_blocks.difference import difference, summary, year_before
from proeftuin.report.region_blocks.guide import guide
from proeftuin.report.region_blocks.members import cover, windows
from proeftuin.report.region_blocks.schools import changes, classes, funnel

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
