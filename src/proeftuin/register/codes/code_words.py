"""What the words of a code or of its description say, where no list of the school says more.

A description is the school's own, so it goes before whatever another school means by the same
letters; what is read from it stays a guess until somebody of the school has looked at it.
"""

import re

Meaning = tuple[str, str, str]
# The first that is found holds: of a doctor's visit the word "ziekenhuis" says more than "ziek".
_WORDS: tuple[tuple[str, Meaning], ...] = (
    (r"\bte ?laat\b|verlaat", ("te laat", "", "")),
    (r"vergeten|huiswerk|lesmateriaal", ("geen aanwezigheid", "", "")),
    (r"uitgestuurd|uit de les (?:gestuurd|verwijderd)", ("aanwezig", "uitgestuurd", "")),
    (r"intern.*schors|schors.*intern", ("aanwezig", "intern geschorst", "ja")),
    (r"schors|verwijderd", ("afwezig", "geschorst", "ja")),
    (r"arts\b|dokter|medisch|ziekenhuis|orthodont", ("afwezig", "medisch bezoek", "ja")),
    (r"ziek", ("afwezig", "ziek", "ja")),
    (r"vrijstelling|vrijgesteld", ("niet verwacht", "vrijstelling", "")),
    (r"spijbel", ("afwezig", "spijbelen", "nee")),
    (r"verlof", ("afwezig", "verlof", "ja")),
    (r"zonder (?:geldige )?(?:bericht|reden|melding)", ("afwezig", "zonder bericht", "nee")),
    (r"^(?:aanwezig|present)$", ("aanwezig", "", "")),
)


def meaning_of(text: str) -> Meaning | None:
    """Read kind, reason and authorised (our Dutch words) from the words of a text.

    Returns
    -------
    tuple of str or None
        None when the words say nothing.

    Examples
    --------
    >>> meaning_of("Bijzonder verlof"), meaning_of("TE LAAT")
    (('afwezig', 'verlof', 'ja'), ('te laat', '', ''))
    >>> meaning_of("Ongeoorloofd verlof"), meaning_of("Zwemles")
    (('afwezig', 'verlof', 'nee'), None)
    """
    plain = re.sub(r"[\W_]+", " ", text.casefold()).strip()
    for pattern, (kind, reason, authorised) in _WORDS:
        if re.search(pattern, plain):
            is_refused = re.search(r"ongeoorloofd|niet geoorloofd", plain) and authorised
            return kind, reason, "nee" if is_refused else authorised
    return None
