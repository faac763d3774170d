"""proeftuin: from a Dutch school's attendance register to tiers, pyramids and honest comparisons.

Names load when they are first used, so that `import proeftuin` costs next to nothing. Which names
there are, and from which modules, stands in `__init__.pyi` only.
"""

from lazy_loader import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
