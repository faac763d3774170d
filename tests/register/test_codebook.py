"""Proposals for a code book: from the school's own reasons and from the starter book."""

from proeftuin.register.codebook import UNDECIDED, proposal
from proeftuin.register.files import RawFile
from proeftuin.register.profiles import read_profile
from proeftuin.register.rawtables import read_table

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
