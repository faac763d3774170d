"""Guessing what the tables and columns of an unknown file are.

A guess rests on two things: the words of a column's name, and the shape of its values. Neither is
proof, so every proposal carries its reason and a person confirms it. Column names here are those
that Dutch schools and systems are known to use, and plain Dutch words.
"""

import re
from dataclasses import dataclass

import numpy as np

from proeftuin.register.guessing.columns import Column, header_words
from proeftuin.register.profiles.profile import ALLOWED, REQUIRED

KINDS = ("roster", "timetable", "week", "registrations")
# Without these a timetable cannot be read, although a moment may say both date and time.
NEEDED = {name: REQUIRED[name] for name in KINDS} | {
    "timetable": (*REQUIRED["timetable"], "end", "first_session")
}
FILE_WORDS = {
    "roster": r"leerling|\blln|inschrijving|edex",
    "timetable": r"rooster|agenda|lessen|afspra",
    "week": r"week|schooltijd|dagdelen|lestijd|schooldag",
    "registrations": r"verzuim|afwezig|absent|verantwoording|waarneming|registratie|melding",
}
_FROM = r"\b(?:van|vanaf|begin|start|aanvang|eerste)"
_TO = r"\b(?:tot|t m|tm|eind|einde|laatste|totenmet)"
_DAY, _CLOCK = r"(?:datum|dag|dd)\b", r"(?:tijd|tijdstip|uur)\b"
_HOUR = r"(?:les ?uur|lesuren|uren|uur|blok|dag ?deel|les)"
_PUPIL = r"stam ?(?:nr|nummer)|leerling ?(?:nr|nummer|id|code)|\bll[nr]? ?(?:nr|nummer|id)|\blnr"
# Words of a name: those that say it, and those that may.
WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "roster": {
        "pupil": (
            _PUPIL,
            r"leerling|\blln\b|nummer|\bnr\b|\bkey\b",
        ),
        "class": (r"klas\b|klas ?(?:naam|code)|groep|klas\w*naam", r"cluster|lesgroep"),
        "year_group": (r"leer ?jaar|jaar ?groep|jaar ?laag|\blj\b", r"\bjaar\b|leerlaag"),
        "start": (
            r"(?:datum|dag) ?(?:in|van|vanaf)\b|inschr|ingeschr|instroom|\bbegin ?datum",
            rf"{_FROM}|plaatsing|\bin\b",
        ),
        "end": (
            r"(?:datum|dag) ?(?:uit|tot)\b|uitschr|uitgeschr|uitstroom|\beind ?datum",
            rf"{_TO}|\buit\b|vertrok",
        ),
        "stage": (r"\bbouw\b|onderbouw|bovenbouw", r"\bafdeling"),
        "track": (r"opleiding|school ?soort|niveau|leerweg", r"studie|richting|profiel"),
        "sap_type": (r"\bsap\b", r"\bsap"),
        "born": (r"geboorte ?datum|\bgeb ?dat|geboren", r"\bgeb"),
    },
    "timetable": {
        "class": (r"klas\b|klas ?(?:naam|code)|groep", r"cluster|lesgroep"),
        "date": (rf"\b{_DAY}|datum", r"\bwanneer"),
        "start": (rf"{_FROM}.*{_CLOCK}|begin\b|_start|\bstart\b|van\b", rf"{_FROM}|\btijd"),
        "end": (rf"{_TO}.*{_CLOCK}|\beinde?\b|\btot\b", _TO),
        "first_session": (r"les ?uur|lesuren|\buur\b|\bblok\b|lesuurvan", r"\bles\b|\buren\b"),
        "last_session": (rf"{_HOUR} ?(?:tot|tm|t m|eind)|{_TO}.*les ?uur|lesuurtm", r"\btm\b"),
        "cancelled": (r"vervallen|uitval|\bstatus|\bvervalt", r"gaat door|geannuleerd"),
    },
    "week": {
        "year_group": (r"leer ?jaar|jaar ?groep|jaar ?laag|groep", r"\bjaar|klas"),
        "weekday": (r"week ?dag|\bdag\b|\bdagen\b", r"\bdag"),
        "session": (r"dag ?deel", r"ochtend|blok|\bdeel"),
        "start": (r"begin|\bvan\b|aanvang|start", _FROM),
        "end": (r"\beinde?\b|\btot\b|eindtijd", _TO),
    },
    "registrations": {
        "pupil": (
            _PUPIL,
            r"leerling|\blln\b|nummer|\bnr\b",
        ),
        "date": (
            rf"\b{_DAY}(?!deel)|datum|\b{_DAY} ?van|{_FROM}.*(?:datum|dag)\b",
            rf"\bop\b|wanneer|{_FROM}",
        ),
        "last_date": (
            rf"{_TO}.*(?:datum|dag)\b|(?:datum|dag) ?(?:tot|t m|tm|einde?)\b|\beind ?datum",
            _TO,
        ),
        "session": (rf"dag ?deel|les ?uur|lesuren|\b{_HOUR}\b", r"uren|periode|moment"),
        "last_session": (
            rf"{_HOUR} ?(?:tot|tm|t m|eind)|{_TO}.*{_HOUR}\b|lesuurtm|laatste ?lesuur",
            _TO,
        ),
        "start": (rf"{_FROM}.*{_CLOCK}|{_CLOCK}.*(?:van|begin)|begin ?tijd", rf"{_FROM}|\btijd"),
        "end": (rf"{_TO}.*{_CLOCK}|{_CLOCK}.*(?:tot|einde?)|eind ?tijd", _TO),
        "minutes": (r"minuten|\bmin\b|minuut", r"\bduur"),
        "code": (
            r"reden(?! ?omschr)|\bcode\b|absentie ?(?:soort|code)|verzuim ?(?:soort|code|reden)|"
            r"\bsoort\b|waarneming ?soort|afkorting",
            r"type|melding|registratie|categorie|status|oorzaak|verzuim|afwezigheid|omschrijving",
        ),
        "entered": (r"invoer|ingevoerd|aangemaakt|geregistreerd op|gewijzigd", r"mutatie"),
    },
}
# What the values of a column must be, in the words of a reason, and the shapes that show it.
SHAPES: dict[str, tuple[str, tuple[str, ...]]] = {
    "pupil": ("nummers", ("identifier",)),
    "class": ("klassen of groepen", ("class", "word")),
    "year_group": ("leerjaren", ("year_group",)),
    "weekday": ("weekdagen", ("weekday",)),
    "session": ("lesuren of dagdelen", ("lesson", "half_day")),
    "first_session": ("lesuren", ("lesson",)),
    "last_session": ("lesuren", ("lesson", "half_day")),
    "minutes": ("kleine getallen", ("small",)),
    "code": ("woorden of codes", ("word", "small")),
    "stage": ("woorden of codes", ("word", "small")),
    "track": ("woorden of codes", ("word", "small")),
    "cancelled": ("woorden of codes", ("word", "small")),
    "sap_type": ("woorden of codes", ("word", "small")),
    **dict.fromkeys(("date", "last_date", "born", "entered"), ("datums", ("date",))),
}
# Of a list of one kind of word there are few different ones.
FEW = {"code": 60, "stage": 6, "track": 40, "cancelled": 12, "sap_type": 12, "class": 200}
MOST_HALF_DAYS = 8
LEAST, SURE = 0.1, 0.7


