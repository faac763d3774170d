"""Arguments and options that several commands share."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

ProjectFile = Annotated[
    Path, typer.Argument(metavar="PROEFTUINEN.TOML", help="Het projectbestand.")
]
OptionalProjectFile = Annotated[
    Path | None, typer.Argument(metavar="PROEFTUINEN.TOML", help="Het projectbestand.")
]
Wizard = Annotated[
    Path | None,
    typer.Option(
        metavar="BESTAND",
        help="Een export (bestand, zip of map) waarvan de kolommen nog niet bekend zijn: vraagt "
        "welke kolom wat is en bewaart dat als profiel.",
    ),
]
Only = Annotated[
    list[str] | None, typer.Option(metavar="SCHOOL", help="Alleen deze school; mag vaker.")
]
Root = Annotated[Path, typer.Option(help="De map waarin data/register en reports komen te staan.")]
RegisterFolder = Annotated[
    Path, typer.Argument(metavar="REGISTER", help="De map van een register, data/register/SCHOOL.")
]
Rebuild = Annotated[
    bool, typer.Option("--opnieuw", help="Maak het register opnieuw, van deze export alleen.")
]
DATES = ["%Y-%m-%d", "%d-%m-%Y"]
Day = Annotated[datetime | None, typer.Option(formats=DATES, metavar="DATUM")]


class Grouping(StrEnum):
    """What a pyramid can be made for."""

    school = "school"
    stage = "stage"
    year_group = "year_group"
    class_ = "class"


class Measure(StrEnum):
    """What is counted."""

    minutes = "minutes"
    sessions = "sessions"
