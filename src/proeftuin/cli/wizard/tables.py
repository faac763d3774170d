"""The wizard's questions about a table: what it is, and which column is which."""

from dataclasses import dataclass, field

import typer

from proeftuin.cli.wizard.questions import ask_until, choose, say, yes
from proeftuin.register.guessing.columns import Column, may_be_shown, samples
from proeftuin.register.guessing.tables import KINDS, NEEDED, WORDS, Proposal, propose
from proeftuin.register.guessing.unknown_files import Look
from proeftuin.register.guessing.values import OPTIONS, cancelled, meanings
from proeftuin.text.words import STAGES, listing, number

KIND_NAMES = {
    "roster": "een leerlingenlijst",
    "timetable": "een rooster met datums",
    "week": "de dagdelen van een week",
    "registrations": "registraties van afwezigheid",
}
SKIP = "iets anders: overslaan"
COLUMN_NAMES = {
    "pupil": "leerlingnummer",
    "class": "klas of groep",
    "year_group": "leerjaar of jaargroep",
    "stage": "onder- of bovenbouw",
    "track": "opleiding",
    "sap_type": "SAP-type",
    "born": "geboortedatum (alleen voor: jonger dan zes)",
    "date": "datum",
    "last_date": "laatste dag",
    "weekday": "weekdag",
    "session": "lesuur of dagdeel",
    "first_session": "lesuur",
    "last_session": "laatste lesuur",
    "start": "begintijd",
    "end": "eindtijd",
    "minutes": "minuten afwezig",
    "code": "code of reden",
    "entered": "datum van invoer",
    "cancelled": "vervallen of niet",
}
OTHER_NAMES = {
    ("roster", "start"): "ingeschreven vanaf",
    ("roster", "end"): "ingeschreven tot",
    ("registrations", "date"): "datum, of eerste dag",
    ("timetable", "last_session"): "laatste lesuur van een blok",
}


@dataclass
class TableAnswer:
    """What was answered about one table: our columns with theirs, and what values mean."""

    kind: str
    look: Look
    names: set[str]
    columns: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    cancelled: dict[str, list[str]] = field(default_factory=dict)

    def column(self, ours: str) -> Column | None:
        """Return what the column looks like that was chosen for one of ours."""
        theirs = self.columns.get(ours)
        return None if theirs is None else self.look.columns[theirs]

    def titles(self) -> list[str]:
        """Say which column was chosen for what."""
        return [f"{_name(self.kind, ours)} ‘{theirs}’" for ours, theirs in self.columns.items()]


def ask_table(look: Look, taken: set[str], names: set[str]) -> TableAnswer | None:
    """Show one table and ask what it is; None when it is none that is needed.

    Parameters
    ----------
    look
        The table.
    taken
        Tables that there are already.
    names
        Words of people's names: no value with one of them is shown.
    """
    typer.echo(f"\n{look.place}: {_written(look)}")
    proposals = propose(look.columns, look.kind) if look.kind else {}
    pupil = proposals["pupil"].theirs if "pupil" in proposals else ""
    width = max(len(name) for name in look.columns)
    for i, (name, column) in enumerate(look.columns.items(), 1):
        typer.echo(f"  {i:>2}  {name:<{width}}  {_example(column, name == pupil, names)}")
    kind = _ask_kind(look, taken)
    if kind is None:
        return None
    answer = TableAnswer(kind, look, names)
    proposals = propose(look.columns, kind)
    typer.echo("Welke kolom is wat? Enter = klopt, een nummer = die kolom, 0 = staat er niet in.")
    absent = []
    for ours in WORDS[kind]:
        if ours not in proposals and ours not in NEEDED[kind]:
            absent.append(ours)
            continue
        if not _ask_column(answer, ours, proposals.get(ours)):
            return None
    _ask_others(answer, absent)
    _ask_meanings(answer)
    return answer


def _written(look: Look) -> str:
    delimiter = {"\t": "tabs"}.get(look.delimiter, f"‘{look.delimiter}’")
    parts = [look.cells.encoding] + ([f"gescheiden door {delimiter}"] if look.delimiter else [])
    rows, columns = len(look.cells.cells), len(look.columns)
    return ", ".join([*parts, f"{number(rows)} rijen, {columns} kolommen"])


def _example(column: Column, pupil: bool, names: set[str]) -> str:
    if not column.filled:
        return "leeg"
    shown = samples(column, pupil, without=names)
    number_of = min(3, len(column.counts))
    hidden = f"{number_of} waarde{'' if number_of == 1 else 'n'}, niet getoond"
    return ", ".join(shown) if shown else hidden


def _ask_kind(look: Look, taken: set[str]) -> str | None:
    names = [*KIND_NAMES.values(), SKIP]
    guessed = KINDS.index(look.kind) if look.kind and look.kind not in taken else len(KINDS)
    if guessed < len(KINDS) and yes(f"Dit lijkt {names[guessed]}. Klopt dat?"):
        return KINDS[guessed]
    if look.kind in taken:
        typer.echo(f"Dit lijkt {KIND_NAMES[look.kind]}, maar die is er al.")
    chosen = choose("Wat is dit?", names, len(KINDS))
    return KINDS[chosen] if chosen < len(KINDS) else None


def _name(kind: str, ours: str) -> str:
    return OTHER_NAMES.get((kind, ours), COLUMN_NAMES[ours])


