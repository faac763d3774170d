"""Run all cases and write `docs/calibration.md` with its figure: `python -m calibration`."""

import argparse
import sys
from pathlib import Path
from time import perf_counter

from calibration.cases import CASES
from calibration.page import draw, read, write
from calibration.run import run

DOCS = Path(__file__).parents[2] / "docs"


def main():
    parser = argparse.ArgumentParser(prog="python -m calibration", description=__doc__)
    parser.add_argument("--worlds", type=int, default=2_000, help="per case")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--docs", type=Path, default=DOCS, help="folder to write to")
    parser.add_argument("--only", default="", help="cases with this text in their name; no page")
    parser.add_argument("--renew", action="store_true", help="put what was run into the page")
    chosen = parser.parse_args()
    cases = [case for case in CASES if chosen.only in str(case)]
    began = perf_counter()

    def tell(outcomes):
        for outcome in outcomes:
            values = " ".join(f"{value:6.2f}" for value in outcome.values)
            mark = " " if outcome.inside() else "!"
            passed = f"{perf_counter() - began:5.0f} s"
            print(f"{passed} {mark} {values:<24} {outcome.case}", flush=True)

    outcomes = run(cases, chosen.worlds, chosen.seed, tell)
    page = chosen.docs / "calibration.md"
    if chosen.only and chosen.renew:
        new = {id(outcome.case): outcome for outcome in outcomes}
        others = read(page, [case for case in CASES if id(case) not in new])
        known = new | {id(outcome.case): outcome for outcome in others}
        outcomes = [known[id(case)] for case in CASES]
    if chosen.renew or not chosen.only:
        write(outcomes, chosen.worlds, chosen.seed, page)
        draw(outcomes, chosen.docs / "images" / "calibration.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
