"""Draw the pages of a sample report for the README, after `start.py reports` has made it."""

from pathlib import Path

import nbformat

from proeftuin.report.pdf import to_pictures

ROOT = Path(__file__).resolve().parents[1]
# Name of the picture → page of the report, from 1, and pixels per inch.
PAGES = {
    "eerste": (1, 96),
    "schooljaar": (2, 60),
    "voor_en_na": (3, 60),
    "klassen": (6, 60),
    "beleid": (9, 60),
    "verborgen": (13, 60),
}

if __name__ == "__main__":
    report = nbformat.read(ROOT / "reports" / "vmbo" / "schoolrapport.ipynb", as_version=4)
    title = "Schoolaanwezigheid – VMBO De Waterlinde (synthetisch)"
    drawn = {ppi: to_pictures(report, title, ppi) for _, ppi in PAGES.values()}
    for name, (page, ppi) in PAGES.items():
        picture = ROOT / "docs" / "images" / f"rapport_{name}.png"
        picture.write_bytes(drawn[ppi][page - 1])
