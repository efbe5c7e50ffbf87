"""What was made from something that is gone since: datasets and runs that are kept, and no longer taken unasked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from studio.core.clock import now

if TYPE_CHECKING:
    import duckdb

    from studio.store.database import Store

DDL = ["CREATE TABLE stale (kind VARCHAR, id VARCHAR, reason VARCHAR, utc TIMESTAMP, PRIMARY KEY (kind, id))"]

Made = Literal["dataset", "run"]


class Stale:
    """The `stale` table."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def reasons(self, kind: Made) -> dict[str, str]:
        """Dataset name or run id → why it is stale, in a plain sentence."""
        return dict(self._store.rows("SELECT id, reason FROM stale WHERE kind = ? ORDER BY id", [kind]))

    def reason(self, kind: Made, identity: str) -> str | None:
        """Why one is stale; None when it is not."""
        found = self._store.value("SELECT reason FROM stale WHERE kind = ? AND id = ?", [kind, identity])
        return None if found is None else str(found)


def mark(cursor: duckdb.DuckDBPyConnection, kind: Made, reasons: Mapping[str, str]) -> None:
    """Mark datasets or runs inside the caller's transaction; a later reason takes the place of an earlier one."""
    moment = now().replace(tzinfo=None)
    for identity, reason in reasons.items():
        cursor.execute("INSERT OR REPLACE INTO stale VALUES (?, ?, ?, ?)", [kind, identity, reason, moment])


def clear(cursor: duckdb.DuckDBPyConnection, kind: Made, identity: str) -> None:
    """Take a mark away inside the caller's transaction: it was made anew, or is gone."""
    cursor.execute("DELETE FROM stale WHERE kind = ? AND id = ?", [kind, identity])
