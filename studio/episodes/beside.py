"""What else is known of a day: the notes written then, and the mood they tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, time, timedelta

from studio.core.clock import lived_day
from studio.store.records import StoredNote

DAYS_AFTER = 3
"""A note up to this many days after a talk may be about it."""


class NotesByDay:
    """Notes, found by the day they were lived."""

    def __init__(self, notes: Iterable[StoredNote]) -> None:
        self._days: dict[date, list[StoredNote]] = defaultdict(list)
        for note in notes:
            self._days[note_day(note)].append(note)

    def around(self, day: date, days_after: int = DAYS_AFTER) -> list[StoredNote]:
        """Notes of a day and the days after it, in order."""
        if not self._days:
            return []
        return [note for n in range(days_after + 1) for note in self._days.get(day + timedelta(days=n), ())]

    def mood(self, day: date) -> float | None:
        """Mean mood (-1..1) of the notes of a day; None when none tells."""
        moods = [note.mood for note in self._days.get(day, ()) if note.mood is not None]
        return round(sum(moods) / len(moods), 3) if moods else None


def note_day(note: StoredNote) -> date:
    """The lived day of a note; exactly midnight means that only the date is known."""
    if note.written_at.time() == time(0):
        return note.written_at.date()
    return lived_day(note.written_at)
