"""The settings of a project: what a coach writes in `proeftuinen.toml`, as checked values.

Keys are Dutch, because a coach writes them; fields are English. Every choice that changes what a
pyramid shows stands here, with its default, so that a report can print it.
"""

import re
from datetime import date, time
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from proeftuin.errors import InputError, Problem
from proeftuin.register.profiles.profile import known_profile
from proeftuin.register.project.calendar import Region, Sector, one_school_year
from proeftuin.schemes import TierScheme, school_scheme
from proeftuin.text.language import _

SchemeName = Literal["TWENTE", "KEARNEY_GRACZYK", "ATTENDANCE_WORKS", "ENGLAND"]
Measure = Literal["minutes", "sessions"]
Audience = Literal["region", "school", "team"]
Brin = Annotated[str, Field(pattern=r"^\d{2}[A-Z]{2}(\d{2})?$")]
Percentage = Annotated[float, Field(ge=0, le=100)]
SchoolYear = Annotated[str, Field(pattern=r"^\d{4}-\d{4}$"), AfterValidator(one_school_year)]
Weekday = Literal["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag"]
# One value may stand without its brackets.
_AsList = BeforeValidator(lambda value: [value] if isinstance(value, str) else value)
Texts = Annotated[list[str], _AsList]
Profiles = Annotated[list[Annotated[str, AfterValidator(known_profile)]], _AsList]