@dataclass(frozen=True)
class Proposal:
    """Which column of the file one of ours probably is.

    Parameters
    ----------
    ours, theirs
        Our name of the column, and the file's.
    score
        From 0 to 1; from `SURE` on name and values agree.
    reason
        Why, in Dutch.
    """

    ours: str
    theirs: str
    score: float
    reason: str


def propose(columns: dict[str, Column], table: str) -> dict[str, Proposal]:
    """Propose for each of our columns of a table the most likely one of the file.

    Every column of the file is used once, in the way that fits best as a whole; but a moment can
    be both a day and a time, and a group both a class and a year group.

    Parameters
    ----------
    columns
        What `columns_of` gives.
    table
        One of `KINDS`.

    Examples
    --------
    >>> from proeftuin.register.guessing.columns import columns_of
    >>> import pandas as pd
    >>> cells = pd.DataFrame({"Reden": ["Ziek", "Ziek"], "Lln.nr": ["100123", "100124"],
    ...                       "Op": ["5-1-2021", "6-1-2021"]})
    >>> found = propose(columns_of(cells), "registrations")
    >>> {ours: proposal.theirs for ours, proposal in found.items()}
    {'pupil': 'Lln.nr', 'date': 'Op', 'code': 'Reden'}
    >>> found["code"].reason
    'de kop zegt ‘reden’ en alle waarden zijn woorden of codes'
    """
    from scipy.optimize import linear_sum_assignment

    names = [name for name in columns if columns[name].filled]
    roles = list(WORDS[table])
    if not names:
        return {}
    scores = np.array([[score(columns[name], table, role) for name in names] for role in roles])
    chosen = zip(*linear_sum_assignment(scores, maximize=True), strict=True)
    found = {
        roles[i]: Proposal(
            roles[i], names[j], float(scores[i, j]), _reason(columns[names[j]], table, roles[i])
        )
        for i, j in chosen
        if scores[i, j] > LEAST
    }
    return _used_twice(found, columns, table)


def guess_table(columns: dict[str, Column], name: str = "") -> str:
    """Guess which table a file or sheet holds, from its columns and its name.

    Returns
    -------
    str
        One of `KINDS`, or nothing when it looks like none of them.
    """
    fits = {kind: _fit(columns, kind, name.lower()) for kind in KINDS}
    best = max(fits, key=lambda kind: fits[kind])
    return best if fits[best] >= SURE else ""


