"""The store's file written anew: what was taken out of a table stays in unused pages of a file until then."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from pathlib import Path

PENDING = "pages"
"""The kind of a row of `forgetting_left` that asks for it."""


def write_anew(path: Path) -> bool:
    """Put a copy of what the tables hold in place of the file, whole or not at all; False when that was not possible.

    Args:
        path: A file that nobody has open and whose write-ahead log is folded in.
    """
    draft = path.with_name(f"{path.name}.anew")
    logs = [one.with_name(f"{one.name}.wal") for one in (path, draft)]
    if logs[0].exists():
        return False
    for left in (draft, logs[1]):
        left.unlink(missing_ok=True)
    try:
        with duckdb.connect(":memory:") as connection:
            for name, file, how in (("old", path, " (READ_ONLY)"), ("fresh", draft, "")):
                quoted = str(file).replace("'", "''")
                connection.execute(f"ATTACH '{quoted}' AS {name}{how}")
            connection.execute("COPY FROM DATABASE old TO fresh")
            connection.execute("DELETE FROM fresh.forgetting_left WHERE kind = ?", [PENDING])
            if _held(connection, "old") != _held(connection, "fresh"):
                return False
            connection.execute("DETACH fresh")
            draft.chmod(0o600)
            with draft.open("rb") as stream:
                os.fsync(stream.fileno())
            draft.replace(path)
    except (duckdb.Error, OSError):
        return False
    finally:
        for left in (draft, logs[1]):
            left.unlink(missing_ok=True)
    return True


def _held(connection: duckdb.DuckDBPyConnection, name: str) -> dict[str, int]:
    """Table → rows, but of the table that asks for the copy."""
    tables = connection.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = ?", [name]).fetchall()
    found = {}
    for (table,) in tables:
        row = connection.execute(f'SELECT count(*) FROM {name}."{table}"').fetchone()
        if table != "forgetting_left":
            found[table] = int(row[0]) if row else 0
    return found
