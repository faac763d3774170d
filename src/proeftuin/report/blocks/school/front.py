"""The first page: what a school leader reads in a minute."""

from typing import TYPE_CHECKING, Any

import pandas as pd

from proeftuin.pyramid.comparison import Comparison
from proeftuin.pyramid.counting.goals import mostly_without
from proeftuin.pyramid.plots import plot_pyramid
from proeftuin.pyramid.sentences import goals_sentence
from proeftuin.register.assembling.misplaced import misplaced
from proeftuin.report.blocks.common import (
    protected_pyramid,
    pyramid_alt,
    span,
    tier_table,
    withheld,
)
from proeftuin.report.blocks.school.assumed import assumed_text
from proeftuin.report.blocks.school.compared import comparison_shown, no_pairs
from proeftuin.report.document.bundle import Bundle, bullets, drawing, paragraphs
from proeftuin.report.document.parts import Facts, Heading
from proeftuin.report.protection.masking import MINIMUM_BASE
from proeftuin.report.protection.shown import ShownSchool
from proeftuin.report.record.card import UNTIL
from proeftuin.text import words
from proeftuin.text.language import N_, _, ngettext
from proeftuin.text.words import is_number

if TYPE_CHECKING:
    from proeftuin.evaluation.evaluate import Evaluation

TOO_SMALL = N_(
    "De aantallen zijn te klein om de verandering te tonen zonder dat individuele leerlingen "
    "herkenbaar worden."
)


def cover(results: ShownSchool) -> Bundle:
    """Name the school, the period and the state of the data."""
    school = results.school
    period = results.current.period
    export = words.long_date(school.export_date)
    facts = {
        _("Piramide over"): _(
            "{period} ({days})", period=span(period), days=words.school_days(period.days)
        ),
        _(UNTIL): export,
    }
    if school.coach:
        facts[_("Begeleiding")] = school.coach
    lead = (*paragraphs(school.name, kind="school"), Facts(tuple(facts.items())))
    return Bundle("cover", lead, values={"school": school.name, **facts})


def headline(results: ShownSchool) -> Bundle:
    """Say in one honest sentence what changed."""
    evaluation = results.evaluation
    if evaluation is None:
        text = _(
            "Voor deze school is geen periode opgegeven; dit rapport laat zien hoe het is, niet "
            "wat er veranderde."
        )
    elif without := no_pairs(evaluation.comparison):
        text = without
    else:
        shown = comparison_shown(evaluation.comparison, results.release).iloc[0]
        beside = [comparison_shown(one).iloc[0] for one in _beside(evaluation)]
        if all(is_number(row["change"]) for row in (shown, *beside)) and is_number(shown["low"]):
            levels = is_number(shown["before"]) and is_number(shown["after"])
            text = evaluation.headline(levels)
        else:
            text = _(TOO_SMALL)
    return Bundle("headline", paragraphs(text, kind="headline"), values={"sentence": text})


def pyramid(results: ShownSchool) -> Bundle:
    """Show the pyramid against the goals, with the distances in pupils."""
    frame = protected_pyramid(results, results.current)
    period = results.current.period
    alt = pyramid_alt(frame, f"{results.school.name}, {span(period)}")
    caption = _(
        "Leerlingen per tier, {period} ({days})",
        period=span(period),
        days=words.school_days(period.days),
    )
    return Bundle(
        "pyramid",
        drawing=drawing(plot_pyramid(frame), alt),
        tables=(tier_table(frame, caption),),
        values={"n": frame.attrs["n"], "unclassified": frame.attrs["unclassified"]},
        after=paragraphs(
            results.current.pyramid.reason, *assumed_text(results, results.current), kind="note"
        ),
    )


def attention(results: ShownSchool) -> Bundle:
    """List what deserves a look, each with the place where it is worked out."""
    items = [
        *_tier_item(results),
        *_goal_item(results),
        *_class_item(results),
        *_kind_item(results),
        *_silent_item(results),
        *_left_out_item(results),
    ]
    lead = (Heading(_("Om te bespreken"), 2, small=True), *bullets(items))
    return Bundle("attention", lead, values={"items": items})


