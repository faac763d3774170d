"""The blocks that hold the change against others."""

from brute_force import inference
from brute_force.dutch import change, long_date, moved, number, p_value, percent
from brute_force.page import Page
from brute_force.pyramids import TIERS
from brute_force.tracing import Beside


class StrengthPages(Page):
    """The blocks that hold the change against others."""

    def ladder(self):
        """One line of each design."""
        school, low = self.school, self.school.main.interval[0]
        nothing = "niet te zeggen"
        difference = nothing
        if school.elsewhere:
            difference = f"verschil {change(self._gap())} zonder marge"
        beyond, _ = school.beyond
        left = f"Tier 3 verliet {percent(beyond.left[2])} {percent(beyond.left_expected[2])}"
        if self._stays(2):
            left = nothing
        _, series = school.series
        model = nothing
        if series.fitted:
            level = [change(each) for each in series.effects[0]]
            model = f"niveau {level[0]} ({level[1]} tot {level[2]})"
        earlier = f"toen {change(school.earlier[0].points[0])}" if school.earlier else nothing
        counted, as_large = self._counted()
        own = f"Tier 1 {change(self.points[0])} ({change(low[0])} tot {change(low[1])})"
        found = [
            (difference, ""),
            (f"{as_large} van de {counted}", ""),
            (earlier, "de twee jaren"),
            (left, ""),
            (model, ""),
            (own, ""),
        ]
        return {
            "tables": [{"rows": [{"found": text, "open": open_} for text, open_ in found]}],
            "text": "Eén verandering op één school Tier 1 negen punten",
        }

    def _gap(self):
        changes = [found.points[0] for found, _ in self.school.elsewhere.values()]
        return self.points[0] - sum(changes) / len(changes)

    def _counted(self):
        changes = [pair.change for pair in self.school.placebo if pair.counts]
        as_large = sum(abs(each) >= abs(self.points[0]) - 1e-9 for each in changes)
        return len(changes), as_large

    def difference(self):
        """This school beside one other: no margin, and no test that could show anything."""
        if not self.school.elsewhere:
            return {}
        ((other, _),) = self.school.elsewhere.values()
        # A slope of each, and no spread to hold their difference against.
        histories = self.school.histories.values()
        assert [sum(t < 0 for t in each) >= 3 for each in histories] == [True, True]
        p, smallest = inference.permutation([self.points[0]], [other.points[0]])
        told = (
            f"Bij één proeftuinschool Tier 1 {change(self.points[0])} bij één vergelijkingsschool "
            f"{change(other.points[0])} verschil {change(self._gap())} te weinig scholen met een "
            "voorgeschiedenis"
        )
        return {
            "alt": told,
            "tables": [
                {
                    "caption": "Tier 1",
                    "rows": [
                        {"kind": "proeftuin", "n": self.n, "change": self.points[0]},
                        {"kind": "vergelijking", "n": other.paired, "change": other.points[0]},
                    ],
                }
            ],
            "values": {
                "difference": self._gap(),
                "low": None,
                "high": None,
                "permutation_p": p,
                "smallest_p": smallest,
                "may_say_effect": False,
            },
            "figure": "95% −1",
            "text": f"{told} geen marge één proeftuinschool en één vergelijkingsschool "
            f"Met 2 scholen permutatietoets niet onder {number(smallest, 3)}",
        }

    def placebo(self):
        """Windows without a pilot."""
        n, as_large = self._counted()
        rows = []
        counted = [pair for pair in self.school.placebo if pair.counts]
        for kind in dict.fromkeys(pair.kind for pair in counted):
            if changes := sorted(pair.change for pair in counted if pair.kind == kind):
                half = len(changes) // 2
                middle = (changes[half] + changes[-half - 1]) / 2
                rows.append(
                    {
                        "kind": kind,
                        "windows": len(changes),
                        "min": changes[0],
                        "median": middle,
                        "max": changes[-1],
                    }
                )
        left_out = len(self.school.placebo) - len(counted)
        p = (as_large + 1) / (n + 1)
        gave = "gaf er geen" if not as_large else f"er {as_large} een"
        told = f"Van de {n} {gave} Tier 1 {p_value(p)}"
        return {
            "alt": told,
            "tables": [{"caption": "Tier 1", "rows": rows}],
            "values": {"rank": as_large + 1, "of": n + 1, "p": p},
            "figure": change(self.points[0]),
            "text": told + (f" tellen niet mee ({left_out})" if left_out else ""),
        }

    def context(self):
        """The change beside others."""
        school = self.school
        rows = [self.points]
        rows += [found.points for found, _ in school.elsewhere.values()]
        if school.earlier:
            rows.append(school.earlier[0].points)
        text = ""
        beyond, _ = school.beyond
        if school.earlier or school.elsewhere:
            start = [sum(row) / self.n for row in self.table]
            expected = [100 * (float(e) - s) for e, s in zip(beyond.expected, start, strict=True)]
            rows.append(expected)
            way = "stijging" if expected[0] > 0 else "daling"
            text = f"Tier 1 {way} {number(abs(expected[0]), 1)} Tier 1 {moved(self.points[0])}"
        df = school.main.effective_clusters - 1
        rows.append([inference.detectable(error, df) for error in school.main.standard_error])
        notes = []
        if school.disrupted(school.pair):
            notes = ["scholen dicht gedeeltelijk open, ten minste één dag per week"]
        return {
            "tables": [
                {"rows": [{f"tier_{t}": row[t - 1] for t in TIERS} for row in rows]},
            ],
            "values": {"notes": notes},
            "text": " ".join([text, *notes]),
        }

    def beyond(self):
        """What was to be expected."""
        found, source = self.school.beyond
        rows = []
        for i, tier in enumerate(TIERS):
            gap = found.difference[i]
            level = self.hidden("change", 0, i, "count_after")
            ends = found.half and (gap - found.half[i], gap + found.half[i])
            rows.append(
                {
                    "tier": f"Tier {tier}",
                    "actual": Beside(float(found.actual[i]), level),
                    "expected": float(found.expected[i]),
                    "difference": Beside(gap, level),
                    "interval": Beside(ends or (0, 0), True) if level else ends,
                    "left": Beside(float(found.left[i]), self._stays(i)),
                    "left_expected": float(found.left_expected[i]),
                }
            )
        gap = 100 * float(found.left[2] - found.left_expected[2])
        margin = ""
        if found.left_half:
            ends = gap - found.left_half[2], gap + found.left_half[2]
            margin = f" onzekerheidsmarge {change(ends[0])} tot {change(ends[1])}"
        if self._stays(2):
            return {"tables": [{"caption": source, "rows": rows}]}
        return {
            "tables": [{"caption": source, "rows": rows}],
            "text": f"Tier 3 verliet {percent(found.left[2])} {percent(found.left_expected[2])} "
            f"{source} verschil {change(gap)}{margin}",
        }

    def _stays(self, i):
        """Tell whether the share that left a tier is hidden: it is made of two counts."""
        keys = (f"tier_{TIERS[i]}", "n")
        return any(self.hidden("moves", 0, i, key) for key in keys)

    def series(self):
        """The weeks."""
        weeks, found = self.school.series
        values = {"weeks_before": found.before, "weeks_after": found.after}
        out = weeks.left_out()
        parts = " ".join(f"{count} {reason}" for count, reason in out)
        left = f" {sum(count for count, _ in out)} weken tellen niet mee {parts}" if out else ""
        day = long_date(found.start)
        if not found.fitted:
            assert found.before >= 12 > 6 > found.after
            told = f"{found.after} weken vanaf {day} ten minste 12 ervoor en 6 erna"
            return {"alt": told, "values": values, "text": told + left}
        level, slope = found.effects
        told = f"week van {day} {self._level(level)} {self._slope(slope)}"
        told += " zonder vergelijkingsscholen" if found.season else " minder dan een jaar"
        short = " korter dan twee jaar één jaar" if found.season else ""
        assert found.short
        alike = f" correlatie {number(found.correlation, 2)}"
        alike += " tot 4 weken uit elkaar" if found.more else ""
        return {
            "alt": told,
            "tables": [
                {"rows": [{"points": row[0], "interval": row[1:]} for row in (level, slope)]}
            ],
            "values": values,
            "text": f"{told}{left}{short}{alike} één reeks",
        }

    @staticmethod
    def _level(level):
        ends = f"{change(level[1])} tot {change(level[2])}"
        if level[1] > 0 or level[2] < 0:
            where = "hoger" if level[0] > 0 else "lager"
            return f"{number(abs(level[0]), 1)} {where} {ends}"
        return f"geen verandering {change(level[0])} {ends}"

    @staticmethod
    def _slope(slope):
        if slope[1] > 0 or slope[2] < 0:
            first, low, high = (change(each, 2) for each in slope)
            return f"helling met {first} {low} tot {high}"
        return "niet aangetoond"
