"""Forgetting a person: which words name them, what holds them, and taking it out.

A word names a person where it stands in one of their names, or is a usual short form of the first one, and nobody else
on the people list goes by it. Everyday words (Will, Grace) count only where the rules take them for a name.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from studio.core.errors import UsageError
from studio.core.letter_case import cased_like
from studio.core.paths import Home
from studio.core.settings import Settings
from studio.core.spans import Replacement, splice
from studio.scrub.engine import Detector
from studio.scrub.lexicon.names import is_common, short_forms_of
from studio.scrub.people import PARTICLES, Roster, name_pieces
from studio.scrub.regions import regions_of
from studio.scrub.scan import date_order, surrogates_of
from studio.store import Store
from studio.store.forgotten import LETTERS, SOMEONE, candidates, joined
from studio.store.holdings import Holdings, Who

Mentions = Literal["remove", "someone", "surrogate"]
"""What becomes of texts that name a forgotten person: they go, or stay with another word in place of the name."""


@dataclass(frozen=True, slots=True)
class Farewell:
    """A person about to be forgotten, and what holds them."""

    name: str
    names: tuple[str, ...]
    """Every name on the people list that is theirs."""
    words: tuple[str, ...]
    """Lower-case words that name them and nobody else."""
    everyday: tuple[str, ...]
    """Words of theirs that are everyday words: found from the words around them, and not kept out of later imports."""
    shared: tuple[str, ...]
    """Words of theirs that somebody else goes by too: a text with no other word of theirs is left alone."""
    mentions: Mentions
    holdings: Holdings
    left: tuple[str, ...] = ()
    """Folders that could not be removed yet."""


def look(store: Store, home: Home, settings: Settings, name: str, mentions: Mentions = "remove") -> Farewell:
    """What holds somebody; changes nothing.

    Raises:
        StudioError: nobody of that name.
        UsageError: it is the person themself.
    """
    who, farewell = _who(store, home, settings, name, mentions)
    return Farewell(*farewell, mentions, store.forgetting.holdings(who))


def forget(
    store: Store, home: Home, settings: Settings, name: str, mentions: Mentions = "remove", *, delete: bool = False
) -> Farewell:
    """Take somebody out of the record for good; what was taken out.

    The store is changed in one transaction; folders, with `delete`, go after it, and are named again at the next start
    if that is cut short. A later import keeps them out.

    Raises:
        StudioError: nobody of that name.
        UsageError: it is the person themself.
    """
    who, farewell = _who(store, home, settings, name, mentions)
    told = store.forgetting.forget(who, delete=delete)
    return Farewell(*farewell, mentions, told, tuple(store.forgetting.finish()))


_Told = tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]


def _who(store: Store, home: Home, settings: Settings, name: str, mentions: Mentions) -> tuple[Who, _Told]:
    person = store.people.known(name)
    if person.role == "me":
        raise UsageError(
            f"{person.name} is you.", fix="To have nothing left, delete the home's folder.", code="forget_me"
        )
    names = (person.name, *person.aliases)
    others = [(one.name, one.aliases) for one in store.people.all() if one.name != person.name]
    own = _words_of(names)
    taken = {piece for main, aliases in others for one in (main, *aliases) for piece in name_pieces(one)}
    shared = tuple(word for word in own if word in taken)
    everyday = tuple(word for word in own if is_common(word) and word not in taken)
    words = tuple(word for word in own if word not in taken and word not in everyday)
    stand_ins = _stand_ins(store, home, settings, mentions, (*words, *everyday))
    naming = _Naming(
        {word: stand_ins[word] for word in words},
        {word: stand_ins[word] for word in everyday},
        Detector(Roster([(person.name, person.aliases)]), regions=regions_of(settings), order=date_order(settings)),
        [name for name in names if not name_pieces(name) and any(c.isdigit() for c in name)],
    )
    who = Who(
        person.name,
        names,
        {word: stand_ins[word] for word in words},
        naming.reads,
        naming.plainly,
        mentions != "remove",
    )
    return who, (person.name, names, words, everyday, shared)


def _words_of(names: Sequence[str]) -> list[str]:
    pieces = [name_pieces(name) for name in names]
    found = [piece for those in pieces for piece in those if piece not in PARTICLES]
    found += [short for those in pieces[:1] for piece in those[:1] for short in short_forms_of().get(piece, ())]
    return list(dict.fromkeys(found))


def _stand_ins(
    store: Store, home: Home, settings: Settings, mentions: Mentions, words: Sequence[str]
) -> dict[str, str]:
    if mentions != "surrogate":
        return dict.fromkeys(words, SOMEONE)
    surrogates = surrogates_of(store, home, settings)
    return {word: surrogates.surrogate("PERSON", word.title()) for word in words}


class _Naming:
    """Reads texts for one person.

    Args:
        words: Lower-case word → stand-in; they name the person wherever they stand.
        everyday: Lower-case word → stand-in; they do where the detector takes them for a name.
        detector: Knows this person alone.
        numbers: Names without a word, such as a telephone number.
    """

    def __init__(
        self, words: dict[str, str], everyday: dict[str, str], detector: Detector, numbers: Sequence[str]
    ) -> None:
        self._words = words
        self._everyday = everyday
        self._detector = detector
        self._numbers = numbers
        stems = [re.escape(word) for word in (*words, *everyday)] + [re.escape(number) for number in numbers]
        self._any = re.compile("|".join(stems) or r"(?!)", re.IGNORECASE)

    def plainly(self, text: str) -> str | None:
        """The text without their names, told from the letters alone; None where there is none."""
        if self._any.search(text) is None:
            return None
        changes = self._by_letters(text)
        return splice(text, joined(text, changes)) if changes else None

    def reads(self, text: str) -> str | None:
        """The text without their names; an address or handle that holds one goes whole. None where there is none."""
        if self._any.search(text) is None:
            return None
        changes = self._by_letters(text)
        starts = [c.start for c in changes]
        whole: list[Replacement] = []
        for found in self._detector.find(text):
            near = changes[bisect_left(starts, found.start) : bisect_left(starts, found.end)]
            inside = [c for c in near if c.end <= found.end]
            if found.entity != "PERSON" and inside:
                whole.append(Replacement(found.start, found.end, inside[0].text))
            elif found.entity == "PERSON" and not inside:
                whole += self._everyday_in(text, found.start, found.end)
        busy = _places(whole)
        kept = [c for c in changes if busy.isdisjoint(range(c.start, c.end))]
        changes = sorted([*kept, *whole], key=lambda c: c.start)
        return splice(text, joined(text, changes)) if changes else None

    def _by_letters(self, text: str) -> list[Replacement]:
        changes: list[Replacement] = []
        for match in LETTERS.finditer(text):
            at = match.start()
            for start, word in candidates(match):
                stand_in = self._words.get(word.casefold()) if start >= at else None
                if stand_in is not None:
                    at = start + len(word)
                    changes.append(Replacement(start, at, _like(word, stand_in)))
        busy = _places(changes) if self._numbers else set()
        for number in self._numbers:
            for match in re.finditer(re.escape(number), text):
                if busy.isdisjoint(range(*match.span())):
                    busy.update(range(*match.span()))
                    changes.append(Replacement(match.start(), match.end(), SOMEONE))
        return sorted(changes, key=lambda c: c.start)

    def _everyday_in(self, text: str, start: int, end: int) -> list[Replacement]:
        return [
            Replacement(match.start(), match.start() + len(word), _like(word, self._everyday[word.casefold()]))
            for match in LETTERS.finditer(text, start, end)
            for _, word in list(candidates(match))[:1]
            if word.casefold() in self._everyday
        ]


def _places(changes: Iterable[Replacement]) -> set[int]:
    """Every character that one of these replaces."""
    return {place for change in changes for place in range(change.start, change.end)}


def _like(word: str, stand_in: str) -> str:
    return stand_in if stand_in == SOMEONE else cased_like(word, stand_in)
