"""Stand-ins of people: one for every word of a name, so that each form of it is a form of the same stand-in."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable
from functools import cached_property

from studio.core.letter_case import cased_like
from studio.scrub.lexicon.lists import word_list
from studio.scrub.lexicon.names import fold, names, short_forms_of
from studio.scrub.lexicon.words import everyday
from studio.scrub.people import PARTICLES, TITLES, NameWord, name_pieces, stands_for
from studio.scrub.surrogates.drawing import Drawing, bare
from studio.scrub.surrogates.pools import pools

PIECE = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+")
"""A word of a name; a double name is two."""

_LONGEST = 64
"""Letters of a word in an address in which names are looked for."""
_KIN_TITLES = frozenset(word_list("kin_titles"))
_TAILS = ("'s", "’s", "'S", "’S")
_WORK_WORDS = frozenset({
    "info", "billing", "hello", "support", "office", "admin", "contact", "team", "sales", "noreply", "reply", "help",
    "mail", "accounts", "bookings", "enquiries", "reception", "service", "hi", "no",
})  # fmt: skip
"""Words of an address that name nobody."""


class PersonNames:
    """Stand-ins of names.

    Args:
        drawing: What they are drawn with.
    """

    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing
        self._roster = drawing.roster
        self._firsts: dict[str, set[str]] = {}
        self._lasts: dict[str, set[str]] = {}
        for main, *others in self._roster.names:
            self.meet([main, *(other for other in others if " " in other)])

    def meet(self, surfaces: Iterable[str]) -> None:
        """Take note of whole names, so that an initial reads as theirs and no stand-in holds a word of them."""
        for surface in surfaces:
            met = [piece for piece in name_pieces(surface) if piece not in PARTICLES]
            self._drawing.hold(part for piece in met for part in piece.split("-"))
            if len(met) > 1:
                first, last = stands_for(self._roster, met[0]).base, met[-1].split("-")[0]
                self._firsts.setdefault(last, set()).add(first)
                self._lasts.setdefault(first, set()).add(last)

    def words(self, surface: str) -> list[tuple[re.Match[str], NameWord]]:
        """The words of a name that identify, and what each stands for; titles and particles are left out."""
        found: list[tuple[re.Match[str], NameWord]] = []
        titled = False
        for match in PIECE.finditer(surface):
            low = fold(match[0])
            initial = len(match[0]) == 1 and match[0].isupper()
            if low in TITLES or (low in PARTICLES and not initial) or low.isdigit():
                titled = titled or low in TITLES
            elif not (low in _KIN_TITLES and match.end() < len(surface)):
                joined = bool(found) and surface[match.start() - 1] == "-" and found[-1][0].end() == match.start() - 1
                found.append((match, self._meaning(low, found, joined=joined)))
        if titled and len(found) == 1 and len(found[0][0][0]) > 1:
            match, word = found[0]
            if self._roster.find(word.base) is None and not _only_first(word.base):
                found[0] = match, NameWord(word.base, "last")
        return found

    def _meaning(self, low: str, before: list[tuple[re.Match[str], NameWord]], *, joined: bool) -> NameWord:
        word = stands_for(self._roster, low)
        if self._roster.find(low) is not None or not before:
            return word
        if joined and before[-1][1].slot == "first" and low in names().first:
            return NameWord(low, "first")
        return NameWord(low, "last")

    def person(self, surface: str) -> str:
        """What stands in for a name, in its capitals, with its titles, particles and possessive."""
        found = self.words(surface)
        pieces: list[str] = []
        at = 0
        for n, (match, word) in enumerate(found):
            pieces.append(surface[at : match.start()])
            raw = match[0]
            if len(raw) == 1:
                tail, fake = (
                    "",
                    self._initial(word.base, [w.base for _, w in found[:n]], [w.base for _, w in found[n + 1 :]]),
                )
            else:
                tail = self._tail(raw)
                fake = self.word(word)
            pieces.append(cased_like(raw.removesuffix(tail), fake) + tail)
            at = match.end()
        pieces.append(surface[at:])
        return "".join(pieces)

    def _tail(self, raw: str) -> str:
        """The possessive ending of a word, its apostrophe perhaps forgotten."""
        if raw[-2:] in _TAILS and len(raw) > 2:
            return raw[-2:]
        low = fold(raw)
        return (
            raw[-1] if low[-1] == "s" and low not in self._roster.words and self._roster.meant(low) == low[:-1] else ""
        )

    def _initial(self, letter: str, before: list[str], after: list[str]) -> str:
        """The initial of whom it can mean: by the last name that follows, the first name before, or the people list."""
        if after:
            bases = {first for first in self._firsts.get(after[-1], ()) if first.startswith(letter)}
        elif before:
            bases = {last for last in self._lasts.get(before[0], ()) if last.startswith(letter)}
        else:
            bases = self._starting.get(letter, set())
        if len(bases) == 1:
            return self.word(NameWord(next(iter(bases)), "last" if before and not after else "first"))[0]
        return self._other_letter(letter)

    @cached_property
    def _starting(self) -> dict[str, set[str]]:
        """Letter → first names on the people list that begin with it."""
        found: dict[str, set[str]] = {}
        for low, word in self._roster.words.items():
            if word.slot == "first":
                found.setdefault(low[0], set()).add(word.base)
        return found

    def _other_letter(self, letter: str) -> str:
        """Another letter: two initials never become one."""
        if letter not in self._alphabet:
            return chr(65 + self._drawing.number(f"initial/{letter}") % 26)
        return self._alphabet[letter]

    @cached_property
    def _alphabet(self) -> dict[str, str]:
        shuffled = sorted(string.ascii_lowercase, key=lambda c: self._drawing.number(f"initial/{c}"))
        return {c: shuffled[(n + 1) % 26].upper() for n, c in enumerate(shuffled)}

    def word(self, word: NameWord) -> str:
        """What stands in for one word of a name: a short form, where it has one, for a short form."""
        if "-" in word.base:
            return "-".join(self.word(NameWord(part, word.slot)) for part in word.base.split("-") if part)
        whole = self._whole(word)
        return self._short(word.base, whole) if word.slot == "nick" else whole

    def _whole(self, word: NameWord) -> str:
        base, given = word.base, self._drawing.given
        for key in (f"first/{base}", f"last/{base}"):
            if key in given:
                return given[key]
        last = _is_last(base) if word.slot == "last" else self._roster.find(base) is None and _only_last(base)
        self._drawing.hold([base])
        return self._drawing.pick(f"{'last' if last else 'first'}/{base}", pools(base, last=last))

    def _short(self, base: str, whole: str) -> str:
        """A usual short form of a stand-in, where it has one that is free; else the stand-in itself."""
        key = f"nick/{base}"
        if key not in self._drawing.given:
            usual = (short.capitalize() for short in short_forms_of().get(whole.lower(), ()) if short not in everyday())
            return self._drawing.give(key, next((s for s in usual if self._drawing.free(s)), whole))
        return self._drawing.given[key]

    def known(self, low: str) -> bool:
        """True for a lower-case word that is on the people list or was replaced as a name."""
        given = self._drawing.given
        return self._roster.find(low) is not None or f"first/{low}" in given or f"last/{low}" in given

    def token(self, word: str) -> str | None:
        """What stands in for a word inside an address or a handle, where it holds a name; None where it holds none."""
        low = fold(word)
        if low in _WORK_WORDS:
            return word
        if self.known(low) or (low in names().known and low not in everyday()):
            return cased_like(word, _plain(self.word(stands_for(self._roster, low))))
        parts = self._run_together(low)
        if parts is None:
            return None
        bases = [part.base if isinstance(part, NameWord) else part for part in parts]
        fakes = [
            _plain(self.word(part)) if isinstance(part, NameWord) else self._initial(part, bases[:n], bases[n + 1 :])
            for n, part in enumerate(parts)
        ]
        return cased_like(word, "".join(fakes))

    def _run_together(self, low: str) -> list[NameWord | str] | None:
        """The names in `samwhitfield` or `alexr` that were met whole, with an initial before or after them."""
        if len(low) > _LONGEST:
            return None
        for start, end in ((0, len(low)), (0, len(low) - 1), (1, len(low))):
            core = low[start:end]
            for cut in range(len(core), 2, -1):
                head, rest = self._listed(core[:cut]), core[cut:]
                tail = self._listed(rest) if rest else None
                if head is not None and (tail is not None or not rest):
                    found = [head] if tail is None else [head, tail]
                    return [*low[:start], *found, *low[end:]]
        return None

    def _listed(self, low: str) -> NameWord | None:
        if len(low) < 3:
            return None
        met = low in self._firsts or low in self._lasts
        return self._roster.words.get(low) or (stands_for(self._roster, low) if met else None)


def _plain(name: str) -> str:
    """A name as it stands in an address: letters of ASCII."""
    return re.sub(r"[^A-Za-z]", "", cased_like(name, bare(name))) or "Wen"


def _is_last(low: str) -> bool:
    """True unless it is far better known as a first name, as a middle name is."""
    return low in names().last or low not in names().known


def _only_last(low: str) -> bool:
    return low in names().last and low not in names().first


def _only_first(low: str) -> bool:
    return low in names().first and low not in names().last
