"""Records to table rows: ids from their content, times in UTC, counted as the export counts them."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from studio.core.clock import lived_day
from studio.core.ids import content_id
from studio.core.records import Measurement, Message, Note, Record, Rejected, Workout
from studio.ingest.localise import YEARS, Localiser

_COLUMNS = {
    "messages": ("id", "source_id", "ordinal", "conversation", "sender", "utc", "wall", "tz", "text", "type",
                 "edited", "reply_to"),
    "notes": ("id", "source_id", "ordinal", "utc", "wall", "tz", "title", "text", "tags", "mood", "date_source"),
    "workouts": ("id", "source_id", "ordinal", "utc", "wall", "tz", "name", "seconds", "note"),
    "sets": ("id", "source_id", "ordinal", "workout_id", "exercise", "position", "type", "weight_kg", "reps", "rpe",
             "distance_m", "seconds", "note"),
    "measurements": ("id", "source_id", "ordinal", "metric", "utc", "wall", "tz", "end_utc", "end_wall", "value",
                     "unit", "device", "day", "note"),
}  # fmt: skip


class Rows:
    """The rows of one export, ready for the store.

    Ids: a message's from conversation, sender, wall time and text; a note's from wall time, title and text; a workout's
    from wall time and name, a set's from its workout, exercise and position; a measurement's from metric, wall times
    and device; each with the number of times the same has come before in the export.

    Args:
        source_id: The source they belong to.
        where: Turns wall time into UTC.
        conversation: Name to use for the chat, whatever its messages say; empty for none.
    """

    def __init__(self, source_id: str, where: Localiser, conversation: str = "") -> None:
        self._source = source_id
        self._where = where
        self._conversation = conversation
        self._tables: dict[str, list[tuple[Any, ...]]] = {table: [] for table in _COLUMNS}
        self._seen: defaultdict[tuple[Any, ...], int] = defaultdict(int)
        self._ordinal = 0
        self.senders: dict[str, int] = {}
        """Who wrote, with how many messages."""
        self.first: datetime | None = None
        """Earliest naive UTC."""
        self.last: datetime | None = None
        self.records = 0
        """Messages, notes, measurements, sets, and workouts that list no set."""
        self.workouts_without_sets: list[str] = []

    def add(self, record: Record) -> Rejected | None:
        """Take one record; a rejection when its time cannot be right."""
        if type(record) is Message:
            if record.sent_at.year not in YEARS:
                return _out_of_time(record.sent_at)
            self._message(record)
            return None
        moment = record.start if isinstance(record, Measurement) else None
        if isinstance(record, Note):
            moment = record.written_at
        elif isinstance(record, Workout):
            moment = record.started_at
        if moment is not None and moment.year not in YEARS:
            return _out_of_time(moment)
        if isinstance(record, Note):
            self._note(record)
        elif isinstance(record, Workout):
            self._workout(record)
        elif isinstance(record, Measurement):
            self._measurement(record)
        return None

    def tables(self) -> Mapping[str, Mapping[str, Sequence[Any]]]:
        """Table → column → values."""
        return {
            table: dict(zip(names, zip(*self._tables[table], strict=True), strict=True))
            for table, names in _COLUMNS.items()
            if self._tables[table]
        }

    def _message(self, message: Message) -> None:
        utc, wall, tz = self._moment(message.sent_at)
        sender, text = message.sender, message.text
        conversation = self._conversation or message.conversation
        key = (conversation, sender, wall, text)
        nth = self._seen[key] = self._seen[key] + 1
        if sender is not None:
            self.senders[sender] = self.senders.get(sender, 0) + 1
        # The bytes are those of content_id("m", …), fed at once: it is called for every message of a life.
        content = f"{conversation}\x1f{_known(sender)}\x1f{wall}\x1f{_known(text)}\x1f{nth}\x1f"
        digest = hashlib.blake2b(content.encode("utf-8", "surrogatepass"), digest_size=8)
        self._tables["messages"].append(
            (
                "m" + digest.hexdigest(), self._source, self._ordinal, conversation, sender, utc, wall, tz, text,
                message.type, message.edited, message.reply_to,
            )
        )  # fmt: skip
        self._ordinal += 1
        self.records += 1

    def _note(self, note: Note) -> None:
        utc, wall, tz = self._moment(note.written_at)
        self._put(
            "notes", self._id("n", wall, note.title, note.text), utc, wall, tz, note.title, note.text, list(note.tags),
            note.mood, note.date_source,
        )  # fmt: skip
        self.records += 1

    def _workout(self, workout: Workout) -> None:
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

    def _measurement(self, one: Measurement) -> None:
        utc, wall, tz = self._moment(one.start)
        end_utc, end_wall = self._moment(one.end)[:2] if one.end is not None else (None, None)
        self._put(
            "measurements", self._id("q", one.metric, wall, end_wall, one.device), one.metric, utc, wall, tz, end_utc,
            end_wall, one.value, one.unit, one.device, one.day or lived_day(wall), one.note,
        )  # fmt: skip
        self.records += 1

    def _moment(self, moment: datetime) -> tuple[datetime, datetime, str]:
        utc, wall, tz = self._where.utc(moment)
        if self.first is None or utc < self.first:
            self.first = utc
        if self.last is None or utc > self.last:
            self.last = utc
        return utc, wall, tz

    def _id(self, prefix: str, *parts: object) -> str:
        key = (prefix, *parts)
        self._seen[key] += 1
        return content_id(prefix, *parts, self._seen[key])

    def _put(self, table: str, record_id: str, *values: Any) -> None:
        self._tables[table].append((record_id, self._source, self._ordinal, *values))
        self._ordinal += 1


def _known(text: str | None) -> str:
    return "\x00" if text is None else text


def _out_of_time(moment: datetime) -> Rejected:
    return Rejected("", f"there cannot be a record of the year {moment.year}", moment.isoformat())
