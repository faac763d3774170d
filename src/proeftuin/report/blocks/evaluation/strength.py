"""How strong the evidence is: the change held against other schools, other windows, other weeks.

The strongest design comes first. Each block says what was found and what it does not rule out.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from proeftuin.evaluation.expectation.beyond_expected import BeyondExpected
from proeftuin.pyramid.comparison import Comparison
from proeftuin.report.blocks.evaluation.evaluated_school import EvaluatedSchool
from proeftuin.report.blocks.school.compared import comparison_shown, no_pairs, transitions_shown
from proeftuin.report.document.bundle import Bundle, drawing, paragraphs
from proeftuin.report.document.table import Column, Table
from proeftuin.report.protection.masking import HIDDEN, combine, is_masked, protect_count
from proeftuin.text import words

if TYPE_CHECKING:
    from proeftuin.report.protection.release import Release

NO_PILOT = "Deze school heeft geen proeftuin; er is niets om tegenover andere scholen te zetten."
NO_COMPARISON = (
    "Er zijn geen vergelijkingsscholen. Wat in deze weken op alle scholen gebeurde, is dan niet te "
    "scheiden van wat deze school deed. Noem ze in proeftuinen.toml bij vergelijkingsscholen."
)
TOO_SMALL = "De aantallen zijn te klein om te tonen."


def tests(school: EvaluatedSchool) -> Bundle:
    """Show the tests of whether the tiers changed, that over classes first."""
    evaluation = school.evaluation
    comparison, release = evaluation.comparison, school.results.release
    if without := no_pairs(comparison):
        return Bundle("tests", paragraphs(without))
    hidden = any_hidden(comparison, release)
    # A test of pupils on their own follows from the table of who moved where, and gives it away.
    tiers = list(comparison.scheme.tiers)
    moved = transitions_shown(comparison, release).loc[tiers, tiers].to_numpy().ravel()
    of_pupils = hidden or any(map(is_masked, moved))
    over_classes, independent = evaluation.cluster_test, evaluation.homogeneity
    rows = [
        _test("Over klassen (Hotelling)", over_classes.statistic, over_classes.df[1],
              over_classes.pvalue, hidden),
        _test("Stuart-Maxwell, leerlingen los van elkaar", independent.stuart_maxwell,
              independent.df, independent.pvalue, of_pupils),
        _test("Bhapkar, leerlingen los van elkaar", independent.bhapkar, independent.df,
              independent.bhapkar_pvalue, of_pupils),
        *(
            _test(f"McNemar mid-p, Tier {tier}", np.nan, np.nan, float(p), of_pupils)
            for tier, p in evaluation.mcnemar.items()
        ),
    ]  # fmt: skip
    table = Table(
        "Toetsen of de verdeling over de tiers is veranderd",
        (
            Column("test", "Toets"),
            Column("statistic", "Toetsgrootheid", "number"),
            Column("df", "Vrijheidsgraden", "number"),
            Column("p", "p"),
        ),
        rows,
    )
    lead = paragraphs(
        TOO_SMALL if hidden else over_classes.sentence,
        "De toets over klassen telt: leerlingen van één klas delen hun weken. De andere toetsen "
        "nemen leerlingen als los van elkaar en vinden daardoor te vaak iets.",
    )
    notes = dict.fromkeys([*over_classes.notes, *independent.notes])
    return Bundle("tests", lead, None, (table,), {}, paragraphs(*notes, kind="note"))


def exposure(school: EvaluatedSchool) -> Bundle:
    """Say whether the two windows are as long for every pupil."""
    found, shift = school.evaluation.exposure, school.evaluation.length_shift
    word = school.results.sessions_word
    sentences = [
        f"De leerlingen hadden voor in het midden {words.number(found.before)} {word} en na "
        f"{words.number(found.after)}; bij {protect_count(found.unequal)} van hen scheelt dat meer "
        "dan 10%."
        if found.paired
        else ""
    ]
    values: dict[str, Any] = {"unequal": protect_count(found.unequal)}
    if found.equal is not None and found.equal.paired and not any_hidden(found.equal):
        equal = float(found.equal.change.iloc[0])
        values["equal"] = equal
        sentences.append(
            f"Met per leerling evenveel {word} is de verandering in Tier 1 {words.points(equal)}."
        )
    if shift is not None:
        values["length_shift"] = float(shift.iloc[0])
        sentences.append(
            "De vensters zijn niet even lang; dat alleen geeft op deze school ongeveer "
            f"{words.points(float(shift.iloc[0]))} in Tier 1."
        )
    return Bundle("exposure", paragraphs(*sentences), values=values)


def difference(school: EvaluatedSchool) -> Bundle:
    """Set the change beside that of schools without a pilot."""
    found = school.evaluation.difference
    if found is None:
        return Bundle(
            "difference", paragraphs(NO_COMPARISON if school.results.school.pilot else NO_PILOT)
        )
    if any_hidden(school.evaluation.comparison, school.results.release):
        return Bundle("difference", paragraphs(TOO_SMALL))
    schools = found.schools.sort_values(["pilot", "school"], ascending=[False, True])
    table = Table(
        "Verandering in Tier 1 per school",
        (
            Column("school", "School"),
            Column("kind", "Soort"),
            Column("n", "Leerlingen", "count"),
            Column("change", "Procentpunt", "points"),
        ),
        [
            {
                "school": row["school"],
                "kind": "proeftuin" if row["pilot"] else "vergelijking",
                "n": int(row["n"]),
                "change": float(row["change"]),
            }
            for row in schools.to_dict("records")
        ],
    )
    values = {
        "difference": found.difference,
        "low": found.low,
        "high": found.high,
        "permutation_p": found.permutation_pvalue,
        "smallest_p": found.smallest_pvalue,
        "may_say_effect": found.may_say_effect,
    }
    axes = found.plot()
    return Bundle(
        "difference",
        paragraphs(found.sentence),
        drawing(np.ravel(axes)[0], found.sentence),
        (table,),
        _finite(values),
        paragraphs(*found.notes, kind="note"),
    )


def placebo(school: EvaluatedSchool) -> Bundle:
    """Show where the change stands among changes in windows without a pilot."""
    found = school.evaluation.placebo
    if any_hidden(school.evaluation.comparison, school.results.release):
        return Bundle("placebo", paragraphs(TOO_SMALL))
    lead, notes = paragraphs(found.sentence), paragraphs(*found.notes, kind="note")
    if found.counted.empty:
        return Bundle("placebo", lead, after=notes)
    rows = [
        {
            "kind": kind,
            "windows": len(part),
            **{name: float(part["change"].agg(name)) for name in ("min", "median", "max")},
        }
        for kind, part in found.counted.groupby("kind", sort=False)
    ]
    table = Table(
        "Veranderingen in Tier 1 zonder proeftuin, in procentpunt",
        (
            Column("kind", "Vensters"),
            Column("windows", "Aantal", "count"),
            Column("min", "Kleinste", "points"),
            Column("median", "Mediaan", "points"),
            Column("max", "Grootste", "points"),
        ),
        rows,
    )
    values = _finite({"rank": found.rank, "of": len(found.counted) + 1, "p": found.pvalue})
    return Bundle("placebo", lead, drawing(found.plot(), found.sentence), (table,), values, notes)


def beyond(school: EvaluatedSchool) -> Bundle:
    """Set the pyramid after beside the one that was to be expected."""
    found = school.evaluation.beyond_expected
    if found is None:
        return Bundle(
            "beyond",
            paragraphs(
                "Wat er vanzelf te verwachten was, is hier niet te zeggen: er is geen school of "
                "jaar om het aan af te lezen, en het eerste venster zelf is daarvoor te kort."
            ),
        )
    frame = comparison_shown(school.evaluation.comparison, school.results.release).set_index("tier")
    left = left_shown(school, found)
    tiers = [int(tier) for tier in found.table.index]
    rows = [
        {
            "tier": f"Tier {tier}",
            "actual": combine([frame["after"][tier]], lambda _, v=row["actual"]: v / 100),
            "expected": row["expected"] / 100,
            "difference": combine([frame["after"][tier]], lambda _, v=row["difference"]: v),
            "interval": combine(
                [frame["after"][tier]], lambda _, r=row: _ends(r["low"], r["high"])
            ),
            "left": left[tier],
            "left_expected": None if np.isnan(row["left_expected"]) else row["left_expected"] / 100,
        }
        for tier, row in zip(tiers, found.table.to_dict("records"), strict=True)
    ]
    source = f" ({found.source})" if found.source else ""
    table = Table(
        f"Wat er vanzelf te verwachten was{source}",
        (
            Column("tier", "Tier"),
            Column("actual", "Na", "percent"),
            Column("expected", "Verwacht", "percent"),
            Column("difference", "Verschil", "points"),
            Column("interval", "95%-interval", "points interval"),
            Column("left", "Verliet de tier", "percent"),
            Column("left_expected", "Dat verwacht", "percent"),
        ),
        rows,
    )
    lead = paragraphs(TOO_SMALL if is_masked(left[tiers[-1]]) else found.sentence)
    return Bundle("beyond", lead, None, (table,), {}, paragraphs(*found.notes, kind="note"))


def series(school: EvaluatedSchool) -> Bundle:
    """Hold the weeks from the start of the pilot against the line of the weeks before."""
    found = school.series
    tables: tuple[Table, ...] = ()
    if found.effects is not None:
        names = {"level": "niveau bij de start", "slope": "helling, per week"}
        rows = [
            {
                "what": names[str(name)],
                "points": float(row["points"]),
                "interval": _ends(row["low"], row["high"]),
            }
            for name, row in found.effects.iterrows()
        ]
        tables = (
            Table(
                "Verandering van de aanwezigheid vanaf de start, in procentpunt",
                (
                    Column("what", "Wat"),
                    Column("points", "Procentpunt", "points"),
                    Column("interval", "95%-interval", "points interval"),
                ),
                rows,
            ),
        )
    values = {"weeks_before": found.before, "weeks_after": found.after}
    return Bundle(
        "series",
        paragraphs(found.sentence),
        drawing(found.plot(), f"Aanwezigheid per week. {found.sentence}"),
        tables,
        values,
        paragraphs(*found.notes, kind="note"),
    )


def any_hidden(comparison: Comparison, release: "Release | None" = None) -> bool:
    """Tell whether the first tier's change, or its interval, rests on a count that is hidden."""
    first = comparison_shown(comparison, release).iloc[0]
    return is_masked(first["change"]) or is_masked(first["low"])


