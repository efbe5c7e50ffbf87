"""What was suggested for a label, by whom, and what the person made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from studio.core.clock import now

if TYPE_CHECKING:
    import duckdb

    from studio.store.database import Store

DDL = [
    """CREATE TABLE suggestions (episode_id VARCHAR, field VARCHAR, value VARCHAR, score DOUBLE, source VARCHAR,
        because VARCHAR, utc TIMESTAMP)""",
    """CREATE TABLE suggestion_log (action VARCHAR, utc TIMESTAMP, episode_id VARCHAR, field VARCHAR, value VARCHAR,
        score DOUBLE, source VARCHAR, hidden BOOLEAN, verdict VARCHAR, given VARCHAR, sitting VARCHAR)""",
]

Verdict = Literal["accepted", "edited", "rejected"]
"""The field came to say what was suggested, or another value, or nothing."""


@dataclass(frozen=True, slots=True)
class Offered:
    """One suggestion as it stood when the person labelled."""

    field: str
    value: str
    score: float
    """0..1, how sure its source was."""
    source: str
    """`rule:…`, `own labels`, or `tuned:RUN`."""
    hidden: bool
    """True when it was held back, so that anchoring can be measured."""
    verdict: Verdict
    given: str | None
    """What the person said in its place; None when nothing."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What a tuned model guessed for one field of an episode, ahead of time."""

    episode_id: str
    field: str
    value: str
    score: float
    """0..1, the model's own share for this value among those allowed."""
    source: str
    """`tuned:RUN`."""
    because: str


@dataclass(frozen=True, slots=True)
class VerdictCount:
    """How many episodes a verdict was given on."""

    source: str
    field: str
    hidden: bool
    verdict: Verdict
    count: int


class Suggestions:
    """The `suggestions` a model wrote ahead of time, and the `suggestion_log` of what became of those offered."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def put(self, guesses: Sequence[Guess]) -> None:
        """Keep guesses, in place of earlier ones of the same source for the same episode and field."""
        moment = now().replace(tzinfo=None)
        with self._store.transaction() as cursor:
            for one in guesses:
                cursor.execute(
                    "DELETE FROM suggestions WHERE episode_id = ? AND field = ? AND source = ?",
                    [one.episode_id, one.field, one.source],
                )
                cursor.execute(
                    "INSERT INTO suggestions VALUES (?, ?, ?, ?, ?, ?, ?)",
                    [one.episode_id, one.field, one.value, one.score, one.source, one.because, moment],
                )

    def guesses(self, source: str | None = None) -> list[Guess]:
        """Every guess kept, or those of one source, in the order of episodes and fields."""
        only, args = (" WHERE source = ?", [source]) if source is not None else ("", [])
        sql = f"""SELECT episode_id, field, value, score, source, because FROM suggestions{only}
            ORDER BY episode_id, field, source"""
        return [Guess(*row) for row in self._store.rows(sql, args)]

    def forget(self, source: str) -> int:
        """Drop the guesses of a source; returns how many there were."""
        with self._store.transaction() as cursor:
            gone = cursor.execute("DELETE FROM suggestions WHERE source = ? RETURNING 1", [source]).fetchall()
        return len(gone)

    def verdicts(self) -> list[VerdictCount]:
        """What became of suggestions, of every source and field.

        An episode and field counts once: its last entry of the first sitting that has one. What belongs to an action
        that was undone does not count.
        """
        sql = """WITH standing AS (
                SELECT *, rowid AS nth, first_value(sitting) OVER
                    (PARTITION BY episode_id, field ORDER BY utc, rowid) AS first_sitting
                FROM suggestion_log WHERE action NOT IN (SELECT action FROM undone)),
            last AS (SELECT * FROM standing WHERE sitting IS NOT DISTINCT FROM first_sitting
                QUALIFY row_number() OVER (PARTITION BY episode_id, field ORDER BY utc DESC, nth DESC) = 1)
            SELECT source, field, hidden, verdict, count(*) FROM last GROUP BY ALL ORDER BY ALL"""
        return [VerdictCount(*row) for row in self._store.rows(sql)]


def log_offered(
    cursor: duckdb.DuckDBPyConnection,
    action: str,
    moment: datetime,
    episode_id: str,
    sitting: str,
    offered: Sequence[Offered],
) -> None:
    """Write what was offered beside a label, in the label's own transaction."""
    if not offered:
        return
    marks = ", ".join(["(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"] * len(offered))
    cursor.execute(
        f"INSERT INTO suggestion_log VALUES {marks}",
        [
            value
            for one in offered
            for value in (
                action, moment, episode_id, one.field, one.value, one.score, one.source, one.hidden, one.verdict,
                one.given, sitting,
            )
        ],
    )  # fmt: skip
