"""Looking for what was decided to be replaced, in every form: other capitals, possessive, drawn out, inside handles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from studio.scrub.lexicon.words import everyday, looks_english
from studio.scrub.people import name_pieces

PART = re.compile(r"[^\W\d_]+|\d+")
"""A run of letters or of digits: what stands between them does not matter."""

_NUMBER = re.compile(r"\d[\d\s().\-/]{3,}\d")
_TIED_BEFORE = re.compile(r"(?:[@_\d]|\w[./\-])$")
_TIED_BEHIND = re.compile(r"[@_\d]|[./\-]\w")
_GAP = re.compile(r"[^\S\n]*['’s,.&/\-()_:@+]{0,2}[^\S\n]*|[^\w\n]{1,3}")
TOLD = 2.0
"""In place of a score: the person named exactly these words, so that they mean it wherever they stand."""
_LISTED = 0.7
"""Score from which a name was on a list, not guessed."""
_LONG_NUMBER = 6
"""Digits from which a number is looked for however it is broken up."""
_INSIDE_NUMBER = 9
"""Digits from which a number is looked for inside a longer one."""
_BACK = 80
"""Characters before a word in which the sentence it stands in is looked for."""
_INSIDE = 4
"""Letters a name needs to be looked for at the ends of a longer word in an address or handle."""


class Hit(NamedTuple):
    """A place where something sought stands."""

    start: int
    end: int
    entity: str
    sure: bool
    """False where it may as well be an ordinary word, or a number that means something else."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    parts: tuple[str, ...]
    entity: str
    sure: bool


class Sought:
    """Everything that must not be left.

    Args:
        surfaces: (surface, entity, highest score it was found with) of what was decided to be replaced.
        allowed: Surfaces that may stand: those decided to be kept, and stand-ins.
    """

    def __init__(self, surfaces: Iterable[tuple[str, str, float]], allowed: Iterable[str] = ()) -> None:
        self.allowed = {part for surface in allowed for part in parts_of(surface)}
        """Lower-case parts of what may stand."""
        self.count = 0
        self.silent = 0
        """Surfaces too short to be told from anything else, such as an age."""
        self._by_first: dict[str, dict[tuple[str, ...], _Wanted]] = {}
        self._numbers: dict[str, str] = {}
        self._names: set[str] = set()
        for surface, entity, score in surfaces:
            self.count += 1
            self.silent += not self._seek(surface, entity, score)
        self._longest_name = max(map(len, self._names), default=0)
        self._lengths = sorted({len(number) for number in self._numbers if len(number) >= _INSIDE_NUMBER})
        self._drawn: dict[str, list[str]] = {}
        for first in self._by_first:
            self._drawn.setdefault(_squeezed(first), []).append(first)

    def _seek(self, surface: str, entity: str, score: float) -> bool:
        """Note what to look for; False where a surface is too short, or is allowed to stand."""
        parts = parts_of(surface)
        if score >= TOLD:
            return bool(parts) and self._want(_Wanted(parts, entity, True))
        if entity == "PERSON":
            pieces = [self._seek_name(piece, score, small=surface.islower()) for piece in name_pieces(surface)]
            return any(pieces)
        digits = "".join(c for c in surface if c.isdigit())
        if entity in {"PHONE", "ID"} and len(digits) >= _LONG_NUMBER:
            self._numbers[digits] = entity
            if not any(c.isalpha() for c in surface):
                return True
        if not parts or self.allowed.issuperset(parts):
            return False
        if len(parts) == 1 and (len(parts[0]) < 3 or entity == "AGE"):
            return False
        return self._want(_Wanted(parts, entity, _tells(parts, entity)))

    def _seek_name(self, piece: str, score: float, *, small: bool) -> bool:
        parts = parts_of(piece)
        if not parts or self.allowed.issuperset(parts):
            return False
        sure = _names(piece, score, small=small)
        if sure and len(parts) == 1 and len(piece) >= _INSIDE:
            self._names.add(piece)
        return self._want(_Wanted(parts, "PERSON", sure))

    def _want(self, wanted: _Wanted) -> bool:
        same = self._by_first.setdefault(wanted.parts[0], {})
        if wanted.parts not in same or wanted.sure:
            same[wanted.parts] = wanted
        return True

    def hits(self, text: str) -> Iterator[Hit]:
        """Every place where something sought stands."""
        matches = list(PART.finditer(text))
        low = [_plain(m[0]) for m in matches]
        for at, part in enumerate(low):
            yield from self._starting(text, matches, low, at, part)
        if self._numbers:
            for match in _NUMBER.finditer(text):
                digits = "".join(c for c in match[0] if c.isdigit())
                entity = self._numbers.get(digits) or self._inside(digits)
                if entity is not None:
                    yield Hit(match.start(), match.end(), entity, True)

    def _inside(self, digits: str) -> str | None:
        """The entity of a long number that is part of a longer one, such as behind a country code."""
        for length in self._lengths:
            for at in range(len(digits) - length + 1):
                if (entity := self._numbers.get(digits[at : at + length])) is not None:
                    return entity
        return None

    def _starting(
        self, text: str, matches: Sequence[re.Match[str]], low: Sequence[str], at: int, part: str
    ) -> Iterator[Hit]:
        forms = self._by_first.get(part)
        drawn = False
        if forms is None and len(part) > 2:
            bases = self._drawn.get(_squeezed(part), ())
            base = next((b for b in bases if _drawn_out(b, part)), None)
            if base is not None:
                forms, drawn = self._by_first[base], True
        start = matches[at].start()
        for parts, wanted in (forms or {}).items():
            last = at + len(parts) - 1
            if last >= len(low) or (not drawn and tuple(low[at : last + 1]) != parts):
                continue
            if drawn and tuple(low[at + 1 : last + 1]) != parts[1:]:
                continue
            if all(_GAP.fullmatch(text[matches[n].end() : matches[n + 1].start()]) for n in range(at, last)):
                sure = wanted.sure or (_tells_by_capital(wanted, text, start) and not drawn)
                yield Hit(start, matches[last].end(), wanted.entity, sure)
                return
        if forms is None and self._names and len(part) > _INSIDE and _joined(text, matches[at]):
            for size in range(_INSIDE, min(len(part), self._longest_name + 1)):
                if part[:size] in self._names or part[-size:] in self._names:
                    yield Hit(start, matches[at].end(), "PERSON", True)
                    return


