"""Which blocks a folder holds: what is written there is offered, without a list to keep."""

from collections.abc import Callable, Iterable
from importlib import import_module
from inspect import isfunction
from pkgutil import iter_modules

from proeftuin.report.document.bundle import Bundle


def collect(package: str, path: Iterable[str]) -> dict[str, Callable[..., Bundle]]:
    """Find the blocks of a folder: every public function there that returns a `Bundle`.

    Parameters
    ----------
    package, path
        The `__name__` and the `__path__` of the folder.

    Returns
    -------
    dict
        The blocks by name, in the order of their names.

    Raises
    ------
    ImportError
        Two modules have a block of the same name.

    Examples
    --------
    >>> from proeftuin.report.blocks import region
    >>> list(collect(region.__name__, region.__path__))[:3]
    ['changes', 'classes', 'cover']
    """
    found: dict[str, Callable[..., Bundle]] = {}
    for each in iter_modules(path):
        module = import_module(f"{package}.{each.name}")
        for name, value in vars(module).items():
            # What a module only imports is a block of where it was written.
            if name.startswith("_") or not isfunction(value) or value.__module__ != module.__name__:
                continue
            if value.__annotations__.get("return") in (Bundle, "Bundle"):
                if name in found:
                    raise ImportError(f"{module.__name__}: another module has a block '{name}' too")
                found[name] = value
    return dict(sorted(found.items()))
