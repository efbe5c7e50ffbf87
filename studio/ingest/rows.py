"""Records to table rows: times in UTC, counted as the export counts them, a batch at a time."""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING, Any, Protocol

from studio.core.clock import lived_day
from studio.core.ids import content_id
from studio.core.records import (
    Measurement,
    Measurements,
    Message,
    Messages,
    Note,
    PlannedSet,
    Reaction,
    Record,
    Rejected,
    Workout,
)
from studio.ingest.columns import measurement_columns, message_columns, texts_of
from studio.ingest.localise import YEARS, Localiser

if TYPE_CHECKING:
    import pyarrow as pa

BATCH = 16_384
"""Messages or measurements gathered before they are handed on."""
MOST_REPS = 100_000

_MESSAGE = ("ordinal", "conversation", "sender", "utc", "wall", "tz", "text", "type", "edited", "reply_to", "key",
            "reactions")  # fmt: skip
_MEASUREMENT = (
    "ordinal",
    "metric",
    "utc",
    "wall",
    "tz",
    "end_utc",
    "end_wall",
    "value",
    "unit",
    "device",
    "day",
    "note",
)
_COLUMNS = {
    "notes": ("id", "source_id", "ordinal", "utc", "wall", "tz", "title", "text", "tags", "mood", "date_source"),
    "workouts": ("id", "source_id", "ordinal", "utc", "wall", "tz", "name", "seconds", "note"),
    "sets": ("id", "source_id", "ordinal", "workout_id", "exercise", "position", "type", "weight_kg", "reps", "rpe",
             "distance_m", "seconds", "note"),
    "plans": ("id", "source_id", "ordinal", "day", "tz", "name", "exercise", "sets", "reps", "weight_kg", "rpe",
              "distance_m", "seconds", "note"),
}  # fmt: skip


class Sink(Protocol):
    """Where batches of messages and measurements go."""

    def add(self, table: str, columns: Mapping[str, pa.Array]) -> None:
        """Take rows of `messages` or `measurements`."""
        ...


