#!/usr/bin/env bash
# A DuckDB query without rows gives its text as object, and pandas then refuses to join by it.
#
# Version: duckdb==2.0.0 with pandas==3.1.1, Python 3.11 or newer.
# Expected: the same type of a column whether a query has rows or not, as Arrow and polars give.
# Real: VARCHAR comes back as str with rows and as object without; merge_asof(by=...) of such a frame
#   raises MergeError, where a plain merge does not. So a period without days ends in an error that
#   no test with data sees.
# Source: https://duckdb.org/docs/stable/guides/python/export_pandas (types are not mentioned) and
#   https://pandas.pydata.org/docs/whatsnew/v3.0.0.html (text is str).
# What to do: give text columns their type right after .df(), by the query's own description.
# Fails when this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check duckdb==2.0.0 pandas==3.1.1
"$folder/venv/bin/python" - <<'PYTHON'
import duckdb
import pandas as pd

some = duckdb.sql("select 'a' as name, timestamp '2021-01-05' as day").df()
none = duckdb.sql("select 'a' as name, timestamp '2021-01-05' as day limit 0").df()
print("with rows:", some["name"].dtype, "- without:", none["name"].dtype)
assert some["name"].dtype == "str", some.dtypes
assert none["name"].dtype == object, none.dtypes
none.merge(some, on="name")
try:
    pd.merge_asof(none, some, on="day", by="name")
except pd.errors.MergeError as error:
    print("merge_asof:", error)
else:
    raise SystemExit("merge_asof takes it now")
PYTHON
