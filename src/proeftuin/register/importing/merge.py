"""A register that grows with every export.

An export speaks for the days it covers and the pupils it lists, and for nothing else. On those days
it replaces what the register had, so that a corrected row holds and a removed one is gone; on other
days it only fills what was empty. A pupil it does not list keeps the history the register has: many
systems leave out who has gone, and to lose those pupils would make earlier months look better.
"""

from datetime import date, timedelta
from typing import Any

import pandas as pd

from proeftuin.errors import InputError, Problem
from proeftuin.register.assembling.days import derive_days
from proeftuin.register.importing.history import export_date, merged_provenance, span_of
from proeftuin.register.registered.evidence import with_evidence
from proeftuin.register.store.engine import query
from proeftuin.register.store.register import Register
from proeftuin.register.store.tables import conform, validate

FIRST, FOREVER = date(1900, 1, 1), date(2200, 1, 1)
ONE_DAY = timedelta(1)

SESSIONS = """
select n.* from new n, bounds
where n.date between first_day and last_day
    or (n.class, n.date) not in (select (class, date) from old)
union all
select o.* replace (
    -- A register of an earlier version only says whether presence was registered.
    case when o.evidence <> '' or not presence then o.evidence
        when registered then 'presence' else 'unobserved' end as evidence
)
from bounds, old o
where o.date not between first_day and last_day
order by class, date, session
"""

ABSENCES = """
with kept as (
    select distinct s.class, s.date
    from old_sessions s, bounds where s.date not between first_day and last_day
),
old_enough as (
    select a.* from old a, bounds
    where a.date not between first_day and last_day
        or a.pupil not in (select pupil from new_pupils)
),
new_enough as (
    select n.* from new n, bounds
    where n.date between first_day and last_day or not exists (
        from new_pupils p join kept k on k.class = p.class and k.date = n.date
        where p.pupil = n.pupil and n.date between p.start and coalesce(p."end", n.date)
    )
)
from old_enough
union all
from new_enough anti join old_enough using (pupil, date, session, code)
order by date, session
"""

PUPILS = """
with
old_roster as (
    select o.* replace (coalesce(o."end", forever) as "end"),
        pupil in (select pupil from new) as known from old o, bounds
),
new_roster as (
    select n.* replace (coalesce(n."end", forever) as "end"),
        pupil in (select pupil from old) as known from new n, bounds
),
pieces as (
    select o.* replace (least(o."end", old_before) as "end") from old_roster o, bounds where known
    union all
    select o.* replace (greatest(o.start, new_after) as start) from old_roster o, bounds
    where known and not later
    union all
    select o.* replace (if(later, least(o."end", old_until), o."end") as "end")
    from old_roster o, bounds where not known
    union all
    select n.* replace (
        if(known, greatest(n.start, new_from), n.start) as start,
        if(later, n."end", least(n."end", new_until)) as "end"
    )
    from new_roster n, bounds
),
marked as (
    select *, start > coalesce(
        max("end") over (
            partition by pupil, class, year_group, stage, track, sap_type, observed order by start
            rows between unbounded preceding and 1 preceding
        ) + interval 1 day, timestamp '0001-01-01'
    ) as opens
    from pieces where start <= "end"
),
numbered as (
    select *, sum(opens::int) over (
        partition by pupil, class, year_group, stage, track, sap_type, observed order by start
    ) as enrolment
    from marked
)
select school, pupil, class, year_group, stage, track, min(start) as start,
    nullif(max("end"), any_value(forever)) as "end", sap_type,
    last(under_six order by start) as under_six, observed
from numbered, bounds
group by school, pupil, class, year_group, stage, track, sap_type, observed, enrolment
order by class, start, pupil
"""

CHANGES = """
with before as (
    select pupil, date, session,
        list((code, kind, minutes, reason, authorised) order by code) as marks
    from old group by all
),
after as (
    select pupil, date, session,
        list((code, kind, minutes, reason, authorised) order by code) as marks
    from new group by all
)
select
    count(*) filter (b.marks is null) as added,
    count(*) filter (b.marks is not null and a.marks is not null and b.marks <> a.marks)
        as replaced,
    count(*) filter (a.marks is null) as removed
from before b full join after a using (pupil, date, session)
"""

LEFT = """
select o.pupil, max_by(o.class, o.start) as class from old o, bounds
where later and o.pupil not in (select pupil from new) and coalesce(o."end", forever) > old_until
group by o.pupil
"""

LATE = """
select n.pupil, min_by(n.class, n.start) as class from new n, bounds
where later and n.pupil not in (select pupil from old) and n.start <= covered_until
group by n.pupil
"""


