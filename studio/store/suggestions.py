"""What was suggested for a label, by whom, and what the person made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

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
"""Taken with the accept key, or another value given, or the field left without one."""


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


class Suggestions:
    """The `suggestions` a model wrote ahead of time, and the `suggestion_log` of what became of those offered."""

    def __init__(self, store: Store) -> None:
        self._store = store


def log_offered(
    cursor: duckdb.DuckDBPyConnection,
    action: str,
    moment: datetime,
    episode_id: str,
    sitting: str,
    offered: Sequence[Offered],
) -> None:
    """Write what was offered beside a label, in the label's own transaction."""
    for one in offered:
        cursor.execute(
            "INSERT INTO suggestion_log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [action, moment, episode_id, one.field, one.value, one.score, one.source, one.hidden, one.verdict,
             one.given, sitting],
        )  # fmt: skip
