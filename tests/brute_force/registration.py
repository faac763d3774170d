"""Which sessions were registered, reckoned with loops over plain dicts and sets.

Written from the description of the rule: what the export or the school says of a session comes
first, then marks, and an empty stretch is only unregistered when too many marks were to be expected
in it. A mark is one pupil with at least one deviation in a week. A class is one of a school year: a
name that returns after the summer is another class.
"""

from collections import defaultdict
from datetime import timedelta
from statistics import median

STRETCH, SERIES = 7, 9
FICTITIOUS = 6
USUAL = 0.1
KNOWN_NOT = {"unobserved", "uncovered", "unregistered"}
NOT_REGISTERED = KNOWN_NOT | {"silent", "missing"}
TWO_WEEKS = timedelta(14)


def judge(enrolments, said, marks):
    """Say of each session on what evidence it is registered, or is not.

    `enrolments` holds (pupil, class, first day, last day); `said` gives, by (class, day, session),
    what the export or the school says of it ("" for nothing); `marks` holds (pupil, day, session).
    """
    enrolments = set(enrolments)
    who = defaultdict(set)  # session -> pupils marked in it
    days_of = defaultdict(list)
    for pupil, day, session in marks:
        days_of[pupil].append((day, session))
    for pupil, class_, start, end in enrolments:
        for day, session in days_of[pupil]:
            if start <= day <= end and (class_, day, session) in said:
                who[class_, day, session].add(pupil)

    verdict = {}
    open_, closed, present = set(), set(), set()
    for key, what in said.items():
        if what in ("uncovered", "unregistered") and who[key]:
            what = ""
        if what:
            verdict[key] = what
        else:
            open_.add(key)
        if what == "closed":
            closed.add(key)
        if what == "presence":
            present.add(key)
    rest = [key for key in said if verdict.get(key) not in KNOWN_NOT]
    silent, gone = _silent(enrolments, rest, who, open_, closed, present)

    marked_days = {(class_, day) for (class_, day, _), pupils in who.items() if pupils}
    marked_weeks = {(class_, _monday(day)) for class_, day in marked_days}
    for key in open_:
        class_, day, _ = key
        if who[key]:
            verdict[key] = "mark"
        elif key in silent:
            verdict[key] = "silent"
        elif (class_, day) in marked_days:
            verdict[key] = "day"
        elif (class_, _monday(day)) in marked_weeks:
            verdict[key] = "week"
        else:
            verdict[key] = "none"
    for key in gone:
        verdict[key] = "missing"
    return verdict


def _monday(day):
    return day - timedelta(day.weekday())


def _year(week):
    """Return the year in which the school year of a week began."""
    return week.year if week.month > 7 else week.year - 1


