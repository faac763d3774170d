import random
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom
from stdnum.nl import bsn, onderwijsnummer

from proeftuin.register.privacy.personal_data import (
    FEWEST_NUMBERS,
    SHARE_THAT_PASSES,
    dropped_columns,
    kind_of_column,
    person_numbers,
    under_six,
)

NUMBERS = st.integers(0, 999_999_999).map("{:09d}".format)


def remainder(number):
    """The 11-test by hand: weights 9 to 2 and −1."""
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(weight * int(digit) for weight, digit in zip(weights, number, strict=True)) % 11


def numbers(rest, start=100_000_000, count=30, seed=0):
    """Random nine-digit numbers whose 11-test leaves this remainder."""
    draw = random.Random(seed)
    found = []
    while len(found) < count:
        number = f"{draw.randrange(start, 1_000_000_000):09d}"
        if remainder(number) == rest and number not in found:
            found.append(number)
    return found


def series(values):
    return pd.Series(list(values), dtype="str")


BSNS = numbers(0)
EDUCATION = [f"10{tail}" for tail in ("1222331", *(number[2:] for number in numbers(5)))]
EDUCATION = [number for number in EDUCATION if remainder(number) == 5] + [
    f"10{n:07d}" for n in range(3_000) if remainder(f"10{n:07d}") == 5
][:25]


@given(NUMBERS)
def test_the_library_does_the_eleven_test(number):
    assert bsn.is_valid(number) == (remainder(number) == 0 and number != "000000000")
    expected = number.startswith("10") and remainder(number) == 5
    assert onderwijsnummer.is_valid(number) == expected


def test_published_numbers():
    # From the documentation of python-stdnum, and the number that forms print as an example.
    assert bsn.is_valid("1112.22.333")
    assert not bsn.is_valid("1112.52.333")
    assert bsn.is_valid("123456782")
    assert onderwijsnummer.is_valid("1012.22.331")
    assert not onderwijsnummer.is_valid("100252333")
    assert [remainder(number) for number in ("111222333", "123456782", "101222331")] == [0, 0, 5]


@pytest.mark.parametrize(
    "write",
    [
        str,
        lambda number: f"{number[:4]}.{number[4:6]}.{number[6:]}",
        lambda number: f"{number[:3]} {number[3:6]} {number[6:]}",
        lambda number: f" {number}.0",
    ],
)
def test_column_of_citizen_or_education_numbers(write):
    assert person_numbers(series(map(write, BSNS))) == "bsn"
    assert person_numbers(series(map(write, EDUCATION))) == "onderwijsnummer"


def test_citizen_numbers_that_lost_their_zero():
    low = [n for n in range(10_000_000, 10_001_000) if remainder(f"{n:09d}") == 0]
    assert person_numbers(series(map(str, low))) == "bsn"


def test_both_in_one_column_beside_own_numbers_and_typing_errors():
    mixed = [*BSNS, *EDUCATION[:10], "123456789", "234567890", "", "101", "00102", "onbekend"]
    assert person_numbers(series(mixed)) == "bsn"
    assert person_numbers(series([*EDUCATION, *BSNS[:10]])) == "onderwijsnummer"


def test_a_million_rows_of_few_pupils():
    assert person_numbers(series(BSNS * 30_000)) == "bsn"


@given(st.integers(1, 9_999_999), st.integers(1, 400))
def test_own_short_numbers_are_never_flagged(first, count):
    last = min(first + count, 10_000_000)
    assert person_numbers(series(map(str, range(first, last)))) == ""


def test_own_short_numbers_that_would_pass_with_zeros_in_front():
    passing = [str(n) for n in range(10_000, 200_000) if bsn.is_valid(str(n))]
    assert len(passing) > 15_000
    assert person_numbers(series(passing)) == ""


@pytest.mark.parametrize("first", [202_100_001, 100_000_001, 20_210_001, 987_000_000])
def test_own_long_numbers_in_sequence_are_no_citizen_numbers(first):
    assert person_numbers(series(map(str, range(first, first + 900)))) == ""


