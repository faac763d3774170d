"""The blocks of a report on a region: each a function from results to one `Bundle`."""

from proeftuin.report.blocks.collect import collect

_BLOCKS = collect(__name__, __path__)
globals().update(_BLOCKS)
__all__ = list(_BLOCKS)
