"""What an import leaves to be asked, each once: a date order or unit, which name is you, and the zone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from studio.core.settings import Settings
from studio.ingest.pipeline import Haul
from studio.store import Store
from studio.tui.screens.bring_in_words import QUESTIONS
from studio.tui.widgets.question import Answer

NAMES_OFFERED = 9
"""Names one can choose from with a digit; the people list takes any."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One question."""

    about: str
    """An error code of `QUESTIONS`, `me` or `tz`."""
    words: str
    answers: Sequence[Answer]


def askings(haul: Haul, store: Store, settings: Settings) -> list[Asking]:
    """The questions that are still open after an import, in the order to ask them."""
    asked: list[Asking] = []
    for refusal in haul.refused:
        code = refusal.problem.code
        if code in QUESTIONS and code not in {one.about for one in asked}:
            asked.append(Asking(code, refusal.problem.message, QUESTIONS[code]))
    chats = Counter(name for source in haul.sources for name in source.people)
    if chats and not store.people.me():
        names = [name for name, _ in chats.most_common(NAMES_OFFERED)]
        more = " (or press w, then m on your name)" if len(chats) > len(names) else ""
        answers = [Answer(str(n), name, name) for n, name in enumerate(names, 1)]
        asked.append(Asking("me", f"Which of these is you?{more}", answers))
    guessed = [source for source in haul.sources if source.tz_source == "system"]
    if guessed and not settings.tz:
        here = guessed[0].tz
        words = f"The times carry no zone and were read as {here}, this machine's. Is that where they were written?"
        asked.append(Asking("tz", words, (Answer("y", f"yes, {here}", here), Answer("n", "no, another zone", ""))))
    return asked
