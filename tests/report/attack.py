"""An attacker who has every page of a school, and a solver.

It reads what the blocks of the reports publish as JSON, writes down every sum that a reader knows,
and asks for the smallest and the largest value of each hidden count. It knows what the symbols
mean, and nothing of how the choice was made: no line of `suppress` or `published` is used here.

`python tests/report/attack.py --schools 520` attacks that many schools, each with two reports some
months apart, and the same schools with only the small counts hidden.
"""

import argparse
import re
import time
from collections import Counter
from pathlib import Path
from unittest import mock

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

FAR = 2000
LEVELS = {"class": "classes", "year_group": "year_groups", "stage": "stages"}


class Knowledge:
    """Counts by name, each shown, hidden with a symbol or only inferred, and their sums."""

    def __init__(self):
        self.low, self.high, self.targets, self.sums, self.at_least = {}, {}, set(), [], []

    def see(self, name, value, target=True, vague=False):
        """Take a published value in: a number, or a symbol that bounds it."""
        if isinstance(value, dict):
            low, high = {
                "<5": (0 if vague else 1, 4),
                "•": (5, FAR),
                "n<10": (0, 9),
                "×": (0, FAR),
            }[value["hidden"]]
            if target:
                self.targets.add(name)
        else:
            low = high = int(value)
        self.bound(name, low, high)

    def bound(self, name, low, high):
        """Keep what is narrowest of what is known."""
        self.low[name] = max(low, self.low.get(name, low))
        self.high[name] = min(high, self.high.get(name, high))
        if self.low[name] > self.high[name]:
            raise AssertionError(
                f"{name} is published with two values: {low}-{high}, {self.low[name]}-{self.high[name]}"
            )

    def add(self, whole, parts):
        """Know that parts make a whole."""
        self.sums.append({whole: -1, **dict.fromkeys(parts, 1)})
        for name in (whole, *parts):
            self.bound(name, 0, FAR)

    def signed(self, terms):
        """Know that a weighted sum is zero."""
        self.sums.append(terms)

    def pinned(self):
        """Return the hidden counts with one possible value, and how many are hidden."""
        names = list(self.low)
        place = {name: i for i, name in enumerate(names)}
        if not self.targets:
            return [], 0
        rows = [*self.sums, *self.at_least]
        terms = [(r, place[n], f) for r, row in enumerate(rows) for n, f in row.items()]
        r, c, f = np.array(terms).T
        matrix = coo_array((f.astype(float), (r, c)), shape=(len(rows), len(names))).tocsr()
        top = np.r_[np.zeros(len(self.sums)), np.full(len(self.at_least), np.inf)]
        constraint = LinearConstraint(matrix, np.zeros(len(rows)), top)
        bounds = Bounds([self.low[n] for n in names], [self.high[n] for n in names])

        def solve(goal):
            found = milp(
                goal, constraints=constraint, bounds=bounds, integrality=np.ones(len(goal))
            )
            if found.x is None:
                raise AssertionError(f"what is published does not agree: {found.message}")
            return np.rint(found.x)

        targets = np.array([place[name] for name in sorted(self.targets)], dtype=int)
        draw = np.random.default_rng(1)
        seen = [solve(np.zeros(len(names)))]
        for _ in range(6):
            goal = np.zeros(len(names))
            goal[targets] = draw.normal(size=len(targets))
            seen.append(solve(goal))
        found = []
        for target in targets:
            if len({row[target] for row in seen}) > 1:
                continue
            goal = np.zeros(len(names))
            goal[target] = 1
            ends = solve(goal), solve(-goal)
            seen += ends
            if ends[0][target] == ends[1][target]:
                found.append(names[target])
        return found, len(targets)


def count_of(row, key="count", share="share", n=None):
    """Return a count as published, or what its share gives away."""
    value = row[key]
    part = row.get(share)
    if isinstance(value, dict) and isinstance(part, float) and isinstance(n, int):
        return round(part * n)
    return value


