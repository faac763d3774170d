"""The four sample schools, described as data.

The factors of a season are what every school in the region would see: a winter wave of illness,
and for 2020-2021 the lockdown from 16 December, in which less illness is reported and more
distance lessons are missed, until schools open in part on 1 March. Both schools of that year share
one season, so the comparison school improves between the same two windows without anything having
been done there; both years of the second secondary school have the same season.

Over many seeds Tier 1 rises between the windows by about 5 percentage points at the comparison
school, 2 at the second secondary school in either year, and 6 at the primary school; a single
draw differs from that by 3 to 5 points (one standard deviation), which is how far a school of this
size moves by chance alone. Only the windows of `vmbo` are planted exactly. The seasons of the
others were set with the committed seed in view: its rises are plausible, but no typical draw.
"""

from dataclasses import replace

from proeftuin.simulation.schools.world import ClassSpec, Process, SchoolSpec, YearSpec

LOCKDOWN_YEAR = (
    ("2020-08-17", 0.6, 0.9),
    ("2020-10-05", 1.1, 1.0),
    ("2020-12-15", 1.2, 1.1),
    ("2020-12-16", 0.9, 1.5),
    ("2021-01-04", 0.95, 1.6),
    ("2021-02-05", 0.9, 1.5),
    ("2021-02-19", 0.8, 1.4),
    ("2021-03-01", 0.8, 1.0),
    ("2021-04-15", 0.9, 0.9),
    ("2021-07-09", 0.6, 1.2),
)
ORDINARY_YEARS = (
    ("2023-01-09", 1.35, 1.0),
    ("2023-02-10", 1.15, 1.0),
    ("2023-03-24", 0.9, 1.0),
    ("2023-09-04", 0.6, 0.9),
    ("2023-11-20", 1.1, 1.0),
    ("2024-01-08", 1.35, 1.0),
    ("2024-02-10", 1.15, 1.0),
    ("2024-03-22", 0.9, 1.0),
    ("2024-07-19", 0.6, 1.1),
)
OMICRON_YEAR = (
    ("2021-08-23", 0.6, 1.0),
    ("2021-11-15", 1.3, 1.0),
    ("2022-01-10", 1.4, 1.0),
    ("2022-02-07", 1.9, 1.0),
    ("2022-03-07", 1.0, 1.0),
    ("2022-05-15", 0.7, 1.0),
    ("2022-07-15", 0.5, 1.0),
)
FREE_2020 = ("2020-10-30", "2021-04-01", "2021-05-14", "2021-06-11")
YEAR_2020 = ("2020-08-17", "2021-07-09", "2020-08-17", "2021-07-09")
EXAM_2021 = "2021-05-12"

VMBO = SchoolSpec(
    id="vmbo",
    sector="vo",
    profile="magister",
    years=(
        YearSpec(
            *YEAR_2020,
            classes=(
                ClassSpec("1a", 1, "vmbo-b", 23, practical=0.4),
                ClassSpec("1b", 1, "vmbo-k", 23, practical=0.4),
                ClassSpec("1c", 1, "vmbo-t", 25, covered=True),
                ClassSpec("1d", 1, "vmbo-t", 26, covered=True),
                ClassSpec("2a", 2, "vmbo-b", 20, practical=0.4),
                ClassSpec("2b", 2, "vmbo-k", 23, effect=1.9, practical=0.4),
                ClassSpec("2c", 2, "vmbo-t", 25),
                ClassSpec("2d", 2, "vmbo-t", 26, covered=True),
                ClassSpec("3b1", 3, "vmbo-b", 19, effect=1.8, practical=0.7),
                ClassSpec("3k1", 3, "vmbo-k", 23, practical=0.7),
                ClassSpec("3k2", 3, "vmbo-k", 21, practical=0.7),
                ClassSpec("3t1", 3, "vmbo-t", 26, covered=True),
                ClassSpec("4b1", 4, "vmbo-b", 18, practical=0.7, until=EXAM_2021),
                ClassSpec("4k1", 4, "vmbo-k", 25, practical=0.7, covered=True, until=EXAM_2021),
                ClassSpec("4t1", 4, "vmbo-t", 27, until=EXAM_2021),
            ),
        ),
    ),
    process=Process(illness=0.017, skipping=1.0, season=LOCKDOWN_YEAR),
    windows={"": ("2021-01-05", "2021-03-19")},
    free=FREE_2020,
    joins=(
        *("2020-08-31", "2020-09-28", "2020-11-09", "2020-11-30", "2021-01-12"),
        *("2021-01-28", "2021-02-02", "2021-02-04", "2021-02-08", "2021-02-08", "2021-02-15"),
        *("2021-03-01", "2021-03-01", "2021-03-17", "2021-03-18", "2021-03-29", "2021-04-12"),
    ),
    leaves=(
        *("2020-10-02", "2020-11-27", "2020-12-18", "2021-01-06", "2021-01-07"),
        *("2021-01-22", "2021-01-29", "2021-02-01", "2021-02-05", "2021-02-12", "2021-02-16"),
        *("2021-03-05", "2021-03-26", "2021-06-04"),
    ),
    switches=("2020-09-28", "2020-11-23", "2021-01-18", "2021-02-08", "2021-03-01", "2021-04-19"),
    exempt=8,
    unregistered=("3k2", "2020-11-16", 2),
    school_wide=("2020-09-25", "2021-06-25"),
    planted=((170, 20, 16), (34, 14, 14), (33, 12, 31)),
)

