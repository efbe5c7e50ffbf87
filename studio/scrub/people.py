"""The people list as scrubbing reads it: which word names whom."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from studio.scrub.lexicon.lists import word_list
from studio.scrub.lexicon.names import fold, is_common, short_forms, short_forms_of
from studio.scrub.lexicon.words import STAYS
from studio.scrub.spellings import Spellings

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
        usual: dict[str, set[NameWord]] = {}
        bases = [self._main(main, others, usual) for main, others in people]
        for (_, *others), base in zip(self.names, bases, strict=True):
            self._others(others, base)
        for word, meanings in usual.items():
            if word not in self.words:
                self._word(word, next(iter(meanings)) if len(meanings) == 1 else NameWord(word, "first"))
        self.heads: frozenset[str] = frozenset(name for names in self.names for name in names)
        """Every name as it is written, which may stand in front of a message."""
        self._spellings = Spellings(self.words.keys() - self.plain)

    def _main(self, main: str, others: Iterable[str], usual: dict[str, set[NameWord]]) -> str:
        """Take up a main name; `usual` gets its usual short and long forms. The word its forms share, or none."""
        pieces = name_pieces(main)
        self.names.append((main, *others))
        if not pieces:
            return ""
        base = pieces[0]
        self._word(base, NameWord(base, "first"))
        for short in short_forms_of().get(base, ()):
            usual.setdefault(short, set()).add(NameWord(base, "nick"))
        for full in short_forms().get(base, ()):
            usual.setdefault(full, set()).add(NameWord(base, "first"))
        for piece in pieces[1:]:
            if piece not in PARTICLES:
                self._word(piece, NameWord(piece, "last"))
        return base

    def _others(self, others: Iterable[str], base: str) -> None:
        """Take up the other names of somebody: short for the main name, or last names of their own."""
        for other in others:
            words = name_pieces(other)
            base = base or (words[0] if words else "")
            for n, piece in enumerate(words):
                if piece in PARTICLES:
                    continue
                first = NameWord(base, "first" if piece == base else "nick")
                self._word(piece, NameWord(piece, "last") if n and len(words) > 1 else first)

    def _word(self, word: str, stands_for: NameWord) -> None:
        if len(word) < 2:
            return
        self.words.setdefault(word, stands_for)
        if is_common(word):
            self.plain.add(word)

    def find(self, low: str) -> NameWord | None:
        """What a lower-case word stands for; `samm`, `sams` and a slip of one letter in a long name are forgiven."""
        found = self.words.get(low)
        if found is None:
            meant = self._spellings.of(low)
            found = self.words[meant] if meant is not None else None
        return found

    def meant(self, low: str) -> str | None:
        """The listed word that a lower-case word is a misspelling of."""
        return None if low in self.words else self._spellings.of(low)


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
