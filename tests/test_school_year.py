"""A school year as a coach plays it: every month a new export, from August to July.

The school is simulated, and what is true of it comes from the arrays it was drawn as, never from
its files or from the register. Each month the coach puts the new export in the folder, changes
`exportdatum` and gives the commands of the guide.
"""

import csv
import io
import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from proeftuin.cli.commands import main
from proeftuin.simulation.everywhere import own_files
from proeftuin.simulation.history.sample import draw_school
from proeftuin.simulation.history.truth import pupil_truth
from proeftuin.simulation.schools.schools import PO, VARIANTS

NAMES = ["januari", "februari", "maart", "april", "mei", "juni"]
NAMES += ["juli", "augustus", "september", "oktober", "november", "december"]
TOML = """
naam = "Een schooljaar"

[scholen.s]
naam = "School S"
brin = "99AA"
sector = "{sector}"
profiel = "{profile}"
export = "s"
exportdatum = {made}
schooljaren = ["{year}"]
minimum = {minimum}
{extra}
eigen_dagen = [{free}]
"""


def small_primary():
    """Three groups, from which pupils go and to which they come."""
    (year,) = PO.years
    groups = tuple(room for room in year.classes if room.name[-1] in "345A")[:3]
    return replace(
        PO, years=(replace(year, classes=groups),), switches=(), unregistered=("", "2021-11-08", 0)
    )


@dataclass
class School:
    """A simulated school, whose exports are cut from that of its whole year."""

    spec: object
    school_year: str
    folder: Path

    def __post_init__(self):
        rng = np.random.default_rng([2021, len(self.spec.classes)])
        sample = draw_school(rng, self.spec)
        self.files = own_files(rng, sample)
        numbers = sample.people.number
        self.truth = pupil_truth(sample.world, sample.absent, numbers)
        classes = np.array([room.name for room in self.spec.classes])
        # The class on the last day of the month that a pupil was enrolled on.
        self.class_of = {}
        months = sample.world.days.astype("M8[M]").astype(str)
        for pupil, day in zip(*np.nonzero(sample.world.class_of >= 0), strict=True):
            place = classes[sample.world.class_of[pupil, day]]
            self.class_of[numbers[pupil], months[day]] = str(place)
        self.months = sorted(set(months))

    def pyramid(self, month):
        """Pupils per tier in a month, and per class."""
        rows = self.truth[(self.truth["period"] == month) & self.truth["tier"].notna()]
        tiers = rows["tier"].astype(int)
        classes = [self.class_of[pupil, month] for pupil in rows["pupil"]]
        return Counter(tiers), Counter(zip(classes, tiers, strict=True))

    def hand_over(self, made, first, extra=""):
        """Put an export in the folder that was made on a day, with what was marked since `first`."""
        folder = self.folder / "s"
        folder.mkdir(exist_ok=True)
        for name, data in self.files.items():
            cut = data
            if name == "aanwezigheid.xlsx":
                cut = workbook_until(data, first, made)
            elif (how := CUTS.get(name)) is not None:
                cut = lines_until(data, how, first, made)
            (folder / name).write_bytes(cut)
        text = TOML.format(
            sector=self.spec.sector,
            profile=self.spec.profile,
            made=made,
            year=self.school_year,
            minimum=self.spec.minimum_sessions,
            extra=extra,
            free=", ".join(f'{{ datum = {day}, wat = "studiedag" }}' for day in self.spec.free),
        )
        (self.folder / "proeftuinen.toml").write_text(text, "utf-8")


def in_span(first, last, made):
    """Keep a row of a day in the span, which an export of a period holds."""
    return lambda day, _: (day, None) if first <= day <= last else None


def known(first, last, made):
    """Keep an enrolment that has begun; that it will end is not yet known."""
    return lambda start, end: (
        (start, end if end and end <= made else None) if start <= made else None
    )


# Per file of Magister: the columns with the days, and which rows an export has.
CUTS = {
    "verantwoordingen.csv": (["verantwoording_datum"], in_span),
    "agenda.csv": (["agendaitem_start"], in_span),
    "leerlingen.csv": (["begindatum", "einddatum"], known),
}


def dutch(text):
    return datetime.strptime(text[:10], "%d-%m-%Y").date() if text else None


def lines_until(data, how, first, made):
    """Cut a file of Magister."""
    columns, rule = how
    keep = rule(first, made, made)
    rows = list(csv.DictReader(io.StringIO(data.decode("cp1252")), delimiter=";"))
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        days = [dutch(row[column]) for column in columns]
        found = keep(days[0], days[-1] if len(days) > 1 else None)
        if found is None:
            continue
        if len(columns) > 1 and found[1] is None:
            row[columns[1]] = ""
        writer.writerow(row)
    return out.getvalue().encode("cp1252")