class Rows:
    """The rows of one export on their way to the store.

    Ids of notes come from the export's own key or from wall time, title and text; a workout's from wall time and name;
    a set's from its workout, exercise and position; a planned one's from day, session and exercise; each with the
    number of times the same has come before.

    Args:
        source_id: The source they belong to.
        where: Turns wall time into UTC.
        sink: Where messages and measurements go.
        conversation: Name to use for the chat, whatever its messages say; empty for none.
    """

    def __init__(self, source_id: str, where: Localiser, sink: Sink, conversation: str = "") -> None:
        self._source = source_id
        self._where = where
        self._sink = sink
        self._conversation = conversation
        self._tables: dict[str, list[tuple[Any, ...]]] = {table: [] for table in _COLUMNS}
        self._messages: list[tuple[Any, ...]] = []
        self._measurements: list[tuple[Any, ...]] = []
        self._seen: defaultdict[tuple[Any, ...], int] = defaultdict(int)
        self._ordinal = 0
        self.senders: Counter[str] = Counter()
        """Who wrote, with how many messages."""
        self.conversations: Counter[str] = Counter()
        """Chats, with how many messages."""
        self.first: datetime | None = None
        """Earliest naive UTC."""
        self.last: datetime | None = None
        self.records = 0
        """Messages, notes, measurements, sets, planned ones, and workouts that list no set."""
        self.workouts_without_sets: list[str] = []

    def add(self, record: Record) -> Rejected | None:
        """Take one record; a rejection when its time or a number of it cannot be right."""
        if isinstance(record, Message):
            moment = record.sent_at
        elif isinstance(record, Measurement):
            moment = record.start
        elif isinstance(record, PlannedSet):
            moment = datetime.combine(record.day, time())
        else:
            moment = record.written_at if isinstance(record, Note) else record.started_at
        if moment.year not in YEARS:
            return _out_of_time(moment)
        if isinstance(record, Message):
            self._message(record)
        elif isinstance(record, Measurement):
            if not math.isfinite(record.value):
                return Rejected("", f"{record.metric} is no finite number", str(record.value))
            self._measurement(record)
        elif isinstance(record, Note):
            self._note(record)
        elif isinstance(record, PlannedSet):
            self._planned(record, moment)
        else:
            return self._workout(record)
        return None

    def add_batch(self, batch: Messages | Measurements) -> list[Rejected]:
        """Take many records at once; a rejection for each that cannot be right."""
        self.flush()
        if isinstance(batch, Messages):
            columns = message_columns(batch, self._conversation or batch.conversation, self._ordinal, self._where)
            self.senders.update(columns.senders)
            self.conversations[self._conversation or batch.conversation] += columns.count
            table = "messages"
        else:
            columns = measurement_columns(batch, self._ordinal, self._where)
            table = "measurements"
        if columns.count:
            self._sink.add(table, columns.arrays)
            self._span(columns.first, columns.last)
        self._ordinal += columns.count
        self.records += columns.count
        return columns.rejected

    def flush(self) -> None:
        """Hand on what was gathered."""
        import pyarrow as pa

        stamp = pa.timestamp("us")
        kinds = {"ordinal": pa.int64(), "utc": stamp, "wall": stamp, "end_utc": stamp, "end_wall": stamp,
                 "value": pa.float64(), "edited": pa.bool_(), "day": pa.date32()}  # fmt: skip
        for table, names, rows in (
            ("messages", _MESSAGE, self._messages),
            ("measurements", _MEASUREMENT, self._measurements),
        ):
            if rows:
                columns = zip(names, zip(*rows, strict=True), strict=True)
                self._sink.add(
                    table,
                    {n: pa.array(values, kinds[n]) if n in kinds else texts_of(values) for n, values in columns},
                )
                rows.clear()

    def tables(self) -> Mapping[str, Mapping[str, Sequence[Any]]]:
        """Table → column → values, for notes, workouts, sets and plans."""
        return {
            table: dict(zip(names, zip(*self._tables[table], strict=True), strict=True))
            for table, names in _COLUMNS.items()
            if self._tables[table]
        }

    def _message(self, message: Message) -> None:
        utc, wall, tz = self._moment(message.sent_at)
        conversation = self._conversation or message.conversation
        if message.sender is not None:
            self.senders[message.sender] += 1
        self.conversations[conversation] += 1
        self._messages.append(
            (
                self._ordinal, conversation, message.sender, utc, wall, tz, message.text, message.type, message.edited,
                message.reply_to, message.key, _reactions(message.reactions) if message.reactions else None,
            )
        )  # fmt: skip
        self._ordinal += 1
        self.records += 1
        if len(self._messages) >= BATCH:
            self.flush()

    def _measurement(self, one: Measurement) -> None:
        utc, wall, tz = self._moment(one.start)
        end_utc, end_wall = self._moment(one.end)[:2] if one.end is not None else (None, None)
        self._measurements.append(
            (
                self._ordinal, one.metric, utc, wall, tz, end_utc, end_wall, one.value, one.unit, one.device,
                one.day or lived_day(wall), one.note,
            )
        )  # fmt: skip
        self._ordinal += 1
        self.records += 1
        if len(self._measurements) >= BATCH:
            self.flush()

    def _note(self, note: Note) -> None:
        utc, wall, tz = self._moment(note.written_at)
        own = self._id("n", "key", note.key) if note.key else self._id("n", wall, note.title, note.text)
        self._put(
            "notes", own, utc, wall, tz, note.title, note.text, list(note.tags), note.mood, note.date_source,
        )  # fmt: skip
        self.records += 1

    def _workout(self, workout: Workout) -> Rejected | None:
        for one in workout.sets:
            numbers = (one.weight_kg, one.rpe, one.distance_m, one.seconds)
            if any(number is not None and not math.isfinite(number) for number in numbers):
                return Rejected("", f"a set of {one.exercise} holds no finite number", str(one))
            if one.reps is not None and not 0 <= one.reps <= MOST_REPS:
                return Rejected("", f"{one.reps} reps of {one.exercise}", str(one))
        utc, wall, tz = self._moment(workout.started_at)
        own = self._id("w", wall, workout.name)
        self._put("workouts", own, utc, wall, tz, workout.name, workout.seconds, workout.note)
        for one in workout.sets:
            self._put(
                "sets", self._id("t", own, one.exercise, one.index), own, one.exercise, one.index, one.type,
                one.weight_kg, one.reps, one.rpe, one.distance_m, one.seconds, one.note,
            )  # fmt: skip
        self.records += len(workout.sets) or 1
        if not workout.sets:
            self.workouts_without_sets.append(own)
        return None

    def _planned(self, one: PlannedSet, moment: datetime) -> None:
        self._put(
            "plans", self._id("p", one.day, one.name, one.exercise), one.day, self._moment(moment)[2], one.name,
            one.exercise, one.sets, one.reps, one.weight_kg, one.rpe, one.distance_m, one.seconds, one.note,
        )  # fmt: skip
        self.records += 1

    def _moment(self, moment: datetime) -> tuple[datetime, datetime, str]:
        utc, wall, tz = self._where.utc(moment)
        self._span(utc, utc)
        return utc, wall, tz

    def _span(self, first: datetime | None, last: datetime | None) -> None:
        if first is not None and (self.first is None or first < self.first):
            self.first = first
        if last is not None and (self.last is None or last > self.last):
            self.last = last

    def _id(self, prefix: str, *parts: object) -> str:
        key = (prefix, *parts)
        self._seen[key] += 1
        return content_id(prefix, *parts, self._seen[key])

    def _put(self, table: str, record_id: str, *values: Any) -> None:
        self._tables[table].append((record_id, self._source, self._ordinal, *values))
        self._ordinal += 1


def _reactions(reactions: Sequence[Reaction]) -> str:
    told = [{"emoji": r.emoji, "by": r.by, "at": r.at.isoformat() if r.at else None} for r in reactions]
    return json.dumps(told, ensure_ascii=False)


def _out_of_time(moment: datetime) -> Rejected:
    return Rejected("", f"there cannot be a record of the year {moment.year}", moment.isoformat())
