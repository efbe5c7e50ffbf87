"""Well-known phrases with a name in them: brands, films, sayings."""

from __future__ import annotations

from functools import cache

from studio.scrub.lexicon.lists import word_list
from studio.scrub.tokens import Word, words


@cache
def _sayings() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Word → the well-known phrases it stands in, each as its words in lower case."""
    table: dict[str, list[tuple[str, ...]]] = {}
    for entry in word_list("famous"):
        phrase = tuple(w.low for w in words(entry.replace("_", " ")))
        for word in phrase:
            table.setdefault(word, []).append(phrase)
    return {word: tuple(phrases) for word, phrases in table.items()}


def famous(found: tuple[Word, ...], i: int) -> bool:
    """Whether word `i` stands inside a well-known phrase such as a brand's name."""
    low = found[i].low
    for phrase in _sayings().get(low, ()):
        start = i - phrase.index(low)
        if start >= 0 and tuple(w.low for w in found[start : start + len(phrase)]) == phrase:
            return True
    return False
