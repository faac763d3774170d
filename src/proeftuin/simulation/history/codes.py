"""The reason codes of each sample school and what they mean.

Codes are free per school: what stands for leave at one school is a forgotten book at another, and
capitals matter. Each school hands over a code book that says what a code does to attendance.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from proeftuin.simulation.history.absence import Kind


@dataclass(frozen=True)
class Code:
    """A school's code for one kind of registration.

    Parameters
    ----------
    code, text
        As the school writes them.
    kind
        What it stands for; several codes may stand for the same, with shares of `weight`.
    reason, authorised
        As in the code book, where they differ from what the kind gives.
    """

    code: str
    text: str
    kind: Kind
    weight: float = 1.0
    reason: str = ""
    authorised: str = ""


# Kind in the code book, reason, authorised, and Magister's number of the kind.
MEANING = {
    Kind.SICK: ("afwezig", "ziek", "ja", 3),
    Kind.SENT_HOME_SICK: ("afwezig", "ziek", "ja", 3),
    Kind.MEDICAL: ("afwezig", "medisch bezoek", "ja", 1),
    Kind.LEAVE: ("afwezig", "verlof", "ja", 1),
    Kind.SUSPENDED: ("afwezig", "geschorst", "ja", 1),
    Kind.SUSPENDED_INSIDE: ("afwezig", "intern geschorst", "ja", 1),
    Kind.TRUANCY: ("afwezig", "spijbelen", "nee", 1),
    Kind.UNEXPLAINED: ("afwezig", "zonder bericht", "nee", 1),
    Kind.LATE: ("te laat", "", "nee", 2),
    Kind.HOMEWORK: ("geen aanwezigheid", "", "", 8),
    Kind.BOOKS: ("geen aanwezigheid", "", "", 7),
    Kind.SENT_OUT: ("aanwezig", "uitgestuurd", "ja", 4),
    Kind.PRESENT: ("aanwezig", "", "", 5),
    Kind.OUTSIDE_LESSONS: ("geen aanwezigheid", "", "ja", 1),
    Kind.EXEMPT: ("niet verwacht", "", "ja", 6),
}

VMBO = (
    Code("Z", "Ziek", Kind.SICK, 0.75),
    Code("Zb", "Ziek, bevestigd", Kind.SICK, 0.25),
    Code("ZH", "Ziek naar huis", Kind.SENT_HOME_SICK),
    Code("M", "Medisch", Kind.MEDICAL, 0.8),
    Code("Ma", "Medisch; afgehandeld", Kind.MEDICAL, 0.2),
    Code("V", "Verlof", Kind.LEAVE, 0.7),
    Code("P", "Privé", Kind.LEAVE, 0.15, reason="anders"),
    Code("EH", "Externe hulp", Kind.LEAVE, 0.15, reason="anders"),
    Code("GE", "Geschorst extern", Kind.SUSPENDED),
    Code("GI", "Geschorst intern", Kind.SUSPENDED_INSIDE),
    Code("S", "Gespijbeld", Kind.TRUANCY, 0.6),
    Code("SA", "Gespijbeld; afgehandeld", Kind.TRUANCY, 0.4),
    Code("A", "Absent zonder reden", Kind.UNEXPLAINED, 0.8),
    Code("AA", "Absent; afgehandeld", Kind.UNEXPLAINED, 0.2),
    Code("L", "Te laat (ongeoorloofd)", Kind.LATE, 0.7),
    Code("La", "Te laat; afgehandeld", Kind.LATE, 0.2),
    Code("T", "Te laat (geoorloofd)", Kind.LATE, 0.1, authorised="ja"),
    Code("HV", "Huiswerk vergeten", Kind.HOMEWORK),
    Code("BV", "Lesmateriaal vergeten", Kind.BOOKS),
    Code("U", "Uitgestuurd", Kind.SENT_OUT),
    Code("PR", "Present", Kind.PRESENT),
    Code("A+", "Absent buiten de reguliere les", Kind.OUTSIDE_LESSONS),
    Code("VR", "Vrijstelling", Kind.EXEMPT),
)
COMPARISON = (
    Code("z", "ziek gemeld", Kind.SICK, 0.85),
    Code("Zk", "ziek, gesproken met ouder", Kind.SICK, 0.15),
    Code("zn", "ziek naar huis gestuurd", Kind.SENT_HOME_SICK),
    Code("ar", "arts, tandarts, orthodontist", Kind.MEDICAL),
    Code("bv", "bijzonder verlof", Kind.LEAVE, 0.9),
    Code("ov", "overige reden", Kind.LEAVE, 0.1, reason="anders"),
    Code("sx", "schorsing", Kind.SUSPENDED),
    Code("si", "interne schorsing", Kind.SUSPENDED_INSIDE),
    Code("sp", "spijbelen", Kind.TRUANCY),
    Code("ao", "afwezig, onbekend", Kind.UNEXPLAINED),
    Code("TL", "te laat", Kind.LATE, 0.85),
    Code("tl", "te laat met reden (één keer)", Kind.LATE, 0.15, authorised="ja"),
    Code("hv", "huiswerk niet in orde", Kind.HOMEWORK),
    Code("bo", "boek vergeten", Kind.BOOKS),
    Code("ve", "verwijderd uit de les", Kind.SENT_OUT),
    Code("aw", "aanwezig", Kind.PRESENT),
    Code("bu", "afwezig bij activiteit", Kind.OUTSIDE_LESSONS),
    Code("vr", "vrijgesteld", Kind.EXEMPT),
)
SOMTODAY = (
    Code("ZK", "Ziek", Kind.SICK),
    Code("ZK", "Ziek", Kind.SENT_HOME_SICK),
    Code("DA", "Dokter of tandarts", Kind.MEDICAL),
    Code("VL", "Verlof", Kind.LEAVE),
    Code("SC", "Geschorst", Kind.SUSPENDED),
    Code("SC", "Geschorst", Kind.SUSPENDED_INSIDE),
    Code("SP", "Spijbelen", Kind.TRUANCY),
    Code("XC", "Onbekend", Kind.UNEXPLAINED),
    Code("TL", "Te laat", Kind.LATE),
    Code("UI", "Uit de les verwijderd", Kind.SENT_OUT),
    Code("Afwezig", "Afwezig zonder melding", Kind.UNEXPLAINED),
    Code("Nvt", "Hoefde er niet te zijn", Kind.EXEMPT),
    Code("Aanwezig", "Aanwezig", Kind.PRESENT),
)
PRIMARY = (
    Code("Ziek", "Ziek gemeld", Kind.SICK),
    Code("Ziek", "Ziek gemeld", Kind.SENT_HOME_SICK),
    Code("Arts", "Arts of tandarts", Kind.MEDICAL),
    Code("Verlof", "Verlof met toestemming", Kind.LEAVE, 0.8),
    Code("Religieus", "Religieuze verplichting", Kind.LEAVE, 0.2),
    Code("Geschorst", "Geschorst", Kind.SUSPENDED),
    Code("Geschorst", "Geschorst", Kind.SUSPENDED_INSIDE),
    Code("Zonder bericht", "Afwezig zonder bericht", Kind.UNEXPLAINED),
    Code("Zonder bericht", "Afwezig zonder bericht", Kind.TRUANCY),
    Code("Te laat", "Te laat gekomen", Kind.LATE),
)


def code_book(codes: tuple[Code, ...]) -> pd.DataFrame:
    """Return a school's code book: `code`, `omschrijving`, `soort`, `reden`, `geoorloofd`."""
    rows = [
        {
            "code": code.code,
            "omschrijving": code.text,
            "soort": MEANING[code.kind][0],
            "reden": code.reason or MEANING[code.kind][1],
            "geoorloofd": code.authorised or MEANING[code.kind][2],
        }
        for code in codes
    ]
    return pd.DataFrame(rows).drop_duplicates("code", ignore_index=True)


def write_codes(
    rng: np.random.Generator,
    codes: tuple[Code, ...],
    kinds: npt.NDArray[np.int64],
    pupil: npt.NDArray[np.int64],
    day: npt.NDArray[np.int64],
) -> npt.NDArray[np.object_]:
    """Return the code of each registration; a pupil's day keeps to one code of a kind.

    Parameters
    ----------
    rng
        Source of the choice among codes of the same kind.
    codes
        The school's codes.
    kinds, pupil, day
        One value per registration: its `Kind`, and the indices of pupil and day.
    """
    luck = rng.random((int(pupil.max()) + 1, int(day.max()) + 1))[pupil, day]
    written = np.empty(len(kinds), dtype=object)
    for kind in np.unique(kinds):
        choice = [code for code in codes if code.kind == kind]
        upper = np.cumsum([code.weight for code in choice])
        index = np.searchsorted(upper / upper[-1], luck[kinds == kind], side="right")
        written[kinds == kind] = np.array([code.code for code in choice], dtype=object)[index]
    return written
