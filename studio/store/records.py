"""Messages, notes, workouts, sets and measurements, as they were brought in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from studio.core.clock import iso
from studio.store.moments import join_moment

if TYPE_CHECKING:
    import duckdb

    from studio.store.database import Store

_UNLIKE = "USING COMPRESSION uncompressed"
_ALIKE = "USING COMPRESSION dictionary"
_STEADY = "USING COMPRESSION bitpacking"
_WORDS = "USING COMPRESSION fsst"
# Naming the compression of the two long tables spares DuckDB trying all of them: a third of the time of a commit.

DDL = [
    f"""CREATE TABLE messages (id VARCHAR {_UNLIKE}, source_id VARCHAR {_ALIKE}, ordinal BIGINT {_STEADY},
        conversation VARCHAR {_ALIKE}, sender VARCHAR {_ALIKE}, utc TIMESTAMP {_STEADY}, wall TIMESTAMP {_STEADY},
        tz VARCHAR {_ALIKE}, text VARCHAR {_WORDS}, type VARCHAR {_ALIKE}, edited BOOLEAN, reply_to VARCHAR {_ALIKE},
        reactions VARCHAR {_ALIKE})""",
    """CREATE TABLE notes (id VARCHAR, source_id VARCHAR, ordinal BIGINT, utc TIMESTAMP, wall TIMESTAMP, tz VARCHAR,
        title VARCHAR, text VARCHAR, tags VARCHAR[], mood DOUBLE, date_source VARCHAR)""",
    """CREATE TABLE workouts (id VARCHAR, source_id VARCHAR, ordinal BIGINT, utc TIMESTAMP, wall TIMESTAMP, tz VARCHAR,
        name VARCHAR, seconds DOUBLE, note VARCHAR)""",
    """CREATE TABLE sets (id VARCHAR, source_id VARCHAR, ordinal BIGINT, workout_id VARCHAR, exercise VARCHAR,
        position INTEGER, type VARCHAR, weight_kg DOUBLE, reps INTEGER, rpe DOUBLE, distance_m DOUBLE, seconds DOUBLE,
        note VARCHAR)""",
    f"""CREATE TABLE measurements (id VARCHAR {_UNLIKE}, source_id VARCHAR {_ALIKE}, ordinal BIGINT {_STEADY},
        metric VARCHAR {_ALIKE}, utc TIMESTAMP {_STEADY}, wall TIMESTAMP {_STEADY}, tz VARCHAR {_ALIKE},
        end_utc TIMESTAMP {_STEADY}, end_wall TIMESTAMP {_STEADY}, value DOUBLE, unit VARCHAR {_ALIKE},
        device VARCHAR {_ALIKE}, day DATE, note VARCHAR {_ALIKE})""",
]

TABLES = ("messages", "notes", "workouts", "sets", "measurements", "plans")


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message as stored."""

    id: str
    source_id: str
    conversation: str
    sender: str | None
    sent_at: datetime
    """Aware, in the zone it was written in."""
    text: str | None
    type: str
    reply_to: str | None = None
    """Id of the message it answers, where the export says so."""


@dataclass(frozen=True, slots=True)
class StoredNote:
    """A note as stored."""

    id: str
    source_id: str
    written_at: datetime
    title: str | None
    text: str
    tags: tuple[str, ...]
    mood: float | None


@dataclass(frozen=True, slots=True)
class StoredSet:
    """One set of one exercise, as stored."""

    exercise: str
    position: int
    type: str
    weight_kg: float | None
    reps: int | None
    rpe: float | None
    distance_m: float | None
    seconds: float | None
    note: str | None


@dataclass(frozen=True, slots=True)
class StoredWorkout:
    """A workout and its sets, as stored."""

    id: str
    source_id: str
    started_at: datetime
    name: str
    seconds: float | None
    note: str | None
    sets: tuple[StoredSet, ...]