VERGELIJKING = SchoolSpec(
    id="vergelijking",
    sector="vo",
    profile="magister",
    years=(
        YearSpec(
            *YEAR_2020,
            classes=(
                ClassSpec("t1p", 1, "vmbo-t", 23),
                ClassSpec("t1q", 1, "vmbo-t", 22),
                ClassSpec("h1p", 1, "havo", 25),
                ClassSpec("t2p", 2, "vmbo-t", 24),
                ClassSpec("t2q", 2, "vmbo-t", 22),
                ClassSpec("h2p", 2, "havo", 26),
                ClassSpec("t3p", 3, "vmbo-t", 24, effect=1.5),
                ClassSpec("t3q", 3, "vmbo-t", 21),
                ClassSpec("h3p", 3, "havo", 25),
                ClassSpec("t4p", 4, "vmbo-t", 22, until=EXAM_2021),
                ClassSpec("t4q", 4, "vmbo-t", 21, until=EXAM_2021),
                ClassSpec("h4p", 4, "havo", 24),
                ClassSpec("h5p", 5, "havo", 23, until=EXAM_2021),
            ),
        ),
    ),
    process=Process(illness=0.015, skipping=0.9, season=LOCKDOWN_YEAR),
    windows={"": ("2021-01-05", "2021-03-19")},
    free=FREE_2020,
    joins=("2020-10-05", "2020-12-07", "2021-01-18", "2021-02-08", "2021-03-01", "2021-04-06"),
    leaves=("2020-11-06", "2021-01-15", "2021-01-29", "2021-02-12", "2021-05-28"),
    switches=("2020-11-02", "2021-02-01", "2021-03-08"),
    exempt=6,
    unregistered=("t2p", "2020-11-30", 2),
    school_wide=("2020-10-02",),
)
YEAR_2022 = ("2022-08-29", "2023-07-21", "2023-01-09", "2023-03-24")
YEAR_2023 = ("2023-09-04", "2024-07-19", "2023-09-04", "2024-07-19")
EXAM_2024 = "2024-05-08"

