"""The files of a region: a zip per school, and the `proeftuinen.toml` that describes them all."""

import numpy as np

from proeftuin.simulation.everywhere import generic_files
from proeftuin.simulation.formats.files import zip_bytes
from proeftuin.simulation.history.sample import SampleSchool
from proeftuin.simulation.history.truth import WINDOW_DAYS
from proeftuin.simulation.region import FREE, PERIOD, START, YEARS, Region

HEAD = """\
# Een regio van basisscholen. Alle scholen, leerlingen en cijfers zijn synthetisch: zij zijn gemaakt
# met `proeftuin simulate --regio` en bestaan niet.

naam = "Voorbeeldregio schoolaanwezigheid (synthetisch)"
publiek = "regio"
"""
LAID_DOWN = "2023-11-20"
OWN_DAYS = ("studiedag", "dag na Hemelvaart", "studiedag", "dag na Hemelvaart")


def school_zip(rng: np.random.Generator, sample: SampleSchool) -> bytes:
    """Write a school as its own list per half-day: pupils, the week, absences and the code book.

    Parameters
    ----------
    rng
        The generator the school was drawn from.
    sample
        The school.
    """
    return zip_bytes(generic_files(rng, sample, "dagdelen", "span"))


def region_toml(region: Region) -> bytes:
    """Write the settings of a region: pilots with their programme, and schools without one.

    Parameters
    ----------
    region
        The schools.
    """
    others = [spec.id for spec in region.schools if spec.id not in region.pilots]
    parts = [HEAD, *(_school(region, spec.id, others) for spec in region.schools)]
    return "\n".join(parts).encode()


def _school(region: Region, school: str, others: list[str]) -> str:
    years = ", ".join(f'"{start[:4]}-{end[:4]}"' for start, end in YEARS)
    lines = [
        f"[scholen.{school}]",
        f'naam = "{region.names[school]}"',
        'sector = "po"',
        *([] if school in region.pilots else ["proeftuin = false"]),
        'profiel = "dagdelen"',
        f'export = "{school}.zip"',
        f"exportdatum = {YEARS[-1][1]}",
        f"schooljaren = [{years}]",
        "minimum = 10",
        "eigen_dagen = [",
        *(
            f'    {{ datum = {day}, wat = "{what}" }},'
            for day, what in zip(FREE, OWN_DAYS, strict=True)
        ),
        "]",
    ]
    if school in region.pilots:
        start, end = PERIOD
        period = f"periode = {{ begin = {start}, eind = {end}, schooldagen = {WINDOW_DAYS} }}"
        lines += [
            period,
            f"vooraf = {{ vastgelegd = {LAID_DOWN}, {period} }}",
            f'interventies = [{{ datum = {START}, wat = "Schoolaanwezigheidsteam van start" }}]',
            "vergelijkingsscholen = [",
            *(f'    "{other}",' for other in others),
            "]",
        ]
    return "\n".join(lines) + "\n"
