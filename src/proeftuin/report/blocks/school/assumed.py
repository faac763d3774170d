"""What pyramids would be without the weeks in which nobody of a class had a mark, in sentences."""

from typing import Any

from proeftuin.report.blocks.school.groups import class_words
from proeftuin.report.numbers.assumed import assumed_counts, assumed_matters, assumed_weeks
from proeftuin.report.numbers.school import PeriodPyramid
from proeftuin.report.protection.masking import MINIMUM_BASE, is_masked
from proeftuin.report.protection.published_counts import ASSUMED, N
from proeftuin.report.protection.shown import ShownSchool
from proeftuin.text import words
from proeftuin.text.language import _, ngettext


def assumed_text(results: ShownSchool, each: PeriodPyramid) -> list[str]:
    """Say on how many weeks without a mark a pyramid rests, and what it would be without."""
    weeks = assumed_weeks(results, each.period)
    if not weeks or not each.pyramid.n:
        return []
    one, many = class_words(results)
    text = ngettext(
        "In {weeks} week van een {one} had niemand een melding; die telt als aanwezigheid.",
        "In {weeks} weken van {many} had niemand een melding; die tellen als aanwezigheid.",
        weeks,
        weeks=words.number(weeks),
        one=one,
        many=many,
    )
    if not assumed_matters(each.pyramid):
        return [text + " " + _("Ook zonder die weken is de piramide dezelfde.")]
    if not assumed_counts(each.pyramid):
        without = _(
            "Was er toen niet geregistreerd, dan lag een deel van de {many} onder de lijn voor "
            "volledigheid en hadden de leerlingen daar geen tier.",
            many=many,
        )
        if not each.pyramid.without_assumed.sum():
            without = _("Was er toen niet geregistreerd, dan was er geen piramide.")
        return [f"{text} {without}"]
    counts = told_counts(results, each)
    if not counts:
        return [text]
    without, with_them = _shares(counts)
    if without == with_them:
        return [text + " " + _("Ook zonder die weken is Tier 1 {share}.", share=without)]
    return [
        text
        + " "
        + _(
            "Was er toen niet geregistreerd, dan was Tier 1 {without} in plaats van {with_them}.",
            without=without,
            with_them=with_them,
        )
    ]


def assumed_months(results: ShownSchool) -> list[str]:
    """Say of which months Tier 1 would be another without the weeks in which nobody had a mark."""
    listed, under = [], []
    for month in results.months:
        name = words.month_name(month.period.start)
        if assumed_matters(month.pyramid) and not assumed_counts(month.pyramid):
            under.append(name)
        elif counts := told_counts(results, month):
            without, with_them = _shares(counts)
            if without != with_them:
                listed.append(
                    _(
                        "{without} in plaats van {with_them} ({month})",
                        without=without,
                        with_them=with_them,
                        month=name,
                    )
                )
    one, many = class_words(results)
    found = []
    if listed:
        text = _(
            "Was er niet geregistreerd in de weken waarin in een {one} niemand een melding had, "
            "dan was Tier 1 {months}.",
            one=one,
            months=words.listing(listed),
        )
        found.append(text)
    if under:
        text = _(
            "Was er niet geregistreerd in de weken waarin in een {one} niemand een melding had, "
            "dan lag in {months} een deel van de {many} onder de lijn voor volledigheid en hadden "
            "de leerlingen daar geen tier.",
            one=one,
            many=many,
            months=words.listing(under),
        )
        found.append(text)
    return found


def told_counts(results: ShownSchool, each: PeriodPyramid) -> dict[str, int]:
    """Return the counts that the sentence on a period rests on; none when one may not be shown."""
    if not assumed_counts(each.pyramid):
        return {}
    first = results.scheme.tiers[0]
    real = results.release.pyramid(each.period, tiers=[first])
    found: dict[str, Any] = {
        "tier_1": real[first],
        "n": real[N],
        "tier_1_without": results.release.part(each.period, f"{ASSUMED}|{first}"),
        "n_without": results.release.part(each.period, f"{ASSUMED}|{N}"),
    }
    if any(is_masked(value) for value in found.values()):
        return {}
    return found if min(found["n"], found["n_without"]) >= MINIMUM_BASE else {}


def _shares(counts: dict[str, int]) -> tuple[str, str]:
    return (
        words.percent(counts["tier_1_without"] / counts["n_without"]),
        words.percent(counts["tier_1"] / counts["n"]),
    )
