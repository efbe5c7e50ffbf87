"""What closes a talk, what opens one, and what takes up a talk again after a pause."""

from __future__ import annotations

import re
from collections.abc import Sequence

from studio.episodes.talk.wording import Phrases, content_words, quotations, tokens

SHORT_LINE = 9
"""Words of the longest line that can close a talk."""

_FAREWELL, _SOFT, _GREETING = Phrases.of("farewells"), Phrases.of("soft_closes"), Phrases.of("greetings")
_MORNING, _TAKING_UP, _LINK = Phrases.of("mornings"), Phrases.of("taking_up"), Phrases.of("links")
_ANSWER = Phrases.of("answers")

_CLOCK = re.compile(r"(?<![\d:])(?:(\d{1,2}):)?(\d{1,3}):(\d{2})(?![\d:])")
_LENGTH = re.compile(
    r"(\d{1,4})(?:[.,]\d+)?\s*(h\b|hrs?\b|hours?|std|stunden?|horas?|heures?|m\b|min|s\b|sec|sek|seg)", re.I
)
_SECONDS = {"h": 3600, "m": 60, "s": 1}


def closes(text: str) -> tuple[str, bool] | None:
    """The words that close a talk and whether they do so plainly (a farewell) or softly (thanks, love you)."""
    words = tokens(text)
    if not words or len(words) > SHORT_LINE:
        return None
    if plain := _FAREWELL.found(words):
        return plain[-1][0], True
    if soft := _SOFT.found(words):
        return soft[-1][0], False
    return None


def opens(text: str) -> str | None:
    """The greeting or turn to something else with which a line begins."""
    return _GREETING.at_start(tokens(text))


def greets_the_day(text: str) -> bool:
    """Whether a line begins with a good morning."""
    return _MORNING.at_start(tokens(text)) is not None


def takes_up(text: str, before: Sequence[str]) -> str | None:
    """The words with which a line takes up what was said before a pause: a repair, or a quotation of it.

    Args:
        text: The line after the pause.
        before: The lines before it.
    """
    words = tokens(text)
    if repair := _TAKING_UP.found(words):
        return repair[0][0]
    if quoted := quotations(text):
        earlier = "\n".join(" ".join(tokens(line)) for line in before)
        return next((piece for piece in quoted if piece in earlier), None)
    return None


def links(text: str) -> str | None:
    """The small word that carries on: so, but, and."""
    return _LINK.at_start(tokens(text))


def answers(text: str, before: str) -> bool:
    """Whether a line of somebody else answers the one before: that was a question, or this begins with yes or no."""
    asked = before.rstrip().endswith("?") and "?" not in text
    return asked or _ANSWER.at_start(tokens(text)) is not None


def another_matter(after: Sequence[str], before: Sequence[str]) -> bool:
    """Whether the lines after a pause speak of something and share no telling word with those before it."""
    new = content_words(word for line in after for word in tokens(line))
    old = content_words(word for line in before for word in tokens(line))
    return len(new) >= 2 and new.isdisjoint(old)


def call_seconds(text: str | None) -> float:
    """How long a call took, read from its words (`12:34`, `1:02:03`, `5 min`, `1 h 5 min`); 0 when they do not say."""
    if not text:
        return 0.0
    if clock := _CLOCK.search(text):
        return int(clock[1] or 0) * 3600.0 + int(clock[2]) * 60 + int(clock[3])
    return float(sum(int(n) * _SECONDS[unit[0].lower()] for n, unit in _LENGTH.findall(text)))