def score(found: Column, table: str, role: str) -> float:
    """Return how likely a column has a role, from 0 (impossible) to 1."""
    content = _content(found, role)
    if not content or found.state_number or (found.personal and role not in ("pupil", "born")):
        return 0.0
    said, may = (re.search(pattern, found.words) for pattern in WORDS[table][role])
    # The more of the name is said by the pattern, the less else it can mean.
    exact = len(said[0]) / max(len(found.words), 1) if said else 0.0
    header = 0.8 + 0.2 * exact if said else 0.45 if may else 0.0
    is_needed = role in NEEDED[table]
    unmistakable = found.has("half_day", "weekday") and role in ("session", "weekday")
    if not header and not (is_needed or unmistakable):
        return 0.0
    return 0.6 * header + 0.4 * content


def is_header_word(text: str) -> bool:
    """Tell whether a cell could be the name of a column, to find the row of names by."""
    words = header_words(text)
    patterns = (said for roles in WORDS.values() for said, _ in roles.values())
    return (
        bool(words) and len(text) <= 40 and any(re.search(pattern, words) for pattern in patterns)
    )


def _fit(columns: dict[str, Column], table: str, name: str) -> float:
    found = propose(columns, table)
    needed = [role for role in NEEDED[table] if table != "roster" or role != "year_group"]
    fit = sum(found[role].score for role in needed if role in found) / len(needed)
    extra = [role for role in (*ALLOWED[table], "year_group") if role in found]
    explained = len({proposal.theirs for proposal in found.values()}) / max(len(columns), 1)
    fit += 0.02 * len(extra) + 0.15 * explained
    fit += 0.15 if re.search(FILE_WORDS[table], name) else 0.0
    pupil = found.get("pupil")
    if table == "roster" and pupil:
        column = columns[pupil.theirs]
        fit -= 0.3 if len(column.counts) < 0.7 * column.filled else 0.0
    return fit


def _content(found: Column, role: str) -> float:
    """Return how well the values of a column suit a role; 0 when they cannot be it."""
    if role in ("start", "end"):
        return max(found.shapes["clock"], found.shapes["date"]) if found.has("clock", "date") else 0
    if role == "pupil":
        is_text = found.has("word") and len(found.counts) > 1 and not found.has("date")
        return found.shapes["identifier"] if found.has("identifier") else 0.2 * is_text
    if (
        role == "session"
        and re.search(r"dag ?deel", found.words)
        and len(found.counts) <= MOST_HALF_DAYS
    ):
        # Whatever a school calls its half-days, the wizard asks what it means.
        return 0.8 if found.has("word", "small") and not found.has("weekday", "date") else 0.0
    share = max(found.shapes[shape] for shape in SHAPES[role][1])
    if share < 0.8 or (role in FEW and len(found.counts) > FEW[role]):
        return 0.0
    if role in FEW and found.has("date", "clock", "weekday"):
        return 0.0
    if role == "code" and found.has("half_day", "lesson"):
        return 0.1 if found.has("lesson") else 0.0
    if role == "class" and not found.has("class"):
        return 0.5
    if role in ("date", "last_date", "entered", "born") and found.has("digits"):
        return 0.4
    return share


def _used_twice(
    found: dict[str, Proposal], columns: dict[str, Column], table: str
) -> dict[str, Proposal]:
    """Give a moment both its roles, and let a class say the year group when nothing else does."""
    pairs = {
        "registrations": (("date", "start"), ("last_date", "end")),
        "roster": (("class", "year_group"),),
        "timetable": (),
        "week": (),
    }
    for first, second in pairs[table]:
        for one, other in ((first, second), (second, first)):
            if one not in found or other in found:
                continue
            theirs = columns[found[one].theirs]
            if first == "class" and one == "class" and theirs.has("class"):
                reason = "de klas zegt welk leerjaar het is"
            elif first != "class" and theirs.has("timed"):
                reason = "er staat een datum met een tijd"
            else:
                continue
            found[other] = Proposal(other, theirs.name, found[one].score, reason)
    return {role: found[role] for role in WORDS[table] if role in found}


def _reason(found: Column, table: str, role: str) -> str:
    said = [re.search(pattern, found.words) for pattern in WORDS[table][role]]
    header = next((f"de kop zegt ‘{match[0].strip()}’" for match in said if match), "")
    what, shapes = SHAPES.get(role, ("tijden", ("clock", "timed")))
    if role in ("start", "end") and not found.has("clock", "timed"):
        what, shapes = "datums", ("date",)
    share = max(found.shapes[shape] for shape in shapes)
    content = f"alle waarden zijn {what}" if share == 1 else f"{share:.0%} zijn {what}"
    return " en ".join(filter(None, [header, content if share >= 0.8 else ""]))
