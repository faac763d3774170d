"""Asking questions in a terminal, or of a file of answers: short, in Dutch, and forgiving."""

from collections.abc import Callable, Sequence
from shutil import get_terminal_size
from textwrap import fill
from typing import TypeVar

import typer

Answer = TypeVar("Answer")
WIDEST = 100
YES, NO = ("j", "ja", "y", "yes"), ("n", "nee", "no")


def say(sentence: str, indent: str = "") -> None:
    """Print a sentence, over several lines where the terminal is too narrow."""
    width = min(get_terminal_size().columns, WIDEST)
    for line in sentence.split("\n"):
        typer.echo(fill(line, width, initial_indent=indent, subsequent_indent=indent))


def ask(question: str, default: str = "") -> str:
    """Ask for a line of text; Enter gives the default."""
    answer: str = typer.prompt(question, default=default, show_default=False, prompt_suffix=" ")
    return answer.strip() or default


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
