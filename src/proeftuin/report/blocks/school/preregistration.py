"""Beside the change: what the school laid down before its pilot, and what was done otherwise."""

from proeftuin.report.blocks.school.compared import comparison_shown
from proeftuin.report.document.bundle import Bundle, bullets, heading, paragraphs
from proeftuin.report.document.table import Column, Table
from proeftuin.report.protection.masking import is_masked
from proeftuin.report.protection.shown import ShownSchool
from proeftuin.text.language import N_, _

NOTHING = N_(
    "De school heeft vooraf niet vastgelegd hoe de proeftuin beoordeeld zou worden. Vensters, "
    "indeling en vergelijkingsscholen kunnen dan gekozen zijn toen de cijfers al bekend waren; "
    "dat maakt een verandering minder sterk als aanwijzing."
)

NO_PILOT = N_("Er is geen proeftuin met een periode; vooraf vastleggen is dan niet aan de orde.")


def preregistration(results: ShownSchool, headed: bool = False) -> Bundle:
    """Show what was laid down before the pilot, and every departure from it.

    Parameters
    ----------
    results
        Of the school.
    headed
        With a heading, and with nothing at all where there is nothing to say.
    """
    title = heading(_("Wat vooraf was vastgelegd")) if headed else ()
    found = results.preregistered
    if found is None:
        if results.school.pilot and results.evaluation is not None:
            return Bundle("preregistration", title + paragraphs(_(NOTHING)))
        return Bundle("preregistration", () if headed else paragraphs(_(NO_PILOT)))
    table = Table(
        _("Vooraf vastgelegd, en wat dit rapport doet"),
        (
            Column("what", _("Wat")),
            Column("planned", _("Vooraf vastgelegd")),
            Column("done", _("In dit rapport")),
        ),
        [{str(key): value for key, value in row.items()} for row in found.rows.to_dict("records")],
    )
    values = {"departures": list(found.departures), "as_laid_down": not found.departures}
    outcome = "" if _hidden(results) else found.outcome
    return Bundle(
        "preregistration",
        title
        + paragraphs(found.sentence)
        + (bullets(found.departures) if found.departures else ()),
        None,
        (table,),
        values,
        paragraphs(outcome) + paragraphs(*found.notes, kind="note"),
    )


def _hidden(results: ShownSchool) -> bool:
    """Tell whether the primary figure rests on a count too small to show."""
    if results.evaluation is None or results.preregistered is None:
        return False
    shown = comparison_shown(results.evaluation.comparison, results.release)
    row = shown[shown["tier"] == results.preregistered.plan.primary.tier]
    return bool(len(row) and is_masked(row["change"].iloc[0]))
