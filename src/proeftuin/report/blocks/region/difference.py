"""Pilots and schools without one as two groups, and what the pilots have in common."""

from dataclasses import replace
from typing import Any

from proeftuin.evaluation.schools.difference_in_differences import DifferenceInDifferences
from proeftuin.report.document.bundle import Bundle, drawing, paragraphs
from proeftuin.report.document.table import Column, Table
from proeftuin.report.protection.region import drawn_history
from proeftuin.report.protection.shown_region import ShownRegion
from proeftuin.text import words
from proeftuin.text.words import is_number

CHANGE = Column("change", "Procentpunt", "points")
WEIGHTS = (
    "Een school telt hier zwaarder naarmate haar verandering zekerder is. Bij het verschil met "
    "vergelijkingsscholen telt elke school even zwaar; daardoor kan het gemiddelde iets anders "
    "zijn."
)
INTERVAL = Column("interval", "95%-interval", "points interval")


def difference(results: ShownRegion) -> Bundle:
    """Show the change of the pilots beside that of the other schools, and what came before."""
    found = results.difference
    if found is None:
        text = "Er is geen proeftuin met twee vensters en een school om ernaast te zetten."
        return Bundle("region_difference", paragraphs(text))
    lead = paragraphs(
        "Wat alle scholen in de regio meemaken (het seizoen, een griepgolf, een nieuwe regel) "
        "valt weg als van de verandering op de proeftuinscholen die op de andere scholen wordt "
        "afgetrokken. Elke school telt één keer, groot of klein.",
        found.sentence,
    )
    history, means_only = drawn_history(found, results.schools)
    figure = None
    notes = list(found.notes)
    if means_only:
        notes.append(
            "De figuur ontbreekt: daarin zouden kleine aantallen te zien zijn."
            if history is None
            else "Links staan alleen de gemiddelden van beide groepen: aan de lijn van een school "
            "zouden kleine aantallen te zien zijn."
        )
    if history is not None:
        alt = (
            "Links het aandeel in Tier 1 in opeenvolgende vensters, een lijn per groep; rechts de "
            f"verandering per school. {found.sentence}"
        )
        figure = drawing(replace(found, history=history).plot()[0], alt)
    tables = [_groups(found), _tests(found)]
    if found.pre is not None:
        tables.append(_before(found))
    values = {
        "difference": found.difference,
        "low": found.low,
        "high": found.high,
        "may_say_effect": found.may_say_effect,
        "notes": notes,
    }
    after = paragraphs(*notes, kind="note")
    return Bundle("region_difference", lead, figure, tuple(tables), values, after)


def year_before(results: ShownRegion) -> Bundle:
    """Make the same comparison in the same season a year earlier, when there was no pilot."""
    found = results.earlier
    if found is None:
        text = (
            "Niet van alle scholen zijn er gegevens van dezelfde vensters een jaar eerder (of er "
            "was toen een sluiting); deze controle is er dus niet."
        )
        return Bundle("region_year_before", paragraphs(text))
    text = (
        "Dezelfde vensters een jaar eerder, toen er op deze scholen geen proeftuin was: het "
        f"verschil tussen dezelfde twee groepen scholen was toen {words.points(found.difference)}"
    )
    if is_number(found.low):
        text += f" (onzekerheidsmarge {words.change(found.low)} tot {words.change(found.high)})"
        outside = found.low > 0 or found.high < 0
        text += (
            ". De groepen verschilden toen dus ook zonder proeftuin: wees voorzichtig met het "
            "verschil hierboven."
            if outside
            else ". Daarin is geen verschil tussen de groepen te zien, zoals het hoort."
        )
    else:
        text += "."
    values = {"difference": found.difference, "low": found.low, "high": found.high}
    return Bundle("region_year_before", paragraphs(text), None, (_groups(found),), values)


