"""Training runs: what was asked for, where it lies, how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from studio.store.database import Store

DDL = [
    """CREATE TABLE runs (id VARCHAR PRIMARY KEY, dataset VARCHAR, model VARCHAR, state VARCHAR, path VARCHAR,
        started_utc TIMESTAMP, ended_utc TIMESTAMP, spec VARCHAR, result VARCHAR)""",
]


class Runs:
    """The `runs` table."""

    def __init__(self, store: Store) -> None:
        self._store = store
