"""Run all cases and write `docs/calibration.md` with its figure: `python -m calibration`."""

import argparse
import sys
from pathlib import Path
from time import perf_counter

from calibration.cases import CASES
from calibration.page import draw, write
from calibration.run import run

DOCS = Path(__file__).parents[2] / "docs"


def main():
    parser = argparse.ArgumentParser(prog="python -m calibration", description=__doc__)
    parser.add_argument("--worlds", type=int, default=2_000, help="per case")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--docs", type=Path, default=DOCS, help="folder to write to")
    parser.add_argument("--only", default="", help="cases with this text in their name; no page")
    chosen = parser.parse_args()
    cases = [case for case in CASES if chosen.only in str(case)]
    outcomes = []
    for case in cases:
        began = perf_counter()
        outcomes += run([case], chosen.worlds, chosen.seed)
        values = " ".join(f"{value:6.2f}" for value in outcomes[-1].values)
        mark = " " if outcomes[-1].inside() else "!"
        print(f"{mark} {values:<24} {case} ({perf_counter() - began:.1f} s)", flush=True)
    if not chosen.only:
        write(outcomes, chosen.worlds, chosen.seed, chosen.docs / "calibration.md")
        draw(outcomes, chosen.docs / "images" / "calibration.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
