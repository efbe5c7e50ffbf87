"""Daylio's CSV: one row per entry, newest first, in whatever the clock and the moods are called on the phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from studio.core.records import Note, Rejected, Skipped
from studio.ingest.files.tables import Row, Table, header_and_row, read_table
from studio.ingest.formats.daylio.entry import LEVELS, note, plain
from studio.ingest.importer import Export
from studio.ingest.values.dates import read_moment

_REQUIRED = {"full_date", "time", "mood", "activities"}
_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_CLOCK = re.compile(r"(?:[Kk]l\.?)?(\D{0,12}?)\s*(\d{1,2})(?:[:.]|\s?h\s?)(\d{2})(?::\d{2})?\s*(\D{0,12})")
_MORNING = "am a vorm 上午 오전 午前 πμ de fm öö sa pd dop дп ص قظ לפנהצ"
_EVENING = "pm p nachm 下午 오후 午後 μμ du em ös ch md odp пп م بظ אחהצ"
_HALVES = dict.fromkeys(_MORNING.split(), 0) | dict.fromkeys(_EVENING.split(), 12)
"""What phones write beside a time of the 12-hour clock, letters only → the hours it adds."""


def is_log(export: Export, member: str) -> bool:
    """Whether a member is Daylio's table, by its columns."""
    return set(header_and_row(export, member)[0]) >= _REQUIRED


def read_log(export: Export, member: str, remarks: list[str]) -> Iterator[Note | Rejected | Skipped]:
    """A note per row.

    Raises:
        InputError: the table is damaged, too large or no text.
    """
    table = read_table(export, member)
    if table.note:
        remarks.append(table.note)
    unknown: dict[str, int] = {}
    for row in table.rows:
        if table.repeats_header(row):
            yield Skipped(table.where(row), "the header line once more")
            continue
        try:
            table.check_width(row)
            one = _note(table, row, unknown)
        except ValueError as problem:
            yield Rejected(table.where(row), str(problem), row.raw[:2000])
            continue
        yield one or Skipped(table.where(row), "an entry without mood, activity or note")
    if unknown:
        names = ", ".join(f"“{name}” ({count})" for name, count in list(unknown.items())[:12])
        remarks.append(
            f"How good these moods are, the export does not say: {names}. They are kept as tags; a backup says it."
        )


def _note(table: Table, row: Row, unknown: dict[str, int]) -> Note | None:
    at = _moment(table.cell(row, "full_date"), table.cell(row, "time"))
    mood = table.cell(row, "mood")
    level = LEVELS.get(mood.casefold())
    if mood and level is None:
        unknown[mood] = unknown.get(mood, 0) + 1
    scales = [" ".join(part.split()) for part in table.cell(row, "scales").split("|")]
    activities = [part.strip() for part in table.cell(row, "activities").split("|")]
    own = [mood] if level is None else []
    text = plain(table.cell(row, "note"))
    return note(at, plain(table.cell(row, "note_title")), text, [*own, *activities, *scales], level)


def _moment(day: str, clock: str) -> datetime:
    """Wall time of an entry; midnight where the row has no time.

    Raises:
        ValueError: the day or the time cannot be read.
    """
    date = read_moment(day) if _DAY.fullmatch(day) else None
    if date is None:
        raise ValueError(f"“{day}” is not a date" if day else "no date")
    if not clock:
        return date
    time = _CLOCK.fullmatch(clock)
    half = "".join(char for char in (time[1] + time[4]) if char.isalpha()).casefold() if time else ""
    hour, minute = (int(time[2]), int(time[3])) if time else (24, 0)
    if half in _HALVES and hour <= 12:
        hour = hour % 12 + _HALVES[half]
    if hour > 23 or minute > 59 or (half and half not in _HALVES):
        raise ValueError(f"“{clock}” is not a time")
    return date.replace(hour=hour, minute=minute)
