"""DuckDB, the engine for joins and Parquet: one way to open it, one way to ask it something."""

from typing import Any

import pandas as pd


def connect() -> Any:
    """Open an in-memory DuckDB connection that never prints."""
    import duckdb

    connection = duckdb.connect()
    # Its progress bar would be printed into notebooks, and so into reports. Asked first, because
    # in a notebook without ipywidgets there is no bar and DuckDB refuses to touch the setting.
    if connection.execute("select current_setting('enable_progress_bar')").fetchall()[0][0]:
        connection.execute("SET enable_progress_bar = false")
    return connection


def query(sql: str, **tables: pd.DataFrame) -> pd.DataFrame:
    """Run a query over pandas frames, each under the name it is given.

    Examples
    --------
    >>> query("select sum(n)::bigint as n from counts", counts=pd.DataFrame({"n": [1, 2]}))
       n
    0  3
    """
    connection = connect()
    for name, table in tables.items():
        connection.register(name, table)
    return connection.execute(sql).df()
