"""Filled-in checklists of the sample pilot schools, autumn and spring; all of it made up.

The answers are drawn, not planted: how often a school says yes differs by topic, and in spring
some items have moved, a few of them back, because that is what forms of real schools look like.
"""

import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from proeftuin.simulation.formats.files import write_files, zip_bytes
from proeftuin.team.checklist.answers import DUTCH, RANKS, Answer, State, day_of
from proeftuin.team.checklist.checklist import Checklist
from proeftuin.team.checklist.items import AUDIENCES, ITEMS, Item
from proeftuin.team.checklist.layout import INPUTS, MARK
from proeftuin.team.form.writer import form_workbook
from proeftuin.text.words import short_date

SEED = 2021


class Pilot(NamedTuple):
    """A sample school: its name, two days, and how far it is with each topic (0 to 1)."""

    name: str
    autumn: date
    spring: date
    far: Mapping[str, float]
    not_applicable: tuple[str, ...]
    evaluated: float


def _far(*shares: float) -> dict[str, float]:
    topics = ("vieren", "data_communicatie", "beleid_strategie", "re_integratie", "partnerschap")
    return dict(zip(topics, shares, strict=True))


PILOTS = {
    "vmbo": Pilot(
        "VMBO De Waterlinde (synthetisch)",
        date(2020, 10, 8),
        date(2021, 4, 15),
        _far(0.35, 0.45, 0.3, 0.5, 0.4),
        ("K06",),
        0.95,
    ),
    "vo": Pilot(
        "Lyceum Het Hogeland (synthetisch)",
        date(2023, 10, 5),
        date(2024, 4, 18),
        _far(0.25, 0.55, 0.5, 0.35, 0.3),
        ("S24", "O01"),
        1.0,
    ),
    "po": Pilot(
        "Basisschool De Eikenhorst (synthetisch)",
        date(2021, 10, 7),
        date(2022, 4, 14),
        _far(0.6, 0.4, 0.35, 0.3, 0.5),
        ("S10", "S24", "K06"),
        0.85,
    ),
}
WHO = {
    "school": ("teamleider", "aanwezigheidsteam", "directie", "zorgcoördinator"),
    "kinderen": ("mentoren", "leerkrachten", "zorgcoördinator"),
    "ouders": ("mentoren", "administratie", "teamleider"),
    "partners": ("leerplichtambtenaar", "jeugdarts", "samenwerkingsverband", "bestuur"),
}
EVIDENCE = {
    "vieren": ("foto’s in de hal", "punt op de agenda van het team", "bericht op de website"),
    "data_communicatie": ("maandoverzicht van het team", "nieuwsbrief", "afspraken op papier"),
    "beleid_strategie": ("beleidsplan, hoofdstuk 3", "notulen van het overleg", "jaarplanning"),
    "re_integratie": ("format terugkeerplan", "werkwijze op papier"),
    "partnerschap": ("afspraken met partners op papier", "agenda van het overleg"),
}
STEPS = (
    "Op de jaarplanning zetten",
    "Uitproberen in twee klassen",
    "Een voorbeeld vragen aan een andere school",
    "Afspreken wie hiervoor zorgt",
    "Bespreken in het aanwezigheidsteam",
    "Bespreken met de partners",
)


def write_checklists(folder: Path, seed: int = SEED, only: Iterable[str] = tuple(PILOTS)) -> None:
    """Write two filled-in forms per sample pilot school.

    Parameters
    ----------
    folder
        Gets `<school>-<date>.xlsx`; files of the same name are replaced.
    seed
        The same seed gives the same answers; a school does not depend on the others.
    only
        Ids of the schools.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as place:
    ...     write_checklists(Path(place), only=["po"])
    ...     sorted(path.name for path in Path(place).iterdir())
    ['po-2021-10-07.xlsx', 'po-2022-04-14.xlsx']
    """
    files = {}
    for name in only:
        pilot = PILOTS[name]
        autumn, spring = sample_answers(name, seed)
        earlier = Checklist(autumn, pilot.name, pilot.autumn)
        for day, answers, before in (
            (pilot.autumn, autumn, None),
            (pilot.spring, spring, earlier),
        ):
            files[f"{name}-{day}.xlsx"] = _filled(pilot.name, day, answers, before)
    write_files(folder, files)


