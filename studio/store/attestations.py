"""What the person said about a gap: “this is how it really is”."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from studio.store.database import Store

DDL = ["CREATE TABLE attestations (check_id VARCHAR, utc TIMESTAMP, note VARCHAR, state VARCHAR)"]


class Attestations:
    """The `attestations` table."""

    def __init__(self, store: Store) -> None:
        self._store = store
