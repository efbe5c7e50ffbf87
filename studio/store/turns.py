"""What was asked and answered in the side panel and by `studio ask`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from studio.store.database import Store

DDL = [
    """CREATE TABLE turns (id VARCHAR, utc TIMESTAMP, chat VARCHAR, contender VARCHAR, run_id VARCHAR,
        question VARCHAR, answer VARCHAR, citations VARCHAR[], stats VARCHAR)""",
]


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and its answer."""

    id: str
    asked_at: datetime
    chat: str
    """Turns of one conversation share it."""
    contender: str
    """`tuned`, `tuned+retrieval`, `base`, `base+retrieval`, or `safety`."""
    run_id: str | None
    question: str
    answer: str
    citations: tuple[str, ...]
    stats: Mapping[str, Any]


class Turns:
    """The `turns` table."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, turn: Turn) -> None:
        """Keep a turn."""
        with self._store.transaction() as cursor:
            cursor.execute(
                "INSERT INTO turns VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    turn.id, turn.asked_at.astimezone(UTC).replace(tzinfo=None), turn.chat, turn.contender, turn.run_id,
                    turn.question, turn.answer, list(turn.citations), json.dumps(dict(turn.stats)),
                ],
            )  # fmt: skip

    def recent(self, limit: int = 50) -> Sequence[Turn]:
        """The latest turns, oldest first."""
        sql = """SELECT id, utc, chat, contender, run_id, question, answer, citations, stats FROM turns
            ORDER BY utc DESC LIMIT ?"""
        rows = self._store.rows(sql, [limit])
        return [
            Turn(r[0], r[1].replace(tzinfo=UTC), r[2], r[3], r[4], r[5], r[6], tuple(r[7] or ()), json.loads(r[8]))
            for r in reversed(rows)
        ]
