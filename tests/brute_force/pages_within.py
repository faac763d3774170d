"""The blocks of where in the school the change is, and of other ways to reckon it."""

from brute_force.dutch import change, number, percent
from brute_force.page import Page
from brute_force.pyramids import TIERS, Z
from brute_force.tracing import Count, Share


class WithinPages(Page):
    """The blocks of where in the school the change is, and of other ways to reckon it."""

    def sensitivity(self):
        """All other ways."""
        found = self.school.curve
        rows = [
            {"axis": name, "ways": ways, "low": low, "high": high}
            for name, (ways, low, high) in found.axes.items()
        ]
        rows.sort(key=lambda row: round(row["low"] - row["high"], 9))
        low, high = min(found.changes), max(found.changes)
        widest = rows[0]
        told = (
            f"Tier 1 {change(found.main)} Van de {len(found.changes)} {found.same_sign} dezelfde "
            f"richting {found.without_zero} {change(low)} tot {change(high)} Eén keuze "
            f"{widest['axis']} {change(widest['low'])} tot {change(widest['high'])}"
        )
        too_long = " en ".join(map(str, found.too_long))
        return {
            "alt": told,
            "tables": [{"caption": "Tier 1 één keuze", "rows": rows}],
            "values": {
                "ways": len(found.changes),
                "same_sign": found.same_sign,
                "without_zero": found.without_zero,
                "lowest": low,
                "highest": high,
            },
            "text": f"{told} Twee vensters van {too_long} schooldagen",
            "figure": f"{self._choices()} 95%",
        }

    def _choices(self):
        rules = {way.rule for way in self.school.curve.found}
        cuts = " ".join(percent(cut, 0) for rule in rules for cut in rule.cuts)
        return cuts + " " + " ".join(str(way.days) for way in self.school.curve.found)

    def change_by_kind(self):
        """Kinds of absence."""
        kinds = self.school.kinds
        rows = [
            {
                "what": name,
                "before": before / 100,
                "after": after / 100,
                "change": moved,
                "interval": (low, high),
            }
            for name, (before, after, moved, low, high) in kinds.items()
        ]
        before, after, moved, low, high = kinds["alle verzuim"]
        parts = {name: row for name, row in kinds.items() if name != "alle verzuim"}
        shown = [name for name, row in parts.items() if row[3] > 0 or row[4] < 0]
        each = " ".join(f"{name} {change(row[2])}" for name, row in parts.items())
        verdict = " ".join(["aangetoond bij", *shown]) if shown else "bij geen ervan"
        told = (
            f"De {self.n} eerst {percent(before / 100)} later {percent(after / 100)} "
            f"{change(moved)} {change(low)} tot {change(high)} {each} {verdict}"
        )
        late = " later ".join(number(each, 2) for each in self.school.late)
        rounded = sum(round(10 * row[2]) for row in parts.values()) != round(10 * moved)
        return {
            "alt": told,
            "tables": [{"rows": rows}],
            "text": f"{told} Te laat {late}" + (" Elk getal is apart afgerond" * rounded),
        }

    def change_by_type(self):
        """Nobody has a type in these exports."""
        return {"text": f"Van de {self.n} niemand"}

    def by_year_group(self):
        """Tier by school year."""
        return self._dimension("by_year_group", self.school.by_year)

    def by_kind(self):
        """Tier by kind of absence."""
        return self._dimension("by_kind", self.school.by_kind)

    def _dimension(self, block, groups):
        everyone = [sum(column) for column in zip(*groups.values(), strict=True)]
        rows = []
        for name, counts in {**groups, "alle groepen": everyone}.items():
            n = sum(counts)
            row = {"group": name, "n": Count(n, n)}
            for i, tier in enumerate(TIERS):
                row[f"count_{tier}"] = Count(counts[i], n)
                row[f"share_{tier}"] = Share(counts[i], n, f"count_{tier}")
            rows.append(row)
        note = self.legend(block, 0)
        found = {"tables": [{"rows": rows, "note": note}]}
        small = [name for name, counts in groups.items() if sum(counts) < 10]
        if note:
            return {**found, "text": " ".join(f"{name} minder dan 10" for name in small)}
        shares = {name: counts[2] / sum(counts) for name, counts in groups.items()}
        ends = [min(shares, key=shares.get), max(shares, key=shares.get)]
        alt = " tot ".join(f"{percent(shares[name])} ({name})" for name in ends)
        told = " tot ".join(
            f"{percent(shares[name])} ({name}, {sum(groups[name])} leerlingen)" for name in ends
        )
        margins = [_wilson(groups[name][2], sum(groups[name])) for name in ends]
        apart = "" if margins[0][1] >= margins[1][0] else " niet"
        return {
            **found,
            "alt": f"Tier 3 {alt}",
            "text": f"Tier 3 {told} van die twee overlappen{apart}",
        }

    def class_changes(self):
        """How many classes stand out."""
        classes, out = self.school.class_tests
        told = "er geen op" if not out else f"er {out} op"
        return {
            "values": {"classes": classes, "stand_out": out},
            "text": f"Van de {classes} klassen {told} Tier 1",
        }

    def reading_guide(self):
        """No numbers."""
        return {}


def _wilson(count, n):
    p = count / n
    centre, half = p + Z**2 / (2 * n), Z * (p * (1 - p) / n + Z**2 / (4 * n**2)) ** 0.5
    return (centre - half) / (1 + Z**2 / n), (centre + half) / (1 + Z**2 / n)
