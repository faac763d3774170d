"""Why two reports differ: one thing changed at a time is named, and nothing else."""

import json
from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest
from typer.testing import CliRunner

from proeftuin.cli import app
from proeftuin.register.problems import InputError
from proeftuin.register.store import Register
from proeftuin.report import blocks, fingerprint
from proeftuin.report.explain import explain
from proeftuin.report.explain_text import SAME, conclusion, explanation_text
from proeftuin.report.fingerprint import Fingerprint, fingerprint_of
from proeftuin.report.outdated import STAMP, table_hashes
from proeftuin.report.results import school_results


@pytest.fixture(scope="module")
def results(project, registers):
    return school_results(registers["po"], project.schools["po"])


@pytest.fixture
def write(tmp_path, results, registers):
    """Write what a report keeps of itself, without the report."""

    def write(name, found=results, register=registers["po"], **stamp):
        register.save(tmp_path / name / "register")
        tables = table_hashes(tmp_path / name / "register")
        kept = {
            "follows_from": {"package": "a", "settings": name},
            "parameters": {"school": found.school.id},
            "published": blocks.hidden(found).values["published"],
            "fingerprint": fingerprint_of(found).to_json(),
            "tables": tables | {"key": "k"},
            **stamp,
        }
        (tmp_path / name / STAMP).write_text(json.dumps(kept), "utf-8")
        return tmp_path / name

    return write


def with_settings(results, registers, **changes):
    return school_results(registers["po"], results.school.model_copy(update=changes))


def with_provenance(results, **changes):
    return replace(results, provenance=results.provenance | changes)


def labels(found):
    return [(cause.kind, cause.label) for cause in found.causes]


def test_equal_reports_rest_on_the_same(write):
    found = explain(write("old"), write("new"))
    assert found.causes == found.numbers == ()
    assert explanation_text(found).endswith(SAME)


def test_a_cut(write, results):
    scheme = replace(results.scheme, cuts=(Fraction(96, 100), Fraction(9, 10)))
    found = explain(write("old"), write("new", replace(results, scheme=scheme)))
    # Which edge belongs to which cut is said with the cut.
    assert labels(found) == [("definition", "Grenzen"), ("definition", "Precies op een grens")]
    assert "Grenzen: 95% en 90% (Twente)  →  96% en 90% (Twente)" in explanation_text(found)


def test_the_side_of_an_edge(write, results):
    scheme = results.scheme.other_edge()
    scheme = replace(scheme, name=results.scheme.name)
    found = explain(write("old"), write("new", replace(results, scheme=scheme)))
    assert labels(found) == [("definition", "Precies op een grens")]


def test_the_measure(write, results, registers):
    found = explain(
        write("old"), write("new", with_settings(results, registers, measure="sessions"))
    )
    assert labels(found) == [("definition", "Maat")]
    assert found.numbers
    text = explanation_text(found)
    assert "Maat: minuten  →  dagdelen" in text
    assert "verschillen, door de begrippen." in text
    assert "meer dan één ding" not in text


def test_the_minimum(write, results, registers):
    new = with_settings(results, registers, minimum_sessions=11)
    assert labels(explain(write("old"), write("new", new))) == [
        ("definition", "Minimum aantal dagdelen")
    ]


def test_a_code(write, results):
    book = [dict(row) for row in results.provenance["code_book"]]
    book[0] |= {"kind": "late"}
    found = explain(write("old"), write("new", with_provenance(results, code_book=book)))
    assert labels(found) == [("definition", "Codeboek")]
    (item,) = found.causes[0].items
    assert item == ("Ziek", "afwezig, ziek, geoorloofd", "te laat, ziek, geoorloofd")
    assert "Codeboek: 7 codes, met andere inhoud" in explanation_text(found)


def test_a_day_of_the_calendar(write, results):
    calendar = results.provenance["calendar"][1:]
    found = explain(write("old"), write("new", with_provenance(results, calendar=calendar)))
    assert labels(found) == [("definition", "Kalender")]
    assert [new for _, _, new in found.causes[0].items] == ["geen"]


def test_the_windows(write, results, registers):
    period = results.school.period.model_copy(update={"days": results.school.period.days - 1})
    new = with_settings(results, registers, period=period)
    found = explain(write("old"), write("new", new))
    assert labels(found) == [
        ("definition", "Piramide over"),
        ("definition", "Venster voor"),
        ("definition", "Venster na"),
    ]
    assert found.only_old
    assert found.only_new


def test_what_is_hidden(write, monkeypatch):
    old = write("old")
    monkeypatch.setattr(fingerprint, "MINIMUM", 10)
    assert labels(explain(old, write("new"))) == [("definition", "Kleine aantallen")]