def left_shown(school: EvaluatedSchool, found: BeyondExpected) -> dict[int, Any]:
    """Return the share that left each tier, hidden where a count of it is."""
    shown = transitions_shown(school.evaluation.comparison, school.results.release)
    return {
        int(tier): combine(
            [shown.loc[tier, tier], shown.loc[tier, "n"]],
            lambda *_, v=found.table["left"][tier]: None if np.isnan(v) else v / 100,
        )
        for tier in found.table.index
    }


def _test(name: str, statistic: float, df: float, p: float, hidden: bool) -> dict[str, Any]:
    """Return a row of the table of tests; a test tells of counts that may be hidden."""
    if hidden:
        return {"test": name, "statistic": HIDDEN, "df": HIDDEN, "p": HIDDEN}
    return {
        "test": name,
        "statistic": None if np.isnan(statistic) else float(statistic),
        "df": None if np.isnan(df) else float(df),
        "p": "" if np.isnan(p) else words.p_value(p),
    }


def _ends(low: float, high: float) -> tuple[float, float] | None:
    return None if pd.isna(low) else (float(low), float(high))


def _finite(values: dict[str, Any]) -> dict[str, Any]:
    """Write a number that is not there as none."""
    return {
        name: None if isinstance(value, float) and np.isnan(value) else value
        for name, value in values.items()
    }
