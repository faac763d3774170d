"""Do intervals cover what they say, and tests reject as seldom as they say?

In simulated worlds the answer is known. `python -m calibration` in the folder `tests` makes the
large run and writes `docs/calibration.md`; `test_calibration.py` makes a small one.
"""