def read(known, pages, tiers, nested, spans, kind):
    """Write down what the pages of one report tell."""
    now, year = spans["now"], spans["year"]
    see, add = known.see, known.add

    def pyramid(name, values, n, without=None):
        small = isinstance(n, dict) and n["hidden"] == "<5"
        for tier, value in values.items():
            see(f"{name} {tier}", value, vague=small)
        see(f"{name} n", n)
        add(f"{name} n", [f"{name} {tier}" for tier in values])
        if without is not None:
            see(f"{name} without", without)

    for block, span in (("pyramid", now), ("year_to_date", year)):
        rows = pages[block]["tables"][0]["rows"]
        counts = dict(zip(tiers, rows, strict=False))
        without = rows[len(tiers)]["count"] if len(rows) > len(tiers) else 0
        if block == "pyramid":
            pyramid(f"{span} school", {t: count_of(r) for t, r in counts.items()},
                    pages[block]["values"]["n"], without)  # fmt: skip
        else:
            for tier, row in counts.items():
                see(f"{span} school {tier}", row["count"])
            see(f"{span} school without", without)
            add(f"{span} school n", [f"{span} school {tier}" for tier in tiers])
    for span, row in zip(spans["months"], pages["months"]["tables"][0]["rows"], strict=True):
        counts = {t: count_of(row, f"count_{t}", f"tier_{t}", row["n"]) for t in tiers}
        pyramid(f"{span} school", counts, row["n"], row["unclassified"])
    for tier in tiers[:-1]:
        below = [t for t in tiers if t > tier]
        terms = Counter({f"{year} school {t}": -1 for t in below})
        for span in spans["months"]:
            terms.update({f"{span} school {part}": 1 for part in (*below, "without")})
        known.at_least.append({name: factor for name, factor in terms.items() if factor})
    for level in LEVELS:
        names = spans["groups"][level]
        rows = pages[level]["tables"][0]["rows"]
        for name, row in zip([*names, None], rows, strict=True):
            group = f"{level}:{name}" if name else "school"
            counts = {t: count_of(row, f"count_{t}", f"share_{t}", row["n"]) for t in tiers}
            pyramid(f"{now} {group}", counts, row["n"], row["unclassified"])
    for whole, parts in nested:
        for part in (*tiers, "n", "without"):
            add(f"{now} {whole} {part}", [f"{now} {group} {part}" for group in parts])
    for span, held in (
        (year, pages["year_to_date"]["values"]["assumed"]),
        *zip(spans["months"], pages["months"]["values"]["assumed"], strict=True),
    ):
        if held and span != now:
            sentence(known, held, tiers, span)
    edge(known, pages, tiers, now)
    if "moves" in pages:
        compared(known, pages, tiers, spans)
        kinds(known, pages, tiers, now, kind)


def edge(known, pages, tiers, now):
    """Read how many stand on a cut: the difference of two pyramids."""
    table = pages["definitions"]["tables"][1]
    found = re.findall(r"(<5|•|×|\d+) op ", table["caption"])
    for place, text in enumerate(found):
        known.see(f"cut {now} {place}", int(text) if text.isdigit() else {"hidden": text})
    small = [row["other"] for row in table["rows"]]
    everyone = f"{now} school n"
    tiny = known.high[everyone] < 5
    for place, (tier, value) in enumerate(zip(tiers, small, strict=True)):
        known.see(f"other {now} {tier}", value, vague=tiny)
        terms = {f"other {now} {tier}": 1, f"{now} school {tier}": -1}
        if place:
            terms[f"cut {now} {place - 1}"] = -1
        if place < len(found):
            terms[f"cut {now} {place}"] = 1
        known.signed(terms)
    if "assumed" in table["rows"][0]:
        assumed(known, table["rows"], tiers, now)


