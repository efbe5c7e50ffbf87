"""Label events, append-only, and the current labels as a view over them."""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from studio.core.clock import now
from studio.core.episode import Why
from studio.core.ids import content_id
from studio.store.known_events import OF_ONE, KnownEvents
from studio.store.label_events import (
    CARRIED,
    MERGE_SITTING,
    Day,
    Given,
    LabelEvent,
    Mark,
    Reading,
    Standing,
    standing_of,
)
from studio.store.revisions import ids_only, put_back
from studio.store.suggestions import log_offered
from studio.store.undo_stacks import DEPTH, EVENTS, UndoStacks

if TYPE_CHECKING:
    import duckdb

    from studio.core.progress import Stop
    from studio.store.database import Store


class LabelEvents:
    """The append-only `label_events` table; every call returns once its event is on disk."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.RLock()
        self._stacks: UndoStacks | None = None
        self._known = KnownEvents()

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
        return self.give(Given(episode_id, values, why, inclusion_prob, sitting, scheme, seconds, at))[0]

    def give(self, given: Given) -> tuple[str, dict[str, Any]]:
        """Record one `Given`; returns the action's id and the episode's labels as they are now."""
        with self._lock:
            before = self.current(given.episode_id)
            action = self._record([given], {given.episode_id: before})[0]
            after = {**before, **{name: json.loads(_json(value)) for name, value in given.values.items()}}
            return action, {name: value for name, value in after.items() if value is not None}

    def set_many(self, given: Sequence[Given]) -> list[str]:
        """Record many at once, all of them or none; each is an action of its own."""
        with self._lock:
            return self._record(given, self.current_of({g.episode_id for g in given}))

    def give_as_one(self, given: Sequence[Given]) -> str | None:
        """Record many as one action that one undo takes back; returns its id, None when there is nothing to record."""
        with self._lock:
            actions = self._record(given, self.current_of({g.episode_id for g in given}), as_one=True)
            return actions[0] if actions else None

    def revise(
        self,
        episode_id: str,
        what: str,
        exchange: Callable[[duckdb.DuckDBPyConnection], str],
        *,
        carried: Sequence[Given] = (),
        marks: Sequence[tuple[Mark, str, bool | str]] = (),
        sitting: str = "",
    ) -> str:
        """Record that episodes came in place of others, with labels and marks that go along, as one action.

        Args:
            episode_id: The episode to go on with.
            what: What was done, such as `merge`.
            exchange: Changes the episodes in the transaction it is given; returns what `put_back` needs, as JSON.
            carried: Labels of the episodes that came.
            marks: (kind, episode id, value).
            sitting: In which it was done.

        Returns:
            The action's id.
        """
        with self._lock:
            action, moment = _action(episode_id), _utc(now())
            event = [action, moment, "revise", episode_id, what, None, None, None, None, None, sitting, "", None]
            before = self.current_of({g.episode_id for g in carried})
            rows, _ = self._rows_of(carried, before, action)
            rows += [
                [action, moment, kind, of, kind, _json(value), "false", None, None, None, CARRIED, "", None]
                for kind, of, value in marks
            ]

            def work(cursor: duckdb.DuckDBPyConnection) -> None:
                event[5] = exchange(cursor)

            self._append([event, *sorted(rows, key=lambda row: row[3] != episode_id)], before=work)
            return action

    def mark(self, kind: Mark, episode_id: str, value: bool | str = True, *, sitting: str = "") -> str:
        """Record a `skip` or a `flag`; a text is its reason, False takes it off; returns the action's id."""
        with self._lock:
            was = _json(episode_id in self._marked(kind, episode_id))
            return self._one(kind, episode_id, name=kind, value=_json(value), previous=was, sitting=sitting)

    def undo(self, *, sitting: str = "") -> LabelEvent | None:
        """Take back the latest action that stands; returns its first event, or None when there is none."""
        return self._turn("undo", sitting)

    def redo(self, *, sitting: str = "") -> LabelEvent | None:
        """Bring back the action undone last, unless something was labelled since; None when there is none."""
        return self._turn("redo", sitting)

    def depth(self) -> tuple[int, int]:
        """How many actions can be undone and redone."""
        with self._lock:
            if (stacks := self._stacks) is not None:
                return len(stacks.done), len(stacks.undone)
            done, undone = self._store.row(DEPTH) or (0, 0)
            return int(done), int(undone)

    def ready_undo(self, stop: Stop) -> None:
        """Read the whole log, so that the first undo need not; some tenths of a second at 100,000 labels.

        Labels can be given meanwhile.

        Raises:
            StoppedError: the person asked to stop.
        """
        stacks = UndoStacks()
        for event in self._store.stream(EVENTS, [0]):
            stop.check()
            stacks.read([event])
        with self._lock:
            if self._stacks is None:
                stacks.read(self._store.rows(EVENTS, [stacks.last]))
                self._stacks = stacks

    def current(self, episode_id: str) -> dict[str, Any]:
        """Field → value of one episode's current labels."""
        return self.standing(episode_id).values

    def standing(self, episode_id: str) -> Standing:
        """What stands of everything said about one episode; reads only its own events, and those once."""
        events = self._known.get(episode_id)
        if events is None:
            version = self._known.version
            events = self._store.rows(OF_ONE, [episode_id])
            self._known.keep(episode_id, events, version)
        return standing_of(events)

    def current_of(self, ids: Collection[str]) -> dict[str, dict[str, Any]]:
        """Episode id → field → value of the current labels, for those that have any."""
        found: dict[str, dict[str, Any]] = {}
        sql = """SELECT episode_id, field, value FROM current_fields
            WHERE value IS NOT NULL AND episode_id IN (SELECT unnest(?::VARCHAR[]))"""
        for episode_id, name, value in self._store.rows(sql, [sorted(ids)]):
            found.setdefault(episode_id, {})[name] = json.loads(value)
        return found

    def second_readings_of(self, ids: Collection[str]) -> dict[str, list[tuple[str, Any, datetime]]]:
        """Episode id → (field, value, moment) of every second reading that stands, oldest first."""
        found: dict[str, list[tuple[str, Any, datetime]]] = {}
        sql = """SELECT episode_id, field, value, utc FROM effective WHERE kind = 'set' AND why = 'relabel'
            AND episode_id IN (SELECT unnest(?::VARCHAR[])) ORDER BY seq"""
        for episode_id, name, value, utc in self._store.rows(sql, [sorted(ids)]):
            found.setdefault(episode_id, []).append((name, json.loads(value), utc.replace(tzinfo=UTC)))
        return found

    def history(self, episode_id: str) -> list[LabelEvent]:
        """Every event of an episode, oldest first."""
        return [_event(r) for r in self._store.rows(_EVENTS + " WHERE episode_id = ? ORDER BY seq", [episode_id])]

    def flagged(self) -> frozenset[str]:
        """Episodes whose flag stands."""
        return self._marked("flag")

    def flag_reasons(self) -> dict[str, str]:
        """Episode id → why it was flagged, empty where no reason was given."""
        sql = "SELECT episode_id, arg_max(value, seq) FROM effective WHERE kind = 'flag' GROUP BY 1"
        told = ((episode_id, json.loads(value)) for episode_id, value in self._store.rows(sql))
        return {episode_id: why if isinstance(why, str) else "" for episode_id, why in told if why is not False}

    def skipped(self) -> frozenset[str]:
        """Episodes set aside."""
        return self._marked("skip")

    def readings(self, field: str = "outcome") -> list[Reading]:
        """Values given a second time (`why` = relabel), each with the one that stood before that sitting."""
        sql = """WITH again AS (
                SELECT episode_id, min(seq) AS seq, arg_min(previous, seq) ->> '$' AS first,
                    arg_max(value, seq) ->> '$' AS second, max(utc) AS utc, max(seq) AS last
                FROM effective WHERE kind = 'set' AND field = ? AND why = 'relabel' GROUP BY episode_id, sitting
                HAVING arg_min(previous, seq) <> 'null' AND arg_max(value, seq) <> 'null')
            SELECT a.episode_id, a.first, a.second, a.utc, max(f.utc), any_value(e.domain) FROM again a
            LEFT JOIN effective f ON f.episode_id = a.episode_id AND f.kind = 'set' AND f.field = ? AND f.seq < a.seq
                AND f.sitting <> ?
            LEFT JOIN episodes e ON e.id = a.episode_id
            GROUP BY a.episode_id, a.first, a.second, a.utc, a.last ORDER BY a.last"""
        rows = self._store.rows(sql, [field, field, MERGE_SITTING])
        return [
            Reading(r[0], r[1], r[2], r[3].replace(tzinfo=UTC), r[4].replace(tzinfo=UTC) if r[4] else None, r[5])
            for r in rows
        ]

    def days(self) -> list[Day]:
        """Labels a day (outcomes that stand) with the median seconds each took, oldest first."""
        sql = """SELECT utc::DATE, count(DISTINCT episode_id), median(seconds) FROM effective
            WHERE kind = 'set' AND field = 'outcome' AND value <> 'null' AND sitting <> ? GROUP BY 1 ORDER BY 1"""
        return [Day(*row) for row in self._store.rows(sql, [CARRIED])]

    def given_since(self, moment: datetime) -> tuple[int, float | None]:
        """(episodes given an outcome since that moment, median seconds each took)."""
        sql = """SELECT count(DISTINCT episode_id), median(seconds) FROM effective
            WHERE kind = 'set' AND field = 'outcome' AND value <> 'null' AND utc >= ? AND sitting <> ?"""
        row = self._store.row(sql, [_utc(moment), CARRIED])
        return (int(row[0]), row[1]) if row else (0, None)

    def _marked(self, kind: str, episode_id: str | None = None) -> frozenset[str]:
        only, args = ("AND episode_id = ?", [kind, episode_id]) if episode_id is not None else ("", [kind])
        sql = f"SELECT episode_id FROM effective WHERE kind = ? {only} GROUP BY 1 HAVING arg_max(value, seq) <> 'false'"
        return frozenset(row[0] for row in self._store.rows(sql, args))

    def _record(
        self, given: Sequence[Given], before: Mapping[str, Mapping[str, Any]], *, as_one: bool = False
    ) -> list[str]:
        one = _action(given[0].episode_id) if as_one and given else None
        rows, actions = self._rows_of(given, before, one)
        self._append(rows, [(action, g) for action, g in zip(actions, given, strict=True) if g.offered])
        return actions

    def _rows_of(
        self, given: Sequence[Given], before: Mapping[str, Mapping[str, Any]], one: str | None
    ) -> tuple[list[list[Any]], list[str]]:
        """The events of what is given, and the action of each: all the same `one`, or each its own."""
        rows: list[list[Any]] = []
        actions: list[str] = []
        moment = now()
        standing = {episode_id: dict(fields) for episode_id, fields in before.items()}
        for g in given:
            action = one or _action(g.episode_id)
            actions.append(action)
            was = standing.setdefault(g.episode_id, {})
            for name, value in g.values.items():
                rows.append(
                    [action, _utc(g.at or moment), "set", g.episode_id, name, _json(value), _json(was.get(name)), None,
                     g.why, g.inclusion_prob, g.sitting, g.scheme, g.seconds]
                )  # fmt: skip
                was[name] = value
        return rows, actions

    def _one(
        self,
        kind: str,
        episode_id: str,
        *,
        name: str | None = None,
        value: str | None = None,
        previous: str | None = None,
        target: str | None = None,
        sitting: str = "",
    ) -> str:
        action = _action(episode_id)
        self._append(
            [[action, _utc(now()), kind, episode_id, name, value, previous, target, None, None, sitting, "", None]]
        )
        return action

    def _turn(self, kind: Literal["undo", "redo"], sitting: str) -> LabelEvent | None:
        with self._lock:
            stacks = self._loaded()
            stack = stacks.done if kind == "undo" else stacks.undone
            if not stack:
                return None
            target, episodes = stack[-1]
            action, moment = _action(episodes[0]), _utc(now())
            self._append(
                [
                    [action, moment, kind, episode_id, None, None, None, target, None, None, sitting, "", None]
                    for episode_id in episodes
                ],
                before=self._exchange_of(target, kind) if target in stacks.revisions else None,
            )
            sql = _EVENTS + " WHERE episode_id = ? AND action = ? ORDER BY seq LIMIT 1"
            row = self._store.row(sql, [episodes[0], target])
            return replace(_event(row), also=tuple(episodes[1:])) if row else None

    def _exchange_of(self, action: str, kind: Literal["undo", "redo"]) -> Callable[[duckdb.DuckDBPyConnection], None]:
        """What puts the episodes of a revision back."""
        sql = "SELECT value FROM label_events WHERE kind = 'revise' AND action = ?"
        value = str(self._store.value(sql, [action]))
        return lambda cursor: put_back(cursor, value, kind)

    def _append(
        self,
        rows: list[list[Any]],
        offers: Sequence[tuple[str, Given]] = (),
        before: Callable[[duckdb.DuckDBPyConnection], None] | None = None,
    ) -> None:
        """Write events, after what `before` does in the same transaction."""
        if not rows:
            return
        try:
            with self._store.transaction() as cursor:
                if before is not None:
                    before(cursor)
                if len(rows) <= FEW:
                    marks = ", ".join([f"({', '.join('?' for _ in _COLUMNS)})"] * len(rows))
                    cursor.execute(f"{_INSERT} VALUES {marks}", [value for row in rows for value in row])
                else:
                    columns = ", ".join(f"unnest(?::{kind}[])" for kind in _COLUMNS.values())
                    cursor.execute(f"{_INSERT} SELECT {columns}", [list(column) for column in zip(*rows, strict=True)])
                for action, given in offers:
                    log_offered(cursor, action, rows[0][1], given.episode_id, given.sitting, given.offered)
        except BaseException:
            self.reread()
            raise
        self._known.add(rows)
        if self._stacks is not None:
            for row in rows:
                self._stacks.take(row[2], row[0], row[3], row[7])

    def reread(self) -> None:
        """Forget what is kept in memory of the log: events were taken out of it."""
        with self._lock:
            self._stacks = None
            self._known.clear()

    def _loaded(self) -> UndoStacks:
        if self._stacks is None:
            stacks = UndoStacks()
            stacks.read(self._store.stream(EVENTS, [0]))
            self._stacks = stacks
        return self._stacks


