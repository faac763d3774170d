"""Mutated exports: what a damaged file may never do to a register.

`python -m fuzz` (from the folder `tests`) runs it; `exports` has the clean exports, `mutations`
damages them, `oracle` says by itself what stands in them, `harness` compares.
"""
