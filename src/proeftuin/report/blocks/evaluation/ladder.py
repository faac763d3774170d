"""All evidence under each other, in the order of its strength."""

import numpy as np

from proeftuin.report.blocks.evaluation.evaluated_school import EvaluatedSchool
from proeftuin.report.blocks.evaluation.strength import TOO_SMALL, any_hidden, left_shown
from proeftuin.report.blocks.school.compared import comparison_shown
from proeftuin.report.document.bundle import Bundle, paragraphs
from proeftuin.report.document.table import Column, Table
from proeftuin.report.protection.masking import is_masked
from proeftuin.text import words

NOT_SHOWN = TOO_SMALL.removesuffix(".").lower()
ONLY_HERE = "verschillen tussen scholen die pas in deze weken ontstonden"
OTHER_PUPILS = "verschillen met de leerlingen waaraan dit is afgelezen"
ONLY_NOW = "wat alleen in deze weken speelde"


def ladder(school: EvaluatedSchool) -> Bundle:
    """Put every answer under the other, the strongest design first."""
    answers = (
        ("Vergelijkingsscholen", _difference_text(school), ONLY_HERE),
        ("Vensters zonder proeftuin", _placebo_text(school), ONLY_NOW),
        ("Een jaar eerder", _earlier_text(school), "verschillen tussen de twee jaren"),
        ("Terug naar het gemiddelde", _beyond_text(school), OTHER_PUPILS),
        ("Reeks van weken", _series_text(school), "wat tegelijk met de proeftuin begon"),
        ("Dezelfde leerlingen, voor en na", _change_text(school), "alles hierboven"),
    )
    rows = [{"design": name, "found": found, "open": left} for name, found, left in answers]
    table = Table(
        "Wat elk bewijs zegt, het sterkste boven",
        (
            Column("design", "Vergeleken met"),
            Column("found", "Gevonden"),
            Column("open", "Sluit niet uit"),
        ),
        rows,
    )
    lead = paragraphs(
        "Eén verandering op één school zegt weinig: in scholen zonder programma stijgt Tier 1 ook "
        "wel eens negen punten. Hieronder staat wat er is om de verandering mee te vergelijken."
    )
    return Bundle("ladder", lead, None, (table,))


def _difference_text(school: EvaluatedSchool) -> str:
    found = school.evaluation.difference
    if not school.results.school.pilot:
        return "niet te zeggen: deze school heeft geen proeftuin"
    if found is None or np.isnan(found.difference):
        return "niet te zeggen: er zijn geen vergelijkingsscholen"
    if any_hidden(school.evaluation.comparison, school.results.release):
        return NOT_SHOWN
    margin = (
        "zonder marge, er zijn te weinig scholen"
        if np.isnan(found.low)
        else f"{words.change(found.low)} tot {words.change(found.high)}"
    )
    return f"verschil {words.points(found.difference)} ({margin})"


def _placebo_text(school: EvaluatedSchool) -> str:
    found = school.evaluation.placebo
    n = len(found.counted)
    if any_hidden(school.evaluation.comparison, school.results.release):
        return NOT_SHOWN
    if not n or np.isnan(found.pvalue):
        return "niet te zeggen: er zijn geen vergelijkbare vensters"
    verb = "gaf" if found.as_large == 1 else "gaven"
    return f"{found.as_large} van de {n} vensters {verb} evenveel of meer"


def _earlier_text(school: EvaluatedSchool) -> str:
    earlier = school.evaluation.earlier
    if earlier is None:
        return "niet te zeggen: het register heeft die weken niet, of zij waren verstoord"
    if any_hidden(earlier):
        return NOT_SHOWN
    return f"toen {words.points(float(earlier.change.iloc[0]))}"


def _beyond_text(school: EvaluatedSchool) -> str:
    found, comparison = school.evaluation.beyond_expected, school.evaluation.comparison
    if found is None or comparison.paired == 0:
        return "niet te zeggen"
    last = int(found.table.index[-1])
    left = left_shown(school, found)[last]
    expected = found.table["left_expected"][last]
    if is_masked(left) or left is None or np.isnan(expected):
        return "niet te zeggen: de laagste tier is te klein"
    return (
        f"van Tier {last} verliet {words.percent(left)} die tier, {words.percent(expected / 100)} "
        "was te verwachten"
    )


def _series_text(school: EvaluatedSchool) -> str:
    effects = school.series.effects
    if effects is None:
        return "niet te zeggen: er zijn te weinig weken"
    level, low, high = (float(effects[name]["level"]) for name in ("points", "low", "high"))
    return f"niveau {words.points(level)} ({words.change(low)} tot {words.change(high)})"


def _change_text(school: EvaluatedSchool) -> str:
    shown = comparison_shown(school.evaluation.comparison, school.results.release).iloc[0]
    if is_masked(shown["change"]) or shown["change"] is None:
        return NOT_SHOWN
    return (
        f"Tier 1 {words.points(shown['change'])} "
        f"({words.change(shown['low'])} tot {words.change(shown['high'])})"
    )
