"""proeftuin: from a Dutch school's attendance register to tiers, pyramids and honest comparisons.

Names load when they are first used, so that `import proeftuin` costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from proeftuin.evaluation.beyond import BeyondExpected as BeyondExpected
    from proeftuin.evaluation.beyond import beyond_expected as beyond_expected
    from proeftuin.evaluation.changers import changers_of as changers_of
    from proeftuin.evaluation.classes import ClusterTest as ClusterTest
    from proeftuin.evaluation.classes import cluster_homogeneity as cluster_homogeneity
    from proeftuin.evaluation.context import Evaluation as Evaluation
    from proeftuin.evaluation.context import evaluate as evaluate
    from proeftuin.evaluation.differences import DifferenceInDifferences as DifferenceInDifferences
    from proeftuin.evaluation.differences import (
        difference_in_differences as difference_in_differences,
    )
    from proeftuin.evaluation.dimensions import MultiDimensionalPyramid as MultiDimensionalPyramid
    from proeftuin.evaluation.dimensions import (
        multi_dimensional_pyramid as multi_dimensional_pyramid,
    )
    from proeftuin.evaluation.exposure import Exposure as Exposure
    from proeftuin.evaluation.exposure import compare_exposure as compare_exposure
    from proeftuin.evaluation.funnel import Funnel as Funnel
    from proeftuin.evaluation.funnel import funnel as funnel
    from proeftuin.evaluation.homogeneity import MarginalHomogeneity as MarginalHomogeneity
    from proeftuin.evaluation.homogeneity import marginal_homogeneity as marginal_homogeneity
    from proeftuin.evaluation.homogeneity import mcnemar_midp as mcnemar_midp
    from proeftuin.evaluation.kinds import KindChange as KindChange
    from proeftuin.evaluation.kinds import change_by_kind as change_by_kind
    from proeftuin.evaluation.many import Caterpillar as Caterpillar
    from proeftuin.evaluation.many import caterpillar as caterpillar
    from proeftuin.evaluation.manyclasses import ClassChanges as ClassChanges
    from proeftuin.evaluation.manyclasses import class_changes as class_changes
    from proeftuin.evaluation.meechua import MeeChua as MeeChua
    from proeftuin.evaluation.meechua import mee_chua as mee_chua
    from proeftuin.evaluation.phases import Phase as Phase
    from proeftuin.evaluation.phases import phases_of as phases_of
    from proeftuin.evaluation.placebo import Placebo as Placebo
    from proeftuin.evaluation.placebo import placebo_distribution as placebo_distribution
    from proeftuin.evaluation.pooled import PooledChange as PooledChange
    from proeftuin.evaluation.pooled import pool_changes as pool_changes
    from proeftuin.evaluation.power import detectable_change as detectable_change
    from proeftuin.evaluation.preperiod import school_history as school_history
    from proeftuin.evaluation.preregistration import departures as departures
    from proeftuin.evaluation.preregistration import preregistered as preregistered
    from proeftuin.evaluation.regression import expected_after as expected_after
    from proeftuin.evaluation.reliability import SplitHalf as SplitHalf
    from proeftuin.evaluation.reliability import split_half as split_half
    from proeftuin.evaluation.saptypes import TypeChange as TypeChange
    from proeftuin.evaluation.saptypes import change_by_sap_type as change_by_sap_type
    from proeftuin.evaluation.schools import school_changes as school_changes
    from proeftuin.evaluation.sensitivity import sensitivity as sensitivity
    from proeftuin.evaluation.series import InterruptedSeries as InterruptedSeries
    from proeftuin.evaluation.series import interrupted_time_series as interrupted_time_series
    from proeftuin.evaluation.weeks import weekly_attendance as weekly_attendance
    from proeftuin.pyramid.attendance import attendance as attendance
    from proeftuin.pyramid.comparison import Comparison as Comparison
    from proeftuin.pyramid.comparison import compare as compare
    from proeftuin.pyramid.periods import Period as Period
    from proeftuin.pyramid.periods import months as months
    from proeftuin.pyramid.periods import school_year_to_date as school_year_to_date
    from proeftuin.pyramid.periods import trailing as trailing
    from proeftuin.pyramid.periods import windows_at as windows_at
    from proeftuin.pyramid.periods import windows_between as windows_between
    from proeftuin.pyramid.pyramid import Pyramid as Pyramid
    from proeftuin.pyramid.pyramid import build_pyramid as build_pyramid
    from proeftuin.pyramid.pyramid import build_pyramids as build_pyramids
    from proeftuin.pyramid.tiers import ATTENDANCE_WORKS as ATTENDANCE_WORKS
    from proeftuin.pyramid.tiers import ENGLAND as ENGLAND
    from proeftuin.pyramid.tiers import KEARNEY_GRACZYK as KEARNEY_GRACZYK
    from proeftuin.pyramid.tiers import TWENTE as TWENTE
    from proeftuin.pyramid.tiers import TierScheme as TierScheme
    from proeftuin.pyramid.tiers import classify as classify
    from proeftuin.register.importer import import_school as import_school
    from proeftuin.register.problems import InputError as InputError
    from proeftuin.register.project import load_project as load_project
    from proeftuin.register.region import combine_registers as combine_registers
    from proeftuin.register.region import transfers as transfers
    from proeftuin.register.store import Register as Register
    from proeftuin.register.store import read_register as read_register
    from proeftuin.simulate import simulate as simulate
    from proeftuin.team.checklist import Checklist as Checklist

_HOME = {
    "evaluation.beyond": ("BeyondExpected", "beyond_expected"),
    "evaluation.changers": ("changers_of",),
    "evaluation.classes": ("ClusterTest", "cluster_homogeneity"),
    "evaluation.context": ("Evaluation", "evaluate"),
    "evaluation.differences": ("DifferenceInDifferences", "difference_in_differences"),
    "evaluation.dimensions": ("MultiDimensionalPyramid", "multi_dimensional_pyramid"),
    "evaluation.exposure": ("Exposure", "compare_exposure"),
    "evaluation.funnel": ("Funnel", "funnel"),
    "evaluation.homogeneity": ("MarginalHomogeneity", "marginal_homogeneity", "mcnemar_midp"),
    "evaluation.kinds": ("KindChange", "change_by_kind"),
    "evaluation.many": ("Caterpillar", "caterpillar"),
    "evaluation.manyclasses": ("ClassChanges", "class_changes"),
    "evaluation.meechua": ("MeeChua", "mee_chua"),
    "evaluation.phases": ("Phase", "phases_of"),
    "evaluation.placebo": ("Placebo", "placebo_distribution"),
    "evaluation.pooled": ("PooledChange", "pool_changes"),
    "evaluation.power": ("detectable_change",),
    "evaluation.preperiod": ("school_history",),
    "evaluation.preregistration": ("departures", "preregistered"),
    "evaluation.regression": ("expected_after",),
    "evaluation.reliability": ("SplitHalf", "split_half"),
    "evaluation.saptypes": ("TypeChange", "change_by_sap_type"),
    "evaluation.schools": ("school_changes",),
    "evaluation.sensitivity": ("sensitivity",),
    "evaluation.series": ("InterruptedSeries", "interrupted_time_series"),
    "evaluation.weeks": ("weekly_attendance",),
    "pyramid.attendance": ("attendance",),
    "pyramid.comparison": ("Comparison", "compare"),
    "pyramid.periods": (
        "Period",
        "months",
        "school_year_to_date",
        "trailing",
        "windows_at",
        "windows_between",
    ),
    "pyramid.pyramid": ("Pyramid", "build_pyramid", "build_pyramids"),
    "pyramid.tiers": (
        "ATTENDANCE_WORKS",
        "ENGLAND",
        "KEARNEY_GRACZYK",
        "TWENTE",
        "TierScheme",
        "classify",
    ),
    "register.importer": ("import_school",),
    "register.problems": ("InputError",),
    "register.project": ("load_project",),
    "register.region": ("combine_registers", "transfers"),
    "register.store": ("Register", "read_register"),
    "simulate": ("simulate",),
    "team.checklist": ("Checklist",),
}
_MODULE = {name: module for module, names in _HOME.items() for name in names}
__all__ = sorted(_MODULE)


def __getattr__(name: str) -> object:
    if name not in _MODULE:
        raise AttributeError(f"module 'proeftuin' has no attribute {name!r}")
    value = getattr(import_module(f"proeftuin.{_MODULE[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
