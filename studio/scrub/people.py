"""The people list as scrubbing reads it: which word names whom."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from studio.scrub.lexicon.lists import word_list
from studio.scrub.lexicon.names import fold, is_common, short_forms, short_forms_of
from studio.scrub.lexicon.words import STAYS

Slot = Literal["first", "nick", "last"]

_PIECE = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")

PARTICLES = frozenset(word_list("particles"))
"""Small words inside a name."""


@dataclass(frozen=True, slots=True)
class NameWord:
    """What one word of a name stands for."""

    base: str
    """The word all forms of it share, such as `alexander` for `alex`: the key of its surrogate."""
    slot: Slot


class Roster:
    """Everybody the person named or wrote with.

    Args:
        people: Main name and other names of each; words such as `Mum` or a telephone number name nobody here.
    """

    def __init__(self, people: Iterable[tuple[str, Iterable[str]]] = ()) -> None:
        self.words: dict[str, NameWord] = {}
        """Lower-case word → what it stands for."""
        self.plain: set[str] = set()
        """Words that are everyday words too, so that only a capital makes them a name."""
        self.names: list[tuple[str, ...]] = []
        for main, others in people:
            self._add(main, others)
        self.heads: frozenset[str] = frozenset(name for names in self.names for name in names)
        """Every name as it is written, which may stand in front of a message."""

    def _add(self, main: str, others: Iterable[str]) -> None:
        pieces = name_pieces(main)
        self.names.append((main, *others))
        base = pieces[0] if pieces else ""
        if pieces:
            self._word(base, NameWord(base, "first"))
            for short in short_forms_of().get(base, ()):
                self._word(short, NameWord(base, "nick"), weak=True)
            for full in short_forms().get(base, ()):
                self._word(full, NameWord(base, "first"), weak=True)
        for piece in pieces[1:]:
            if piece not in PARTICLES:
                self._word(piece, NameWord(piece, "last"))
        known = set(pieces)
        for other in others:
            words = name_pieces(other)
            base = base or (words[0] if words else "")
            for n, piece in enumerate(words):
                if piece not in known and piece not in PARTICLES:
                    self._word(piece, NameWord(piece, "last") if n and len(words) > 1 else NameWord(base, "nick"))

    def _word(self, word: str, stands_for: NameWord, *, weak: bool = False) -> None:
        if len(word) < 2 or (weak and word in self.words):
            return
        self.words.setdefault(word, stands_for)
        if is_common(word):
            self.plain.add(word)

    def find(self, low: str) -> NameWord | None:
        """What a lower-case word stands for; a drawn-out last letter (`samm`) is forgiven."""
        found = self.words.get(low)
        if found is None and len(low) > 3 and low[-1] == low[-2]:
            found = self.words.get(low[:-1])
        return found

    def every_word(self) -> frozenset[str]:
        """Every lower-case word that names somebody."""
        return frozenset(self.words)


def name_pieces(name: str) -> list[str]:
    """The lower-case words of a name that can identify; kin words, titles and single letters are left out."""
    found = [fold(piece) for piece in _PIECE.findall(name)]
    return [
        p
        for p in found
        if len(p) > 1
        and p not in STAYS
        and p not in TITLES
        and p not in {"the", "and", "my", "group", "chat", "you", "unknown"}
    ]


TITLES = frozenset(word_list("titles"))
"""Titles; they stay in front of a surrogate."""


def stands_for(roster: Roster, low: str) -> NameWord:
    """What any name word stands for: the people list first, then the usual short forms, else itself."""
    found = roster.find(low)
    if found is not None:
        return found
    full = short_forms().get(low)
    return NameWord(full[0], "nick") if full and not is_common(low) else NameWord(low, "first")