def parts_of(surface: str) -> tuple[str, ...]:
    """The runs of letters and of digits of a surface, small; a possessive ending is left out."""
    found = [_plain(part) for part in PART.findall(surface)]
    if len(found) > 1 and found[-1] == "s" and re.search(r"['’]s$", surface.casefold()):
        found.pop()
    return tuple(found)


def _plain(part: str) -> str:
    return part if part.isdigit() else part.casefold()


def _names(piece: str, score: float, *, small: bool) -> bool:
    """Whether a word of a name can hardly mean anything else: it was on a list, or is no word and had a capital."""
    if len(piece) < 3 or piece in everyday():
        return False
    return score >= _LISTED or (not small and not looks_english(piece))


def _tells(parts: Sequence[str], entity: str) -> bool:
    """Whether these words can hardly mean anything else."""
    words = [p for p in parts if not p.isdigit()]
    digits = sum(len(p) for p in parts if p.isdigit())
    if entity in {"DATE", "AGE"}:
        return len(parts) > 1 and any(len(w) > 2 for w in words) and digits > 0 and not {"rd", "th"} >= {*words}
    if entity in {"ID", "SECRET", "PHONE"}:
        return digits >= 5 or (bool(words) and len("".join(parts)) >= 5 and not everyday().issuperset(words))
    if entity == "EMAIL" or (entity in {"URL", "ADDRESS"} and len(parts) > 2):
        return True
    return any(len(w) > 3 and w not in everyday() and not looks_english(w) for w in words)


def _tells_by_capital(wanted: _Wanted, text: str, start: int) -> bool:
    """True for a name that is a word, written with a capital in the middle of a sentence."""
    if wanted.entity != "PERSON" or not text[start].isupper() or text[start + 1 : start + 2].isupper():
        return False
    line = text[max(0, start - _BACK) : start]
    before = line.rstrip()
    return bool(before) and (before[-1].isalpha() or before[-1] in ",;") and "\n" not in line[len(before) :]


def _squeezed(part: str) -> str:
    return "".join(char for char, _ in groupby(part))


def _drawn_out(base: str, part: str) -> bool:
    """Whether a word is another with letters drawn out: `alexxx`, `innngrid`, or only its last letter twice."""
    of_base = [len(list(run)) for _, run in groupby(base)]
    of_part = [len(list(run)) for _, run in groupby(part)]
    if any(b > p for b, p in zip(of_base, of_part, strict=True)) or base.isdigit():
        return False
    if any(p > 2 and p > b for b, p in zip(of_base, of_part, strict=True)):
        return True
    return of_base[:-1] == of_part[:-1] and len(base) > 2 and part not in everyday()


def _joined(text: str, match: re.Match[str]) -> bool:
    """Whether a word is part of an address, a handle or a name with numbers."""
    return bool(_TIED_BEFORE.search(text, max(0, match.start() - 2), match.start())) or bool(
        _TIED_BEHIND.match(text, match.end())
    )