def assumed(known, rows, tiers, now, target=True):
    """Read the pyramid without what is assumed; it only stands there where it is another one."""
    with_it, without = f"{now} school", f"{now} assumed"
    for tier, row in zip(tiers, rows, strict=True):
        small = known.high[f"{with_it} n"] < 5
        known.see(f"{without} {tier}", row["assumed"], target, vague=small)
    known.add(f"{without} n", [f"{without} {tier}" for tier in tiers])
    for side in (with_it, without):
        known.add(f"{now} everyone", [f"{side} n", f"{side} without"])
    terms, lost = {}, {"one": -1}
    known.bound("one", 1, 1)
    for place, tier in enumerate(tiers):
        # Nobody was absent in that time, so nobody is in a better tier without it.
        terms |= {f"{with_it} {tier}": 1, f"{without} {tier}": -1}
        known.at_least.append(dict(terms))
        lost |= {f"{with_it} {tier}": len(tiers) - place, f"{without} {tier}": place - len(tiers)}
    known.at_least.append(lost)


def sentence(known, held, tiers, span):
    """Read what a sentence on a month or the year says: the first tier and everyone with one."""
    rows = [{"assumed": {"hidden": "×"}} for _ in tiers]
    assumed(known, rows, tiers, span, target=False)
    for part, name in ((tiers[0], "tier_1"), ("n", "n")):
        known.see(f"{span} school {part}", held[name])
        known.see(f"{span} assumed {part}", held[f"{name}_without"])


def compared(known, pages, tiers, spans):
    """Read who moved where, the change, who came and who left, and the row of the region."""
    w, (first, last) = f"{spans['windows'][0]}>{spans['windows'][1]}", spans["windows"]
    rows = pages["moves"]["tables"][0]["rows"]
    for tier, row in zip(tiers, rows, strict=False):
        for other in tiers:
            known.see(f"{w} {tier}>{other}", row[f"tier_{other}"])
            known.see(f"{w} after {other}", rows[-1][f"tier_{other}"])
        known.see(f"{w} before {tier}", row["n"])
    known.see(f"{w} paired", rows[-1]["n"], target=False)
    for tier in tiers:
        known.add(f"{w} before {tier}", [f"{w} {tier}>{other}" for other in tiers])
        known.add(f"{w} after {tier}", [f"{w} {other}>{tier}" for other in tiers])
    for side in ("before", "after"):
        known.add(f"{w} paired", [f"{w} {side} {tier}" for tier in tiers])
    change, others = pages["change"]["tables"]
    # The notes say of which tiers the interval takes pupils as standing alone.
    alone = " ".join(n for n in pages["change"]["values"]["notes"] if "los van elkaar" in n)
    every = "minder dan" in alone
    for tier, row in zip(tiers, change["rows"], strict=True):
        known.see(f"{w} before {tier}", row["count_before"])
        known.see(f"{w} after {tier}", row["count_after"])
        if isinstance(row["change_pupils"], int):
            difference = f"{w} change {tier}"
            known.bound(difference, row["change_pupils"], row["change_pupils"])
            known.signed({difference: 1, f"{w} after {tier}": -1, f"{w} before {tier}": 1})
        if (every or f"{tier}" in alone) and isinstance(row["interval"], list):
            # Of pupils on their own the interval is made of how many came and went.
            moved = spans["movers"][tier]
            known.bound(f"{w} movers {tier}", moved, moved)
            cells = [f"{w} {tier}>{other}" for other in tiers if other != tier]
            cells += [f"{w} {other}>{tier}" for other in tiers if other != tier]
            known.add(f"{w} movers {tier}", cells)
    for who, row in zip(("joined", "left"), others["rows"], strict=False):
        n = row["n"]
        few = isinstance(n, dict)
        for tier in tiers:
            known.see(f"{w} {who} {tier}", row[f"tier_{tier}"], vague=few)
        known.see(f"{w} {who} n", n, target=False)
        known.add(f"{w} {who} n", [f"{w} {who} {tier}" for tier in tiers])
    known.see(f"{w} none", others["rows"][2]["n"])
    for side, who, span in (("before", "left", first), ("after", "joined", last)):
        gaps = [f"{w} {side} gap {tier}" for tier in tiers]
        for tier, gap in zip(tiers, gaps, strict=True):
            known.add(f"{span} school {tier}", [f"{w} {side} {tier}", f"{w} {who} {tier}", gap])
        known.add(f"{w} none", [f"{span} school without", *gaps, f"{w} {side} rest"])
    region(known, pages["region"], w, last)


