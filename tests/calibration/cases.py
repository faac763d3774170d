"""The list of what is calibrated: a name, its worlds, what is measured, and where it has to lie."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from calibration import registration
from calibration import statistics as measure
from calibration.designs import (
    LOPSIDED,
    UNEQUAL,
    Days,
    Pilots,
    Reference,
    Region,
    School,
    Schools,
    Series,
)
from calibration.registration import Registers

COVERAGE = (93.0, 97.5)
SIZE = (3.5, 6.5)
BIAS = (-0.5, 0.5)


@dataclass(frozen=True)
class Case:
    """One row of the page.

    Parameters
    ----------
    section
        Where it stands.
    name
        What is measured.
    design
        The worlds.
    statistic
        See `calibration.statistics`.
    kind
        `coverage` and `size` are percentages of worlds, `mean` is the mean of the statistic.
    target
        Where it has to lie; for a control, where it has to go wrong.
    truth
        What the interval has to cover: 0, or the mean of the estimates over all worlds. By default
        0 unless the design has a true change.
    columns
        What the statistic's columns are.
    most
        Do not draw more worlds than this; a regression in each is slow.
    small
        Whether the run in the tests has it.
    note
        What is to be said when it misses.
    """

    section: str
    name: str
    design: Any
    statistic: Callable[[Any], Any]
    kind: Literal["coverage", "size", "mean"]
    target: tuple[float, float]
    truth: Literal["", "zero", "mean"] = ""
    columns: tuple[str, ...] = measure.TIER_NAMES
    most: int = 1_000_000
    small: bool = False
    note: str = ""

    @property
    def around(self) -> str:
        """`zero` or `mean`."""
        return self.truth or ("mean" if self.design.changes else "zero")

    def __str__(self) -> str:
        return f"{self.name}, {self.design}"


PAIRED = "The paired change"
OTHER = "Other intervals"
TESTS = "Tests"
EXPECTED = "What was to be expected"
CONTROLS = "Controls that must go wrong"

VMBO = 0.019
"""Mean onset rate that gives the attendance of a vmbo school; 0.0135 is that of all VO."""

SHOCKS = (0.0, 0.2, 0.4)
SMALL = {(6, 0.4, 1.0), (12, 0.0, 1.0), (24, 0.2, 1.0), (12, 0.4, 0.6)}


def coverage(section, name, design, statistic, target=COVERAGE, **more):
    return Case(section, name, design, statistic, "coverage", target, **more)


def size(name, design, statistic, target=SIZE, **more):
    return Case(TESTS, name, design, statistic, "size", target, **{"columns": ("p < 0.05",)} | more)


JACKKNIFE = [
    coverage(
        PAIRED,
        "class jackknife",
        School(classes, class_shock=shock, times=times),
        measure.paired,
        small=(classes, shock, times) in SMALL,
    )
    for times in (1.0, 0.6)
    for classes in (6, 12, 24)
    for shock in SHOCKS
] + [
    coverage(
        PAIRED,
        "class jackknife",
        School(6, sizes, 0.4),
        measure.paired,
        small=sizes is UNEQUAL,
        note="They weigh as 2.6 equal classes, and t is wide with so few.",
    )
    for sizes in (UNEQUAL, LOPSIDED)
]

WIDE = "With three schools t is wide, and Hartung and Knapp's factor is kept at 1 or more."
FEW_PILOTS = (
    "With so few schools their spread is hardly known; and the next school is one of 2,500 pupils, "
    "whose own chance counts as a miss."
)
SAID = "Takes pupils as independent, which the result says."
SPELLS = (
    "The model knows one way in which weeks are alike, and there are two: illness of days and "
    "illness of weeks."
)

OTHERS = [
    *(
        coverage(
            OTHER,
            "Bonett–Price, too few classes",
            School(classes, class_shock=shock),
            measure.paired,
            note="Too wide for 25 pupils." if classes == 1 else SAID,
        )
        for classes, shock in ((1, 0.0), (3, 0.0), (3, 0.4))
    ),
    *(
        coverage(
            OTHER,
            "Wilson, shares of one window",
            School(12, class_shock=shock),
            measure.share,
            truth="mean",
            note="Takes pupils as independent, and classes differ.",
        )
        for shock in (0.0, 0.4)
    ),
    *(
        coverage(
            OTHER,
            "change in time missed",
            School(classes, class_shock=shock),
            measure.rate,
            columns=("all absence",),
        )
        for classes in (6, 12, 24)
        for shock in (0.0, 0.4)
    ),
]

BEYOND = [
    coverage(
        OTHER,
        name,
        Reference(School(classes, class_shock=0.2, school_shock=shock)),
        statistic,
        note="No interval within two schools covers what happens to a whole one." if shock else "",
    )
    for classes, shock in ((6, 0.0), (12, 0.0), (12, 0.1))
    for name, statistic in (
        ("actual minus expected", measure.beyond),
        ("who left a tier minus expected", measure.beyond_left),
    )
]

CLASSICAL = "Takes pupils as independent; the test over classes is the headline."
HOMOGENEITY = [
    *(
        size(
            "over classes (Hotelling)",
            School(classes, class_shock=shock),
            measure.class_test,
            small=(classes, shock) == (12, 0.4),
        )
        for classes in (6, 12, 24)
        for shock in SHOCKS
    ),
    size("over classes (Hotelling)", School(6, UNEQUAL, 0.4), measure.class_test),
    *(
        size(
            name,
            School(12, class_shock=shock),
            measure.only(measure.classical_tests, place),
            note=CLASSICAL,
        )
        for place, name in enumerate(("Stuart and Maxwell", "Bhapkar"))
        for shock in SHOCKS
    ),
    *(
        size(
            "McNemar, mid-p",
            School(12, class_shock=shock),
            measure.mcnemar,
            columns=measure.TIER_NAMES,
            note=CLASSICAL,
        )
        for shock in SHOCKS
    ),
    *(
        size(
            "any class stands out (Benjamini and Hochberg)",
            School(classes),
            measure.any_class,
            (0, SIZE[1]),
        )
        for classes in (12, 24)
    ),
]

MANY = [
    *(
        coverage(
            OTHER,
            name,
            Pilots(pilots),
            statistic,
            target,
            columns=("Tier 1",),
            note=WIDE if pilots == 3 else FEW_PILOTS,
        )
        for name, statistic, target in (
            ("mean over pilots (random effects)", measure.pooled, COVERAGE),
            ("the next school (prediction)", measure.prediction, COVERAGE),
        )
        for pilots in (3, 5, 10)
    ),
    *(
        Case(
            OTHER,
            f"schools within the {name} limits of the funnel, %",
            Region(20, shock),
            measure.only(measure.within_limits, place),
            "mean",
            target,
            note="Winsorised scores make φ a little small where schools really differ.",
            columns=("schools",),
            most=2_000,
        )
        for place, name, target in ((0, "95%", COVERAGE), (1, "99.8%", (99.0, 100.0)))
        for shock in (0.0, 0.2)
    ),
    *(
        coverage(
            OTHER,
            "changes of level and slope in a series",
            design,
            measure.series,
            columns=("level", "slope"),
            most=2_000,
            note=SPELLS,
        )
        for design in (
            Series(15, 15, 0.0),
            Series(15, 15),
            Series(30, 30),
            Series(30, 30, times=0.6),
            Series(30, 30, alike=0.6),
        )
    ),
]

PILOTS = [(1, 5), (3, 3), (4, 4), (5, 10)]
DIFFERENCES = [
    *(
        coverage(
            OTHER,
            "difference in differences",
            Schools(pilots, others, times),
            measure.difference,
            columns=("Tier 1",),
            small=(pilots, others, times) == (4, 4, 1.0),
        )
        for times in (1.0, 0.6)
        for pilots, others in PILOTS
    ),
    *(
        size(
            f"difference in differences, {name}",
            Schools(pilots, others),
            measure.only(measure.difference_tests, place),
            target,
        )
        for place, name, target in ((0, "t", SIZE), (1, "permutation", (0, SIZE[1])))
        for pilots, others in PILOTS
    ),
]

BIASES = [
    Case(
        EXPECTED,
        "expected_after minus actual",
        Reference(School(class_shock=0.2)),
        measure.expected,
        "mean",
        BIAS,
        small=True,
    ),
    Case(
        EXPECTED,
        "the same, with shocks to the school",
        Reference(School(class_shock=0.2, school_shock=0.1)),
        measure.expected,
        "mean",
        BIAS,
    ),
    Case(
        EXPECTED,
        "the same, a quarter of schools chosen for a bad start",
        Reference(School(class_shock=0.2, school_shock=0.1)),
        measure.expected_of_the_worst,
        "mean",
        BIAS,
        note="A school that began badly comes back too, beyond what its pupils' tiers tell.",
    ),
    *(
        Case(
            EXPECTED,
            "who leaves a tier: split half of one window minus actual",
            Days(School(class_shock=0.2, mean_rate=rate)),
            measure.expected_from_halves,
            "mean",
            (-3, 3),
            note="It knows one reliability for all tiers, and Tier 2 is left most of all.",
        )
        for rate in (School.mean_rate, VMBO)
    ),
]

FIRST = {"columns": ("Tier 1",)}
CONTROL = [
    *(
        coverage(
            CONTROLS,
            "pupils as independent cover under 90%",
            design,
            measure.only(measure.independent, 0),
            (0, 90),
            small=design.pupils == UNEQUAL,
            **FIRST,
        )
        for design in (School(6, UNEQUAL, 0.4), School(12, class_shock=0.4))
    ),
    coverage(
        CONTROLS,
        "a shock to the school: coverage under 70%",
        School(24, class_shock=0.2, school_shock=0.3),
        measure.only(measure.paired, 0),
        (0, 70),
        small=True,
        **FIRST,
    ),
    *(
        Case(
            CONTROLS,
            "unequal windows shift Tier 1 by +8 to +11",
            School(days=(50, 20), mean_rate=rate),
            measure.change_of_the_first,
            "mean",
            (8, 11),
            small=rate == VMBO,
            note="" if rate == VMBO else "A school with less absence than the pilots' vmbo.",
            **FIRST,
        )
        for rate in (School.mean_rate, VMBO)
    ),
    Case(
        CONTROLS,
        "more than half of Tier 3 leave it by themselves",
        School(),
        measure.left_lowest,
        "mean",
        (50, 100),
        columns=("% of Tier 3",),
    ),
]

EMPTY = "Empty stretches: nobody away, or nothing registered"
ERRORS = ("Tier 1", "Tier 2", "Tier 3", "% of classes lost")
FOUND = ("% found", "% wrongly dropped")
SEVERAL = {"classes": (4, 16)}
EVERY = (6, 8, 12, 20, 30)


def stretches(name, design, statistic, target, columns, section=EMPTY, **more):
    most = {"most": 160} | more
    return Case(section, name, design, statistic, "mean", target, columns=columns, **most)


# What a gap is found in less often than where the rule was published.
MISSED = {
    "month": "On worlds like these the rule as it was published finds just as many.",
    "subject": "Nine marks instead of seven: less is found, and a fifth as much is wrongly dropped.",
    "weekday": "Nine marks instead of seven: less is found, and a fifth as much is wrongly dropped.",
}
REGISTERS = [
    *(
        stretches(
            "everything registered: error of each tier, classes lost",
            Registers(sizes=(size,)),
            registration.tiers_of_the_rule,
            (-0.5, 1),
            ERRORS,
            small=size == 8,
        )
        for size in EVERY
    ),
    *(
        stretches(
            "everything registered: error of each tier, classes lost",
            Registers(sizes=(size,), classes=(2, 6), groups=True),
            registration.tiers_of_the_rule,
            (-0.5, 1),
            ERRORS,
            most=60,
        )
        for size in (8, 16, 30)
    ),
    *(
        stretches(
            "gaps: found",
            Registers(gap=gap, **more),
            registration.found,
            (least, 100),
            FOUND[:1],
            note=MISSED.get(gap, ""),
            most=640,
            small=gap == "class",
        )
        for gap, least, more in (
            ("class", 90, SEVERAL),
            ("month", 66, {}),
            ("school week", 90, {"classes": (16,)}),
            ("school week", 50, {"classes": (4,)}),
            ("subject", 75, {}),
            ("weekday", 83, {}),
        )
    ),
    *(
        stretches(
            "gaps: of what was registered, wrongly dropped",
            Registers(gap=gap, **more),
            registration.dropped,
            (0, 1),
            FOUND[1:],
        )
        for gap, more in (("class", SEVERAL), ("month", {}), ("weekday", {}))
    ),
    stretches(
        "gaps: found (scattered weeks cannot be)",
        Registers(gap="weeks"),
        registration.found,
        (0, 30),
        FOUND[:1],
    ),
    *(
        stretches(
            "every empty week taken for not registered: Tier 1 too low, classes lost",
            Registers(sizes=(size,)),
            registration.harm_of_the_old_rule,
            (1, 100),
            ("points too low", "% of classes lost"),
            CONTROLS,
            small=size == 8,
        )
        for size in (6, 8, 12)
    ),
]

CASES = [
    *REGISTERS,
    *JACKKNIFE,
    *OTHERS,
    *BEYOND,
    *MANY,
    *HOMOGENEITY,
    *DIFFERENCES,
    *BIASES,
    *CONTROL,
]