class Records:
    """The record tables. Rows carry content-derived ids, so that importing twice adds nothing."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def insert(
        self,
        cursor: duckdb.DuckDBPyConnection,
        table: str,
        columns: Mapping[str, Sequence[Any]],
        *,
        beside: Sequence[str] = (),
    ) -> int:
        """Insert rows whose `id` the table does not hold yet; returns how many were new.

        Args:
            cursor: Inside the caller's transaction.
            table: One of `TABLES`.
            columns: Column name → values, all of one length; `id` and `ordinal` among them.
            beside: Sources whose ids do not count as held: they are about to be replaced.
        """
        import pyarrow as pa

        if table not in TABLES:
            raise ValueError(f"no record table is called {table}")
        if not columns["id"]:
            return 0
        incoming = pa.table({name: pa.array(values) for name, values in columns.items()})
        names = ", ".join(columns)
        cursor.register("incoming", incoming)
        try:
            before = _count(cursor, table)
            cursor.execute(
                f"INSERT INTO {table} ({names}) SELECT {names} FROM incoming "
                f"WHERE id NOT IN (SELECT id FROM {table} WHERE source_id NOT IN (SELECT unnest(?::VARCHAR[]))) "
                f"QUALIFY row_number() OVER (PARTITION BY id ORDER BY ordinal) = 1 ORDER BY ordinal",
                [list(beside)],
            )
            return _count(cursor, table) - before
        finally:
            cursor.unregister("incoming")

    def held(
        self, cursor: duckdb.DuckDBPyConnection, table: str, ids: Sequence[str], *, beside: Sequence[str] = ()
    ) -> int:
        """How many of these ids a table holds already, in other sources than those `beside`."""
        if table not in TABLES:
            raise ValueError(f"no record table is called {table}")
        sql = f"""SELECT count(*) FROM {table} WHERE id IN (SELECT unnest(?::VARCHAR[]))
            AND source_id NOT IN (SELECT unnest(?::VARCHAR[]))"""
        row = cursor.execute(sql, [list(ids), list(beside)]).fetchone()
        return int(row[0]) if row else 0

    def remove(self, cursor: duckdb.DuckDBPyConnection, source_id: str) -> None:
        """Take out every record of a source, inside the caller's transaction."""
        for table in TABLES:
            cursor.execute(f"DELETE FROM {table} WHERE source_id = ?", [source_id])

    def counts(self) -> dict[str, int]:
        """Rows per table."""
        return {table: int(self._store.value(f"SELECT count(*) FROM {table}")) for table in TABLES}

    def conversations(self) -> list[tuple[str, int]]:
        """Conversation names with their message counts, the longest first."""
        sql = "SELECT conversation, count(*) FROM messages GROUP BY 1 ORDER BY 2 DESC, 1"
        return [(name, int(n)) for name, n in self._store.rows(sql)]

    def senders(self) -> list[tuple[str, int]]:
        """Sender names with their message counts, the most frequent first."""
        sql = "SELECT sender, count(*) FROM messages WHERE sender IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"
        return [(name, int(n)) for name, n in self._store.rows(sql)]

    def messages(self, conversation: str | None = None) -> Iterator[StoredMessage]:
        """Messages in order of time; all conversations one after another unless one is named."""
        where, args = ("WHERE conversation = ?", [conversation]) if conversation is not None else ("", [])
        sql = f"""SELECT id, source_id, conversation, sender, utc, tz, text, type, reply_to FROM messages {where}
            ORDER BY conversation, utc, source_id, ordinal"""
        for row in self._store.stream(sql, args):
            moment = join_moment(row[4], row[5])
            assert moment is not None
            yield StoredMessage(row[0], row[1], row[2], row[3], moment, row[6], row[7], row[8])

    def messages_by_id(self, ids: Sequence[str]) -> list[StoredMessage]:
        """The named messages, in order of time."""
        sql = """SELECT id, source_id, conversation, sender, utc, tz, text, type, reply_to FROM messages
            WHERE id IN (SELECT unnest(?)) ORDER BY utc, ordinal"""
        found = []
        for row in self._store.rows(sql, [list(ids)]):
            moment = join_moment(row[4], row[5])
            assert moment is not None
            found.append(StoredMessage(row[0], row[1], row[2], row[3], moment, row[6], row[7], row[8]))
        return found

    def notes(self) -> list[StoredNote]:
        """Notes in order of time."""
        sql = "SELECT id, source_id, utc, tz, title, text, tags, mood FROM notes ORDER BY utc, source_id, ordinal"
        found = []
        for row in self._store.rows(sql):
            moment = join_moment(row[2], row[3])
            assert moment is not None
            found.append(StoredNote(row[0], row[1], moment, row[4], row[5], tuple(row[6] or ()), row[7]))
        return found

    def workouts(self) -> list[StoredWorkout]:
        """Workouts with their sets, in order of time."""
        sets: dict[str, list[StoredSet]] = {}
        sql = """SELECT workout_id, exercise, position, type, weight_kg, reps, rpe, distance_m, seconds, note
            FROM sets ORDER BY source_id, ordinal"""
        for row in self._store.rows(sql):
            sets.setdefault(row[0], []).append(StoredSet(*row[1:]))
        sql = "SELECT id, source_id, utc, tz, name, seconds, note FROM workouts ORDER BY utc, source_id, ordinal"
        found = []
        for row in self._store.rows(sql):
            moment = join_moment(row[2], row[3])
            assert moment is not None
            found.append(StoredWorkout(row[0], row[1], moment, row[4], row[5], row[6], tuple(sets.get(row[0], ()))))
        return found

    def daily(self, metrics: Sequence[str] = ()) -> dict[date, dict[str, tuple[str, float]]]:
        """Lived day → metric → (record id, value), folded as `studio.store.daily` says."""
        from studio.store.daily import daily

        return daily(self._store, metrics)

    def listing(self, source_id: str | None, kind: str | None, limit: int | None) -> Iterator[dict[str, Any]]:
        """Stored records as the JSON objects of `studio records`, in order of source and place."""
        left = limit
        for name, read in _LISTINGS.items():
            if kind not in (None, name) or left == 0:
                continue
            sql, shape = read
            where, args = ("WHERE source_id = ?", [source_id]) if source_id else ("", [])
            tail = f" LIMIT {int(left)}" if left is not None else ""
            for row in self._store.stream(sql.format(where=where) + tail, args):
                yield {"kind": name, **shape(row)}
                if left is not None:
                    left -= 1