def _ask_column(answer: TableAnswer, ours: str, proposal: Proposal | None) -> bool:
    """Ask which column one of ours is; False when the table cannot do without."""
    names = list(answer.look.columns)
    title = _name(answer.kind, ours)
    needed = ours in NEEDED[answer.kind]
    if proposal:
        place = names.index(proposal.theirs) + 1
        shown = _example(answer.look.columns[proposal.theirs], ours == "pupil", answer.names)
        typer.echo(f"- {title}: kolom {place} ‘{proposal.theirs}’ ({shown})")
        question = f"  want {proposal.reason or 'de waarden lijken erop'}. [Enter = klopt]"
        default = str(place)
    else:
        question, default = f"- {title}: niet gevonden. Welke kolom? [Enter = geen]", "0"
    chosen = ask_until(question, lambda text: _column(text, answer, ours), default)
    if chosen is None and needed:
        typer.echo(f"  Zonder {title} kan deze lijst niet worden gelezen.")
        again = "  Welke kolom? [Enter = sla de lijst over]"
        chosen = ask_until(again, lambda text: _column(text, answer, ours), "0")
        if chosen is None:
            return False
    if chosen is not None:
        answer.columns[ours] = chosen
    return True


def _column(text: str, answer: TableAnswer, ours: str) -> str | None:
    """Read a number or a name of a column; None for 0."""
    columns = answer.look.columns
    names = list(columns)
    if text == "0":
        return None
    by_name = [name for name in names if name.lower() == text.lower()]
    if not by_name and not (text.isdigit() and int(text) <= len(names)):
        raise ValueError(f"Typ een nummer van 1 tot en met {len(names)}, of 0.")
    chosen = by_name[0] if by_name else names[int(text) - 1]
    column = columns[chosen]
    if column.state_number or (column.personal and ours not in ("pupil", "born")):
        raise ValueError(f"‘{chosen}’ gaat over personen en blijft ongelezen. Kies een andere.")
    return chosen


def _ask_others(answer: TableAnswer, absent: list[str]) -> None:
    """Name the columns that were not found, all at once: most lists do without them."""
    left = [name for name in answer.look.columns if name not in answer.columns.values()]
    while absent and left:
        listed = ", ".join(
            f"{chr(97 + i)} {_name(answer.kind, ours)}" for i, ours in enumerate(absent)
        )
        letters = [chr(97 + i) for i in range(len(absent))]

        def read(text: str, letters: list[str] = letters) -> str:
            if text.lower() in ("", *letters):
                return text.lower()
            raise ValueError(f"Typ een letter van a tot en met {letters[-1]}, of Enter.")

        say(f"Niet gevonden, en niet nodig: {listed}.")
        letter = ask_until("Staat er toch een in? [Enter = nee, anders de letter]", read)
        if not letter:
            return
        ours = absent.pop(letters.index(letter))
        _ask_column(answer, ours, None)


def _ask_meanings(answer: TableAnswer) -> None:
    for ours in OPTIONS:
        column = answer.column(ours)
        if column is None or (ours == "session" and not is_half_days(column)):
            continue
        proposed = meanings(ours, column.values, column.words)
        if proposed:
            answer.values[ours] = _ask_values(answer.kind, ours, column, proposed)
    column = answer.column("cancelled")
    if column is not None:
        del answer.columns["cancelled"]
        values = _ask_cancelled(column)
        if values:
            answer.cancelled = {column.name: values}


def is_half_days(column: Column) -> bool:
    """Tell whether a column of sessions names half-days and not lesson hours."""
    return column.has("half_day") or "dagdeel" in column.words.replace(" ", "")


def _ask_values(kind: str, ours: str, column: Column, proposed: dict[str, str]) -> dict[str, str]:
    options = OPTIONS[ours]
    words = [STAGES.get(option, option) for option in options]
    # In the order of what they mean; what is not known comes last.
    ordered = sorted(proposed, key=lambda value: (not proposed[value], proposed[value], value))
    known = [value for value in ordered if proposed[value]]
    typer.echo(f"Wat betekent elke waarde van ‘{column.name}’ ({_name(kind, ours)})?")
    wrong = False
    if known:
        pairs = [f"‘{_safe(value)}’ = {words[options.index(proposed[value])]}" for value in known]
        say(", ".join(pairs), "  ")
        wrong = not yes("Klopt dat?")
    answers = {}
    for value in ordered:
        if value in known and not wrong:
            answers[value] = proposed[value]
            continue
        default = options.index(proposed[value]) if value in known else None
        answers[value] = options[choose(f"  ‘{_safe(value)}’ betekent:", words, default)]
    return answers


def _ask_cancelled(column: Column) -> list[str]:
    proposed = cancelled(column.values, column.words)
    if proposed and yes(
        f"Een les met {listing([f'‘{value}’' for value in proposed])} in ‘{column.name}’ is "
        "vervallen en telt niet mee. Klopt dat?"
    ):
        return proposed
    values = column.values
    listed = ", ".join(f"{i} {_safe(value)}" for i, value in enumerate(values, 1))

    def read(text: str) -> list[str]:
        places = text.replace(",", " ").split()
        if all(place.isdigit() and 1 <= int(place) <= len(values) for place in places):
            return [values[int(place) - 1] for place in places]
        raise ValueError(f"Typ nummers van 1 tot en met {len(values)}, of Enter.")

    question = f"Welke waarden van ‘{column.name}’ betekenen dat de les vervallen is?\n"
    return ask_until(f"{question}  {listed} [Enter = geen]:", read)


def _safe(value: str) -> str:
    return value if may_be_shown(value) else "(niet getoond)"
