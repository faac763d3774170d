"""Why a change between two windows may not be read as an effect: the arguments, as numbers.

Each function makes one step of `notebooks/vmbo_voorbeeld.ipynb`: it computes, draws and says in
one sentence what follows. Whatever register it is given, the sentence follows the numbers.
"""

from proeftuin.report.blocks.collect import collect

_BLOCKS = collect(__name__, __path__)
globals().update(_BLOCKS)
__all__ = list(_BLOCKS)
