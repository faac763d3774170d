"""The blocks of the change itself, and of its setting."""

import re

from brute_force import inference, sources
from brute_force.dutch import change, long_date, moved, number, p_value, percent
from brute_force.page import LEGEND, Page
from brute_force.pyramids import TIERS
from brute_force.tracing import Beside, Count, Share

BOTH = ("before", "after")


class ChangePages(Page):
    """The blocks of the change itself, and of its setting."""

    def cover(self):
        """School, period, day of the export."""
        over = f"{self.spans()[1]} ({self.size} schooldagen)"
        until = long_date(self.school.settings["exportdatum"])
        return {
            "values": {"Piramide over": over, "Gegevens tot": until},
            "text": f"{over} {until}",
        }

    def preregistration(self):
        """What was laid down, and the one thing that this school did otherwise."""
        plan = self.school.settings.get("vooraf")
        if plan is None:
            return {}
        period, figure = plan["periode"], plan["hoofdcijfer"]
        begun = self.school.settings["periode"]["begin"]
        assert plan["vastgelegd"] > begun
        assert period == self.school.settings["periode"]
        assert plan["vergelijking"] == self.school.settings["vergelijkingsscholen"]
        assert figure["minimum"] == self.school.minimum
        late = f"vastgelegd op {long_date(plan['vastgelegd'])} begonnen {long_date(begun)}"
        smallest, tier = plan["kleinste_verandering"], figure["tier"]
        low, high = self.school.main.interval[tier - 1]
        end = "open" if low < smallest <= high else "voorbij" if low >= smallest else "daaronder"
        windows = " en ".join(
            f"{long_date(first)} t/m {long_date(last)} ({self.size})"
            for first, last in self.school.dates
        )
        planned = f"{long_date(period['begin'])} t/m {long_date(period['eind'])}"
        rows = [
            {"planned": f"Tier {tier} vanaf {smallest}", "done": f"Tier {tier}"},
            {"planned": f"{planned} twee keer {period['schooldagen']}", "done": windows},
            {},
            {},
            {"planned": str(figure["minimum"]), "done": str(self.school.minimum)},
            {},
            {"planned": plan["verwacht"]},
        ]
        return {
            "tables": [{"rows": rows}],
            "values": {"departures": [late], "as_laid_down": False},
            "text": f"Op één punt anders {long_date(plan['vastgelegd'])} {late} Tier {tier} "
            f"{moved(self.points[tier - 1])} {change(low)} tot {change(high)} "
            f"vanaf {smallest} marge {end}",
        }

    def change(self):
        """The change per tier, and who is not in it."""
        school, main = self.school, self.school.main
        before = [sum(row) for row in self.table]
        after = [sum(column) for column in zip(*self.table, strict=True)]
        rows = [
            {
                "tier": f"Tier {tier}",
                "count_before": Count(before[i]),
                "count_after": Count(after[i]),
                "before": Share(before[i], self.n, "count_before"),
                "after": Share(after[i], self.n, "count_after"),
                "change_pupils": after[i] - before[i],
                "change": self.points[i],
                "interval": main.interval[i],
            }
            for i, tier in enumerate(TIERS)
        ]
        nobody = dict.fromkeys(("tier_1", "tier_2", "tier_3"))
        others = [
            {f"tier_{tier}": Count(part[tier - 1], few=0 < sum(part) < 5) for tier in TIERS}
            | {"n": Count(sum(part))}
            for part in (main.joined, main.left)
        ]
        others.append({**nobody, "n": Count(main.unclassified)})
        said = []
        for i, (low, high) in enumerate(main.interval):
            verb = "steeg" if self.points[i] > 0 else "daalde"
            levels = f"van {percent(before[i] / self.n)} naar {percent(after[i] / self.n)}"
            if i or any(self.hidden("change", 0, i, f"count_{side}") for side in BOTH):
                levels = ""
            chance = "" if low > 0 or high < 0 else "toeval"
            said.append(f"Tier {i + 1} {verb} {number(abs(self.points[i]), 1)} {levels} {chance}")
        rounded = sum(round(10 * each) for each in self.points)
        note = f"afgerond {change(rounded / 10)} 0,0" if rounded else ""
        spans = self.spans()
        return {
            "alt": " ".join(said),
            "tables": [
                {"rows": rows, "note": self.legend("change", 0)},
                {"rows": others, "note": self.legend("change", 1)},
            ],
            "values": {"paired": school.main.paired, "notes": [note] if note else []},
            "figure": "95%",
            "text": f"de {self.size} schooldagen van {spans[0]} met de {self.size} schooldagen van "
            f"{spans[1]} {self.n} leerlingen {note}",
        }

    def moves(self):
        """Who went where."""
        whole = [*self.table, [sum(column) for column in zip(*self.table, strict=True)]]
        rows = [
            {f"tier_{tier}": Count(row[tier - 1]) for tier in TIERS} | {"n": Count(sum(row))}
            for row in whole
        ]
        for i, row in enumerate(rows):
            row["before"] = f"Tier {i + 1} voor" if i < 3 else "Totaal na"
        hidden = any(self.hidden("moves", 0, 2, f"tier_{tier}") for tier in TIERS)
        last = self.table[2]
        out = "" if hidden else percent(1 - last[2] / sum(last), 0)
        better = sum(self.table[i][j] for i in range(3) for j in range(i))
        worse = sum(self.table[i][j] for i in range(3) for j in range(i + 1, 3))
        figure = " ".join(percent(n / sum(row), 0) for row in self.table for n in row)
        return {
            "alt": out,
            "tables": [{"rows": rows, "note": self.legend("moves", 0)}],
            "figure": f"{figure} {better} {worse}",
        }

    def tests(self):
        """The test over classes, and those of independent pupils."""
        statistic, df, p = inference.hotelling(self.school.classes)
        rows = [{"statistic": statistic, "df": df, "p": p_value(p)}]
        # Tests of pupils on their own are made of the table of moves, and hidden with any of it.
        moved = any(self.hidden("moves", 0, i, f"tier_{tier}") for i in range(3) for tier in TIERS)
        for test in (inference.stuart_maxwell, inference.bhapkar):
            value, chance = test(self.table)
            rows.append({"statistic": value, "df": 2.0, "p": p_value(chance)})
        for tier in TIERS:
            chance = inference.midp(*inference.movers(self.table, tier))
            name = f"McNemar mid-p, Tier {tier}"
            rows.append({"test": name, "statistic": None, "df": None, "p": p_value(chance)})
        if moved:
            kept = dict.fromkeys(("statistic", "df", "p"), Beside(0, True))
            rows[1:] = [row | kept for row in rows[1:]]
        verdict = "veranderd" if p < 0.05 else "niet aantoonbaar veranderd"
        return {
            "tables": [{"rows": rows}],
            "text": f"over {self.school.main.clusters} klassen {verdict} F(2; {number(df, 1)}) = "
            f"{number(statistic, 2)} {p_value(p)} van één klas",
        }

    def exposure(self):
        """Sessions before and after, and the change on as many."""
        before, after, unequal = self.school.sessions
        equal = self.school.on_equal_sessions
        many = "5" if 0 < unequal < 5 else number(unequal)
        return {
            "values": {"unequal": Count(unequal), "equal": equal},
            "text": f"{number(before)} {number(after)} bij {many} 10% Tier 1 {change(equal)}",
        }

    def calendar(self):
        """Days that were not as usual, from the published calendar and the school's own."""
        rows = sources.calendar(self.school)
        first, last = self.school.dates[0][0], self.school.dates[1][1]
        caption = f"Kalender {long_date(first)} tot en met {long_date(last)}"
        return {"tables": [{"caption": caption, "rows": rows}]}

    def definitions(self):
        """The rule, and who stands on a cut."""
        school, pyramid = self.school, self.school.pyramid
        least = school.minimum
        before, after = (f"{each}, {self.size} schooldagen" for each in self.spans())
        texts = [
            "Tier 1: 95% of meer; Tier 2: 90% of meer, minder dan 95%; Tier 3: minder dan 90% "
            f"minder dan {least}",
            "",
            "",
            "Tier 1 ten minste 80%, Tier 2 ten hoogste 15% en Tier 3 ten hoogste 5%",
            f"Minder dan {least}",
            "minstens zeven meldingen minder dan 80%",
            after,
            before,
            after,
            " ".join(LEGEND.values()),
        ]
        on_cut = list(pyramid.on_cut.values())
        shown = self.shown["definitions"]["tables"][1]["caption"]
        # A number that is hidden for the sake of another is a symbol without a digit.
        kept = [text.strip() in ("•", "×") for text in re.findall(r"(<5|•|×|\d+) op ", shown)]
        first, second = (
            "" if out else "5" if 0 < each < 5 else number(each)
            for each, out in zip(on_cut, kept, strict=True)
        )
        rows = [
            {
                "tier": f"Tier {tier}",
                "this": Count(pyramid.counts[tier]),
                "other": Count(pyramid.other_edge[tier]),
            }
            for tier in TIERS
        ]
        return {
            "tables": [
                {"rows": [{"text": text} for text in texts]},
                {
                    "caption": f"{first} op 95% en {second} op 90%",
                    "rows": rows,
                    "note": self.legend("definitions", 1),
                },
            ]
        }

    def sources(self):
        """The files."""
        shown = [row["file"] for row in self.shown["sources"]["tables"][0]["rows"]]
        rows = sources.files(self.school, shown)
        day = long_date(self.school.settings["exportdatum"])
        columns = self.shown["sources"]["tables"][1]["rows"]
        named = [{"file": row["file"]} for row in columns if row["file"] in shown]
        version = self.shown["sources"]["values"]["version"]
        return {
            "tables": [{"rows": rows}, {"rows": named}],
            "text": f"op {day} laatste twee weken SHA-256 {version}",
        }
