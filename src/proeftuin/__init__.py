"""proeftuin: from a Dutch school's attendance register to tiers, pyramids and honest comparisons.

Names load when they are first used, so that `import proeftuin` costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from proeftuin.errors import InputError as InputError
    from proeftuin.evaluation.evaluate import Evaluation as Evaluation
    from proeftuin.evaluation.evaluate import evaluate as evaluate
    from proeftuin.evaluation.expectation.beyond_expected import BeyondExpected as BeyondExpected
    from proeftuin.evaluation.expectation.beyond_expected import beyond_expected as beyond_expected
    from proeftuin.evaluation.expectation.mee_chua import MeeChua as MeeChua
    from proeftuin.evaluation.expectation.mee_chua import mee_chua as mee_chua
    from proeftuin.evaluation.expectation.regression_to_the_mean import (
        expected_after as expected_after,
    )
    from proeftuin.evaluation.expectation.split_half import SplitHalf as SplitHalf
    from proeftuin.evaluation.expectation.split_half import split_half as split_half
    from proeftuin.evaluation.homogeneity.cluster_homogeneity import ClusterTest as ClusterTest
    from proeftuin.evaluation.homogeneity.cluster_homogeneity import (
        cluster_homogeneity as cluster_homogeneity,
    )
    from proeftuin.evaluation.homogeneity.homogeneity import (
        MarginalHomogeneity as MarginalHomogeneity,
    )
    from proeftuin.evaluation.homogeneity.homogeneity import (
        marginal_homogeneity as marginal_homogeneity,
    )
    from proeftuin.evaluation.homogeneity.homogeneity import mcnemar_midp as mcnemar_midp
    from proeftuin.evaluation.many_schools.caterpillar import Caterpillar as Caterpillar
    from proeftuin.evaluation.many_schools.caterpillar import caterpillar as caterpillar
    from proeftuin.evaluation.many_schools.class_changes import ClassChanges as ClassChanges
    from proeftuin.evaluation.many_schools.class_changes import class_changes as class_changes
    from proeftuin.evaluation.many_schools.funnel import Funnel as Funnel
    from proeftuin.evaluation.many_schools.funnel import funnel as funnel
    from proeftuin.evaluation.many_schools.pooled_change import PooledChange as PooledChange
    from proeftuin.evaluation.many_schools.pooled_change import pool_changes as pool_changes
    from proeftuin.evaluation.power.detectable_change import detectable_change as detectable_change
    from proeftuin.evaluation.power.natural_change import changers_of as changers_of
    from proeftuin.evaluation.preregistration.preregistration import departures as departures
    from proeftuin.evaluation.preregistration.preregistration import preregistered as preregistered
    from proeftuin.evaluation.schools.difference_in_differences import (
        DifferenceInDifferences as DifferenceInDifferences,
    )
    from proeftuin.evaluation.schools.difference_in_differences import (
        difference_in_differences as difference_in_differences,
    )
    from proeftuin.evaluation.schools.history import school_history as school_history
    from proeftuin.evaluation.schools.placebo import Placebo as Placebo
    from proeftuin.evaluation.schools.placebo import placebo_distribution as placebo_distribution
    from proeftuin.evaluation.schools.school_changes import school_changes as school_changes
    from proeftuin.evaluation.sensitivity.sensitivity import sensitivity as sensitivity
    from proeftuin.evaluation.series.interrupted_series import (
        InterruptedSeries as InterruptedSeries,
    )
    from proeftuin.evaluation.series.interrupted_series import (
        interrupted_time_series as interrupted_time_series,
    )
    from proeftuin.evaluation.series.phases import Phase as Phase
    from proeftuin.evaluation.series.phases import phases_of as phases_of
    from proeftuin.evaluation.series.weekly_attendance import weekly_attendance as weekly_attendance
    from proeftuin.evaluation.splits.absence_kinds import KindChange as KindChange
    from proeftuin.evaluation.splits.absence_kinds import change_by_kind as change_by_kind
    from proeftuin.evaluation.splits.dimensions import (
        MultiDimensionalPyramid as MultiDimensionalPyramid,
    )
    from proeftuin.evaluation.splits.dimensions import (
        multi_dimensional_pyramid as multi_dimensional_pyramid,
    )
    from proeftuin.evaluation.splits.sap_types import TypeChange as TypeChange
    from proeftuin.evaluation.splits.sap_types import change_by_sap_type as change_by_sap_type
    from proeftuin.evaluation.windows.exposure import Exposure as Exposure
    from proeftuin.evaluation.windows.exposure import compare_exposure as compare_exposure
    from proeftuin.pyramid.comparison import Comparison as Comparison
    from proeftuin.pyramid.comparison import compare as compare
    from proeftuin.pyramid.counting.attendance import attendance as attendance
    from proeftuin.pyramid.counting.periods import Period as Period
    from proeftuin.pyramid.counting.periods import months as months
    from proeftuin.pyramid.counting.periods import school_year_to_date as school_year_to_date
    from proeftuin.pyramid.counting.periods import trailing as trailing
    from proeftuin.pyramid.counting.periods import windows_at as windows_at
    from proeftuin.pyramid.counting.periods import windows_between as windows_between
    from proeftuin.pyramid.counting.tiers import ATTENDANCE_WORKS as ATTENDANCE_WORKS
    from proeftuin.pyramid.counting.tiers import ENGLAND as ENGLAND
    from proeftuin.pyramid.counting.tiers import KEARNEY_GRACZYK as KEARNEY_GRACZYK
    from proeftuin.pyramid.counting.tiers import TWENTE as TWENTE
    from proeftuin.pyramid.counting.tiers import TierScheme as TierScheme
    from proeftuin.pyramid.counting.tiers import classify as classify
    from proeftuin.pyramid.pyramid import Pyramid as Pyramid
    from proeftuin.pyramid.pyramid import build_pyramid as build_pyramid
    from proeftuin.pyramid.pyramid import build_pyramids as build_pyramids
    from proeftuin.register.importing.importer import import_school as import_school
    from proeftuin.register.importing.region import combine_registers as combine_registers
    from proeftuin.register.importing.region import transfers as transfers
    from proeftuin.register.project.project_file import load_project as load_project
    from proeftuin.register.store.register import Register as Register
    from proeftuin.register.store.register import read_register as read_register
    from proeftuin.simulation.simulate import simulate as simulate
    from proeftuin.team.checklist.checklist import Checklist as Checklist

_HOME = {
    "evaluation.expectation.beyond_expected": ("BeyondExpected", "beyond_expected"),
    "evaluation.power.natural_change": ("changers_of",),
    "evaluation.homogeneity.cluster_homogeneity": ("ClusterTest", "cluster_homogeneity"),
    "evaluation.evaluate": ("Evaluation", "evaluate"),
    "evaluation.schools.difference_in_differences": (
        "DifferenceInDifferences",
        "difference_in_differences",
    ),
    "evaluation.splits.dimensions": ("MultiDimensionalPyramid", "multi_dimensional_pyramid"),
    "evaluation.windows.exposure": ("Exposure", "compare_exposure"),
    "evaluation.many_schools.funnel": ("Funnel", "funnel"),
    "evaluation.homogeneity.homogeneity": (
        "MarginalHomogeneity",
        "marginal_homogeneity",
        "mcnemar_midp",
    ),
    "evaluation.splits.absence_kinds": ("KindChange", "change_by_kind"),
    "evaluation.many_schools.caterpillar": ("Caterpillar", "caterpillar"),
    "evaluation.many_schools.class_changes": ("ClassChanges", "class_changes"),
    "evaluation.expectation.mee_chua": ("MeeChua", "mee_chua"),
    "evaluation.series.phases": ("Phase", "phases_of"),
    "evaluation.schools.placebo": ("Placebo", "placebo_distribution"),
    "evaluation.many_schools.pooled_change": ("PooledChange", "pool_changes"),
    "evaluation.power.detectable_change": ("detectable_change",),
    "evaluation.schools.history": ("school_history",),
    "evaluation.preregistration.preregistration": ("departures", "preregistered"),
    "evaluation.expectation.regression_to_the_mean": ("expected_after",),
    "evaluation.expectation.split_half": ("SplitHalf", "split_half"),
    "evaluation.splits.sap_types": ("TypeChange", "change_by_sap_type"),
    "evaluation.schools.school_changes": ("school_changes",),
    "evaluation.sensitivity.sensitivity": ("sensitivity",),
    "evaluation.series.interrupted_series": ("InterruptedSeries", "interrupted_time_series"),
    "evaluation.series.weekly_attendance": ("weekly_attendance",),
    "pyramid.counting.attendance": ("attendance",),
    "pyramid.comparison": ("Comparison", "compare"),
    "pyramid.counting.periods": (
        "Period",
        "months",
        "school_year_to_date",
        "trailing",
        "windows_at",
        "windows_between",
    ),
    "pyramid.pyramid": ("Pyramid", "build_pyramid", "build_pyramids"),
    "pyramid.counting.tiers": (
        "ATTENDANCE_WORKS",
        "ENGLAND",
        "KEARNEY_GRACZYK",
        "TWENTE",
        "TierScheme",
        "classify",
    ),
    "register.importing.importer": ("import_school",),
    "errors": ("InputError",),
    "register.project.project_file": ("load_project",),
    "register.importing.region": ("combine_registers", "transfers"),
    "register.store.register": ("Register", "read_register"),
    "simulation.simulate": ("simulate",),
    "team.checklist.checklist": ("Checklist",),
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