LOW = [f"{n:09d}" for n in range(10_000_000, 10_000_050) if remainder(f"{n:09d}") == 0][:4]


@pytest.mark.parametrize(
    "values", [[], ["", " "], BSNS[:4], BSNS[:1] * 500, [*LOW, *(number[1:] for number in LOW)]]
)
def test_too_few_numbers_to_tell(values):
    assert person_numbers(series(values)) == ""


def test_dates_are_no_numbers():
    days = pd.date_range("2005-01-01", "2010-12-31")
    assert person_numbers(series(days.strftime("%Y%m%d"))) == ""
    assert person_numbers(series(days.strftime("%d-%m-%Y"))) == ""


def test_how_often_chance_alone_flags_a_column():
    """The figures in the docstring, by the binomial distribution."""

    def chance(n, p):
        needed = max(FEWEST_NUMBERS, -(-n * round(SHARE_THAT_PASSES * 10) // 10))
        return binom.sf(needed - 1, n, p)

    worst = max(range(5, 2000), key=lambda n: chance(n, 1 / 11))
    assert worst == 6
    assert 1 / chance(6, 1 / 11) == pytest.approx(29_000, rel=0.02)
    assert max(chance(n, 2 / 11) for n in range(5, 2000)) == chance(6, 2 / 11)
    assert 1 / chance(6, 2 / 11) == pytest.approx(1_000, rel=0.02)
    assert all(chance(n, 2 / 11) < 1 / 200e6 for n in range(20, 2000))


# --- what a column is ---

# Headers of the systems in domain terms: Magister, Somtoday, EDEXML, Zermelo, and what coaches add.
HEADERS = {
    "naam": "roepnaam tussenvoegsel achternaam voorvoegsel leerling.roepnaam Voornamen Voorletters "
    "Naam leerling.naam Leerlingnaam lln_naam firstName lastName mentor docent Verzorger_1",
    "adres": "Adres straatnaam huisnummer postcode woonplaats Plaats leerling.woonPlaats adresregel1",
    "e-mail": "email E-mail e-mailadres emailOuder1 MAIL e_mailadres_verzorger",
    "telefoon": "telefoon Telefoonnummer mobiel tel. telefoon_ouders noodtelefoon",
    "geboortedatum": "geboortedatum Geb.datum leerling.geboorteDatum geboren_op datum_geboorte",
    "burgerservicenummer": "BSN bsn_nummer burgerservicenummer Sofinummer PGN",
    "onderwijsnummer": "onderwijsnummer Onderwijs-nummer",
    "vrije tekst": "opmerking opmerkingen Toelichting notitie memo Bericht Aantekening",
    "ander persoonsgegeven": "geslacht Nationaliteit huisarts eckid contact IBAN",
    "": "stamnummer leerlingnummer leerling.leerlingnummer stamklas_naam studie_naam schoolsoort_code "
    "leerjaar is_onderbouw begindatum einddatum plaatsingsdatum agendaitem_id agendaitem_start "
    "lesuurvan lesuurtm type status klas verantwoording_id verantwoording_datum datum_invoer "
    "verantwoording_lesuur verantwoording_moment absentiereden_code maatregel_getroffen geoorloofd "
    "luxeverzuim beginDatumTijd eindDatumTijd beginLesuur waarnemingSoort minutenGemist stamgroep "
    "opleiding datumVan datumTot absentieReden.afkorting absentieReden.omschrijving afgehandeld "
    "Groep Jaargroep Datum Dagdeel Weekdag Begin Eind Reden groepsnaam groep.naam vaknaam mentorgroep "
    "brincode appointmentInstance startTimeSlotName subjects groups locations valid cancelled "
    "Klas_naam schoolnaam telt_mee hotel bestandsnaam",
}


@pytest.mark.parametrize(
    ("name", "kind"), [(name, kind) for kind, names in HEADERS.items() for name in names.split()]
)
def test_kind_by_header(name, kind):
    assert kind_of_column(name, series(["1a", "2b"])) == kind


@pytest.mark.parametrize(
    "name", ["Geboorte datum", "datum geboorte", "E mail", "naam van de leerling"]
)
def test_header_of_several_words(name):
    assert kind_of_column(name, series(["x"])) != ""


REMARKS = [f"Moeder van leerling {n} belde dat zij vandaag niet kwam" for n in range(60)]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["", "a@voorbeeld.nl", "zie boven"], "e-mail"),
        (BSNS, "burgerservicenummer"),
        (EDUCATION, "onderwijsnummer"),
        (["0612345678", "053-1234567", "+31 6 12345678", "06 (123) 45678"], "telefoon"),
        (REMARKS[:5], "vrije tekst"),
        (REMARKS * 40, "vrije tekst"),
        ([*REMARKS[:8], *[""] * 900], "vrije tekst"),
    ],
)
def test_kind_by_content(values, kind):
    assert kind_of_column("kolom 7", series(values)) == kind


