"""Drawing stand-ins: by key, so that they stay the same; never a word of the corpus, never one for two."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from studio.scrub.lexicon.names import fold
from studio.scrub.lexicon.words import looks_english
from studio.scrub.people import Roster
from studio.scrub.surrogates.pools import composed

_STEPS = 40
"""Names looked at in one list before the next is tried."""
_STRICT = 90
"""Composed names looked at before one may hold a real name inside it."""
_SHORTEST = 3
"""Letters of a real name that no stand-in may hold."""


class Drawing:
    """What was given so far, and what is free.

    Args:
        secret: The project's key.
        roster: The people list.
        taken: Stand-ins given before, by what they stand for; they stay unless they have become real.
        real: Lower-case words of the corpus: no stand-in is one of them.
    """

    def __init__(self, secret: bytes, roster: Roster, taken: Mapping[str, str], real: Iterable[str]) -> None:
        self._secret = secret
        self.roster = roster
        self.names: set[str] = set()
        """Words that name real people: no stand-in holds one of them."""
        self._real: set[str] = set()
        self.avoid(real)
        self.hold(roster.words)
        self.given = {key: fake for key, fake in taken.items() if self._unreal(key, fake)}
        """What it stands for → stand-in."""
        for key in taken.keys() - self.given.keys():
            self.given.pop(f"nick/{key.removeprefix('first/')}", None)
        self._used = {bare(fake) for fake in self.given.values()}

    def avoid(self, words: Iterable[str]) -> None:
        """Take words, and the parts of joined ones, as real."""
        for word in words:
            self._real.add(word)
            if not word.isascii() or "-" in word:
                plain = bare(word)
                self._real.add(plain)
                self._real.update(plain.split("-"))

    def hold(self, words: Iterable[str]) -> None:
        """Take words as names of real people."""
        self.names.update(bare(word) for word in words if len(word) >= _SHORTEST)

    def _unreal(self, key: str, fake: str) -> bool:
        low = bare(fake)
        if key.startswith(("calendar/", "chosen/")):
            return True
        return low not in self._real and not (key.startswith(("first/", "last/", "nick/")) and low in self.names)

    def number(self, key: str, salt: int = 0) -> int:
        """A large number that only the project's key and `key` decide."""
        message = f"{salt}\x1f{key}".encode("utf-8", "surrogatepass")
        return int.from_bytes(hmac.new(self._secret, message, hashlib.sha256).digest()[:16], "big")

    def free(self, fake: str, *, strict: bool = True) -> bool:
        """True for a name that is nobody's: no real word, not given yet; and, where strict, no real name in it."""
        low = bare(fake)
        if low in self._real or low in self._used or low in self.names or self.roster.find(low) is not None:
            return False
        if not strict:
            return True
        ends = range(_SHORTEST, len(low) + 1)
        return not any(low[i:j] in self.names for j in ends for i in range(j - _SHORTEST + 1))

    def give(self, key: str, fake: str) -> str:
        """Record a stand-in."""
        self.given[key] = fake
        self._used.add(bare(fake))
        return fake

    def pick(self, key: str, pools: Iterable[tuple[str, ...]], *, town: bool = False) -> str:
        """A name from the first list that has a free one, else one made up; the same at every call."""
        if key in self.given:
            return self.given[key]
        at = self.number(key)
        for pool in pools:
            for step in range(min(_STEPS, len(pool))):
                fake = pool[(at + step) % len(pool)]
                if (town or not looks_english(bare(fake))) and self.free(fake):
                    return self.give(key, fake)
        for n, fake in enumerate(composed(at, town=town)):
            if self.free(fake, strict=n < _STRICT):
                return self.give(key, fake)
        raise AssertionError("composing never ends")

    def unlike(self, key: str, surface: str, make: Callable[[int], str]) -> str:
        """Something made from a number that is not the original, not real and not given yet."""
        if key not in self.given:
            fake = surface
            for salt in range(200):
                fake = make(self.number(key, salt))
                if self.apart(fake, surface):
                    break
            self.give(key, fake)
        return self.given[key]

    def apart(self, fake: str, surface: str) -> bool:
        """True where a stand-in is neither what it stands for, nor real, nor given yet."""
        low = bare(fake)
        return low not in (bare(surface), "") and low not in self._used and low not in self._real


_LETTERS = str.maketrans({"ł": "l", "ø": "o", "ß": "ss", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i"})


@lru_cache(maxsize=65_536)
def bare(word: str) -> str:
    """A word as stand-ins are compared: folded, without accents."""
    low = fold(word)
    if low.isascii():
        return low
    apart = unicodedata.normalize("NFKD", low.translate(_LETTERS))
    return "".join(c for c in apart if not unicodedata.combining(c))
