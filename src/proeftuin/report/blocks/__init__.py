"""The blocks of a school report: each a function from results to one `Bundle`."""

from proeftuin.report.blocks.change import change, context, moves
from proeftuin.report.blocks.front import attention, cover, headline, pyramid
from proeftuin.report.blocks.groups import classes, stages, year_groups
from proeftuin.report.blocks.hidden import hidden
from proeftuin.report.blocks.method import calendar, code_book, definitions, sources
from proeftuin.report.blocks.origin import fingerprint
from proeftuin.report.blocks.policy import beside_register, next_steps, policy, policy_change
from proeftuin.report.blocks.preregistration import preregistration
from proeftuin.report.blocks.quality import completeness, findings
from proeftuin.report.blocks.year import kinds, months, year_to_date

__all__ = [
    "attention",
    "beside_register",
    "calendar",
    "change",
    "classes",
    "code_book",
    "completeness",
    "context",
    "cover",
    "definitions",
    "findings",
    "fingerprint",
    "headline",
    "hidden",
    "kinds",
    "months",
    "moves",
    "next_steps",
    "policy",
    "policy_change",
    "preregistration",
    "pyramid",
    "sources",
    "stages",
    "year_groups",
    "year_to_date",
]