def _silent(enrolments, sessions, who, open_, closed, present):
    """Return the open sessions of improbable stretches, and the closed ones whose marks are gone."""
    of_week = defaultdict(list)  # (class, week) -> sessions
    for key in sessions:
        of_week[key[0], _monday(key[1])].append(key)
    weeks_of = defaultdict(list)
    for class_, week in sorted(of_week):
        weeks_of[class_].append(week)
    seen = closed | present

    marked, there, exposure = {}, {}, {}
    usual = {
        class_: median(len(of_week[class_, week]) for week in weeks)
        for class_, weeks in weeks_of.items()
    }
    usual_of_year = {
        (class_, year): median(len(of_week[class_, w]) for w in weeks if _year(w) == year)
        for class_, weeks in weeks_of.items()
        for year in {_year(week) for week in weeks}
    }
    for at, keys in of_week.items():
        marked[at] = set().union(*(who[key] for key in keys))
        first, last = min(key[1] for key in keys), max(key[1] for key in keys)
        there[at] = {
            pupil
            for pupil, class_, start, end in enrolments
            if class_ == at[0] and start <= last and end >= first
        }
        exposure[at] = len(there[at]) * min(1, len(keys) / usual_of_year[at[0], _year(at[1])])

    def part(at, some):
        return exposure[at] * sum(key in some for key in of_week[at]) / len(of_week[at])

    # Weeks in which nobody of the whole school has a mark; that a lesson was closed is no help.
    quiet = set()
    if len(weeks_of) > 1 or closed:
        rows = []
        for week in sorted({week for _, week in of_week}):
            here = [at for at in of_week if at[1] == week]
            pupils = set().union(*(there[at] for at in here))
            lessons = sum(len(there[at]) * len(of_week[at]) for at in here)
            whole = sum(exposure[at] for at in here)
            unsure = sum(part(at, open_ | closed) for at in here)
            rows.append(
                {
                    "unit": "",
                    "week": week,
                    "pupils": len(pupils),
                    "each": lessons / len(pupils) if pupils else 0,
                    "marks": len(set().union(*(marked[at] for at in here))),
                    "empty": not any(marked[at] or set(of_week[at]) & present for at in here),
                    "share": unsure / whole if whole else 0,
                }
            )
        each = [row["each"] for row in rows if row["pupils"]]
        for row in rows:
            row["exposure"] = row["pupils"] * min(1, row["each"] / median(each)) if each else 0
            row["open"] = row["exposure"] * row["share"]
        quiet = {week for _, week in _stretches(rows)}

    found = {(class_, week) for class_, week in of_week if week in quiet}

    # Classes.
    groups = _groups(enrolments, usual)
    rows = []
    for class_, weeks in weeks_of.items():
        for week in weeks:
            at = (class_, week)
            rows.append(
                {
                    "unit": (class_, _year(week)),
                    "week": week,
                    "marks": len(marked[at]),
                    "empty": not marked[at],
                    "exposure": exposure[at],
                    "open": part(at, open_),
                    "out": week in quiet,
                }
            )
    if not any(row["marks"] for row in rows if row["unit"][0] in groups):
        groups = set()
    whole = [row for row in rows if row["unit"][0] not in groups]
    found |= {(unit[0], week) for unit, week in _stretches(whole)}
    if closed:
        # Teachers close their lessons whoever is absent: closings instead of marks.
        closings = []
        for row in rows:
            keys = of_week[row["unit"][0], row["week"]]
            closings.append(
                row
                | {
                    "marks": sum(key in closed for key in keys),
                    "empty": row["empty"] and not any(key in seen for key in keys),
                    "exposure": len(keys),
                    "open": sum(key in open_ for key in keys),
                    "out": False,
                }
            )
        # From a class's first week with a closed lesson to its last one.
        for row in closings:
            own = [one for one in closings if one["unit"][0] == row["unit"][0]]
            weeks = [one["week"] for one in own if one["marks"]]
            row["out"] = not weeks or not min(weeks) <= row["week"] <= max(weeks)
        found |= {(unit[0], week) for unit, week in _stretches(closings)}
    silent = {key for at in found for key in of_week[at] if key in open_}

    # Places in the timetable, and weekdays.
    for by_hour in (True, False):
        of_series = defaultdict(list)
        for key in sessions:
            week = _monday(key[1])
            place = (key[0], key[1].weekday(), key[2] if by_hour else "", _year(week))
            of_series[place, week].append(key)
        rows = []
        for (place, week), keys in sorted(of_series.items()):
            inside = set().union(*(who[key] for key in keys))
            others = [key for key in of_week[place[0], week] if key not in keys]
            rows.append(
                {
                    "series": place,
                    "week": week,
                    "hour": place[2],
                    "marks": len(inside),
                    "elsewhere": len(set().union(*(who[key] for key in others))),
                    "given": len(keys),
                    "open": sum(key in open_ for key in keys),
                    "empty": not inside and not any(key in seen for key in keys),
                }
            )
        once = _series(rows)
        # Also without the marks of the one pupil who has most in each stretch.
        for run in _runs(rows, "series"):
            here = [
                rows[place] for place in run if (rows[place]["series"], rows[place]["week"]) in once
            ]
            weight = defaultdict(int)
            for row in here:
                for pupil in marked[row["series"][0], row["week"]]:
                    weight[pupil] += row["open"]
            if weight:
                most = max(sorted(weight), key=weight.get)
                for row in here:
                    row["elsewhere"] -= most in marked[row["series"][0], row["week"]]
        for at in once & _series(rows):
            silent |= {key for key in of_series[at] if key in open_}

    # Lesson groups: held against the marks that their pupils have in other classes.
    rows = []
    for class_ in sorted(groups):
        for week in weeks_of[class_]:
            keys = of_week[class_, week]
            elsewhere = {
                pupil
                for pupil in there[class_, week]
                for other in weeks_of
                if other != class_ and pupil in marked.get((other, week), ())
            }
            rows.append(
                {
                    "series": (class_, _year(week)),
                    "week": week,
                    "hour": "",
                    "marks": len(marked[class_, week]),
                    "elsewhere": len(elsewhere),
                    "given": len(keys),
                    "open": sum(key in open_ for key in keys),
                    "empty": not marked[class_, week],
                }
            )
    for (class_, _), week in _series(rows):
        silent |= {key for key in of_week[class_, week] if key in open_}
    return silent, {key for key in sessions if _monday(key[1]) in quiet and key in closed}