def _beside(evaluation: "Evaluation") -> list[Comparison]:
    """List the other comparisons whose numbers stand in the headline."""
    earlier = [evaluation.earlier] if evaluation.earlier else []
    return [*earlier, *evaluation.comparison_schools.values()]


def _goal_item(results: ShownSchool) -> list[str]:
    return list(filter(None, [goals_sentence(protected_pyramid(results, results.current))]))


def _tier_item(results: ShownSchool) -> list[str]:
    """Say first that most pupils have no tier, where it is so: all else is about the others."""
    frame = protected_pyramid(results, results.current)
    counts, without = frame["count"].tolist(), frame.attrs["unclassified"]
    if withheld(results.current.pyramid) or not all(map(is_number, [*counts, without])):
        return []
    few = mostly_without(int(without), int(sum(counts)))
    return [f"{few}."] if few else []


def _class_item(results: ShownSchool) -> list[str]:
    """Name classes whose Tier 1 share lies with its whole interval below that of the school."""
    shown = results.shown
    if not results.current.pyramid.n or not is_number(results.school_counts[1]):
        return []
    whole = results.current.pyramid.shares.iloc[0]
    first = results.groups[(results.groups["level"] == "class") & (results.groups["tier"] == 1)]
    low = [
        row["group"]
        for row in first.to_dict("records")
        if row["high"] < whole and is_number(shown.loc[f"class:{row['group']}", 1])
    ]
    if not low:
        return [
            _(
                "Geen van de {classes} die getoond mogen worden, heeft duidelijk minder "
                "leerlingen in Tier 1 dan de school als geheel.",
                classes=_("groepen") if results.primary else _("klassen"),
            )
        ]
    names = words.listing([_group_name(name) for name in low])
    return [
        ngettext(
            "{classes} {names} heeft duidelijk minder leerlingen in Tier 1 dan de school als "
            "geheel.",
            "{classes} {names} hebben duidelijk minder leerlingen in Tier 1 dan de school als "
            "geheel.",
            len(low),
            classes=_classes(len(low), results),
            names=names,
        )
    ]


def _group_name(name: str) -> str:
    return name.removeprefix("Groep ")


def _kind_item(results: ShownSchool) -> list[str]:
    frame = _until(results.kinds, results)
    missed = frame[["sick", "other", "unauthorised"]].sum()
    if not missed.sum():
        return []
    part = missed / missed.sum()
    return [
        _(
            "Van alle gemiste tijd dit schooljaar tot en met {month} was {sick} ziekte, {other} "
            "ander geoorloofd verzuim en {unauthorised} ongeoorloofd verzuim.",
            month=words.month_name(frame["month"].iloc[-1].start),
            sick=words.percent(part["sick"], 0),
            other=words.percent(part["other"], 0),
            unauthorised=words.percent(part["unauthorised"], 0),
        )
    ]


def _silent_item(results: ShownSchool) -> list[str]:
    silent = results.unregistered
    if not len(silent):
        return []
    names = words.listing([_group_name(str(name)) for name in silent.index])
    return [
        _(
            "{classes} {names}: van {count} {sessions} is niets geregistreerd. Die tijd telt niet "
            "mee.",
            classes=_classes(len(silent), results),
            names=names,
            count=words.number(int(silent.sum())),
            sessions=results.sessions_word,
        )
    ]


def _left_out_item(results: ShownSchool) -> list[str]:
    """Say that absence is missing, where more rows were left out than a few."""
    left = misplaced(results.provenance)
    if left < MINIMUM_BASE:
        return []
    return [
        _(
            "Bij het inlezen zijn {count} registraties weggelaten omdat zij nergens bij pasten: "
            "dat verzuim ontbreekt in de piramides.",
            count=words.number(left),
        )
    ]


def _classes(count: int, results: ShownSchool) -> str:
    """Say what begins a sentence about classes."""
    if results.primary:
        return ngettext("Groep", "Groepen", count)
    return ngettext("Klas", "Klassen", count)


def _until(kinds: pd.DataFrame, results: ShownSchool) -> pd.DataFrame:
    end: Any = results.current.period.end
    return kinds[[period.start <= end for period in kinds["month"]]]
