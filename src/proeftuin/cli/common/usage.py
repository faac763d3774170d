"""What is wrong with a command as it was typed, in Dutch; typer says it in English."""

import re
from typing import Any

import typer

from proeftuin.register.profiles.expected_values import DATE, OTHER, expected_value

# Of which class these are differs between versions of typer.
USAGE: type[Exception] = typer.BadParameter.__mro__[1]


def said_of_usage(error: Exception) -> str:
    """Say what is wrong with a command, what was expected, and where help is.

    Parameters
    ----------
    error
        An error of usage.

    Examples
    --------
    >>> said_of_usage(typer.BadParameter("Noem een projectbestand."))
    'Noem een projectbestand.'
    """
    kind = type(error).__name__
    if kind == "NoArgsIsHelpError":
        return str(error)
    context: Any = getattr(error, "ctx", None)
    command = context.command_path if context else ""
    text = _said(error, kind)
    return f"{text}\nHulp: {command} --help" if command else text


def _said(error: Any, kind: str) -> str:
    if kind in ("MissingParameter", "BadParameter"):
        hint = _name(error.param) if error.param else ""
        if kind == "MissingParameter":
            return f"Er ontbreekt iets: {hint}."
        # What our own commands say is Dutch already.
        return f"{hint} klopt niet. Verwacht: {_expected(error)}." if hint else str(error.message)
    message = str(getattr(error, "message", ""))
    if kind == "NoSuchOption":
        return f"Onbekende optie: {error.option_name}." + _meant(sorted(error.possibilities or []))
    if kind == "BadOptionUsage":
        takes = "geen waarde" if "not take" in message else "een waarde"
        return f"Achter {error.option_name} hoort {takes}."
    if message.startswith("No such command"):
        name, *near = re.findall(r"'([^']*)'", message) or [""]
        return f"Onbekende opdracht: {name}." + _meant(near)
    if many := re.search(r"unexpected extra arguments?.*\((.*)\)", message):
        return f"Dit is te veel: {many[1]}. Zet een naam met spaties tussen aanhalingstekens."
    return "De opdracht is niet te begrijpen."


def _meant(near: list[str]) -> str:
    return f" Bedoelde u {' of '.join(near)}?" if near else ""


def _name(parameter: Any) -> str:
    """Return an option as it is typed, or what stands for an argument in the help."""
    typed = str(parameter.opts[0]) if parameter.opts else ""
    return typed if typed.startswith("-") else str(parameter.metavar or parameter.name)


def _expected(error: Any) -> str:
    if getattr(error.param, "metavar", None) == "DATUM":
        return f"{DATE} of 05-01-2021"
    faults = getattr(error.__cause__, "errors", None)
    if faults is None:
        return OTHER
    # The first of them is about the value, and no other says more.
    fault = faults()[0]
    if fault["type"] == "value_error":
        __, is_choice, choices = str(error.message).partition("is not one of")
        return "een van: " + ", ".join(re.findall(r"'([^']*)'", choices)) if is_choice else OTHER
    return expected_value(fault["type"], fault.get("ctx", {}))
