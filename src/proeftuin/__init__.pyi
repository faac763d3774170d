"""The public names, each with its module: read by type checkers and by `__init__.py`."""

from .errors import InputError as InputError
from .evaluation.evaluate import Evaluation as Evaluation
from .evaluation.evaluate import evaluate as evaluate
from .evaluation.expectation.beyond_expected import BeyondExpected as BeyondExpected
from .evaluation.expectation.beyond_expected import beyond_expected as beyond_expected
from .evaluation.expectation.mee_chua import MeeChua as MeeChua
from .evaluation.expectation.mee_chua import mee_chua as mee_chua
from .evaluation.expectation.regression_to_the_mean import expected_after as expected_after
from .evaluation.expectation.split_half import SplitHalf as SplitHalf
from .evaluation.expectation.split_half import split_half as split_half
from .evaluation.homogeneity.cluster_homogeneity import ClusterTest as ClusterTest
from .evaluation.homogeneity.cluster_homogeneity import cluster_homogeneity as cluster_homogeneity
from .evaluation.homogeneity.homogeneity import MarginalHomogeneity as MarginalHomogeneity
from .evaluation.homogeneity.homogeneity import marginal_homogeneity as marginal_homogeneity
from .evaluation.homogeneity.homogeneity import mcnemar_midp as mcnemar_midp
from .evaluation.many_schools.caterpillar import Caterpillar as Caterpillar
from .evaluation.many_schools.caterpillar import caterpillar as caterpillar
from .evaluation.many_schools.class_changes import ClassChanges as ClassChanges
from .evaluation.many_schools.class_changes import class_changes as class_changes
from .evaluation.many_schools.funnel import Funnel as Funnel
from .evaluation.many_schools.funnel import funnel as funnel
from .evaluation.many_schools.pooled_change import PooledChange as PooledChange
from .evaluation.many_schools.pooled_change import pool_changes as pool_changes
from .evaluation.power.detectable_change import detectable_change as detectable_change
from .evaluation.power.natural_change import changers_of as changers_of
from .evaluation.preregistration.preregistration import departures as departures
from .evaluation.preregistration.preregistration import preregistered as preregistered
from .evaluation.schools.difference_in_differences import (
    DifferenceInDifferences as DifferenceInDifferences,
)
from .evaluation.schools.difference_in_differences import (
    difference_in_differences as difference_in_differences,
)
from .evaluation.schools.history import school_history as school_history
from .evaluation.schools.placebo import Placebo as Placebo
from .evaluation.schools.placebo import placebo_distribution as placebo_distribution
from .evaluation.schools.school_changes import school_changes as school_changes
from .evaluation.sensitivity.sensitivity import sensitivity as sensitivity
from .evaluation.series.interrupted_series import InterruptedSeries as InterruptedSeries
from .evaluation.series.interrupted_series import interrupted_time_series as interrupted_time_series
from .evaluation.series.phases import Phase as Phase
from .evaluation.series.phases import phases_of as phases_of
from .evaluation.series.weekly_attendance import weekly_attendance as weekly_attendance
from .evaluation.splits.absence_kinds import KindChange as KindChange
from .evaluation.splits.absence_kinds import change_by_kind as change_by_kind
from .evaluation.splits.dimensions import MultiDimensionalPyramid as MultiDimensionalPyramid
from .evaluation.splits.dimensions import multi_dimensional_pyramid as multi_dimensional_pyramid
from .evaluation.splits.sap_types import TypeChange as TypeChange
from .evaluation.splits.sap_types import change_by_sap_type as change_by_sap_type
from .evaluation.windows.exposure import Exposure as Exposure
from .evaluation.windows.exposure import compare_exposure as compare_exposure
from .pyramid.comparison import Comparison as Comparison
from .pyramid.comparison import compare as compare
from .pyramid.counting.attendance import attendance as attendance
from .pyramid.counting.periods import Period as Period
from .pyramid.counting.periods import months as months
from .pyramid.counting.periods import school_year_to_date as school_year_to_date
from .pyramid.counting.periods import trailing as trailing
from .pyramid.counting.periods import windows_at as windows_at
from .pyramid.counting.periods import windows_between as windows_between
from .pyramid.counting.tiers import ATTENDANCE_WORKS as ATTENDANCE_WORKS
from .pyramid.counting.tiers import ENGLAND as ENGLAND
from .pyramid.counting.tiers import KEARNEY_GRACZYK as KEARNEY_GRACZYK
from .pyramid.counting.tiers import TWENTE as TWENTE
from .pyramid.counting.tiers import TierScheme as TierScheme
from .pyramid.counting.tiers import classify as classify
from .pyramid.pyramid import Pyramid as Pyramid
from .pyramid.pyramid import build_pyramid as build_pyramid
from .pyramid.pyramid import build_pyramids as build_pyramids
from .register.importing.importer import import_school as import_school
from .register.importing.region import combine_registers as combine_registers
from .register.importing.region import transfers as transfers
from .register.project.project_file import load_project as load_project
from .register.store.register import Register as Register
from .register.store.register import read_register as read_register
from .simulation.simulate import simulate as simulate
from .team.checklist.checklist import Checklist as Checklist