def sample_answers(name: str, seed: int = SEED) -> tuple[dict[str, Answer], dict[str, Answer]]:
    """Draw the answers of a sample school, autumn and spring.

    Parameters
    ----------
    name
        Id of the school.
    seed
        As in `write_checklists`.
    """
    pilot = PILOTS[name]
    rng = np.random.default_rng([seed, list(PILOTS).index(name)])
    autumn = {item.id: _first(rng, pilot, item) for item in ITEMS}
    spring = {item.id: _later(rng, pilot, item, autumn[item.id]) for item in ITEMS}
    return autumn, spring


def _first(rng: np.random.Generator, pilot: Pilot, item: Item) -> Answer:
    draw = rng.random(4)
    if item.id in pilot.not_applicable:
        return Answer("not applicable")
    if draw[0] > pilot.evaluated:
        return Answer()
    far = pilot.far[item.topic]
    state: State = "done" if draw[1] < far else "partly" if draw[1] < far + 0.3 else "not done"
    answer = Answer(state)
    if state != "not done":
        years_ago = int(rng.integers(0, 4))
        since = f"{pilot.autumn.year - years_ago}-08-24" if draw[2] < 0.5 else ""
        since = "al jaren" if draw[2] > 0.85 else since
        answer = replace(
            answer,
            who=_one(rng, WHO[item.audience]),
            since=since,
            evidence=_one(rng, EVIDENCE[item.topic]) if draw[3] < 0.7 else "",
        )
    return _with_step(rng, answer, pilot.autumn)


def _later(rng: np.random.Generator, pilot: Pilot, item: Item, before: Answer) -> Answer:
    draw = rng.random(2)
    if before.state == "not applicable":
        return before
    answer = replace(before, next_step="", next_date=None)
    if before.state == "unanswered":
        answer = Answer("partly" if draw[0] < 0.5 else "not done")
    else:
        # What was planned moves more often; some things slip back.
        further = 0.7 if before.next_step else 0.18
        step = 1 if draw[0] < further else -1 if draw[0] > 0.95 else 0
        rank = min(max(RANKS[before.state] + step, 0), 2)
        answer = replace(answer, state=next(state for state, at in RANKS.items() if at == rank))
        if rank > RANKS[before.state]:
            answer = replace(
                answer,
                who=answer.who or _one(rng, WHO[item.audience]),
                since=answer.since or f"{pilot.spring.year}-01-11",
                evidence=answer.evidence or _one(rng, EVIDENCE[item.topic]),
            )
    return _with_step(rng, answer, pilot.spring)


def _with_step(rng: np.random.Generator, answer: Answer, day: date) -> Answer:
    draw, weeks = rng.random(2), int(rng.integers(4, 26))
    if answer.state == "done" or draw[0] > 0.4:
        return answer
    due = day + timedelta(weeks=weeks) if draw[1] < 0.85 else None
    return replace(answer, next_step=_one(rng, STEPS), next_date=due)


def _one(rng: np.random.Generator, texts: tuple[str, ...]) -> str:
    return texts[int(rng.integers(len(texts)))]


def _filled(
    name: str, day: date, answers: Mapping[str, Answer], earlier: Checklist | None
) -> bytes:
    """Return the bytes of a filled-in form, the same on every run."""
    book = form_workbook(name, day, earlier)
    for title in AUDIENCES.values():
        _fill(book[title], answers)
    buffer = BytesIO()
    book.save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        members = {member: archive.read(member) for member in archive.namelist()}
    members["docProps/core.xml"] = re.sub(
        rb"(<dcterms:(created|modified)[^>]*>)[^<]*",
        rb"\g<1>" + f"{day}T12:00:00Z".encode(),
        members["docProps/core.xml"],
    )
    return zip_bytes(members)


def _fill(sheet: Any, answers: Mapping[str, Answer]) -> None:
    rows = list(sheet.iter_rows())
    keys = next(row for row in rows if row[0].value == f"{MARK}id")
    columns = {str(cell.value).removeprefix(MARK): cell.column - 1 for cell in keys}
    for row in rows:
        if (answer := answers.get(str(row[0].value))) is None:
            continue
        # As a school types it.
        day = day_of(answer.since)
        since = short_date(day) if day else answer.since
        values = vars(answer) | {"answer": DUTCH[answer.state], "since": since}
        for field in INPUTS:
            row[columns[field.key]].value = values[field.key] or None
