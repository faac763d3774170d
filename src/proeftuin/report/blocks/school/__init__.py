"""The blocks of a school report: each a function from results to one `Bundle`."""

from proeftuin.report.blocks.school.change import change, context, moves
from proeftuin.report.blocks.school.front import attention, cover, headline, pyramid
from proeftuin.report.blocks.school.groups import classes, stages, year_groups
from proeftuin.report.blocks.school.hidden import hidden
from proeftuin.report.blocks.school.method import calendar, code_book, definitions, sources
from proeftuin.report.blocks.school.origin import fingerprint
from proeftuin.report.blocks.school.policy import beside_register, next_steps, policy, policy_change
from proeftuin.report.blocks.school.preregistration import preregistration
from proeftuin.report.blocks.school.quality import completeness, findings
from proeftuin.report.blocks.school.year import kinds, months, year_to_date

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