def workbook_until(data, first, made):
    """Cut the workbook of a primary school."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    cut = openpyxl.Workbook()
    cut.remove(cut.active)
    for sheet in book:
        copy = cut.create_sheet(sheet.title)
        head, *rows = sheet.iter_rows(values_only=True)
        copy.append(head)
        for row in rows:
            cells = dict(zip(head, row, strict=True))
            if sheet.title == "Afwezigheid" and not first <= cells["Datum"].date() <= made:
                continue
            if sheet.title == "Leerlingen":
                if cells["Datum in"].date() > made:
                    continue
                if cells["Datum uit"] and cells["Datum uit"].date() > made:
                    cells["Datum uit"] = None
            copy.append(list(cells.values()))
    out = io.BytesIO()
    cut.save(out)
    return out.getvalue()


@pytest.fixture
def coach(monkeypatch, capsys, tmp_path):
    """Give a command as a coach does, in this process; returns its exit code and what it says."""
    monkeypatch.chdir(tmp_path)

    def give(*arguments):
        monkeypatch.setattr(sys, "argv", ["proeftuin", *arguments])
        with pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return left.value.code or 0, said.out, said.err

    return give


def last_day(month):
    first = date.fromisoformat(f"{month}-01")
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def title(month):
    year, number = month.split("-")
    return f"{NAMES[int(number) - 1]} {year}"


def pyramids_in(text):
    """Read pupils per tier from what the command prints, by the title above each pyramid."""
    found = {}
    for block in text.split("\nSchool S, ")[1:]:
        rows = re.findall(r"^ *Tier (\d) +(\d+) ", block, re.MULTILINE)
        found[block.splitlines()[0]] = Counter({int(tier): int(n) for tier, n in rows if int(n)})
    return found


def classes_in(text):
    """Read pupils per class and tier."""
    rows = re.findall(r"^(\S.*?) +(\d+) +(\d+) +(\d+)$", text, re.MULTILINE)
    counts = {(name, tier): int(n) for name, *of in rows for tier, n in enumerate(of, 1)}
    return Counter({key: n for key, n in counts.items() if n})


def test_the_year_of_a_secondary_school_with_an_export_of_each_month(coach, tmp_path):
    (year,) = VARIANTS["vmbo-klein"].years
    chosen = tuple(room for room in year.classes if room.name in ("1a", "1b", "4b1"))
    spec = replace(VARIANTS["vmbo-klein"], years=(replace(year, classes=chosen),))
    spec = replace(spec, unregistered=("", "2020-11-16", 0))
    school = School(spec, "2020-2021", tmp_path)
    play(coach, school, of_month=True, report_in=("2020-09",))

    # In June 4b1 has had its examinations: no lessons in the export of the month, made anew or not.
    school.hand_over(last_day("2021-06"), date(2021, 6, 1))
    code, said, wrong = coach("import", "proeftuinen.toml", "--opnieuw")
    assert code == 0, wrong
    code, said, wrong = coach("pyramid", "data/register/s")
    found = pyramids_in(said)
    assert found == {title("2021-06"): school.pyramid("2021-06")[0]}
    assert not any(name == "4b1" for name, _ in school.pyramid("2021-06")[1])


def test_the_year_of_a_primary_school_with_exports_of_all_so_far(coach, tmp_path):
    school = School(small_primary(), "2021-2022", tmp_path)
    play(coach, school, of_month=False)


def play(coach, school, of_month, report_in=()):
    start = school.spec.days[0].item()
    project, register = "proeftuinen.toml", "data/register/s"
    for number, month in enumerate(school.months):
        first, made = date.fromisoformat(f"{month}-01"), last_day(month)
        end = made
        if not of_month:
            # Made on the Friday with or after which the month was over.
            made += timedelta(days=(4 - made.weekday()) % 7)
        school.hand_over(made, first if of_month else start)

        code, said, wrong = coach("report", project, "--dry-run")
        assert (code, wrong.count("Traceback")) == (0, 0), wrong
        assert "wordt gemaakt" in said

        code, said, wrong = coach("import", project)
        assert code == 0, wrong
        assert f"nieuw: {title(month)}" in said or number == 0

        code, said, wrong = coach("pyramid", register)
        assert code == 0, wrong
        expected = {title(each): school.pyramid(each)[0] for each in school.months[: number + 1]}
        found = pyramids_in(said)
        assert {name: found[name] for name in expected} == expected
        # The month to come may have begun when the export was made.
        assert len(found) - len(expected) <= (not of_month)

        span = ("--start", str(first), "--end", str(end))
        code, said, wrong = coach("pyramid", register, *span, "--by", "class")
        assert code == 0, wrong
        assert classes_in(said) == school.pyramid(month)[1]

        if month in report_in:
            # In a process of its own, as it starts others.
            program = Path(sys.executable).with_name("proeftuin")
            done = subprocess.run(
                [program, "report", project], capture_output=True, text=True, check=False
            )
            assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
            assert (school.folder / "reports" / "s" / "schoolrapport.html").exists()

        # The month to come is a period without school days yet.
        after = made + timedelta(days=1)
        span = ("--start", str(after), "--end", str(after + timedelta(days=20)))
        for by in ((), ("--by", "class")):
            code, said, wrong = coach("pyramid", register, *span, *by)
            assert (code, wrong) == (0, "")
            assert "geen schooldagen" in said

    code, said, wrong = coach("import", project)
    assert (code, "nieuw:" in said) == (0, False), wrong
