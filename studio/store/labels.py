"""Label events, append-only, and the current labels as a view over them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from studio.core.clock import now
from studio.core.episode import Why
from studio.core.ids import content_id

if TYPE_CHECKING:
    from studio.store.database import Store

DDL = [
    "CREATE SEQUENCE label_seq",
    """CREATE TABLE label_events (seq BIGINT DEFAULT nextval('label_seq'), action VARCHAR, utc TIMESTAMP, kind VARCHAR,
        episode_id VARCHAR, field VARCHAR, value VARCHAR, previous VARCHAR, target VARCHAR, why VARCHAR,
        inclusion_prob DOUBLE, sitting VARCHAR, scheme VARCHAR, seconds DOUBLE)""",
    """CREATE VIEW undone AS
        SELECT target AS action FROM label_events WHERE kind IN ('undo', 'redo')
        GROUP BY target HAVING arg_max(kind, seq) = 'undo'""",
    """CREATE VIEW effective AS
        SELECT * FROM label_events WHERE kind IN ('set', 'skip', 'flag') AND action NOT IN (SELECT action FROM undone)""",
    """CREATE VIEW current_fields AS
        SELECT episode_id, field, nullif(arg_max(value, seq), 'null') AS value, max(seq) AS seq, max(utc) AS utc,
            arg_max(why, seq) AS why
        FROM effective WHERE kind = 'set' GROUP BY 1, 2""",
    """CREATE VIEW current_labels AS
        SELECT episode_id,
            max(value ->> '$') FILTER (WHERE field = 'outcome') AS outcome,
            max(value) FILTER (WHERE field = 'topics') AS topics,
            max(value ->> '$') FILTER (WHERE field = 'trigger') AS trigger,
            max(value ->> '$') FILTER (WHERE field = 'response_style') AS response_style,
            max(value ->> '$') FILTER (WHERE field = 'what_helped') AS what_helped,
            max(value ->> '$') FILTER (WHERE field = 'advice') AS advice,
            max(value ->> '$') FILTER (WHERE field = 'note') AS note,
            max(why) FILTER (WHERE field = 'outcome') AS why_labelled,
            max(utc) AS labelled_utc
        FROM current_fields GROUP BY 1""",
]


@dataclass(frozen=True, slots=True)
class LabelEvent:
    """One thing the person did to one field of one episode."""

    seq: int
    action: str
    """Events of one keystroke or command share an action; undo takes back an action."""
    at: datetime
    kind: str
    """`set`, `undo`, `redo`, `skip` or `flag`."""
    episode_id: str
    field: str | None
    value: Any
    previous: Any
    target: str | None
    """The action that an undo or redo speaks of."""
    why: str | None


class LabelEvents:
    """The append-only `label_events` table; every call returns once its event is on disk."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def set(
        self,
        episode_id: str,
        values: Mapping[str, Any],
        *,
        why: Why = "spontaneous",
        inclusion_prob: float | None = None,
        sitting: str = "",
        scheme: str = "",
        seconds: float | None = None,
        at: datetime | None = None,
    ) -> str:
        """Record values for fields of an episode (None clears one); returns the action's id."""
        before = self.current(episode_id)
        action = self._action(episode_id)
        moment = (at or now()).astimezone(UTC).replace(tzinfo=None)
        rows = [
            [action, moment, "set", episode_id, name, _json(value), _json(before.get(name)), None, why, inclusion_prob,
             sitting, scheme, seconds]
            for name, value in values.items()
        ]  # fmt: skip
        self._append(rows)
        return action

    def mark(self, kind: str, episode_id: str, value: bool = True, *, sitting: str = "") -> str:
        """Record a `skip` or a `flag` (value False takes the flag off); returns the action's id."""
        action = self._action(episode_id)
        self._append(
            [
                [
                    action,
                    _utc(),
                    kind,
                    episode_id,
                    kind,
                    _json(value),
                    None,
                    None,
                    None,
                    None,
                    sitting,
                    "",
                    None,
                ]
            ]
        )
        return action

    def undo(self, *, sitting: str = "") -> LabelEvent | None:
        """Take back the latest action that stands; returns one of its events, or None when there is none."""
        last = self._store.row("SELECT action, episode_id FROM effective ORDER BY seq DESC LIMIT 1")
        return self._turn("undo", last, sitting)

    def redo(self, *, sitting: str = "") -> LabelEvent | None:
        """Bring back the action undone last, unless something was labelled since; None when there is none."""
        last = self._store.row(
            """SELECT target, episode_id FROM label_events WHERE kind = 'undo' AND target IN (SELECT action FROM undone)
            AND seq > coalesce((SELECT max(seq) FROM label_events WHERE kind IN ('set', 'skip', 'flag')), 0)
            ORDER BY seq DESC LIMIT 1"""
        )
        return self._turn("redo", last, sitting)

    def current(self, episode_id: str) -> dict[str, Any]:
        """Field → value of one episode's current labels."""
        rows = self._store.rows("SELECT field, value FROM current_fields WHERE episode_id = ?", [episode_id])
        return {name: json.loads(value) for name, value in rows if value is not None}

    def history(self, episode_id: str) -> list[LabelEvent]:
        """Every event of an episode, oldest first."""
        return [_event(r) for r in self._store.rows(_EVENTS + " WHERE episode_id = ? ORDER BY seq", [episode_id])]

    def flagged(self) -> frozenset[str]:
        """Episodes whose flag stands."""
        return self._marked("flag")

    def skipped(self) -> frozenset[str]:
        """Episodes set aside."""
        return self._marked("skip")

    def counts(self) -> tuple[int, int]:
        """(episodes that have an outcome, those of them picked at random)."""
        sql = "SELECT count(*), count(*) FILTER (WHERE why_labelled = 'audit') FROM current_labels WHERE outcome IS NOT NULL"
        labelled, audited = self._store.row(sql) or (0, 0)
        return int(labelled), int(audited)

    def _marked(self, kind: str) -> frozenset[str]:
        sql = "SELECT episode_id FROM effective WHERE kind = ? GROUP BY 1 HAVING arg_max(value, seq) = 'true'"
        return frozenset(row[0] for row in self._store.rows(sql, [kind]))

    def _turn(self, kind: str, last: Sequence[Any] | None, sitting: str) -> LabelEvent | None:
        if last is None:
            return None
        target, episode_id = last
        self._append(
            [
                [
                    self._action(episode_id),
                    _utc(),
                    kind,
                    episode_id,
                    None,
                    None,
                    None,
                    target,
                    None,
                    None,
                    sitting,
                    "",
                    None,
                ]
            ]
        )
        row = self._store.row(_EVENTS + " WHERE action = ? ORDER BY seq LIMIT 1", [target])
        return _event(row) if row else None

    def _append(self, rows: list[list[Any]]) -> None:
        with self._store.transaction() as cursor:
            for row in rows:
                cursor.execute(
                    """INSERT INTO label_events (action, utc, kind, episode_id, field, value, previous, target, why,
                    inclusion_prob, sitting, scheme, seconds) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                    row,
                )

    def _action(self, episode_id: str) -> str:
        import secrets

        return content_id("a", episode_id, secrets.token_hex(8))


_EVENTS = "SELECT seq, action, utc, kind, episode_id, field, value, previous, target, why FROM label_events"


def _event(row: Sequence[Any]) -> LabelEvent:
    at = row[2].replace(tzinfo=UTC)
    value, previous = (json.loads(v) if v is not None else None for v in row[6:8])
    return LabelEvent(row[0], row[1], at, row[3], row[4], row[5], value, previous, row[8], row[9])


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _utc() -> datetime:
    return now().replace(tzinfo=None)
