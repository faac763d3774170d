"""The blocks of an evaluation: each a function from an `EvaluatedSchool` to one `Bundle`."""

from proeftuin.report.blocks.collect import collect

_BLOCKS = collect(__name__, __path__)
globals().update(_BLOCKS)
__all__ = list(_BLOCKS)