_EVENTS = """SELECT seq, action, utc, kind, episode_id, field, value, previous, target, why, inclusion_prob, sitting,
    scheme, seconds FROM label_events"""

FEW = 20
"""Events up to which values are bound one by one; beyond it whole columns are, which begins slower and goes faster."""

_COLUMNS = {
    "action": "VARCHAR", "utc": "TIMESTAMP", "kind": "VARCHAR", "episode_id": "VARCHAR", "field": "VARCHAR",
    "value": "VARCHAR", "previous": "VARCHAR", "target": "VARCHAR", "why": "VARCHAR", "inclusion_prob": "DOUBLE",
    "sitting": "VARCHAR", "scheme": "VARCHAR", "seconds": "DOUBLE",
}  # fmt: skip
_INSERT = f"INSERT INTO label_events ({', '.join(_COLUMNS)})"


def _event(row: Sequence[Any]) -> LabelEvent:
    at = row[2].replace(tzinfo=UTC)
    value, previous = (json.loads(v) if v is not None else None for v in row[6:8])
    if row[3] == "revise" and value is not None:
        value = ids_only(value)
    return LabelEvent(
        row[0], row[1], at, row[3], row[4], row[5], value, previous, row[8], row[9], row[10], row[11] or "",
        row[12] or "", row[13],
    )  # fmt: skip


def _action(episode_id: str) -> str:
    return content_id("a", episode_id, secrets.token_hex(8))


def _json(value: Any) -> str:
    return json.dumps(list(value) if isinstance(value, tuple | frozenset) else value, ensure_ascii=False)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