def test_one_registration_less(write, results, registers):
    register = registers["po"]
    last = results.current.period
    inside = register.absences["date"].between(pd.Timestamp(last.start), pd.Timestamp(last.end))
    tables = {name: getattr(register, name) for name in ("pupils", "sessions", "days")}
    row = register.absences.index[inside & register.absences["kind"].eq("absent")][0]
    fewer = Register({**tables, "absences": register.absences.drop(index=row)}, register.provenance)
    found = explain(write("old"), write("new", register=fewer))
    assert labels(found) == [("data", "Andere registraties van verzuim.")]
    assert "elk aantal dat beide tonen is gelijk" in conclusion(found)


def test_one_pupil_less(write, results, registers):
    register = registers["po"]
    gone = register.days["pupil"].iloc[0]
    tables = {
        name: getattr(register, name)[getattr(register, name)["pupil"] != gone]
        for name in ("pupils", "days")
    }
    absences = register.absences[register.absences["pupil"] != gone]
    fewer = Register(
        {**tables, "absences": absences, "sessions": register.sessions}, register.provenance
    )
    new = school_results(fewer, results.school)
    found = explain(write("old"), write("new", new, fewer))
    assert ("pupils", "Andere leerlingen, of andere in- en uitschrijvingen.") in labels(found)
    assert found.kinds == (
        ("pupils", "data") if len(absences) < len(register.absences) else ("pupils",)
    )
    assert any(key.endswith("|school|n") for key, _, _ in found.numbers)


def test_another_file_and_a_later_export(write, results, registers):
    files = [dict(row) for row in results.provenance["imported_from"]]
    files[0] |= {"sha256": "0" * 64}
    found = explain(write("old"), write("new", with_provenance(results, imported_from=files)))
    assert labels(found) == [("data", "Bestanden")]
    later = results.school.model_copy(
        update={"export_date": results.school.export_date.replace(day=1)}
    )
    found = explain(write("old"), write("newer", replace(results, school=later)))
    assert labels(found) == [("data", "Geëxporteerd")]


def test_another_version(write, results):
    found = explain(write("old"), write("new", with_provenance(results, version="9")))
    assert labels(found) == [("version", "Versie")]
    follows = {"package": "b", "settings": "x", "lock file": "c"}
    found = explain(write("old"), write("newer", follows_from=follows))
    assert labels(found) == [
        ("version", "Proeftuin zelf is veranderd."),
        ("version", "De versies van de gebruikte pakketten zijn veranderd."),
    ]


def test_another_key_is_no_other_pupils(write):
    old, new = write("old"), write("new")
    stamp = json.loads((new / STAMP).read_text("utf-8"))
    stamp["tables"] = dict.fromkeys(stamp["tables"], "x")
    (new / STAMP).write_text(json.dumps(stamp), "utf-8")
    ((kind, label),) = labels(explain(old, new))
    assert kind == "pupils"
    assert label.startswith("Een andere sleutel")


def test_two_changes_are_not_told_apart(write, results, registers):
    new = with_settings(results, registers, measure="sessions", minimum_sessions=11)
    assert "meer dan één ding" in conclusion(explain(write("old"), write("new", new)))


def test_two_schools(write, project, registers):
    other = school_results(registers["vo"], project.schools["vo"])
    text = explanation_text(explain(write("old"), write("new", other, registers["vo"])))
    assert "rapporten van twee scholen, po en vo" in text


def test_what_cannot_be_compared_is_told_at_once(write, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / STAMP).write_text("{")
    with pytest.raises(InputError) as raised:
        explain(tmp_path / "empty", tmp_path / "broken")
    assert [problem.what for problem in raised.value.problems] == [
        "Hier is geen rapport.",
        "rapport.json is niet te lezen.",
    ]
    (tmp_path / "broken" / STAMP).write_text('{"parameters": {"school": "po"}}')
    with pytest.raises(InputError, match="zegt niet waar het op rust"):
        explain(write("old"), tmp_path / "broken")


def test_command(write, results, registers):
    old, new = write("old"), write("new", with_settings(results, registers, measure="sessions"))
    done = CliRunner().invoke(app, ["report", "--explain", str(old), str(new)])
    assert done.exit_code == 0
    assert "Begrippen: er is anders geteld" in done.output
    assert "Aantallen die verschillen" in done.output
    assert CliRunner().invoke(app, ["report"]).exit_code == 2


def test_fingerprint_survives_a_file(results):
    found = fingerprint_of(results)
    assert Fingerprint.from_json(json.loads(json.dumps(found.to_json()))) == found


def test_block_shows_what_is_kept(results):
    bundle = blocks.fingerprint(results)
    kept = Fingerprint.from_json(bundle.values["fingerprint"])
    assert bundle.values["definition"] == kept.of("definition") in bundle.html
    assert bundle.values["data"] == kept.of("data") in bundle.html
    for entry in kept.entries.values():
        assert entry.digest in bundle.html
