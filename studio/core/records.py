"""What importers hand over: messages, notes, workouts, sets, measurements, plans, and what was refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from typing import Any

    import numpy as np

    Wall = np.ndarray[Any, np.dtype[np.datetime64]]
    """`datetime64[us]`."""
    Days = np.ndarray[Any, np.dtype[np.datetime64]]
    """`datetime64[D]`, NaT where not known."""
    Seconds = np.ndarray[Any, np.dtype[np.int32]]
    Values = np.ndarray[Any, np.dtype[np.float64]]

MessageType = Literal["text", "media", "system", "call", "reaction", "deleted"]
SetType = Literal["working", "warmup", "drop", "failure"]
RecordKind = Literal["message", "note", "workout", "set", "measurement", "plan"]


@dataclass(frozen=True, slots=True)
class Reaction:
    """An emoji somebody hung on a message."""

    emoji: str
    """The emoji, or its name where the export gives only that."""
    by: str | None
    """Name as exported; None where the export only counts."""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One line of a conversation."""

    conversation: str
    """Name of the chat as the export gives it."""
    sender: str | None
    """Name as exported, without `~`; None for system lines."""
    sent_at: datetime
    """Naive wall time, or aware when the export itself carries an offset."""
    text: str | None
    """Body, line breaks kept; None when the export holds no text (media without caption)."""
    type: MessageType = "text"
    edited: bool = False
    reply_to: str | None = None
    """`key` of the message answered (or reacted to), in the same conversation."""
    key: str | None = None
    """The export's own id of the message, unique in its conversation; None where the export has none. A message with a
    key is the same message in every later export, edited or not."""
    reactions: tuple[Reaction, ...] = ()
    """Reactions the export hangs on the message; a reaction that is a message of its own has type `reaction`."""


@dataclass(frozen=True, slots=True)
class Note:
    """One journal entry or therapy note."""

    written_at: datetime
    """Naive wall time, or aware when the export carries an offset; midnight when only a date is known."""
    title: str | None
    text: str
    tags: tuple[str, ...] = ()
    mood: float | None = None
    """-1 (worst) to 1 (best), when the export says so."""
    date_source: Literal["front_matter", "file_name", "folder", "heading", "export", "mtime"] = "export"
    key: str | None = None
    """The export's own id of the entry, unique in the world; None where the export has none."""


@dataclass(frozen=True, slots=True)
class WorkoutSet:
    """One set of one exercise."""

    exercise: str
    index: int
    """1-based position among the sets of this exercise in this workout."""
    type: SetType = "working"
    weight_kg: float | None = None
    """None for body weight or when the export left it blank."""
    reps: int | None = None
    rpe: float | None = None
    distance_m: float | None = None
    seconds: float | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Workout:
    """One training session and its sets, in order."""

    started_at: datetime
    name: str
    seconds: float | None = None
    note: str | None = None
    sets: tuple[WorkoutSet, ...] = ()


@dataclass(frozen=True, slots=True)
class Measurement:
    """One number a device or person recorded, such as `sleep.asleep` 27000 s."""

    metric: str
    """Dotted name from `studio.core.metrics`."""
    start: datetime
    end: datetime | None
    value: float
    unit: str
    """The metric's unit in `studio.core.metrics`."""
    device: str | None = None
    day: date | None = None
    """Lived day it belongs to: the wake date for sleep and recovery, else the local date of start."""
    note: str | None = None


@dataclass(frozen=True, slots=True)
class PlannedSet:
    """What was meant to be done of one exercise on a day; without an exercise, a session known by its name."""

    day: date
    name: str
    """Of the session, such as `Legs B`."""
    exercise: str | None = None
    sets: int | None = None
    """How many times the rest of the row; None counts as once."""
    reps: int | None = None
    """In each set; the least of a range."""
    weight_kg: float | None = None
    rpe: float | None = None
    distance_m: float | None = None
    seconds: float | None = None
    note: str | None = None


Record = Message | Note | Workout | Measurement | PlannedSet
"""What an importer may yield one at a time, besides `Rejected` and `Skipped`."""


@dataclass(frozen=True, slots=True)
class Messages:
    """Many messages of one conversation, column by column, all columns of one length and in file order."""

    conversation: str
    wall: Wall
    """Naive wall times."""
    senders: Sequence[str | None]
    texts: Sequence[str | None]
    types: Sequence[MessageType]
    edited: Sequence[bool]


@dataclass(frozen=True, slots=True)
class Measurements:
    """Many measurements, column by column, all columns of one length and in file order."""

    metrics: Sequence[str]
    start: Wall
    """Naive wall times."""
    end: Wall
    """Naive wall times; NaT where there is none."""
    offsets: Seconds | None
    """Seconds east of UTC of every row, or None when the export carries no offsets."""
    values: Values
    units: Sequence[str]
    devices: Sequence[str | None]
    days: Days | None = None
    """Lived days; None means the lived day of `start`."""
    notes: Sequence[str | None] | None = None


Batch = Messages | Measurements
"""What an importer of millions may yield instead of single records."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A piece of the export that could not be taken, kept with its reason."""

    where: str
    """File member and line or row, such as `sleeps.csv:12`."""
    reason: str
    raw: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A pseudo-row that carries no record of its own (a rest timer, a header repeated)."""

    where: str
    reason: str