class Part(BaseModel):
    """What all parts share: no unknown keys, no changes afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class ComparisonPeriod(Part):
    """The period whose first and last school days are compared."""

    start: date = Field(alias="begin")
    end: date = Field(alias="eind")
    days: int = Field(20, alias="schooldagen", ge=5, le=100)

    @model_validator(mode="after")
    def _ends_after_start(self) -> Self:
        if self.end <= self.start:
            raise ValueError("‘eind’ moet na ‘begin’ liggen")
        return self


class PrimaryFigure(Part):
    """The one figure by which a pilot is to be judged; what is empty was left open."""

    tier: int = Field(1, ge=1)
    direction: Literal["omhoog", "omlaag", "beide"] = Field("omhoog", alias="richting")
    scheme_name: SchemeName | None = Field(None, alias="indeling")
    measure: Measure | None = Field(None, alias="maat")
    minimum_sessions: int | None = Field(None, alias="minimum", ge=1)


class Preregistration(Part):
    """What a school laid down before its pilot: later reports print it beside the result."""

    laid_down: date = Field(alias="vastgelegd")
    period: ComparisonPeriod = Field(alias="periode")
    primary: PrimaryFigure = Field(PrimaryFigure.model_validate({}), alias="hoofdcijfer")
    comparison: list[str] = Field([], alias="vergelijking")
    expected: str = Field("", alias="verwacht")
    smallest: float | None = Field(None, alias="kleinste_verandering", ge=1, le=100)


class OwnDay(Part):
    """Days on which the school differed from the holidays of its region.

    Without lessons (a study day) they are no school days. With lessons they are, also in a
    holiday: a day made up for, or a project or exam week that the school wants named.
    """

    day: date = Field(alias="datum")
    until: date | None = Field(None, alias="tot")
    what: str = Field(alias="wat")
    lessons: bool = Field(False, alias="les")

    @model_validator(mode="after")
    def _ends_after_start(self) -> Self:
        if self.until is not None and self.until < self.day:
            raise ValueError("‘tot’ moet op of na ‘datum’ liggen")
        return self

    @property
    def last(self) -> date:
        """The last of the days."""
        return self.until or self.day


class HalfDay(Part):
    """A half-day that returns every week, for a primary school whose export has no timetable."""

    year_groups: Texts = Field(alias="groepen", min_length=1)
    weekdays: list[Weekday] = Field(alias="dagen", min_length=1)
    session: str = Field(alias="dagdeel")
    start: time = Field(alias="begin")
    end: time = Field(alias="eind")

    @model_validator(mode="after")
    def _ends_after_start(self) -> Self:
        if self.end <= self.start:
            raise ValueError("‘eind’ moet na ‘begin’ liggen")
        return self


class Counting(Part):
    """What counts as absence where schools differ; each is printed in the report."""

    late: Literal["niet", "minuten", "les"] = Field("niet", alias="te_laat")
    sent_out: Literal["aanwezig", "afwezig"] = Field("aanwezig", alias="uitgestuurd")
    suspended_inside: Literal["aanwezig", "afwezig"] = Field("aanwezig", alias="intern_geschorst")
    exempt: Literal["niet verwacht", "aanwezig", "afwezig"] = Field(
        "niet verwacht", alias="vrijstelling"
    )
    distance: Literal["aanwezig", "niet verwacht", "afwezig"] = Field(
        "aanwezig", alias="afstandsles"
    )

    def late_sentence(self) -> str:
        """Say how lateness counts.

        Examples
        --------
        >>> Counting.model_validate({}).late_sentence()
        'Te laat komen telt niet als afwezigheid.'
        """
        return {
            "niet": _("Te laat komen telt niet als afwezigheid."),
            "minuten": _("Van te laat komen tellen de gemiste minuten als afwezigheid."),
            "les": _("Te laat komen telt als een gemiste les of een gemist dagdeel."),
        }[self.late]

    def sentences(self) -> list[str]:
        """Say in Dutch what counts where schools differ, one sentence each."""
        return [
            self.late_sentence(),
            _("Uitgestuurd telt als {kind}.", kind=_(self.sent_out)),
            _("Intern geschorst telt als {kind}.", kind=_(self.suspended_inside)),
            _("Bij een vrijstelling telt de leerling als {kind}.", kind=_(self.exempt)),
            _(
                "Een afstandsles telt als {kind}, als de school daarvoor een code heeft.",
                kind=_(self.distance),
            ),
        ]


class ExportPeriod(Part):
    """The days that an export covers, when its own rows do not say it."""

    start: date = Field(alias="begin")
    end: date = Field(alias="eind")

    @model_validator(mode="after")
    def _ends_after_start(self) -> Self:
        if self.end < self.start:
            raise ValueError("‘eind’ moet op of na ‘begin’ liggen")
        return self


class Stretch(Part):
    """Days of which the school itself says whether its classes were registered."""

    start: date = Field(alias="begin")
    end: date = Field(alias="eind")
    classes: Texts = Field([], alias="klassen")

    @model_validator(mode="after")
    def _ends_after_start(self) -> Self:
        if self.end < self.start:
            raise ValueError("‘eind’ moet op of na ‘begin’ liggen")
        return self


class Intervention(Part):
    """Something the school began, drawn as a line in the charts."""

    day: date = Field(alias="datum")
    what: str = Field(alias="wat")
    tier: int | None = Field(None, alias="tier", ge=1)


class Stages(Part):
    """Which year groups are the lower and the upper school."""

    lower: list[str] = Field(alias="onderbouw")
    upper: list[str] = Field(alias="bovenbouw")


class School(Part):
    """One school and how its export is read."""

    id: str = ""
    name: str = Field(alias="naam")
    brin: Brin | None = None
    sector: Sector
    region: Region = Field("Noord", alias="regio")
    pilot: bool = Field(True, alias="proeftuin")
    coach: str = ""
    profiles: Profiles = Field(alias="profiel", min_length=1)
    export: Path
    export_period: ExportPeriod | None = Field(None, alias="exportperiode")
    code_book: str = Field("codeboek.csv", alias="codeboek")
    export_date: date = Field(alias="exportdatum")
    school_years: list[SchoolYear] = Field(alias="schooljaren", min_length=1)
    stages: Stages | None = Field(None, alias="bouw")
    own_days: list[OwnDay] = Field([], alias="eigen_dagen")
    week: list[HalfDay] = Field([], alias="week")
    counting: Counting = Field(Counting.model_validate({}), alias="telt_mee")
    completeness: Percentage = Field(80, alias="volledigheid")
    fully_registered: bool = Field(False, alias="volledig_geregistreerd")
    checked: list[Stretch] = Field([], alias="gecontroleerd")
    not_registered: list[Stretch] = Field([], alias="niet_geregistreerd")
    two_classes: Literal["stoppen", "beide"] = Field("stoppen", alias="twee_klassen")
    pupil_numbers: str = Field("", alias="leerlingnummers")
    names: list[str] = Field([], alias="namen")
    impossible_rows: Literal["stoppen", "weglaten"] = Field("stoppen", alias="onmogelijke_rijen")
    most_left_out: int | None = Field(None, alias="hoogstens_weglaten", ge=0)
    scheme_name: SchemeName = Field("TWENTE", alias="indeling")
    measure: Measure = Field("minutes", alias="maat")
    minimum_sessions: int = Field(1, alias="minimum", ge=1)
    goals: list[Percentage] | None = Field(None, alias="doelen")
    period: ComparisonPeriod | None = Field(None, alias="periode")
    preregistration: Preregistration | None = Field(None, alias="vooraf")
    interventions: list[Intervention] = Field([], alias="interventies")
    comparison: list[str] = Field([], alias="vergelijkingsscholen")
    checklists: list[Path] = Field([], alias="checklists")
    checklist_topics: dict[str, str] = Field({}, alias="checklist_onderwerpen")

    @property
    def scheme(self) -> TierScheme:
        """The rule of the school: a named one, with its own minimum and goals."""
        return school_scheme(self.scheme_name, self.minimum_sessions, self.goals)

    @model_validator(mode="after")
    def _leaves_out(self) -> Self:
        if self.most_left_out is not None and self.impossible_rows != "weglaten":
            raise ValueError('bij ‘hoogstens_weglaten’ hoort ook onmogelijke_rijen = "weglaten"')
        return self


class Project(Part):
    """Everything in one `proeftuinen.toml`."""

    name: str = Field(alias="naam")
    audience: Audience = Field("school", alias="publiek")
    key: Annotated[str, Field(pattern=r"^[a-z0-9-]*$")] = Field("", alias="sleutel")
    schools: dict[str, School] = Field(alias="scholen", min_length=1)
    path: Path = Path("proeftuinen.toml")

    @property
    def folder(self) -> Path:
        """The folder that the exports' paths start from."""
        return self.path.parent

    @property
    def key_name(self) -> str:
        """Name of the key of this project: its `sleutel`, or else its own name."""
        return self.key or re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-")

    def select(self, only: list[str] | None) -> list[School]:
        """Return the schools asked for, all of them for None or an empty list.

        Raises
        ------
        InputError
            A school that is not in the file.
        """
        unknown = [name for name in only or [] if name not in self.schools]
        if unknown:
            raise InputError([unknown_school(name, self.schools, "") for name in unknown])
        return [self.schools[name] for name in only or self.schools]


def unknown_school(
    name: str, schools: dict[str, School], file: str, row: int | None = None
) -> Problem:
    """Report the name of a school that is not in the project."""
    return Problem(
        "Onbekende school.",
        file,
        row,
        value=name,
        expected=f"een van: {', '.join(schools)}",
        mend="Gebruik de naam achter ‘scholen.’ in proeftuinen.toml.",
    )
