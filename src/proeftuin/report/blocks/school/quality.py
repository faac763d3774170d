"""The quality of the registration: how complete it is, and what to know before reading a pyramid.

Completeness counts sessions and findings count rows, weeks or codes. Where a finding counts pupils,
or marks that may be of one pupil, a small number and its places are hidden.
"""

import pandas as pd

from proeftuin.pyramid.counting.tiers import percentage
from proeftuin.register.quality.findings import GRADES, Finding, count_text, places_text
from proeftuin.register.quality.quality import week_name
from proeftuin.report.blocks.common import explain
from proeftuin.report.blocks.figures import plot_completeness
from proeftuin.report.blocks.school.groups import class_words, natural
from proeftuin.report.document.bundle import Bundle, drawing, heading, paragraphs
from proeftuin.report.document.table import Column, Table
from proeftuin.report.numbers.assumed import empty_rule
from proeftuin.report.protection.masking import is_masked, protect_count
from proeftuin.report.protection.shown import ShownSchool
from proeftuin.text import words
from proeftuin.text.language import _


def completeness(results: ShownSchool) -> Bundle:
    """Show which part of its sessions each class registered, week by week."""
    table = results.completeness
    if table.empty:
        return Bundle("completeness", paragraphs(_("Er is in dit schooljaar geen les gegeven.")))
    classes = sorted(table["class"].unique(), key=natural)
    one, many = class_words(results)
    sums = table.groupby("class")[["given", "registered"]].sum().loc[classes]
    silent = table[table["registered"] == 0].groupby("class").size()
    share = float(sums["registered"].sum() / sums["given"].sum())
    title = _(
        "{share} van de {sessions} telt als geregistreerd",
        share=words.percent(share),
        sessions=results.sessions_word,
    )
    empty = len(silent)
    if empty:
        title += _(
            "; in {count} {classes} tellen hele weken niet mee",
            count=empty,
            classes=one if empty == 1 else many,
        )
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
        _("Registratie per {one} in het schooljaar", one=one),
        (
            Column("class", one.capitalize()),
            Column(
                "given",
                _("{sessions} gegeven", sessions=results.sessions_word.capitalize()),
                "count",
            ),
            Column("registered", _("Geregistreerd"), "count"),
            Column("share", _("Deel"), "percent"),
            Column("weeks", _("Weken die niet meetellen"), "count"),
        ),
        rows,
        folded=True,
    )
    ax = plot_completeness(table, classes, title)
    alt = _(
        "{title}. Een rij per {one} en een vakje per week; vakanties zijn leeg.",
        title=title,
        one=one,
    )
    return Bundle(
        "completeness",
        paragraphs(_lead(results, one)),
        drawing(ax, alt),
        (listed,),
        {"share": share, "classes_with_empty_weeks": empty},
    )


def findings(results: ShownSchool) -> Bundle:
    """List what was found about the registration, by how serious it is."""
    tables = []
    for grade, title in GRADES.items():
        rows = [_row(found) for found in results.quality.findings if found.grade == grade]
        if rows:
            tables.append(Table(_(title).capitalize(), _columns(), rows))
    if not tables:
        return Bundle(
            "findings", paragraphs(_("Er is niets bijzonders aan de registratie gevonden."))
        )
    hidden = any(is_masked(_shown(found)) for found in results.quality.findings)
    after = paragraphs(explain(), kind="note") if hidden else ()
    return Bundle("findings", heading(_("Bevindingen")), None, tuple(tables), after=after)


def _columns() -> tuple[Column, ...]:
    return (
        Column("what", _("Wat")),
        Column("where", _("Hoeveel en waar")),
        Column("why", _("Waarom het telt")),
        Column("mend", _("Wat te doen")),
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


def _lead(results: ShownSchool, one: str) -> str:
    text = _("Een piramide is zo goed als de registratie eronder.") + f" {empty_rule(results)}"
    if results.quality.line is not None:
        text += _(
            " Is in een periode minder dan {line} van de {sessions} geregistreerd, dan krijgt de "
            "{one} geen piramide.",
            line=percentage(results.quality.line),
            sessions=results.sessions_word,
            one=one,
        )
    last = results.quality.last_complete_week
    if last is None:
        return text + _(" In geen enkele week is alles geregistreerd.")
    text += _(" De laatste week waarin alles is geregistreerd, is {week}", week=week_name(last))
    later = results.completeness["week"] > pd.Timestamp(last)
    return text + (_("; wat daarna komt, is voorlopig.") if later.any() else ".")
