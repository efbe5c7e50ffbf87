"""Misspelt names: which listed word somebody meant who drew it out, dropped its apostrophe or slipped by one letter."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property

from studio.scrub.lexicon.names import names
from studio.scrub.lexicon.places import cities
from studio.scrub.lexicon.words import looks_english

SWAPPED = 5
"""Letters from which two swapped letters, or a double one written once, are forgiven."""
SLIPPED = 6
"""Letters from which any other letter too many, too few or wrong is forgiven."""
_MOST = 100_000
"""Words remembered before the memory is emptied."""


class Spellings:
    """Looks up words that are nearly one of some names. A word that is a word, a name or a place itself never is.

    Args:
        words: Lower-case names.
    """

    def __init__(self, words: Collection[str]) -> None:
        self._words = frozenset(words)
        self._longest = max(map(len, self._words), default=0)
        self._known: dict[str, str | None] = {}

    def of(self, low: str) -> str | None:
        """The name that a lower-case word is a misspelling of, where only one can be meant."""
        if not 4 <= len(low) <= self._longest + 1:
            return None
        if low not in self._known:
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[low] = self._meant(low)
        return self._known[low]

    def _meant(self, low: str) -> str | None:
        shorter = low[:-1]
        if low[-1] == low[-2] and shorter in self._words:
            return shorter
        if (shorter in self._words and low[-1] == "s" and len(shorter) > 2) and not _is_itself(low):
            return shorter
        if len(low) < SWAPPED - 1:
            return None
        near = {word for word in self._candidates(low) if _slip(low, word)}
        return near.pop() if len(near) == 1 and not _is_itself(low) else None

    def _candidates(self, low: str) -> set[str]:
        found = set(self._without.get(low, ()))
        for cut in _cuts(low):
            found.update(self._without.get(cut, ()))
            if cut in self._words:
                found.add(cut)
        return found

    @cached_property
    def _without(self) -> dict[str, list[str]]:
        """A name less one letter → the name."""
        found: dict[str, list[str]] = {}
        for word in self._words:
            if len(word) >= SWAPPED:
                for cut in _cuts(word):
                    found.setdefault(cut, []).append(word)
        return found


def _cuts(word: str) -> set[str]:
    return {word[:i] + word[i + 1 :] for i in range(len(word))}


def _slip(low: str, word: str) -> bool:
    """Whether a word could be a slip of another: the first letter is right, and nothing was added at the end."""
    if low[0] != word[0] or len(word) < SWAPPED or low.startswith(word) or low == word:
        return False
    if _undoubled(low) == _undoubled(word):
        return True
    apart = [i for i, (a, b) in enumerate(zip(low, word, strict=False)) if a != b]
    if len(low) == len(word):
        swapped = len(apart) == 2 and low[apart[0]] == word[apart[1]] and low[apart[1]] == word[apart[0]]
        if len(apart) == 2:
            return swapped and apart[1] == apart[0] + 1
    return len(word) >= SLIPPED and len(apart) > 0 and _one_off(low, word, apart[0])


def _one_off(low: str, word: str, at: int) -> bool:
    if len(low) == len(word):
        return low[at + 1 :] == word[at + 1 :]
    return low[at + 1 :] == word[at:] if len(low) > len(word) else low[at:] == word[at + 1 :]


def _undoubled(word: str) -> str:
    return "".join(c for i, c in enumerate(word) if i == 0 or c != word[i - 1])


def _is_itself(low: str) -> bool:
    lists = names()
    return looks_english(low) or low in lists.first or low in lists.last or low in cities()
