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
        return connection.execute(sql).df()
    finally:
        for name in tables:
            connection.unregister(name)
