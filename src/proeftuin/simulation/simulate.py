"""Sample schools whose right answer is known: raw exports, and the truth that was planted.

Real registers of pupils cannot be shared, so everything that is shown and tested rests on four
made-up schools: `vmbo`, `vergelijking` (the same year, without a pilot), `vo` (with the same
months a year earlier) and `po`; and on a region of as many primary schools as one asks for. Each is
drawn as arrays from a seed, written as the files that a school would hand over, and its truth is
worked out from the arrays, never from the files.
"""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from proeftuin.simulation.everywhere import own_files
from proeftuin.simulation.formats.files import csv_bytes, json_bytes, write_files
from proeftuin.simulation.history.sample import draw_school
from proeftuin.simulation.history.truth import pupil_truth, school_truth
from proeftuin.simulation.region import PREVENTED, SIZES, draw_region, region_truth
from proeftuin.simulation.region_files import region_toml, school_zip
from proeftuin.simulation.schools.schools import SCHOOLS, SEED
from proeftuin.simulation.schools.world import SchoolSpec

NOTE = """Deze map is synthetisch.

Alle scholen, leerlingen, nummers, namen en registraties in deze map zijn verzonnen en gemaakt met
`proeftuin simulate`. Geen enkele rij gaat over een bestaand kind of een bestaande school.
In `truth/` staat per leerling en periode wat er uit de bestanden hoort te komen.
"""
REGION_NOTE = """Deze map is synthetisch.

Alle scholen, leerlingen, nummers, namen en registraties in deze map zijn verzonnen en gemaakt met
`proeftuin simulate --regio`. Geen enkele rij gaat over een bestaand kind of een bestaande school.

Welke scholen een proeftuin hebben, is geloot. De proeftuin voorkomt vanaf de eerste dag een vast
deel van de verzuimmeldingen. In `truth/regio.json` staat per proeftuin wat er in dezelfde weken
met dezelfde leerlingen zonder proeftuin zou zijn gebeurd, en wat de proeftuin dus deed.
"""


def simulate(folder: Path, seed: int = SEED, only: Iterable[str] = tuple(SCHOOLS)) -> None:
    """Write the sample exports and their truth.

    Parameters
    ----------
    folder
        Gets a folder per school, `truth/` and a note that all of it is made up. Files of the same
        name are replaced.
    seed
        The same seed gives the same files. Each school has its own stream of random numbers, so
        leaving one out does not change the others.
    only
        Names of the schools to write, all four when not given.

    Raises
    ------
    KeyError
        For a name that is not a sample school.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as place:
    ...     simulate(Path(place), only=["po"])
    ...     sorted(path.name for path in Path(place).glob("*/*"))
    ['aanwezigheid.xlsx', 'codeboek.csv', 'po.csv', 'po.json']
    """
    for name in only:
        spec = SCHOOLS[name]
        rng = np.random.default_rng([seed, list(SCHOOLS).index(name)])
        exports, truth = _school(rng, spec)
        write_files(folder / name, exports)
        write_files(folder / "truth", truth)
    write_files(folder, {"LEESMIJ.txt": NOTE.encode()})


def simulate_region(
    folder: Path,
    seed: int = SEED,
    schools: int = 14,
    pilots: int = 6,
    sizes: tuple[int, int] = SIZES,
    prevented: float = PREVENTED,
) -> None:
    """Write a region of primary schools with and without a pilot, and its truth.

    Parameters
    ----------
    folder
        Gets a zip per school, `proeftuinen.toml`, `truth/regio.json` and a note that all of it is
        made up. Files of the same name are replaced.
    seed
        The same seed and numbers give the same files.
    schools, pilots, sizes, prevented
        As in `proeftuin.simulation.region.draw_region`.

    Raises
    ------
    ValueError
        For more schools than there are names, or more pilots than schools.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as place:
    ...     simulate_region(Path(place), schools=2, pilots=1)
    ...     sorted(path.name for path in Path(place).glob("*"))
    ['LEESMIJ.txt', 'de-elzenrode.zip', 'de-hazellaar.zip', 'proeftuinen.toml', 'truth']
    """
    region = draw_region(np.random.default_rng([seed, schools]), schools, pilots, sizes, prevented)
    rows, exports = [], {}
    for place, spec in enumerate(region.schools):
        rng = np.random.default_rng([seed, schools, place])
        sample = draw_school(rng, spec)
        rows.append(region_truth(sample))
        exports[f"{spec.id}.zip"] = school_zip(rng, sample)
    did = [row["programme_points"] for row in rows if row["pilot"]]
    truth = {"programme_points": round(float(np.mean(did)), 4) if did else None, "schools": rows}
    write_files(folder, exports | {"proeftuinen.toml": region_toml(region)})
    write_files(folder / "truth", {"regio.json": json_bytes(truth)})
    write_files(folder, {"LEESMIJ.txt": REGION_NOTE.encode()})


def _school(
    rng: np.random.Generator, spec: SchoolSpec
) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Return the export files of a school and its truth files."""
    sample = draw_school(rng, spec)
    exports = own_files(rng, sample)
    pupils = pupil_truth(sample.world, sample.absent, sample.people.number)
    truth = {
        f"{spec.id}.csv": csv_bytes(pupils),
        f"{spec.id}.json": json_bytes(school_truth(spec, pupils)),
    }
    return exports, truth