def _count(cursor: duckdb.DuckDBPyConnection, table: str) -> int:
    row = cursor.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(row[0]) if row else 0


def _when(utc: datetime | None, tz: str | None) -> str | None:
    return iso(join_moment(utc, tz))


def _message(row: tuple[Any, ...]) -> dict[str, Any]:
    return {
        "id": row[0], "source_id": row[1], "conversation": row[2], "sender": row[3], "sent_at": _when(row[4], row[5]),
        "text": row[6], "type": row[7], "edited": row[8], "reply_to": row[9], "reactions": json.loads(row[10] or "[]"),
    }  # fmt: skip


def _note(row: tuple[Any, ...]) -> dict[str, Any]:
    return {
        "id": row[0], "source_id": row[1], "written_at": _when(row[2], row[3]), "title": row[4], "text": row[5],
        "tags": list(row[6] or ()), "mood": row[7], "date_source": row[8],
    }  # fmt: skip


def _workout(row: tuple[Any, ...]) -> dict[str, Any]:
    return {
        "id": row[0], "source_id": row[1], "started_at": _when(row[2], row[3]), "name": row[4], "seconds": row[5],
        "note": row[6],
    }  # fmt: skip


_SET_KEYS = ("exercise", "index", "type", "weight_kg", "reps", "rpe", "distance_m", "seconds", "note")


def _set(row: tuple[Any, ...]) -> dict[str, Any]:
    return {"workout_id": row[0], "source_id": row[1], **dict(zip(_SET_KEYS, row[2:], strict=True))}


def _measurement(row: tuple[Any, ...]) -> dict[str, Any]:
    return {
        "id": row[0], "source_id": row[1], "metric": row[2], "start": _when(row[3], row[5]),
        "end": _when(row[4], row[5]),
        "value": row[6], "unit": row[7], "device": row[8], "day": str(row[9]) if row[9] else None, "note": row[10],
    }  # fmt: skip


_PLAN_KEYS = (
    "id",
    "source_id",
    "name",
    "exercise",
    "sets",
    "reps",
    "weight_kg",
    "rpe",
    "distance_m",
    "seconds",
    "note",
)


def _plan(row: tuple[Any, ...]) -> dict[str, Any]:
    return {"day": str(row[0]), **dict(zip(_PLAN_KEYS, row[1:], strict=True))}


_ORDER = " {where} ORDER BY (SELECT imported_at FROM sources s WHERE s.id = source_id), source_id, ordinal"

_LISTINGS = {
    "message": (
        "SELECT id, source_id, conversation, sender, utc, tz, text, type, edited, reply_to, "
        "reactions FROM messages" + _ORDER,
        _message,
    ),
    "note": (
        "SELECT id, source_id, utc, tz, title, text, tags, mood, date_source FROM notes" + _ORDER,
        _note,
    ),
    "workout": ("SELECT id, source_id, utc, tz, name, seconds, note FROM workouts" + _ORDER, _workout),
    "set": (
        "SELECT workout_id, source_id, exercise, position, type, weight_kg, reps, rpe, distance_m, seconds, note "
        "FROM sets" + _ORDER,
        _set,
    ),
    "measurement": (
        "SELECT id, source_id, metric, utc, end_utc, tz, value, unit, device, day, note FROM measurements" + _ORDER,
        _measurement,
    ),
    "plan": (f"SELECT day, {', '.join(_PLAN_KEYS)} FROM plans" + _ORDER, _plan),
}
