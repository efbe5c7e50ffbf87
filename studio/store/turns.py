"""What was asked and answered in the side panel and by `studio ask`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from studio.store.database import Store

DDL = [
    """CREATE TABLE turns (id VARCHAR, utc TIMESTAMP, chat VARCHAR, contender VARCHAR, run_id VARCHAR, question VARCHAR,
        answer VARCHAR, citations VARCHAR[], stats VARCHAR)""",
]


class Turns:
    """The `turns` table."""

    def __init__(self, store: Store) -> None:
        self._store = store
