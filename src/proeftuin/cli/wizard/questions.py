"""Asking questions in a terminal, or of a file of answers: short, in Dutch, and forgiving.

Whoever answered wrongly types `terug`: the conversation is held anew with the answers before that,
unseen, up to the question that is to be answered again. So no question needs to know what came
before it.
"""

import io
from collections.abc import Callable, Sequence
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from contextvars import ContextVar
from dataclasses import dataclass, field
from shutil import get_terminal_size
from textwrap import fill
from typing import TypeVar

import typer

Answer = TypeVar("Answer")
WIDEST = 100
YES, NO = ("j", "ja", "y", "yes"), ("n", "nee", "no")
BACK = "terug"


class _GoBack(Exception):  # noqa: N818 - it is no error
    """Somebody wants to answer the question before this one again."""


@dataclass
class _Memory:
    """The answers of a conversation, and those that are given again without being asked."""

    again: list[str] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    unseen: io.StringIO = field(default_factory=io.StringIO)
    hiding: ExitStack = field(default_factory=ExitStack)

    def hide(self) -> None:
        """Show nothing until a question is asked that has no answer yet."""
        if self.again:
            self.hiding.enter_context(redirect_stdout(self.unseen))
            self.hiding.enter_context(redirect_stderr(io.StringIO()))

    def recall(self) -> str | None:
        """Return the answer that is given again; None when there is none left."""
        if not self.again:
            # What was said since the last answer belongs to the question that comes now.
            self.hiding.close()
            typer.echo(self.unseen.getvalue(), nl=False)
            self.unseen = io.StringIO()
            return None
        self.unseen.seek(0)
        self.unseen.truncate()
        self.given.append(self.again.pop(0))
        return self.given[-1]


_memory: ContextVar[_Memory | None] = ContextVar("memory", default=None)


def converse(conversation: Callable[[], None]) -> None:
    """Hold a conversation in which every answer can be taken back.

    Parameters
    ----------
    conversation
        Asks the questions; it is called again whenever somebody goes back, so that it may write
        only after its last question.
    """
    memory = _Memory()
    while True:
        token = _memory.set(memory)
        try:
            with memory.hiding:
                memory.hide()
                conversation()
            return
        except _GoBack:
            typer.echo("Terug naar de vorige vraag.")
            memory = _Memory(again=memory.given[:-1])
        finally:
            _memory.reset(token)


def say(sentence: str, indent: str = "") -> None:
    """Print a sentence, over several lines where the terminal is too narrow."""
    width = min(get_terminal_size().columns, WIDEST)
    for line in sentence.split("\n"):
        typer.echo(fill(line, width, initial_indent=indent, subsequent_indent=indent))


def ask(question: str, default: str = "") -> str:
    """Ask for a line of text; Enter gives the default."""
    memory = _memory.get()
    if memory and (known := memory.recall()) is not None:
        return known
    while True:
        answer: str = typer.prompt(question, default=default, show_default=False, prompt_suffix=" ")
        answer = answer.strip() or default
        if memory is None:
            return answer
        if answer.lower() != BACK:
            memory.given.append(answer)
            return answer
        if memory.given:
            raise _GoBack
        typer.echo("  Dit is de eerste vraag.")


def ask_until(question: str, read: Callable[[str], Answer], default: str = "") -> Answer:
    """Ask until the answer can be read.

    Parameters
    ----------
    question
        In Dutch; the default should be in it.
    read
        Turns a text into an answer, or raises ValueError with what was expected, in Dutch.
    default
        What Enter means.
    """
    while True:
        try:
            return read(ask(question, default))
        except ValueError as error:
            # Going back is to the question, not to what could not be read.
            if memory := _memory.get():
                memory.given.pop()
            typer.echo(f"  {error}")


def yes(question: str, default: bool = True) -> bool:
    """Ask for yes or no."""

    def read(text: str) -> bool:
        if text.lower() in (*YES, *NO):
            return text.lower() in YES
        raise ValueError("Antwoord met j of n.")

    return ask_until(f"{question} [{'J/n' if default else 'j/N'}]", read, "j" if default else "n")


def choose(question: str, options: Sequence[str], default: int | None = None) -> int:
    """Ask for one of a few options, by number or by its word; return its place, from 0."""
    # A number and its word stay on one line.
    listed = ", ".join(f"{i}\N{NO-BREAK SPACE}{option}" for i, option in enumerate(options, 1))
    enter = f" [Enter = {options[default]}]" if default is not None else ""

    def read(text: str) -> int:
        if text.isdigit() and 1 <= int(text) <= len(options):
            return int(text) - 1
        fits = [i for i, option in enumerate(options) if text and option.startswith(text.lower())]
        if len(fits) == 1 or (fits and options[fits[0]] == text.lower()):
            return fits[0]
        raise ValueError(f"Typ een nummer van 1 tot en met {len(options)}.")

    shown = "" if default is None else str(default + 1)
    say(question)
    say(listed, "  ")
    return ask_until(f"  Nummer{enter}:", read, shown)