@pytest.mark.parametrize(
    "values",
    [
        [],
        ["", " "],
        ["Groep 5 van juf Anna", "Groep 1/2 van juf Miep"] * 30,
        [f"klas {n} van het lyceum oost" for n in range(30)] * 20,
        ["Absent buiten de reguliere les", "Ziek", "Geschorst intern", "Vrijstelling", "Verlof"],
        ["2023-01-09T11:05:00.000+01:00", "2023-01-10T11:05:00.000+01:00"] * 20,
        [f"{day}-01-2021 08:30" for day in range(1, 31)],
        [f"{n:06d}" for n in range(100_000, 100_400)],
        [f"00{n}" for n in range(10_000_000, 10_000_400)],
        ["https://ketenid.nl/201703/" + f"{n:0128x}" for n in range(50)],
    ],
)
def test_what_a_register_needs_is_no_personal_data(values):
    assert kind_of_column("kolom 7", series(values)) == ""


def test_dropped_columns_of_a_sample_school():
    table = pd.read_csv("data/sample/vergelijking/leerlingen.csv", sep=";", dtype="str").fillna("")
    assert dropped_columns(table) == {
        "roepnaam": "naam",
        "tussenvoegsel": "naam",
        "achternaam": "naam",
        "geboortedatum": "geboortedatum",
    }
    assert dropped_columns(pd.DataFrame()) == {}


# --- under six ---


def six_years_later(born):
    """Walk the calendar: the first day with the birthday's month and day, or the day after it."""
    day = date(born.year + 6, born.month, 1)
    while (day.month, day.day) < (born.month, born.day):
        day += timedelta(days=1)
    return day


DAYS = st.dates(date(1999, 1, 1), date(2040, 12, 31))


@given(st.lists(st.none() | DAYS, min_size=1), DAYS)
def test_under_six_by_walking_the_calendar(born, day):
    found = under_six(pd.Series(pd.to_datetime(pd.Series(born, dtype="object"))), day)
    expected = [pd.NA if each is None else day < six_years_later(each) for each in born]
    assert found.dtype == "boolean"
    assert found.isna().tolist() == [each is None for each in born]
    assert found.dropna().tolist() == [each for each in expected if each is not pd.NA]


@pytest.mark.parametrize(
    ("born", "day", "young"),
    [
        ("2015-01-05", date(2021, 1, 4), True),
        ("2015-01-05", date(2021, 1, 5), False),
        ("2016-02-29", date(2022, 2, 28), True),
        ("2016-02-29", date(2022, 3, 1), False),
        ("2018-02-28", date(2024, 2, 28), False),
        ("2018-03-01", date(2024, 2, 29), True),
    ],
)
def test_sixth_birthday(born, day, young):
    assert under_six(pd.Series([pd.Timestamp(born)]), day).tolist() == [young]
