"""What an export tells of a pupil that a register must not hold.

Only the columns that a profile names are read; this module says of the others what they were, so
that the list of what was left out can be shown, and finds what came in under an innocent name.
"""

import re
from datetime import date
from itertools import pairwise
from typing import Literal

import pandas as pd

from proeftuin.text.language import N_

NumberKind = Literal["bsn", "onderwijsnummer", ""]

# Nine digits, one zero in front eaten by Excel, or the groups in which they are printed.
LONG_NUMBER = r"[0-9]{8,9}|[0-9]{3,4}([ .-])[0-9]{2,3}\1[0-9]{3}"
FEWEST_NUMBERS = 5
SHARE_THAT_PASSES = 0.8
# More different values than a column about pupils has; of a longer one a sample tells as much.
LARGEST_SAMPLE = 5_000

E_MAIL = r"[^@\s]+@[^@\s]+\.[^@\s]+"
TELEPHONE = r"(?:(?:\+|00)31|0)[1-9][0-9]{8}"
SHARE_OF_TELEPHONES = 0.8

# Free text has sentences, and nearly every cell another one; class names have neither.
FEWEST_TEXTS = 5
WORDS_OF_A_SENTENCE = 4
SHARE_OF_OWN_TEXTS = 0.5
MORE_TEXTS_THAN_CLASSES = 50

# Word → what says it: within a word of the header, or as a whole word. The first that fits holds:
# "e-mailadres" is no address and "telefoon ouders" no name.
HEADERS = {
    N_("e-mail"): (r"email|mailadres", {"mail"}),
    N_("telefoon"): (r"telefoon|mobielnummer", {"tel", "telnr", "mobiel", "gsm"}),
    N_("geboortedatum"): (
        r"geboortedat|gebdat|datumgeboorte|birthdate",
        {"geboren", "geboorte", "verjaardag"},
    ),
    N_("burgerservicenummer"): (
        r"burgerservicen|sofinummer|persoonsgebondennummer",
        {"bsn", "pgn", "sofinr"},
    ),
    N_("onderwijsnummer"): (r"onderwijsnummer|onderwijsnr", set()),
    N_("adres"): (
        r"adres|straat|huisnummer|huisnr|postcode|woonplaats|woongemeente|gemeentenaam",
        {"plaats", "toevoeging"},
    ),
    N_("naam"): (
        # Not "groepnaam".
        r"(?:(?<!g)roep|voor|achter|familie|geslachts|geboorte|meisjes|doop)na(?:am|men)|tussenvoegsel"
        r"|voorvoegsel|voorletters|initialen|volledigenaam|(?:leerling|pupil|ouder)naam"
        r"|naam(?:leerling|ouder)|firstname|lastname|surname|contactpersoon|verzorger",
        {
            *("naam", "prefix", "vader", "moeder", "ouder", "ouders"),
            *("mentor", "docent", "leraar", "leerkracht", "teachers", "medewerker", "melder"),
        },
    ),
    N_("vrije tekst"): (
        r"opmerking|toelichting|notitie|commentaar|bijzonderhe|aantekening|vrijetekst|bericht",
        {"memo", "tekst", "remark", "remarks"},
    ),
    N_("ander persoonsgegeven"): (
        r"geslacht|nationaliteit|huisarts|eckid|contact",
        {"iban", "geb"},
    ),
}
# "stamklas_naam" and "groep naam" name a class, "studie_naam" a study.
NAMES_OF_OTHER_THINGS = {
    *("klas", "stamklas", "groep", "stamgroep", "lesgroep", "studie", "opleiding", "vak", "school"),
    *("profiel", "vestiging", "lokaal", "bestand", "les"),
}


def person_numbers(column: "pd.Series[str]") -> NumberKind:
    """Tell whether a column holds citizen or education numbers, whatever its name.

    Only values of eight or nine digits are tested, as the test itself fills shorter ones with
    zeros and would let one in eleven of a school's own five-digit numbers pass. Of those, at least
    five different ones must pass and eight in ten: a pupil without a citizen number has an
    education number in the same column, so passing either is passing.

    One in eleven numbers passes by chance. Six numbers of which five pass are the likeliest
    mistake: one in 29,000 columns of a school's own nine-digit numbers, one in 1,000 if they all
    start with 10, when they can pass either test; 20 numbers, less than one in 200 million.

    Returns
    -------
    str
        The kind that most passed as, `bsn` or `onderwijsnummer`; else empty.

    Examples
    --------
    >>> person_numbers(pd.Series(["111222333", "123456782", "1112.22.333", "123 456 782"]))
    ''
    >>> person_numbers(pd.Series(["100000009", "100000010", "100000022", "100000034", "100000046"]))
    'bsn'
    """
    from stdnum.nl import bsn, onderwijsnummer

    values = _sample(column.drop_duplicates()).str.strip().str.replace(r"[.,]0$", "", regex=True)
    values = values[values.str.fullmatch(LONG_NUMBER)].str.replace(r"[^0-9]", "", regex=True)
    values = values.str.zfill(9).drop_duplicates()
    citizen = sum(map(bsn.is_valid, values))
    education = sum(map(onderwijsnummer.is_valid, values))
    if citizen + education < max(FEWEST_NUMBERS, SHARE_THAT_PASSES * len(values)):
        return ""
    return "bsn" if citizen >= education else "onderwijsnummer"


