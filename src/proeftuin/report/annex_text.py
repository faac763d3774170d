"""The fixed words of the Excel annex."""

OVERVIEW = "Overzicht"
COLUMNS = "Kolommen"
FIRST_PART = "Eerste pagina"
CONTENTS = "Wat er in staat"
SHEET, TABLE, COLUMN, MEANING = "Blad", "Tabel", "Kolom", "Wat er staat"
SYMBOLS = "Tekens in plaats van een getal"
SYMBOL = "Teken"
LOW, HIGH = "van", "tot"
FACTS = {"school": "School", "version": "Gemaakt met proeftuin"}
INTRODUCTION = (
    "Deze bijlage hoort bij het rapport van dezelfde naam: elke tabel van het rapport staat erin, "
    "met dezelfde getallen. Wat in het rapport verborgen is, is ook hier verborgen. Begrippen, "
    "codeboek en herkomst van de gegevens staan op de laatste bladen."
)
KINDS = {
    "text": "tekst",
    "count": "aantal",
    "percent": "deel van het geheel, als percentage",
    "points": "verschil tussen twee percentages, in procentpunt, met teken",
    "change": "verandering in aantal, met teken",
    "number": "getal met een decimaal",
    "interval": "onder- en bovengrens van het interval, als percentage",
    "points interval": "onder- en bovengrens van het interval, in procentpunt",
    "date": "datum",
}
