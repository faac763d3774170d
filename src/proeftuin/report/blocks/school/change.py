"""Before and after: what changed, who moved where, and what it must be read with."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from proeftuin.pyramid.comparison import Comparison
from proeftuin.pyramid.plots import plot_comparison, plot_transitions
from proeftuin.pyramid.sentences import comparison_title, may_be_chance, tier_moved
from proeftuin.report.blocks.common import legend, span
from proeftuin.report.blocks.school.compared import comparison_shown, no_pairs, transitions_shown
from proeftuin.report.document.bundle import Bundle, Parts, drawing, heading, paragraphs
from proeftuin.report.document.table import Column, Table
from proeftuin.report.protection.keys import Group, N
from proeftuin.report.protection.masking import HIDDEN, combine, is_masked, protect_count
from proeftuin.report.protection.shown import ShownSchool
from proeftuin.text import words
from proeftuin.text.language import N_, _
from proeftuin.text.words import is_number

if TYPE_CHECKING:
    from proeftuin.evaluation.evaluate import Evaluation
    from proeftuin.report.protection.release import Release

SHOCK = N_(
    "Het interval zegt hoe groot de verandering op deze school had kunnen uitvallen als dezelfde "
    "weken zich met ander toeval hadden herhaald; klassen zijn daarbij als geheel genomen. Wat "
    "alle klassen tegelijk raakt (een griepgolf, een lockdown, een andere manier van "
    "registreren) zit er niet in."
)


def change(results: ShownSchool) -> Bundle:
    """Show the change per tier of the pupils who were there in both windows."""
    evaluation = results.evaluation
    if evaluation is None:
        text = _("Er is geen periode opgegeven om voor en na te vergelijken.")
        return Bundle("change", paragraphs(text))
    comparison = evaluation.comparison
    if without := no_pairs(comparison):
        return Bundle("change", paragraphs(without))
    frame = comparison_shown(comparison, results.release)
    before, after = windows(evaluation)
    lead = paragraphs(
        _(
            "Vergeleken zijn {before} met {after}. Meegeteld zijn {pupils} die in beide vensters "
            "een tier hebben.",
            before=before,
            after=after,
            pupils=words.pupils(comparison.paired),
        )
        if comparison.paired >= 5
        else _("Vergeleken zijn {before} met {after}.", before=before, after=after)
    )
    table = Table(
        _("Verandering per tier, dezelfde leerlingen voor en na"),
        (
            Column("tier", _("Tier")),
            Column("count_before", _("Voor"), "count"),
            Column("count_after", _("Na"), "count"),
            Column("before", _("Aandeel voor"), "percent"),
            Column("after", _("Aandeel na"), "percent"),
            Column("change_pupils", _("Leerlingen"), "change"),
            Column("change", _("Procentpunt"), "points"),
            Column("interval", _("95%-interval"), "points interval"),
        ),
        [
            {str(key): row[key] for key in row if key not in ("label", "low", "high")}
            | {"tier": f"Tier {row['tier']}", "interval": _ends(row)}
            for row in frame.to_dict("records")
        ],
        legend(frame["count_before"], frame["count_after"]),
    )
    alt = f"{comparison_title(frame)}. " + " ".join(
        f"{_moved(row)}." for row in frame.to_dict("records")[1:] if is_number(row["change"])
    )
    notes = paragraphs(*comparison.notes, _(SHOCK), kind="note")
    return Bundle(
        "change",
        lead,
        drawing(plot_comparison(frame), alt.strip()),
        (table, _others(comparison, results.release)),
        {"paired": protect_count(comparison.paired), "notes": list(comparison.notes)},
        notes,
    )


def moves(results: ShownSchool, headed: bool = False) -> Bundle:
    """Show who moved from which tier to which; nothing without a comparison.

    Parameters
    ----------
    results
        Of the school.
    headed
        With a heading.
    """
    if results.evaluation is None or no_pairs(results.evaluation.comparison):
        return Bundle("moves")
    comparison = results.evaluation.comparison
    shown = transitions_shown(comparison, results.release)
    tiers = list(comparison.transitions.index)
    inside = shown.loc[tiers, tiers]
    alt = " ".join(
        [_("Tabel van tier voor (rijen) naar tier na (kolommen)."), _moves_sentence(inside)]
    )
    rows = [
        {
            "before": _("Totaal na") if name == "n" else _("Tier {tier} voor", tier=name),
            **{f"tier_{tier}": shown.loc[name, tier] for tier in tiers},
            "n": shown.loc[name, "n"],
        }
        for name in [*tiers, "n"]
    ]
    table = Table(
        _("Leerlingen naar tier voor en na"),
        (
            Column("before", _("Van")),
            *(Column(f"tier_{tier}", _("Tier {tier} na", tier=tier), "count") for tier in tiers),
            Column("n", _("Totaal voor"), "count"),
        ),
        rows,
        legend(*(shown[column] for column in shown)),
        frozenset({len(tiers)}),
    )
    lead = heading(_("Wie ging waarheen")) if headed else ()
    return Bundle("moves", lead, drawing(plot_transitions(shown.loc[tiers]), alt), (table,))


def context(results: ShownSchool, headed: bool = False) -> Bundle:
    """Put the change beside what else could give it; nothing without a comparison.

    Parameters
    ----------
    results
        Of the school.
    headed
        With a heading.
    """
    evaluation = results.evaluation
    if evaluation is None or no_pairs(evaluation.comparison):
        return Bundle("context")
    tiers = list(evaluation.comparison.scheme.tiers)
    frame = comparison_shown(evaluation.comparison, results.release)
    shown = frame["change"].tolist()
    rows: list[dict[str, Any]] = [{"what": _("Deze school"), **_per_tier(tiers, shown)}]
    for name, other in evaluation.comparison_schools.items():
        changes = comparison_shown(other)["change"].tolist()
        rows.append(
            {"what": _("{name} (zonder proeftuin)", name=name), **_per_tier(tiers, changes)}
        )
    if evaluation.earlier is not None:
        earlier = comparison_shown(evaluation.earlier)["change"].tolist()
        rows.append({"what": _("Deze school, een jaar eerder"), **_per_tier(tiers, earlier)})
    if evaluation.expected is not None:
        values = [
            combine([seen], lambda __, v=value: float(v))
            for seen, value in zip(shown, evaluation.expected["change"], strict=True)
        ]
        text = _("Verwacht zonder proeftuin ({source})", source=evaluation.expected_from)
        rows.append({"what": text, **_per_tier(tiers, values)})
    # What could have been shown follows from the width of the interval.
    limits: list[Any] = [
        HIDDEN if is_masked(low) else float(limit)
        for low, limit in zip(frame["low"], evaluation.detectable, strict=True)
    ]
    rows.append(
        {
            "what": _("Verandering die meestal zou opvallen (plus of min)"),
            **_per_tier(
                tiers, [HIDDEN if is_masked(limit) or pd.isna(limit) else limit for limit in limits]
            ),
        }
    )
    table = Table(
        _("De verandering naast wat er ook zonder proeftuin verandert, in procentpunt"),
        (
            Column("what", _("Verandering")),
            *(Column(f"tier_{t}", f"Tier {t}", "points") for t in tiers),
        ),
        rows,
    )
    title = heading(_("Waar de verandering naast staat")) if headed else ()
    lead = title + paragraphs(
        _(
            "Wie veel verzuimde, verzuimt daarna vaak minder: dat gebeurt ook zonder proeftuin. En "
            "de ene periode is de andere niet. Daarom staat de verandering hier naast wat ervan te "
            "verwachten was."
        )
    )
    notes = _expected_sentence(evaluation, shown) + paragraphs(*evaluation.notes, kind="note")
    return Bundle("context", lead, None, (table,), {"notes": list(evaluation.notes)}, notes)


def windows(evaluation: "Evaluation") -> tuple[str, str]:
    """Write the two windows with their school days."""
    before, after = evaluation.windows
    return (
        _("de {days} van {period}", days=words.school_days(before.days), period=span(before)),
        _("de {days} van {period}", days=words.school_days(after.days), period=span(after)),
    )


def _others(comparison: Comparison, release: "Release") -> Table:
    """Return joiners and leavers with their tiers, apart from the change."""
    tiers = list(comparison.scheme.tiers)
    rows = [
        {
            "who": label,
            **_per_tier(tiers, [release.of(comparison, who, tier) for tier in tiers]),
            "n": release.of(comparison, who, N),
        }
        for label, who in (
            (_("Erbij gekomen (tier na)"), Group.JOINED),
            (_("Vertrokken (tier voor)"), Group.LEFT),
        )
    ]
    blank = dict.fromkeys([f"tier_{tier}" for tier in tiers])
    unclassified = release.of(comparison, Group.UNCLASSIFIED, N)
    rows.append({"who": _("In een van beide vensters geen tier"), **blank, "n": unclassified})
    return Table(
        _("Niet in de vergelijking"),
        (
            Column("who", _("Wie")),
            *(Column(f"tier_{tier}", f"Tier {tier}", "count") for tier in tiers),
            Column("n", _("Leerlingen"), "count"),
        ),
        rows,
        legend(*(row.values() for row in rows)),
    )


def _per_tier(tiers: list[int], values: list[Any]) -> dict[str, Any]:
    return {f"tier_{tier}": value for tier, value in zip(tiers, values, strict=True)}


def _expected_sentence(evaluation: "Evaluation", shown: list[Any]) -> Parts:
    if evaluation.expected is None or not is_number(shown[0]):
        return ()
    expected = float(evaluation.expected["change"].iloc[0])
    return paragraphs(
        _(
            "Met de wisselingen tussen de tiers van {source} was voor Tier 1 van deze school "
            "{expected} te verwachten; Tier 1 {moved}.",
            source=evaluation.expected_from,
            expected=words.movement(expected),
            moved=words.moved(shown[0]),
        )
    )


def _moved(row: Mapping[Any, Any]) -> str:
    said = tier_moved(row)
    return _("{title}: dat kan toeval zijn", title=said) if may_be_chance(row) else said


def _ends(row: Mapping[Any, Any]) -> Any:
    if is_masked(row["low"]) or row["low"] is None:
        return row["low"]
    return row["low"], row["high"]


def _moves_sentence(inside: pd.DataFrame) -> str:
    first = inside.iloc[-1]
    if not all(map(is_number, first)) or not sum(first):
        return ""
    out = words.percent(1 - first.iloc[-1] / sum(first), 0)
    return _(
        "Van de leerlingen in de laagste tier voor zit {out} daarna in een betere tier.", out=out
    )
