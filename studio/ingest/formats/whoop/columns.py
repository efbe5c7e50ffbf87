"""The columns of a WHOOP export: what they measure, and how to find them in any language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from studio.core.clock import zone
from studio.core.errors import UsageError
from studio.ingest.files.tables import Row, Table, number
from studio.ingest.values.dates import read_moment

Metrics = Mapping[str, tuple[str, str, float]]
"""Column → metric, its unit, and the factor from the column's unit to it."""

RECOVERY: Metrics = {
    "recovery score %": ("recovery.score", "%", 1),
    "resting heart rate bpm": ("recovery.resting_hr", "bpm", 1),
    "heart rate variability ms": ("recovery.hrv", "ms", 1),
    "skin temp celsius": ("recovery.skin_temp", "celsius", 1),
    "blood oxygen %": ("recovery.spo2", "%", 1),
}
DAY: Metrics = {
    "day strain": ("day.strain", "strain", 1),
    "energy burned cal": ("day.energy", "kcal", 1),
    "max hr bpm": ("day.max_hr", "bpm", 1),
    "average hr bpm": ("day.avg_hr", "bpm", 1),
}
SLEEP: Metrics = {
    "sleep performance %": ("sleep.performance", "%", 1),
    "respiratory rate rpm": ("sleep.respiratory_rate", "rpm", 1),
    "asleep duration min": ("sleep.asleep", "s", 60),
    "in bed duration min": ("sleep.in_bed", "s", 60),
    "light sleep duration min": ("sleep.light", "s", 60),
    "deep sws duration min": ("sleep.deep", "s", 60),
    "rem duration min": ("sleep.rem", "s", 60),
    "awake duration min": ("sleep.awake", "s", 60),
    "sleep need min": ("sleep.need", "s", 60),
    "sleep debt min": ("sleep.debt", "s", 60),
    "sleep efficiency %": ("sleep.efficiency", "%", 1),
    "sleep consistency %": ("sleep.consistency", "%", 1),
}
NAP: Metrics = {"asleep duration min": ("nap.asleep", "s", 60)}
ACTIVITY: Metrics = {
    "activity strain": ("activity.strain", "strain", 1),
    "energy burned cal": ("activity.energy", "kcal", 1),
    "max hr bpm": ("activity.max_hr", "bpm", 1),
    "average hr bpm": ("activity.avg_hr", "bpm", 1),
}
GPS: Metrics = {
    "distance meters": ("activity.distance", "m", 1),
    "altitude gain meters": ("activity.ascent", "m", 1),
}
"""What activities with a track have, behind the heart-rate zones."""
FAHRENHEIT = ("skin temp f", "skin temp fahrenheit")
"""The skin's temperature where the account is not metric, in place of the one in Celsius."""
_CYCLE = ("cycle start time", "cycle end time", "cycle timezone")
_ZONES = (*(f"hr zone {number} %" for number in range(1, 6)), "gps enabled")
LAYOUTS = {
    "cycles": (*_CYCLE, *RECOVERY, *DAY, "sleep onset", "wake onset", *SLEEP),
    "sleeps": (*_CYCLE, "sleep onset", "wake onset", *SLEEP, "nap"),
    "workouts": (
        *_CYCLE,
        "workout start time",
        "workout end time",
        "duration min",
        "activity name",
        *ACTIVITY,
        *_ZONES,
        *GPS,
    ),
    "journal": (*_CYCLE, "question text", "answered yes", "notes"),
}
"""The columns of each file in their order; only newer or older activities have the last two."""
TRACES = {"hr", "accel_x", "skin_temp", "ts"}
"""Columns of the second-by-second files in the archive of all personal data (`Health/metrics-1.csv`)."""
MARKS = (
    ("workout start time", "workouts"),
    ("question text", "journal"),
    ("nap", "sleeps"),
    ("recovery score %", "cycles"),
    ("day strain", "cycles"),
    ("sleep onset", "sleeps"),
)
"""Columns that tell which of the four files an English header belongs to; the first that is there decides."""
_ENGLISH = {"cycle start time", "workout start time"}
"""Columns that only an English header has; without them values are found by their place."""
YES = {"true", "yes", "1", "ja", "sí", "si", "oui", "sim", "sì"}
NO = {"false", "no", "0", "nein", "non", "não", "nao"}
_OFFSET = re.compile(r"(UTC|GMT)?(Z|[+-]\d\d?(:?\d\d)?)")


def plain(header: tuple[str, ...]) -> tuple[str, ...]:
    """Column names without brackets and other signs but `%`, so that `HR (bpm)` and `HR, bpm` are one."""
    return tuple(" ".join(re.sub(r"[^\w%]+", " ", name).split()) for name in header)


def kind_of(header: tuple[str, ...], first: tuple[str, ...]) -> str:
    """Which of the four files a header and a first row belong to; empty for none."""
    columns = plain(header)
    if "cycle start time" in columns or {"workout start time", "activity strain"} <= set(columns):
        return next((kind for mark, kind in MARKS if mark in columns), "")
    if len(header) < 6 or len(first) < len(header) or not read_moment(first[0]) or not _OFFSET.fullmatch(first[2]):
        return ""
    if len(header) == len(LAYOUTS["journal"]):
        return "journal" if first[4].casefold() in YES | NO else ""
    if 17 <= len(header) <= 20 and read_moment(first[3]) and re.search(r"[^\W\d_]", first[6]):
        return "workouts"
    return {18: "sleeps", 26: "cycles"}.get(len(header), "")


@dataclass(frozen=True, slots=True)
class WhoopFile:
    """One of the four tables."""

    kind: str
    table: Table
    names: tuple[str, ...]

    def cell(self, row: Row, column: str) -> str:
        """A value by its column's English name, or by its place where the header is in another language."""
        names = self.names if _ENGLISH & set(self.names) else LAYOUTS[self.kind]
        place = next((place for place, name in enumerate(names) if name in (column, f"{column} no")), None)
        return "" if place is None or place >= len(row.cells) else row.cells[place]

    def celsius(self, row: Row) -> float | None:
        """The skin's temperature where the table gives it in Fahrenheit alone; None where it does not.

        Raises:
            ValueError: it is no number.
        """
        column = "" if "skin temp celsius" in self.names else next((n for n in FAHRENHEIT if n in self.names), "")
        degrees = number(self.cell(row, column)) if column else None
        return None if degrees is None else (degrees - 32) * 5 / 9

    def moment(self, row: Row, column: str, offset: str = "") -> datetime | None:
        """A wall time with its cycle's offset; None for a blank.

        Raises:
            ValueError: the value is no time, or the offset none.
        """
        text = self.cell(row, column)
        if not text:
            return None
        if (found := read_moment(text)) is None:
            raise ValueError(f"“{text}” is not a time")
        return found.replace(tzinfo=offset_of(offset)) if offset else found

    def flag(self, row: Row, column: str) -> bool | None:
        """A yes or no; None for a blank.

        Raises:
            ValueError: it is neither.
        """
        text = self.cell(row, column).casefold()
        if text and text not in YES | NO:
            raise ValueError(f"“{text}” is neither yes nor no")
        return text in YES if text else None


def offset_of(text: str) -> tzinfo:
    """The zone of `UTC+01:00`, `UTCZ`, `-05:00` or `GMT-5`.

    Raises:
        ValueError: it is none.
    """
    try:
        return zone(text)
    except (UsageError, ValueError):
        raise ValueError(f"“{text}” is not a time zone") from None