def summary(results: ShownRegion) -> Bundle:
    """Sum up the changes of the pilots, and say what a next school may expect."""
    found = results.caterpillar.pooled
    lead = paragraphs(
        "Hier staat de verandering van de proeftuinscholen samen, nog zonder de scholen zonder "
        "proeftuin ervan af te trekken: het seizoen zit er dus in.",
        found.sentence,
    )
    notes = [*found.notes, *([] if found.reason else [WEIGHTS])]
    after = paragraphs(*notes, kind="note")
    if found.reason:
        return Bundle("region_summary", lead, values={"notes": notes}, after=after)
    rows: list[dict[str, Any]] = [
        {"what": "Gemiddelde", "change": found.change, "interval": (found.low, found.high)},
        {
            "what": "Een volgende school als deze",
            "change": found.change,
            "interval": (found.prediction_low, found.prediction_high),
        },
    ]
    table = Table(
        f"De {found.schools} proeftuinscholen samen (model met toevallige effecten)",
        (Column("what", "Wat"), CHANGE, INTERVAL),
        rows,
        f"Spreiding tussen scholen: {words.number(found.between, 1)} procentpunt (toets op "
        f"verschil tussen scholen: {words.p_value(found.heterogeneity)}).",
    )
    values = {"between": found.between, "heterogeneity": found.heterogeneity, "notes": notes}
    return Bundle("region_summary", lead, None, (table,), values, after)


def _groups(found: DifferenceInDifferences) -> Table:
    """Return the means of both groups and their difference."""
    rows: list[dict[str, Any]] = []
    for pilot, name in ((True, "Met een proeftuin"), (False, "Zonder proeftuin")):
        group = found.schools.loc[found.schools["pilot"] == pilot, "change"]
        mean = float(group.mean()) if len(group) else None
        rows.append({"what": name, "schools": len(group), "change": mean, "interval": None})
    ends = (found.low, found.high) if is_number(found.low) else None
    value = found.difference if is_number(found.difference) else None
    rows.append({"what": "Verschil", "schools": None, "change": value, "interval": ends})
    return Table(
        "Gemiddelde verandering in Tier 1, in procentpunt",
        (Column("what", "Scholen"), Column("schools", "Aantal", "count"), CHANGE, INTERVAL),
        rows,
        total_rows=frozenset({2}),
    )


def _tests(found: DifferenceInDifferences) -> Table:
    rows = []
    if is_number(found.pvalue):
        name = "Welch" if found.result.method == "Welch" else "gepoold"
        df = words.number(found.result.df, 1)
        what = f"t-toets ({name}, {df} vrijheidsgraden)"
        rows.append({"what": what, "p": words.p_value(found.pvalue, "")})
    if found.exact.count:
        count = words.number(found.exact.count)
        what = "alle" if found.exact.exact else "getrokken"
        rows += [
            {
                "what": f"Permutatietoets ({count} verdelingen, {what})",
                "p": words.p_value(found.permutation_pvalue, ""),
            },
            {
                "what": "Kleinste p die deze toets met zoveel scholen kon geven",
                "p": words.p_value(found.smallest_pvalue, ""),
            },
        ]
    return Table("Hoe toevallig kan dit verschil zijn?", _TEST_COLUMNS, rows)


_TEST_COLUMNS = (Column("what", "Toets"), Column("p", "p"))


def _before(found: DifferenceInDifferences) -> Table:
    pre: Any = found.pre
    known = is_number(pre.result.pvalue)
    rows = [
        {
            "what": "Scholen met een voorgeschiedenis",
            "value": words.number(len(pre.slopes)),
        },
        {
            "what": "Verschil in helling, per venster",
            "value": words.points(pre.result.difference, 2) if known else "–",
        },
        {"what": "p van dat verschil", "value": words.p_value(pre.result.pvalue, "")},
        {
            "what": "Uiteenlopen van voor tot na dat was opgevallen",
            "value": f"{words.number(pre.detectable, 1)} procentpunt" if known else "–",
        },
        {"what": "Toets gehaald", "value": "ja" if pre.passed else "nee"},
    ]
    return Table(
        "Liepen de scholen vooraf gelijk op?",
        (Column("what", "Wat"), Column("value", "Uitkomst")),
        rows,
        "Gehaald is: geen verschil in helling aangetoond, terwijl uiteenlopen zo ver als het "
        "gevonden verschil wel was opgevallen. Zonder die toets staat er in dit rapport nergens "
        "dat een verschil door de proeftuin komt.",
    )
