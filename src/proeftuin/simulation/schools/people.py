"""Made-up pupils: numbers, names and birth dates for the rosters."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from proeftuin.simulation.schools.world import World

FIRST_NAMES = (
    *("Zoë", "Daniël", "Noëlle", "Raphaël", "Loïs", "Maëlle", "Joëlle", "René", "Chloë", "Thaïs"),
    *("Aniek", "Berend", "Cato", "Dorus", "Ebba", "Fedde", "Gijsje", "Hylke", "Ilse", "Jorrit"),
    *("Kyra", "Lubbe", "Mirthe", "Njord", "Okke", "Pleun", "Quirijn", "Roos", "Sietse", "Tjitske"),
    *("Amira", "Bilal", "Esma", "Ferhat", "Hanin", "Ilias", "Kinga", "Mateusz", "Yara", "Zeyd"),
)
LAST_NAMES = (
    *("Veldhuiën", "Kötterink", "Boskampé", "Reïnders", "Grashoek", "Lutterbeek", "Tibbemolen"),
    *("Esmarke", "Wolbrink", "Nijstad", "Hagelkruis", "Oosterwech", "Rietschoot", "Zandvoorde"),
    *("Dinkelaar", "Kuipershof", "Leemslag", "Markslag", "Eschveen", "Vossebelt", "Yilmazer"),
    *("Benhadi", "Kowalik", "Haddouche", "Dijkstaal", "Pasmanshuis", "Tuinhout", "Vaneker"),
)
INFIXES = ("", "", "", "", "", "", "van", "van der", "de", "ter", "te", "in 't")
# Age in whole years on the first of October, in the first year group.
FIRST_AGE = {"po": 4, "vo": 12}


@dataclass(frozen=True)
class People:
    """Who the pupils are, in the order of the arrays."""

    number: list[str]
    first: list[str]
    infix: list[str]
    last: list[str]
    born: list[np.datetime64]

    def columns(self, pupil: pd.Series) -> dict[str, list[str] | list[np.datetime64]]:
        """Return the columns number, first, infix, last, born for rows of pupils."""
        names = ("number", "first", "infix", "last", "born")
        return {name: [getattr(self, name)[p] for p in pupil] for name in names}


def people(rng: np.random.Generator, world: World, digits: int) -> People:
    """Make up the pupils of a school, with numbers of `digits` digits."""
    count = world.pupils
    if digits == 5:
        numbers = rng.permutation(20_000)[:count]
    else:
        numbers = rng.permutation(np.arange(110_000, 130_000))[:count]
    # The first enrolment in the file gives the age.
    entry = world.enrolments.drop_duplicates("pupil").sort_values("pupil")
    group = np.array([world.spec.classes[c].year_group for c in entry["cls"]])
    year = np.array([int(world.spec.years[0].enrolled[:4])] * count)
    second = len(world.spec.years[0].classes)
    year += (len(world.spec.years) > 1) & (entry["cls"].to_numpy() >= second)
    born = (year - FIRST_AGE[world.spec.sector] - (group - 1) - 1 - 1970).astype("M8[Y]")
    birth = born.astype("M8[D]") + 273 + rng.integers(0, 365, count)
    return People(
        number=[f"{n:0{digits}d}" for n in numbers],
        first=[str(n) for n in rng.choice(FIRST_NAMES, count)],
        infix=[str(n) for n in rng.choice(INFIXES, count)],
        last=[str(n) for n in rng.choice(LAST_NAMES, count)],
        born=list(birth),
    )
