"""Proposals for a code book: from the school's own reasons and from the starter book."""

import pytest

from proeftuin.errors import InputError
from proeftuin.register.codes.code_book import UNDECIDED, proposal
from proeftuin.register.profiles.profile import read_profile
from proeftuin.register.quality.quality import quality
from proeftuin.register.reading.files import RawFile
from proeftuin.register.reading.raw_tables import read_table

REASONS = """absentiereden_code;absentiereden_omschrijving;geoorloofd;verantwoordingstype_id
A+;Absent buiten de reguliere les;J;1
AA;Absent; afgehandeld;N;1
bu;Buitenles;J;6
Z;Zwemles;J;1
q;Iets anders;;12
""".replace("Absent; afgehandeld", '"Absent; afgehandeld"')


def reasons():
    file = RawFile("absentieredenen.csv", REASONS.encode())
    return read_table([file], read_profile("magister").reasons)


def test_the_starter_book_knows_the_traps():
    lines = proposal(["A+", "AA", "HV"], reasons())
    assert lines == [
        "A+;Absent buiten de reguliere les;geen aanwezigheid;;",
        "AA;Absent, afgehandeld;afwezig;zonder bericht;nee",
        "HV;Huiswerk vergeten;geen aanwezigheid;;",
    ]


def test_a_school_that_means_something_else_is_believed():
    assert proposal(["Z", "bu"], reasons()) == [
        "Z;Zwemles;afwezig;;ja",
        "bu;Buitenles;niet verwacht;vrijstelling;ja",
    ]


def test_what_nobody_knows_is_left_open():
    assert proposal(["q", "nieuw"], reasons()) == [
        f"q;Iets anders;{UNDECIDED};;",
        f"nieuw;;{UNDECIDED};;",
    ]


OTHER_NAMES = "code;omschrijving\nBV;Bijzonder verlof\nZ;Ziek\n"
UNTYPED = OTHER_NAMES.replace("code;omschrijving", "absentiereden_code;absentiereden_omschrijving")


def with_reasons(magister, text):
    magister.files["absentieredenen.csv"] = text
    return magister


@pytest.mark.parametrize("has_book", [True, False])
@pytest.mark.parametrize(
    ("head", "missing"),
    [
        ("code;omschrijving", {"absentiereden_code", "absentiereden_omschrijving"}),
        ("absentiereden_code;omschrijving", {"absentiereden_omschrijving"}),
    ],
)
def test_a_list_of_reasons_with_other_columns_is_an_error(magister, has_book, head, missing):
    with_reasons(magister, OTHER_NAMES.replace("code;omschrijving", head, 1))
    if not has_book:
        del magister.files["codeboek.csv"]
    with pytest.raises(InputError) as raised:
        magister.load()
    found = [each for each in raised.value.problems if each.file == "absentieredenen.csv"]
    assert {each.column for each in found} == missing
    assert {each.what for each in found} == {"Er ontbreekt een kolom."}


def test_without_a_list_of_reasons_nothing_is_missed(magister):
    assert "absentieredenen.csv" not in magister.files
    magister.load()


def test_the_schools_own_description_goes_before_the_starter_book():
    file = RawFile("absentieredenen.csv", UNTYPED.encode())
    own = read_table([file], read_profile("magister").reasons)
    assert proposal(["BV", "Z"], own, marked=True) == [
        "BV;Bijzonder verlof;afwezig;verlof;ja;nee",
        "Z;Ziek;afwezig;ziek;ja;",
    ]


def test_what_the_starter_book_says_is_a_guess():
    assert proposal(["BV", "Z"], marked=True) == [
        "BV;Lesmateriaal vergeten;geen aanwezigheid;;;nee",
        "Z;Ziek;afwezig;ziek;ja;nee",
    ]
    assert proposal(["AA", "bu", "q"], reasons(), marked=True) == [
        "AA;Absent, afgehandeld;afwezig;zonder bericht;nee;",
        "bu;Buitenles;niet verwacht;vrijstelling;ja;",
        f"q;Iets anders;{UNDECIDED};;;",
    ]


@pytest.mark.parametrize(
    "code", ["te laat", "Te laat", "TE LAAT", "te-laat", "telaat", "Te laat gekomen"]
)
def test_too_late_written_out_is_known(code):
    (line,) = proposal([code])
    assert line.split(";")[2] == "te laat"


def test_a_proposal_can_be_kept_as_it_is_and_is_marked_until_it_is_looked_at(magister):
    del magister.files["codeboek.csv"]
    with pytest.raises(InputError) as raised:
        magister.load()
    (problem,) = raised.value.problems
    for word in ("geen aanwezigheid", "niet verwacht", "medisch bezoek", "nagegaan"):
        assert word in problem.mend
    lines = [line[4:] for line in problem.mend.splitlines() if line.startswith("    ")]
    magister.files["codeboek.csv"] = "\n".join(lines) + "\n"
    register = magister.load()
    (found,) = (each for each in quality(register).findings if each.key == "guessed_codes")
    assert found.count == 6 == len(register.absences)
    assert "HV = geen aanwezigheid: 1" in found.where
    assert "nagegaan" in found.kind.mend
    # Few registrations are of few pupils: a report protects the number and leaves the places out.
    assert found.kind.of_pupils
    # Confirmed, one by one or by leaving the column out.
    marked = magister.files["codeboek.csv"]
    magister.files["codeboek.csv"] = "\n".join(
        line[: -len("nee")] + "ja" if line.endswith(";nee") else line for line in lines
    )
    assert not [each for each in quality(magister.load()).findings if each.key == "guessed_codes"]
    magister.files["codeboek.csv"] = "\n".join(
        line.rsplit(";", 1)[0] for line in marked.splitlines()
    )
    assert not [each for each in quality(magister.load()).findings if each.key == "guessed_codes"]
