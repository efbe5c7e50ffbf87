"""What else is known of a day: the notes written then, which of them are about a talk, and the mood they tell."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from datetime import date, time, timedelta

from studio.core.clock import lived_day
from studio.episodes.talk.wording import WordUse, content_words, tokens
from studio.store.records import StoredNote

DAYS_AFTER = 4
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

    def about(
        self,
        day: date,
        names: Sequence[str],
        words: Set[str] = frozenset(),
        use: WordUse | None = None,
        *,
        cold: bool = False,
    ) -> list[tuple[StoredNote, str]]:
        """The notes about a talk, in order, and why each is thought to be.

        Those of its own day; and of the next days those that share two rare words with it (or one that hardly any talk
        holds), and, if the talk had cold lines, those that name one of the people.

        Args:
            day: The lived day of the talk.
            names: Everybody else in it, under any name.
            words: What the talk is about.
            use: How often talks hold a word; None if not known, and then no word counts as rare.
            cold: Whether the talk had cold lines.
        """
        found = []
        for note in self.around(day):
            if note_day(note) == day:
                found.append((note, "it was written the same day"))
                continue
            said = f"{note.title or ''}\n{note.text}"
            shared = use.rare(words & content_words(tokens(said))) if use and words else set()
            telling = len(shared) >= 2 or any(use.count(word) <= 2 for word in shared if use)
            named = next((name for name in names if _names(said, name)), None) if cold else None
            if telling:
                told = ", ".join(sorted(shared, key=lambda word: (use.count(word) if use else 0, word))[:2])
                found.append((note, f"it speaks of “{told}” too"))
            elif named:
                found.append((note, f"it names {named}"))
        return found

    def mood(self, day: date) -> float | None:
        """Mean mood (-1..1) of the notes of a day; None when none tells."""
        moods = [note.mood for note in self._days.get(day, ()) if note.mood is not None]
        return round(sum(moods) / len(moods), 3) if moods else None


def note_day(note: StoredNote) -> date:
    """The lived day of a note; exactly midnight means that only the date is known."""
    if note.written_at.time() == time(0):
        return note.written_at.date()
    return lived_day(note.written_at)


def _names(text: str, name: str) -> bool:
    """Whether a text holds a name, or its first word where that has three letters or more, as a whole word."""
    first = name.split()[0] if name.split() else ""
    asked = [name, *([first] if len(first) >= 3 else [])]
    return any(one and re.search(rf"(?<!\w){re.escape(one)}(?!\w)", text, re.IGNORECASE) for one in asked)
