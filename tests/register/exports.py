"""A small school whose truth is known, and the exports it would hand over month by month."""

from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from proeftuin.register.assembling.days import derive_days
from proeftuin.register.importing.history import first_entry
from proeftuin.register.registered.evidence import with_evidence
from proeftuin.register.store.register import Register

DAYS = pd.bdate_range("2021-03-22", "2021-05-07").as_unit("us")
# The second month begins on a Thursday: one week is in two exports.
MONTHS = {
    "maart": (date(2021, 3, 22), date(2021, 3, 31)),
    "april": (date(2021, 4, 1), date(2021, 4, 30)),
    "mei": (date(2021, 5, 1), date(2021, 5, 7)),
}
WHOLE = (date(2021, 3, 22), date(2021, 5, 7))
CLASSES = ("1a", "1b")


@dataclass
class Truth:
    """What happened: enrolments (pupil, class, first and last day), and codes by pupil, day, session."""

    enrolments: list[tuple[str, str, int, int | None]]
    marks: dict[tuple[str, int, str], str] = field(default_factory=dict)

    def export(self, span, told=True, current_only=False, export_date=None, **provenance):
        """The register of an export made on the last day of a span, which may be told or not."""
        first, last = span
        made = export_date or last
        pupils = pd.DataFrame(self._roster(first, made, current_only))
        given = pd.MultiIndex.from_product([CLASSES, DAYS, ["1", "2"]])
        sessions = given.to_frame(index=False, name=["class", "date", "session"])
        sessions = sessions[sessions["date"] <= pd.Timestamp(made)]
        rows = [
            {"pupil": pupil, "date": DAYS[day], "session": session, "code": code}
            for (pupil, day, session), code in sorted(self.marks.items())
            if first <= DAYS[day].date() <= last and pupil in set(pupils["pupil"])
        ]
        absences = pd.DataFrame(rows, columns=["pupil", "date", "session", "code"])
        absences = absences.astype({"date": "datetime64[us]"}).assign(
            school="s",
            minutes=50,
            kind="absent",
            reason="sick",
            authorised=absences["code"].eq("Z"),
        )
        sessions = sessions.assign(school="s", minutes=50, registered=True, evidence="")
        sessions = with_evidence(pupils, sessions, absences, {})
        tables = {"pupils": pupils, "sessions": sessions, "absences": absences}
        tables["days"] = derive_days(pupils, sessions, absences)
        described = {
            "school": "s",
            "export_date": made.isoformat(),
            "imported_from": [{"file": "a.csv", "sha256": str(hash(repr((self, span))))}],
            "left_out": [],
            "repaired": [],
            "code_book": [{"code": "Z"}],
            "calendar": [],
            "settings": {"school_years": ["2020-2021"]},
            "fingerprint": repr((self, span, told, current_only, made)),
        } | provenance
        marked = absences["date"].dt.date
        shown = span if told else (marked.min(), marked.max()) if len(marked) else None
        described["history"] = [first_entry(described, shown, presence=False)]
        return Register(tables, described)

    def _roster(self, first, made, current_only):
        """Enrolments as they are known on a day, perhaps without those who had gone before."""
        for pupil, name, start, end in self.enrolments:
            begun, over = DAYS[start], pd.NaT if end is None else DAYS[end]
            if begun.date() > made or (current_only and over < pd.Timestamp(first)):
                continue
            yield {
                "school": "s",
                "pupil": pupil,
                "class": name,
                "year_group": "1",
                "stage": "lower",
                "track": "",
                "start": begun,
                "end": over if over <= pd.Timestamp(made) else pd.NaT,
                "sap_type": "",
                "under_six": pd.NA,
            }