def region(known, row, w, last):
    """Read the row of the school in the report on the region: shares, and always the change."""
    n = row["n"]
    if isinstance(row["change"], float):
        change = round(row["change"] * n / 100)
        known.bound(f"{w} region change", change, change)
        known.signed({f"{w} region change": 1, f"{w} after 1": -1, f"{w} before 1": 1})
    for side in ("before", "after"):
        if isinstance(row[side], float):
            known.see(f"{w} {side} 1", round(row[side] * n))
    if isinstance(row["now"], float):
        known.see(f"{last} school 1", round(row["now"] * row["now_n"]))
        known.see(f"{last} school n", row["now_n"])


def kinds(known, pages, tiers, now, names):
    """Read the tiers by kind of absence."""
    rows = pages["by_kind"]["tables"][0]["rows"]
    for name, row in zip([*names, None], rows, strict=True):
        if name is None:
            for tier in tiers:
                known.see(f"{now} school {tier}", row[f"count_{tier}"])
            continue
        few = row["n"] == {"hidden": "n<10"}
        for tier in tiers:
            known.see(f"{now} kind {name} {tier}", row[f"count_{tier}"], not few)
        known.see(f"{now} kind {name} n", row["n"], not few)
        known.add(f"{now} kind {name} n", [f"{now} kind {name} {tier}" for tier in tiers])
    for tier in tiers:
        known.add(f"{now} school {tier}", [f"{now} kind {name} {tier}" for name in names])


def row_of(place):
    """Name a group as the rows of the tables are."""
    level, name = place
    return level if name is None else f"{level}:{name}"


def published(results):
    """Return the JSON of the pages, and what a reader knows without them."""
    from proeftuin.report.blocks import school as blocks
    from proeftuin.report.blocks.evaluation.within import by_kind
    from proeftuin.report.blocks.school.groups import natural
    from proeftuin.report.numbers.region_tables import in_month
    from proeftuin.report.protection.region import shown_schools

    made = {name: getattr(blocks, name)(results) for name in
            ("pyramid", "months", "year_to_date", "classes", "year_groups", "stages",
             "definitions")}  # fmt: skip
    spans = {
        "now": _span(results.current.period),
        "months": [_span(month.period) for month in results.months],
        "year": _span(results.year_to_date.period),
        "groups": {
            level: sorted(part["group"].unique(), key=lambda g: (natural(years[g]), natural(g)))
            for level, part in results.groups.groupby("level")
            for years in [dict(zip(part["group"], part["year"], strict=True))]
        },
    }
    names = []
    if results.evaluation is not None:
        made |= {"change": blocks.change(results), "moves": blocks.moves(results)}
        from types import SimpleNamespace

        made["by_kind"] = by_kind(SimpleNamespace(by_kind=results.by_kind, results=results))
        names = list(results.by_kind.counts.index)
        comparison = results.evaluation.comparison
        spans["windows"] = [_span(period) for period in results.evaluation.windows]
        table = comparison.transitions
        spans["movers"] = {
            t: int(table.loc[t].sum() + table[t].sum() - 2 * table.loc[t, t]) for t in table.index
        }
    pages = {bundle.name: bundle.data for bundle in made.values()}
    pages |= {level: made[name].data for level, name in LEVELS.items()}
    if results.evaluation is not None:
        counts = pd.DataFrame([{
            "school": "s", "n": comparison.paired, "before": comparison.before.counts[1],
            "after": comparison.after.counts[1], "now": comparison.all_after.counts[1],
            "now_n": comparison.all_after.n, "then": comparison.all_before.counts[1],
            "then_n": comparison.all_before.n, "in_month": in_month(comparison),
        }])  # fmt: skip
        change = pd.DataFrame([{"school": "s", "n": comparison.paired,
                                "change": float(comparison.change[1])}])  # fmt: skip
        row = shown_schools(counts, change).iloc[0].to_dict()
        pages["region"] = row | {"now_n": comparison.all_after.n}
    return pages, spans, names


