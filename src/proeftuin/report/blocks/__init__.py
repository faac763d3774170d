"""The blocks of a school report: each a function from results to one `Bundle`."""

from proeftuin.report.blocks.change import change, context, moves
from proeftuin.report.blocks.front import attention, cover, headline, pyramid
from proeftuin.report.blocks.groups import classes, stages, year_groups
from proeftuin.report.blocks.ladder import ladder
from proeftuin.report.blocks.method import calendar, code_book, definitions, sources
from proeftuin.report.blocks.policy import beside_register, next_steps, policy, policy_change
from proeftuin.report.blocks.preregistration import preregistration
from proeftuin.report.blocks.quality import completeness, findings
from proeftuin.report.blocks.strength import beyond, difference, exposure, placebo, series, tests
from proeftuin.report.blocks.within import (
    by_kind,
    by_year_group,
    change_by_kind,
    change_by_type,
    class_changes,
    reading_guide,
    sensitivity,
)
from proeftuin.report.blocks.year import kinds, months, year_to_date

__all__ = [
    "attention",
    "beside_register",
    "beyond",
    "by_kind",
    "by_year_group",
    "calendar",
    "change",
    "change_by_kind",
    "change_by_type",
    "class_changes",
    "classes",
    "code_book",
    "completeness",
    "context",
    "cover",
    "definitions",
    "difference",
    "exposure",
    "findings",
    "headline",
    "kinds",
    "ladder",
    "months",
    "moves",
    "next_steps",
    "placebo",
    "policy",
    "policy_change",
    "preregistration",
    "pyramid",
    "reading_guide",
    "sensitivity",
    "series",
    "sources",
    "stages",
    "tests",
    "year_groups",
    "year_to_date",
]
