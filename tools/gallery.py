"""Draw pages of a sample report and a terminal for the docs, after `start.py reports`.

    .venv/bin/python tools/gallery.py

The terminal needs Chromium.
"""

import subprocess
import sys
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import TextWrapper

from proeftuin.report.document.notebook import read_notebook
from proeftuin.report.formats.pdf import to_pictures

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = "data/sample/proeftuinen.toml"
CLI = "from proeftuin.cli import main; main()"
WHOLE = TextWrapper(96, drop_whitespace=False, break_long_words=False, replace_whitespace=False)
# Name of the picture → page of the report, from 1, and pixels per inch.
PAGES = {
    "rapport_eerste": (1, 96),
    "rapport_schooljaar": (2, 60),
    "rapport_voor_en_na": (3, 60),
    "rapport_klassen": (5, 60),
    "rapport_beleid": (7, 60),
    "rapport_verborgen": (9, 60),
    "kwaliteit": (9, 70),
}
TERMINAL = (
    "<style>body{{margin:18px;background:#1e1e1e;color:#e6e6e6}}"
    "pre{{font:15px/20.3px DejaVu Sans Mono;margin:0}}</style><pre>$ proeftuin check "
    "proeftuinen.toml\n{text}</pre>"
)


def draw_terminal(picture: Path) -> None:
    """Draw the first lines of what `check` says of the sample school."""
    command = [sys.executable, "-c", CLI, "check", SAMPLE, "--only", "vmbo"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    lines = [part for line in said.splitlines() for part in WHOLE.wrap(line) or [""]]
    with TemporaryDirectory() as folder:
        page = Path(folder) / "terminal.html"
        page.write_text(TERMINAL.format(text=escape("\n".join(lines))), "utf-8")
        chromium = [
            "chromium",
            "--headless",
            "--no-sandbox",
            "--hide-scrollbars",
            "--window-size=900,640",
        ]
        subprocess.run(
            [*chromium, f"--screenshot={picture}", page.as_uri()], check=True, capture_output=True
        )


if __name__ == "__main__":
    report = read_notebook(ROOT / "reports" / "vmbo" / "schoolrapport.ipynb")
    title = "Schoolaanwezigheid – VMBO De Waterlinde (synthetisch)"
    drawn = {ppi: to_pictures(report, title, ppi) for _, ppi in PAGES.values()}
    for name, (page, ppi) in PAGES.items():
        picture = ROOT / "docs" / "images" / f"{name}.png"
        picture.write_bytes(drawn[ppi][page - 1])
    draw_terminal(ROOT / "docs" / "images" / "check.png")
