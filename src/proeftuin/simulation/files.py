"""Bytes that do not depend on the machine or the clock: CSV, zip and JSON."""

import json
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

# The earliest moment a zip file can hold.
NO_TIME = (1980, 1, 1, 0, 0, 0)


def csv_bytes(
    table: pd.DataFrame, separator: str = ";", encoding: str = "utf-8", line_end: str = "\r\n"
) -> bytes:
    """Write a table as CSV in memory."""
    text = table.to_csv(sep=separator, index=False, lineterminator=line_end)
    return text.encode(encoding)


def zip_bytes(members: dict[str, bytes]) -> bytes:
    """Write files into a zip with fixed times."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, NO_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content, compresslevel=9)
    return buffer.getvalue()


def json_bytes(value: dict[str, Any]) -> bytes:
    """Write an object as readable JSON."""
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode()


def write_files(folder: Path, files: dict[str, bytes]) -> None:
    """Write files into a folder, which is made when it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