def grow(old: Register, new: Register) -> Register:
    """Add an export to a register.

    Parameters
    ----------
    old
        The register so far; it stays as it is.
    new
        What `import_school` made of the next export of the same school.

    Returns
    -------
    Register
        In memory; its `days` are derived again, and the last entry of `history` in its provenance
        tells what this export changed. `old` itself when the same export was the last one imported.

    Raises
    ------
    InputError
        The pseudonyms of the two were made with different keys, no pupil is in both, or it is not
        to be seen which days the export covers.
    ValueError
        The two are of different schools.
    """
    _check(old, new)
    entry = new.provenance["history"][-1]
    if entry["fingerprint"] == old.provenance["history"][-1]["fingerprint"]:
        return old
    span = span_of(entry)
    if span is None:
        raise InputError(
            [
                Problem(
                    "Niet te zien is welke dagen deze export beslaat: er zijn geen registraties.",
                    mend="Zet bij de school in proeftuinen.toml: "
                    "exportperiode = { begin = 2021-03-01, eind = 2021-03-31 }",
                )
            ]
        )
    bounds = _bounds(old, new, *span).assign(
        # Of the old rows, which the register holds; an earlier version only kept the outcome.
        presence=old.provenance["history"][-1]["presence"]
    )
    pupils = conform(query(PUPILS, old=old.pupils, new=new.pupils, bounds=bounds), "pupils")
    sessions = query(SESSIONS, old=old.sessions, new=new.sessions, bounds=bounds)
    sessions = conform(sessions, "sessions")
    absences = query(
        ABSENCES,
        old=old.absences,
        new=new.absences,
        old_sessions=old.sessions,
        new_pupils=new.pupils,
        bounds=bounds,
    )
    absences = conform(absences, "absences")
    # What is improbable is so given all that was registered, and that is more now.
    sessions = with_evidence(pupils, sessions, absences, new.provenance["settings"])
    days = derive_days(pupils, sessions, absences)
    tables = {"pupils": pupils, "sessions": sessions, "absences": absences, "days": days}
    tables = {name: validate(frame, name) for name, frame in tables.items()}
    entry = entry | _changes(old, new, absences, bounds)
    return Register(tables, merged_provenance(old.provenance, new.provenance, entry))


def _check(old: Register, new: Register) -> None:
    if old.school != new.school:
        raise ValueError(f"a register of {old.school} cannot grow by an export of {new.school}")
    keys = [register.provenance.get("key_id") for register in (old, new)]
    if None not in keys and keys[0] != keys[1]:
        problem = Problem(
            "Het register is met een andere sleutel gemaakt.",
            expected="dezelfde sleutel; met een andere sluiten de leerlingen niet op elkaar aan",
            mend="Is de naam of de sleutel in proeftuinen.toml veranderd? Zet de vorige terug. "
            f"Lees anders alle exports van {old.school} opnieuw in, de eerste met --only "
            f"{old.school} --opnieuw; het register van nu blijft dan ernaast bewaard.",
        )
        raise InputError([problem])
    if set(old.pupils["pupil"]).isdisjoint(new.pupils["pupil"]):
        problem = Problem(
            "Geen enkele leerling van deze export staat in het register.",
            expected="dezelfde leerlingnummers als in de vorige export",
            mend="Controleer of dit de goede school is en of voorloopnullen niet zijn weggevallen, "
            f"of begin opnieuw met --only {old.school} --opnieuw; het register van nu blijft dan "
            "ernaast bewaard.",
        )
        raise InputError([problem])


def _bounds(old: Register, new: Register, first: date, last: date) -> pd.DataFrame:
    """Return, in one row, the days that decide which of the two registers holds."""
    history = [entry for entry in old.provenance["history"] if entry["contributes"]]
    vouched = {span: export_date(entry) for entry in history if (span := span_of(entry))}
    exported = {"old": export_date(old.provenance), "new": export_date(new.provenance)}
    later = exported["new"] >= exported["old"]
    covered_until = max((end for _, end in vouched), default=FIRST)
    if later and all(first <= start and end <= last for start, end in vouched):
        # Nothing of what was registered is left: the timetable around it is not either.
        first, last = FIRST, FOREVER - ONE_DAY
    # A roster vouches for its pupils up to its own export, or to the days of the next one; the
    # earliest also for the days before it, since a later list may leave out classes of the past.
    day_before = first - ONE_DAY
    known = [max(end, made) for (start, end), made in vouched.items() if start < first]
    next_day = min((start for start, _ in vouched if start > last), default=FOREVER)
    days = {
        "first_day": first,
        "last_day": last,
        "covered_until": covered_until,
        "old_before": (old_before := min(day_before, max(known, default=FIRST - ONE_DAY))),
        "new_from": old_before + ONE_DAY,
        "old_until": max(covered_until, min(day_before, exported["old"])),
        "new_until": (new_until := max(last, min(next_day - ONE_DAY, exported["new"]))),
        "new_after": new_until + ONE_DAY,
        "forever": FOREVER,
    }
    stamps: dict[str, Any] = {name: [pd.Timestamp(day)] for name, day in days.items()}
    return pd.DataFrame(stamps).astype("datetime64[us]").assign(later=later)


def _changes(
    old: Register, new: Register, absences: pd.DataFrame, bounds: pd.DataFrame
) -> dict[str, Any]:
    """Tell what an import changed: registrations, pupils, and what asks for a look."""
    counts = query(CHANGES, old=old.absences, new=absences).iloc[0]
    rosters = {"old": old.pupils, "new": new.pupils, "bounds": bounds}
    found = [
        ("leerlingen die niet meer in de leerlingenlijst staan", query(LEFT, **rosters)),
        ("leerlingen die later zijn toegevoegd met een eerdere begindatum", query(LATE, **rosters)),
    ]
    listed, known = set(new.pupils["pupil"]), set(old.pupils["pupil"])
    return {
        **{str(name): int(count) for name, count in counts.items()},
        "joined": len(listed - known),
        "left": len(found[0][1]),
        "unlisted": len(known - listed),
        "findings": [
            {"what": what, "count": len(rows), "examples": sorted(set(rows["class"]))[:5]}
            for what, rows in found
            if len(rows)
        ],
    }
