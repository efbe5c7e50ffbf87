"""Frozen datasets, and the split every episode was given once and for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from studio.store.database import Store

DDL = [
    "CREATE TABLE datasets (name VARCHAR PRIMARY KEY, hash VARCHAR, path VARCHAR, utc TIMESTAMP, manifest VARCHAR)",
    "CREATE TABLE splits (episode_id VARCHAR PRIMARY KEY, split VARCHAR, thread VARCHAR, utc TIMESTAMP)",
]


class Datasets:
    """The `datasets` and `splits` tables."""

    def __init__(self, store: Store) -> None:
        self._store = store
