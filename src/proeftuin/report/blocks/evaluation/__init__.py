"""The blocks of an evaluation: each a function from an `EvaluatedSchool` to one `Bundle`."""

from proeftuin.report.blocks.evaluation.ladder import ladder
from proeftuin.report.blocks.evaluation.strength import (
    beyond,
    difference,
    exposure,
    placebo,
    series,
    tests,
)
from proeftuin.report.blocks.evaluation.within import (
    by_kind,
    by_year_group,
    change_by_kind,
    change_by_type,
    class_changes,
    reading_guide,
    sensitivity,
)

__all__ = [
    "beyond",
    "by_kind",
    "by_year_group",
    "change_by_kind",
    "change_by_type",
    "class_changes",
    "difference",
    "exposure",
    "ladder",
    "placebo",
    "reading_guide",
    "sensitivity",
    "series",
    "tests",
]