def _groups(enrolments, usual):
    """Return the classes that give their pupils less than half of all their sessions."""
    totals = defaultdict(list)
    classes_of = defaultdict(list)
    for pupil, class_, start, end in enrolments:
        if class_ in usual:
            classes_of[pupil].append((class_, start, end))
    for own in classes_of.values():
        for class_, start, end in own:
            total = 0
            for other, begin, until in own:
                if begin > end or until < start:
                    continue
                # A change of class that overlaps by some days is no second class.
                if other == class_ or min(end, until) - max(start, begin) > TWO_WEEKS:
                    total += usual[other]
            totals[class_].append(total)
    return {class_ for class_, all_ in totals.items() if median(all_) > 2 * usual[class_]}


def _runs(rows, unit):
    """Return the longest runs of empty rows of one unit, as lists of places in `rows`."""
    runs, before = [], None
    for place, row in enumerate(rows):
        if row["empty"]:
            if before is not None and rows[before]["empty"] and rows[before][unit] == row[unit]:
                runs[-1].append(place)
            else:
                runs.append([place])
        before = place
    return runs


def _stretches(rows):
    """Return (unit, week) of the empty stretches in which seven marks were to be expected."""
    runs = _runs(rows, "unit")
    usable = {place for place, row in enumerate(rows) if not row.get("out")}
    dropped = set()
    for _ in range(5):
        left = usable - dropped
        marks, total = defaultdict(float), defaultdict(float)
        for place in left:
            marks[rows[place]["unit"]] += rows[place]["marks"]
            total[rows[place]["unit"]] += rows[place]["exposure"]
        school = (FICTITIOUS + sum(marks.values())) / (FICTITIOUS / USUAL + sum(total.values()))
        now = set()
        for run in runs:
            unit = rows[run[0]]["unit"]
            outside = total[unit] - sum(rows[place]["exposure"] for place in run if place in left)
            rate = (FICTITIOUS + marks[unit]) / (FICTITIOUS / school + outside)
            if rate * sum(rows[place]["open"] for place in run if place in usable) >= STRETCH:
                now |= {place for place in run if place in usable}
        if now == dropped:
            break
        dropped = now
    return {(rows[place]["unit"], rows[place]["week"]) for place in dropped}


def _series(rows):
    """Return (series, week) of the stretches that stay empty where nine marks were expected."""
    runs = _runs(rows, "series")
    dropped = set()
    for _ in range(3):
        marks, chances = defaultdict(float), defaultdict(float)
        for place, row in enumerate(rows):
            if place not in dropped:
                marks[row["hour"]] += row["marks"]
                chances[row["hour"]] += row["elsewhere"] * row["given"]
        if not sum(marks.values()) or not sum(chances.values()):
            break
        usual = sum(marks.values()) / sum(chances.values())
        now = set()
        for run in runs:
            hour = rows[run[0]]["hour"]
            ratio = usual
            if marks[hour]:
                ratio = (FICTITIOUS + marks[hour]) / (FICTITIOUS / usual + chances[hour])
            if ratio * sum(rows[p]["elsewhere"] * rows[p]["open"] for p in run) >= SERIES:
                now |= set(run)
        if now == dropped:
            break
        dropped = now
    return {(rows[place]["series"], rows[place]["week"]) for place in dropped}
