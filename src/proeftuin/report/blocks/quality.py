"""The quality of the registration: how complete it is, and what to know before reading a pyramid.

Completeness counts sessions and findings count rows, weeks or codes. Where a finding counts pupils,
or marks that may be of one pupil, a small number and its places are hidden.
"""

import pandas as pd

from proeftuin import words
from proeftuin.pyramid.tiers import percentage
from proeftuin.register.findings import GRADES, Finding
from proeftuin.register.quality import week_name
from proeftuin.report.blocks.common import explain
from proeftuin.report.blocks.groups import natural
from proeftuin.report.bundles import Bundle, drawing, paragraphs
from proeftuin.report.figures import plot_completeness
from proeftuin.report.protect import is_masked, protect_count
from proeftuin.report.quality_text import count_text, places_text
from proeftuin.report.results import SchoolResults
from proeftuin.report.tables import Column, Table


def completeness(results: SchoolResults) -> Bundle:
    """Show which part of its sessions each class registered, week by week."""
    table = results.completeness
    if table.empty:
        return Bundle("completeness", paragraphs("Er is in dit schooljaar geen les gegeven."))
    classes = sorted(table["class"].unique(), key=natural)
    one, many = ("groep", "groepen") if results.primary else ("klas", "klassen")
    sums = table.groupby("class")[["given", "registered"]].sum().loc[classes]
    silent = table[table["registered"] == 0].groupby("class").size()
    share = float(sums["registered"].sum() / sums["given"].sum())
    title = f"Van {words.percent(share)} van de {results.sessions_word} is iets geregistreerd"
    empty = len(silent)
    if empty:
        which = one if empty == 1 else many
        title += f"; in {empty} {which} bleef een hele week leeg"
    rows = [
        {
            "class": name,
            "given": int(given),
            "registered": int(registered),
            "share": float(registered / given),
            "weeks": int(silent.get(name, 0)),
        }
        for name, given, registered in sums.itertuples(name=None)
    ]
    listed = Table(
        f"Registratie per {one} in het schooljaar",
        (
            Column("class", one.capitalize()),
            Column("given", f"{results.sessions_word.capitalize()} gegeven", "count"),
            Column("registered", "Geregistreerd", "count"),
            Column("share", "Deel", "percent"),
            Column("weeks", "Lege weken", "count"),
        ),
        rows,
        folded=True,
    )
    ax = plot_completeness(table, classes, title)
    alt = f"{title}. Een rij per {one} en een vakje per week; vakanties zijn leeg."
    return Bundle(
        "completeness",
        paragraphs(_lead(results, one)),
        drawing(ax, alt),
        (listed,),
        {"share": share, "classes_with_empty_weeks": empty},
    )


def findings(results: SchoolResults) -> Bundle:
    """List what was found about the registration, by how serious it is."""
    tables = []
    for grade, title in GRADES.items():
        rows = [_row(found) for found in results.quality.findings if found.grade == grade]
        if rows:
            tables.append(Table(title.capitalize(), _COLUMNS, rows))
    if not tables:
        return Bundle("findings", paragraphs("Er is niets bijzonders aan de registratie gevonden."))
    hidden = any(is_masked(_shown(found)) for found in results.quality.findings)
    after = paragraphs(explain(), kind="note") if hidden else ""
    return Bundle("findings", "<h3>Bevindingen</h3>", None, tuple(tables), after=after)


_COLUMNS = (
    Column("what", "Wat"),
    Column("where", "Hoeveel en waar"),
    Column("why", "Waarom het telt"),
    Column("mend", "Wat te doen"),
)


def _row(finding: Finding) -> dict[str, str]:
    kind = finding.kind
    where = "" if kind.of_pupils or kind.in_files else places_text(finding)
    count = count_text(finding, _shown(finding))
    return {
        "what": kind.what,
        "where": f"{count}: {where}" if where else count,
        "why": f"{kind.means} {kind.why}",
        "mend": kind.mend,
    }


def _shown(finding: Finding) -> object:
    return protect_count(finding.count) if finding.kind.of_pupils else finding.count


def _lead(results: SchoolResults, one: str) -> str:
    text = (
        "Een piramide is zo goed als de registratie eronder. Niets geregistreerd is geen "
        f"aanwezigheid: een week waarin in een {one} niets is ingevuld, telt niet mee."
    )
    if results.quality.line is not None:
        text += (
            f" Is in een periode minder dan {percentage(results.quality.line)} van de "
            f"{results.sessions_word} geregistreerd, dan krijgt de {one} geen piramide."
        )
    last = results.quality.last_complete_week
    if last is None:
        return text + " In geen enkele week is alles geregistreerd."
    text += f" De laatste week waarin alles is geregistreerd, is {week_name(last)}"
    later = results.completeness["week"] > pd.Timestamp(last)
    return text + ("; wat daarna komt, is voorlopig." if later.any() else ".")