def kind_of_column(name: str, values: "pd.Series[str]") -> str:
    """Tell what personal data a column holds, by its header and else by what stands in it.

    Parameters
    ----------
    name
        The header, in any spelling: `roepnaam`, `leerling.geboorteDatum`, `E-mail`.
    values
        The cells as text.

    Returns
    -------
    str
        A Dutch word: `naam`, `adres`, `e-mail`, `telefoon`, `geboortedatum`,
        `burgerservicenummer`, `onderwijsnummer`, `vrije tekst` or `ander persoonsgegeven`; empty
        for none of these.

    Examples
    --------
    >>> kind_of_column("stamklas_naam", pd.Series(["1a"]))
    ''
    >>> kind_of_column("roepnaam", pd.Series(["Yara"]))
    'naam'
    >>> kind_of_column("kolom 7", pd.Series(["yara@voorbeeld.nl", ""]))
    'e-mail'
    """
    return kind_by_header(name) or _kind_by_content(values)


def kind_by_header(name: str) -> str:
    """Tell what personal data a column holds by its header alone; see `kind_of_column`.

    Examples
    --------
    >>> kind_by_header("leerling.geboorteDatum"), kind_by_header("lesgroep naam")
    ('geboortedatum', '')
    """
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    words = re.findall(r"[a-zà-ÿ]+", spaced.lower())
    # The last part says what it is: "groep.leerling.naam".
    about_others = NAMES_OF_OTHER_THINGS & set(words[-2:])
    whole = set() if about_others else set(words)
    # "geb. datum", "e-mail" and "naam leerling" are one word written as two.
    texts = [*words, *map("".join, pairwise(words))]
    for kind, (within, as_word) in HEADERS.items():
        if as_word & whole or any(re.search(within, text) for text in texts):
            return kind
    return ""


def dropped_columns(table: pd.DataFrame) -> dict[str, str]:
    """Return the columns that hold personal data, each with the Dutch word for it.

    Parameters
    ----------
    table
        Text columns under the names that the file gives them.

    Examples
    --------
    >>> dropped_columns(pd.DataFrame({"stamnummer": ["100001"], "roepnaam": ["Yara"]}))
    {'roepnaam': 'naam'}
    """
    kinds = {
        str(name): kind_of_column(str(name), values.astype("str")) for name, values in table.items()
    }
    return {name: kind for name, kind in kinds.items() if kind}


def under_six(born: "pd.Series[pd.Timestamp]", day: date) -> "pd.Series[bool]":
    """Tell who is under six on a day: the only thing that is kept of a birth date.

    The parents of a child under six may keep it home for five hours a week (Leerplichtwet,
    art. 11a). Who was born on 29 February is a year older on 1 March of a year without one.

    Returns
    -------
    Series of boolean
        Missing where the birth date is.

    Examples
    --------
    >>> born = pd.Series(pd.to_datetime(["2015-01-05", "2015-01-06", None]))
    >>> under_six(born, date(2021, 1, 5)).tolist()
    [False, True, <NA>]
    """
    in_year = born.dt.month * 100 + born.dt.day
    age = day.year - born.dt.year - (in_year > day.month * 100 + day.day)
    return (age < 6).astype("boolean").mask(born.isna())


def _kind_by_content(values: "pd.Series[str]") -> str:
    filled = values[values != ""]
    distinct = filled.drop_duplicates()
    distinct = distinct[distinct.str.strip() != ""]
    if distinct.empty:
        return ""
    many = len(distinct) >= min(
        MORE_TEXTS_THAN_CLASSES, max(FEWEST_TEXTS, SHARE_OF_OWN_TEXTS * len(filled))
    )
    distinct = _sample(distinct)
    if distinct.str.contains(E_MAIL).any():
        return "e-mail"
    if number := person_numbers(distinct):
        return {"bsn": "burgerservicenummer", "onderwijsnummer": number}[number]
    bare = distinct.str.replace(r"[ ()-]", "", regex=True)
    if bare.str.fullmatch(TELEPHONE).mean() >= SHARE_OF_TELEPHONES:
        return "telefoon"
    sentences = (distinct.str.strip().str.count(r"\s+") + 1).mean() >= WORDS_OF_A_SENTENCE
    return "vrije tekst" if many and sentences else ""


def _sample(distinct: "pd.Series[str]") -> "pd.Series[str]":
    return distinct.sample(min(len(distinct), LARGEST_SAMPLE), random_state=0)
