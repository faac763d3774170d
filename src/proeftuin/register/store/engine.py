"""DuckDB, the engine for joins and Parquet: one way to open it, one way to ask it something."""

from functools import cache
from typing import Any

import pandas as pd

_settings: dict[str, Any] = {}


def connect_for_forks() -> None:
    """Open the connection, before anything has, without threads: forks can use it too then."""
    _settings.update(threads=1, async_threads=0)
    connect()


@cache
def connect() -> Any:
    """Return this process's in-memory DuckDB connection, which never prints."""
    import duckdb

    connection = duckdb.connect(config=_settings)
    # Its progress bar would be printed into notebooks, and so into reports. Asked first, because
    # in a notebook without ipywidgets there is no bar and DuckDB refuses to touch the setting.
    if connection.execute("select current_setting('enable_progress_bar')").fetchall()[0][0]:
        connection.execute("SET enable_progress_bar = false")
    # A register that is replaced must be read anew, also within the second.
    connection.execute("SET enable_external_file_cache = false")
    return connection


def query(sql: str, **tables: Any) -> pd.DataFrame:
    """Run a query over pandas frames or DuckDB relations, each under the name it is given.

    Examples
    --------
    >>> query("select sum(n)::bigint as n from counts", counts=pd.DataFrame({"n": [1, 2]}))
       n
    0  3
    """
    connection = connect()
    try:
        for name, table in tables.items():
            connection.register(name, table)
        found = connection.execute(sql)
        texts = [column[0] for column in found.description if str(column[1]) == "VARCHAR"]
        frame: pd.DataFrame = found.df()
        return _as_text(frame, texts)
    finally:
        for name in tables:
            connection.unregister(name)


def collect(frame: Any) -> pd.DataFrame:
    """Run what narwhals was asked, on the engine that holds the data, and return it as pandas.

    Parameters
    ----------
    frame
        A narwhals frame, lazy or not.

    Examples
    --------
    >>> import narwhals as nw
    >>> lessons = connect().sql("select 'a' as class, 1 as lessons where false")
    >>> print(collect(nw.from_native(lessons))["class"].dtype)
    str
    """
    lazy = frame.lazy()
    texts = [name for name, kind in lazy.collect_schema().items() if str(kind) == "String"]
    found: pd.DataFrame = lazy.collect(backend="pandas").to_native()
    return _as_text(found, texts)


def _as_text(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Give columns of text their type, which engines leave out when there are no rows.

    pandas refuses to join a column of text with one of `object`, so a period without school days
    would fail where any other works.
    """
    untyped = [name for name in columns if frame[name].dtype == object]
    return frame.astype(dict.fromkeys(untyped, "str")) if untyped else frame
