"""Files that are there whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """Give a place next to a file; what is written there takes the file's place at the end.

    When something goes wrong the file stays as it was, and nothing is left beside it.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "new" / "file.txt"
    ...     with beside(path) as place:
    ...         _ = place.write_text("whole")
    ...     [each.name for each in path.parent.iterdir()]
    ['file.txt']
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    place = path.with_name(f".{token_hex(6)}-{path.name}")
    try:
        yield place
        os.replace(place, path)
    finally:
        place.unlink(missing_ok=True)