VO = SchoolSpec(
    id="vo",
    sector="vo",
    profile="somtoday",
    years=(
        YearSpec(
            *YEAR_2022,
            classes=(
                ClassSpec("1A", 1, "havo/vwo", 22, practical=0),
                ClassSpec("1B", 1, "havo/vwo", 23, practical=0),
                ClassSpec("H2A", 2, "havo", 22, practical=0),
                ClassSpec("V2A", 2, "vwo", 21, practical=0),
                ClassSpec("H3A", 3, "havo", 23, practical=0, effect=1.5),
                ClassSpec("V3A", 3, "vwo", 21, practical=0),
                ClassSpec("H4A", 4, "havo", 24, practical=0),
                ClassSpec("V4A", 4, "vwo", 20, practical=0),
                ClassSpec("H5A", 5, "havo", 22, practical=0),
                ClassSpec("V5A", 5, "vwo", 18, practical=0),
            ),
        ),
        YearSpec(
            *YEAR_2023,
            classes=(
                ClassSpec("1A", 1, "havo/vwo", 23, practical=0),
                ClassSpec("1B", 1, "havo/vwo", 22, practical=0),
                ClassSpec("H2A", 2, "havo", follows="1A", practical=0),
                ClassSpec("V2A", 2, "vwo", follows="1B", practical=0),
                ClassSpec("H3A", 3, "havo", follows="H2A", practical=0, effect=1.5),
                ClassSpec("V3A", 3, "vwo", follows="V2A", practical=0),
                ClassSpec("H4A", 4, "havo", 2, follows="H3A", practical=0),
                ClassSpec("V4A", 4, "vwo", follows="V3A", practical=0),
                ClassSpec("H5A", 5, "havo", follows="H4A", practical=0, until=EXAM_2024),
                ClassSpec("V5A", 5, "vwo", follows="V4A", practical=0),
                ClassSpec("V6A", 6, "vwo", follows="V5A", practical=0, until=EXAM_2024),
            ),
        ),
    ),
    process=Process(illness=0.0115, skipping=0.9, season=ORDINARY_YEARS),
    windows={"": ("2024-01-08", "2024-03-22"), "earlier": ("2023-01-09", "2023-03-24")},
    free=("2023-11-06", "2024-04-12", "2024-05-10"),
    joins=("2023-10-02", "2023-12-04", "2024-01-15", "2024-02-12", "2024-03-04", "2024-05-06"),
    leaves=("2023-10-20", "2023-12-22", "2024-01-26", "2024-02-09", "2024-04-26"),
    switches=("2023-11-27", "2024-02-05"),
    exempt=6,
    unregistered=("V3A", "2023-11-13", 1),
    lower=3,
)

YEAR_2021 = ("2021-08-23", "2022-07-15", "2021-08-23", "2022-07-15")

PO = SchoolSpec(
    id="po",
    sector="po",
    profile="dagdelen",
    years=(
        YearSpec(
            *YEAR_2021,
            classes=(
                ClassSpec("Groep 1", 1, "bao", 21),
                ClassSpec("Groep 2", 2, "bao", 24),
                ClassSpec("Groep 3", 3, "bao", 25),
                ClassSpec("Groep 4", 4, "bao", 27),
                ClassSpec("Groep 5A", 5, "bao", 19),
                ClassSpec("Groep 5B", 5, "bao", 18),
                ClassSpec("Groep 6", 6, "bao", 26, effect=1.7),
                ClassSpec("Groep 7", 7, "bao", 24),
                ClassSpec("Groep 8", 8, "bao", 25),
            ),
        ),
    ),
    process=Process(
        illness=0.0105,
        skipping=0.2,
        season=OMICRON_YEAR,
        medical=0.004,
        leave=0.0015,
        suspended=0.006,
    ),
    windows={"": ("2022-01-10", "2022-03-25")},
    free=("2021-12-06", "2022-03-04", "2022-05-27"),
    joins=("2021-10-11", "2021-11-22", "2022-01-24", "2022-02-14", "2022-03-21", "2022-04-04"),
    leaves=("2021-11-12", "2022-01-21", "2022-02-11", "2022-03-11", "2022-05-20"),
    switches=("2021-11-29", "2022-02-07"),
    unregistered=("Groep 3", "2021-11-08", 3),
    lower=4,
)

SEED = 2021
SCHOOLS = {spec.id: spec for spec in (VMBO, VERGELIJKING, VO, PO)}
# Schools for tests: EDEXML knows when a pupil came and went, but not of a change of class.
VARIANTS = {
    "po-vast": replace(PO, joins=(), leaves=(), switches=()),
    "po-in-en-uit": replace(PO, switches=()),
    "vmbo-klein": replace(
        VMBO,
        years=(
            YearSpec(
                *YEAR_2020,
                classes=tuple(c for c in VMBO.classes if c.name in ("1a", "1b", "2a", "4b1")),
            ),
        ),
        joins=VMBO.joins[:2],
        leaves=VMBO.leaves[:2],
        switches=VMBO.switches[:2],
        exempt=3,
        unregistered=("2a", "2020-11-16", 2),
        planted=None,
    ),
}
