"""What the change stands beside: another school, regression to the mean, registration."""

from typing import Any

from proeftuin.evaluation.expectation.regression_to_the_mean import expected_after
from proeftuin.pyramid.comparison import Comparison
from proeftuin.pyramid.counting.attendance import attendance
from proeftuin.pyramid.counting.periods import Period
from proeftuin.pyramid.plots import plot_comparison
from proeftuin.pyramid.sentences import comparison_title
from proeftuin.register.store.register import Register
from proeftuin.report.blocks.school.compared import comparison_shown, transitions_shown
from proeftuin.report.document.bundle import Bundle, drawing, paragraphs
from proeftuin.report.document.table import Column, Table
from proeftuin.report.protection.masking import combine, share
from proeftuin.text import words
from proeftuin.text.words import is_number


def slide(comparison: Comparison) -> Bundle:
    """Show the change as the slide gives it: per tier, of the same pupils."""
    frame = comparison_shown(comparison)
    parts = [
        f"Tier {row['tier']} {words.points(row['change'])}"
        for row in frame.to_dict("records")
        if is_number(row["change"])
    ]
    text = (
        f"De verandering bij {words.pupils(comparison.paired)}: {words.listing(parts)}. Een "
        "verschil tussen twee percentages is in procentpunten, niet in procenten."
        if parts
        else "De aantallen zijn te klein om de verandering te tonen."
    )
    return Bundle(
        "slide",
        drawing=drawing(plot_comparison(frame), f"{comparison_title(frame)}."),
        values={"change": frame["change"].tolist(), "sentence": text},
        after=paragraphs(text),
    )


def beside_other_school(comparison: Comparison, others: dict[str, Comparison]) -> Bundle:
    """Put the change beside that of schools without the programme, in the same windows."""
    if not others:
        text = "Er is geen vergelijkingsschool; seizoen en proeftuin zijn niet te scheiden."
        return Bundle("beside_other_school", paragraphs(text))
    tiers = list(comparison.scheme.tiers)
    rows = [
        {"school": name, "n": one.paired}
        | {f"tier_{t}": v for t, v in zip(tiers, comparison_shown(one)["change"], strict=True)}
        for name, one in {"Deze school": comparison, **others}.items()
    ]
    table = Table(
        "Verandering in dezelfde vensters, in procentpunt",
        (
            Column("school", "School"),
            Column("n", "Leerlingen", "count"),
            *(Column(f"tier_{tier}", f"Tier {tier}", "points") for tier in tiers),
        ),
        rows,
    )
    mine, other = rows[0]["tier_1"], rows[1]["tier_1"]
    difference = combine([mine, other], lambda one, two: words.points(one - two))
    text = (
        f"Ook zonder proeftuin veranderde Tier 1: {words.points(other)}. Het verschil met de "
        f"vergelijkingsschool is {difference}. Eén school is te weinig om dat verschil ergens aan "
        "toe te schrijven."
        if is_number(mine) and is_number(other)
        else "De aantallen zijn te klein om de scholen naast elkaar te zetten."
    )
    return Bundle("beside_other_school", tables=(table,), after=paragraphs(text))


def regression_to_the_mean(comparison: Comparison, others: dict[str, Comparison]) -> Bundle:
    """Show who leaves the last tier, here and where nothing was done."""
    rows: list[dict[str, Any]] = []
    for name, one in {"Deze school": comparison, **others}.items():
        shown, last = transitions_shown(one), one.scheme.tiers[-1]
        n, stayed = shown.loc[last, "n"], shown.loc[last, last]
        left = combine([n, stayed], lambda before, still: before - still)
        rows.append({"school": name, "n": n, "out": share(left, n)})
    table = Table(
        "Leerlingen die in het eerste venster in de laagste tier zaten",
        (
            Column("school", "School"),
            Column("n", "Leerlingen", "count"),
            Column("out", "Daarna in een betere tier", "percent"),
        ),
        rows,
    )
    shares = [row["out"] for row in rows]
    text = "Wie veel verzuimde, verzuimt daarna vaak minder, ook als niemand iets doet."
    if is_number(shares[0]):
        text = f"{words.percent(shares[0], 0)} van hen verliet de laagste tier. {text}"
    values = {}
    if others and is_number(shares[0]):
        reference = sum(one.transitions for one in others.values())
        expected = expected_after(comparison, reference)["change"]
        values["expected"] = expected.tolist()
        text += (
            f" Waren de leerlingen van tier gewisseld zoals op de vergelijkingsschool, dan was de "
            f"verandering van Tier 1 {words.points(float(expected.iloc[0]))} geweest."
        )
    return Bundle("regression_to_the_mean", tables=(table,), values=values, after=paragraphs(text))


def registration(register: Register, windows: tuple[Period, Period]) -> Bundle:
    """Compare how absence was registered in the two windows."""
    kinds = {
        "sick": "Ziek",
        "other": "Ander geoorloofd",
        "unauthorised": "Ongeoorloofd of nog zonder reden",
    }
    parts = []
    for window in windows:
        pupils = attendance(register, window, "minutes")
        sums = pupils[["possible", "sick", "authorised", "unauthorised"]].sum()
        sums["other"] = sums["authorised"] - sums["sick"]
        parts.append(sums / sums["possible"])
    rows = [
        {
            "kind": label,
            "before": float(parts[0][kind]),
            "after": float(parts[1][kind]),
            "change": 100 * float(parts[1][kind] - parts[0][kind]),
        }
        for kind, label in kinds.items()
    ]
    before, after = (float(part["unauthorised"]) for part in parts)
    verb = "daalde" if after < before else "steeg"
    text = (
        f"Ongeoorloofd verzuim, met wat nog geen reden had, {verb} van {words.percent(before)} "
        f"naar {words.percent(after)} van de lestijd. Een deel daarvan kan een andere manier van "
        "registreren zijn: een les op afstand die als gemist is geboekt, of een open melding die "
        "later is afgehandeld."
    )
    table = Table(
        "Gemiste tijd als deel van de lestijd",
        (
            Column("kind", "Soort"),
            Column("before", "Voor", "percent"),
            Column("after", "Na", "percent"),
            Column("change", "Procentpunt", "points"),
        ),
        rows,
    )
    return Bundle("registration", tables=(table,), after=paragraphs(text))