def _span(period):
    return f"{period.start}/{period.end}"


def attack(*reports):
    """Return the counts that follow from these reports of one school, and how many are hidden.

    A report that is refused is not there for the attacker either.
    """
    known = Knowledge()
    for results in filter(may_be_made, reports):
        pages, spans, names = published(results)
        sums = [
            (row_of(whole), [row_of(part) for part in parts]) for whole, parts in results.nested
        ]
        read(known, pages, list(results.scheme.tiers), sums, spans, names)
    return known.pinned()


def may_be_made(results):
    """Tell whether there is a report of a school at all."""
    from proeftuin.errors import InputError
    from proeftuin.report.protection.shown import refuse_too_small

    try:
        refuse_too_small(results)
    except InputError:
        return False
    return True


def without_figures():
    """Let blocks make no figures: their numbers are in the tables."""
    from contextlib import ExitStack

    from proeftuin.report.document.parts import Figure

    stack = ExitStack()
    blocks = ("front", "change", "groups", "year")
    places = [f"proeftuin.report.blocks.school.{name}" for name in blocks]
    places.append("proeftuin.report.blocks.evaluation.within")
    import importlib

    for place in places:
        module = importlib.import_module(place)
        for name in vars(module).copy():
            if name.startswith("plot_"):
                stack.enter_context(mock.patch.object(module, name, return_value=None))
        stack.enter_context(
            mock.patch.object(module, "drawing", lambda _, alt: Figure("<svg></svg>", alt))
        )
    return stack


def only_small(facts):
    """Hide the small counts and nothing else: what the attack must succeed against."""
    return {
        key
        for key, cell in facts.cells.items()
        if cell.kind == "count" and 0 < cell.value < facts.minimum
    }, set()


def schools(seeds, project, protected=True):
    """Attack simulated schools, each with two reports; yield what was found of every one."""
    import simulated

    from proeftuin.report.protection import release

    off = mock.patch.object(release, "hide", only_small)
    with without_figures():
        for seed in seeds:
            made = simulated.world(seed)
            until = 3 + seed % 5
            windows = ("apart", "apart", "months", "")[seed // 2 % 4]
            if not protected:
                off.start()
            try:
                start = time.process_time()
                first = simulated.results(made, project, until, windows=windows)
                start = time.process_time()
                kept = first.release.published if may_be_made(first) else None
                spent = time.process_time() - start
                later = simulated.results(made, project, until + 1 + seed % 2, kept, windows)
                pinned, hidden = attack(first, later)
            finally:
                if not protected:
                    off.stop()
            yield seed, len(made.pupils), pinned, hidden, spent


def main():
    """Attack as many schools as asked, with and without complementary suppression."""
    from proeftuin.register.project.project_file import load_project

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--schools", type=int, default=520)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--control", type=int, default=40)
    given = parser.parse_args()
    root = Path(__file__).parents[2]
    project = load_project(root / "data" / "sample" / "proeftuinen.toml")
    total, hidden, seconds = 0, 0, []
    for seed, pupils, pinned, count, spent in schools(
        range(given.first, given.first + given.schools), project
    ):
        total, hidden = total + len(pinned), hidden + count
        seconds.append(spent)
        if pinned:
            print(f"school {seed} ({pupils} pupils): {pinned[:6]}", flush=True)
    print(f"{given.schools} schools, {hidden} hidden counts, {total} pinned down; "
          f"hiding took {np.mean(seconds):.2f} s a report, at most {max(seconds):.2f}")  # fmt: skip
    bare = [len(pinned) for _, _, pinned, _, _ in schools(range(given.control), project, False)]
    found = sum(count > 0 for count in bare)
    print(f"without complements: {found} of {given.control} schools, {sum(bare)} pinned down")
    return int(total > 0 or found < given.control)


if __name__ == "__main__":
    raise SystemExit(main())
