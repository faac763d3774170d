"""The fixed words of the Excel annex."""

from proeftuin.text.language import N_

OVERVIEW = N_("Overzicht")
COLUMNS = N_("Kolommen")
FIRST_PART = N_("Eerste pagina")
CONTENTS = N_("Wat er in staat")
SHEET, TABLE, COLUMN, MEANING = N_("Blad"), N_("Tabel"), N_("Kolom"), N_("Wat er staat")
SYMBOLS = N_("Tekens in plaats van een getal")
SYMBOL = N_("Teken")
LOW, HIGH = N_("van"), N_("tot")
FACTS = {"school": N_("School"), "version": N_("Gemaakt met proeftuin")}
INTRODUCTION = N_(
    "Deze bijlage hoort bij het rapport van dezelfde naam: elke tabel van het rapport staat erin, "
    "met dezelfde getallen. Wat in het rapport verborgen is, is ook hier verborgen. Begrippen, "
    "codeboek en herkomst van de gegevens staan op de laatste bladen."
)
KINDS = {
    "text": N_("tekst"),
    "count": N_("aantal"),
    "percent": N_("deel van het geheel, als percentage"),
    "points": N_("verschil tussen twee percentages, in procentpunt, met teken"),
    "change": N_("verandering in aantal, met teken"),
    "number": N_("getal met een decimaal"),
    "interval": N_("onder- en bovengrens van het interval, als percentage"),
    "points interval": N_("onder- en bovengrens van het interval, in procentpunt"),
    "date": N_("datum"),
}
