"""What importers hand over: messages, notes, workouts, sets, measurements, and what was refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

MessageType = Literal["text", "media", "system", "call", "reaction", "deleted"]
SetType = Literal["working", "warmup", "drop", "failure"]
RecordKind = Literal["message", "note", "workout", "set", "measurement"]


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
    """Dotted name from `METRICS` below."""
    start: datetime
    end: datetime | None
    value: float
    unit: str
    """`s`, `kcal`, `bpm`, `ms`, `%`, `strain`, `celsius`, `rpm`, `m`, `bool`."""
    device: str | None = None
    day: date | None = None
    """Lived day it belongs to: the wake date for sleep and recovery, else the local date of start."""
    note: str | None = None


METRICS = (
    "recovery.score",
    "recovery.resting_hr",
    "recovery.hrv",
    "recovery.skin_temp",
    "recovery.spo2",
    "day.strain",
    "day.energy",
    "day.max_hr",
    "day.avg_hr",
    "sleep.performance",
    "sleep.respiratory_rate",
    "sleep.asleep",
    "sleep.in_bed",
    "sleep.light",
    "sleep.deep",
    "sleep.rem",
    "sleep.awake",
    "sleep.need",
    "sleep.debt",
    "sleep.efficiency",
    "sleep.consistency",
    "nap.asleep",
    "activity.strain",
    "activity.energy",
    "activity.max_hr",
    "activity.avg_hr",
    "journal",
)
"""Metric names the first importers write; `journal.<question>` carries yes/no as 1/0 with unit `bool`."""

Record = Message | Note | Workout | Measurement
"""What an importer may yield, besides `Rejected` and `Skipped`."""


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
