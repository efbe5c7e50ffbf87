"""The frame that gaps are judged against: every episode, labelled or not, a few columns at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from studio.store.database import Store


@dataclass(frozen=True, slots=True)
class EpisodeText:
    """The words of one episode."""

    id: str
    situation: str
    response: str
    """Empty when there is none."""
    outcome: str
    """Empty when there is none."""

    @property
    def whole(self) -> str:
        """All of it, one part a line."""
        return "\n".join(part for part in (self.situation, self.response, self.outcome) if part)


class FrameReader:
    """Reads the frame, and what a check may ask for beyond it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def rows(self) -> list[tuple[Any, ...]]:
        """(id, domain, thread or id, Unix seconds of start, wall-clock seconds, outcome or None, why or None) each."""
        return self._store.rows(
            """SELECT e.id, e.domain, coalesce(e.thread, e.id), epoch(e.utc), epoch(e.wall), l.outcome, l.why_labelled
            FROM episodes e LEFT JOIN (SELECT episode_id,
                max(value ->> '$') FILTER (WHERE field = 'outcome') AS outcome,
                max(why) FILTER (WHERE field = 'outcome') AS why_labelled
                FROM current_fields WHERE field = 'outcome' GROUP BY 1) l ON l.episode_id = e.id"""
        )

    def texts(self, ids: Sequence[str]) -> list[EpisodeText]:
        """The words of the named episodes, in the order named; unknown ids are left out."""
        found = {
            row[0]: EpisodeText(row[0], row[1] or "", row[2] or "", row[3] or "")
            for row in self._store.rows(
                "SELECT id, situation, response, outcome FROM episodes WHERE id IN (SELECT unnest(?))", [list(ids)]
            )
        }
        return [found[i] for i in ids if i in found]

    def proxies(self, ids: Sequence[str]) -> dict[str, float]:
        """Episode id → a machine's guess at how it went, -1..1, for those that have one."""
        sql = """SELECT id, TRY_CAST(context ->> '$.proxy_outcome' AS DOUBLE) AS guess FROM episodes
            WHERE id IN (SELECT unnest(?)) AND guess IS NOT NULL"""
        return dict(self._store.rows(sql, [list(ids)]))

    def messages_between(self, start: float, end: float) -> int:
        """Messages exchanged from one moment to another, Unix seconds, both included."""
        sql = "SELECT count(*) FROM messages WHERE utc BETWEEN ? AND ? AND type NOT IN ('system', 'reaction')"
        return int(self._store.value(sql, [_moment(start), _moment(end)]))

    def splits(self) -> dict[str, str]:
        """Episode id → split of the packed episodes."""
        return self._store.datasets.splits()

    def skipped(self) -> frozenset[str]:
        """Episodes the person set aside."""
        return self._store.labels.skipped()

    def drawn(self) -> frozenset[str]:
        """Episodes that were drawn at random, labelled since or not."""
        return frozenset(self._store.attestations.draws())


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
