"""Planting: invented spans put into the person's own lines, as they would have written them, to see which are found."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass

from studio.core.letter_case import cased_like
from studio.scrub.calendar import Order, shift
from studio.scrub.lexicon.lists import word_list
from studio.scrub.lexicon.names import fold, names
from studio.scrub.lexicon.places import cities
from studio.scrub.lexicon.words import STAYS, everyday
from studio.scrub.people import PARTICLES, TITLES

UNLISTED = 0.4
"""Share of planted names and towns made of syllables, so that no list knows them."""

SWAPPED = 0.5
"""Share planted in place of something found, where the person wrote something of that kind; the rest is added."""

IN_PLACE_OF_PRONOUNS = 0.34
"""Share of names put in place of a pronoun in a line of the person's, where there is one."""

_PRONOUN = re.compile(r"(?i)(?<![\w'’])(?:he|she|him)(?![\w'’])")
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_PLAIN = re.compile(r"[^\W_]+")
_END = re.compile(r"[\s.!?…,;:]+$")
_STOP = re.compile(r"[.!?…]\s*$")


@dataclass(frozen=True, slots=True)
class Spot:
    """A line of the person's with the place of something found in it."""

    line: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Plant:
    """A line with one span that should be found."""

    text: str
    start: int
    end: int
    entity: str
    unlisted: bool = False
    """True for a name that no list knows."""
    swapped: bool = False
    """True where it stands in place of something the person wrote and that was found."""
    pronoun: bool = False
    """True for a name in place of `he` or `she` in a line in which nothing was found: a place no cue was chosen for."""

    @property
    def small(self) -> bool:
        """True where its letters are all small."""
        return self.text[self.start : self.end].islower()

    def covered(self, spans: Sequence[tuple[int, int]]) -> bool:
        """Whether every word of the span that tells something lies in one of these: half a name is a leak."""
        told = [m for m in _PLAIN.finditer(self.text, self.start, self.end) if len(m[0]) > 2 or m[0].isdigit()]
        return bool(told) and all(any(start < m.end() and m.start() < end for start, end in spans) for m in told)


class Planter:
    """Invents spans and puts them into lines; the same seed gives the same plants.

    Args:
        lines: Lines of the person's in which nothing was found.
        spots: Entity → where something of that kind was found.
        taken: Lower-case words of the corpus: nothing that is planted is one of them.
        order: What `03/04/2024` means where it could be both.
        seed: Of the draw.
    """

    def __init__(
        self, lines: Sequence[str], spots: Mapping[str, Sequence[Spot]], taken: Set[str], order: Order, seed: int
    ) -> None:
        self._lines = lines or ("I thought about it again today",)
        self._spots = spots
        self._taken = taken
        self._order: Order = order
        self._draw = random.Random(seed)
        self._pronouns = [Spot(line, *m.span()) for line in self._lines for m in _PRONOUN.finditer(line)]
        self._first = [n for n in sorted(names().known) if n.isalpha() and n not in taken]
        words = taken | everyday()
        self._towns = [c for c in sorted(cities()) if c.isalpha() and c.isascii() and len(c) > 4 and c not in words]

    def plant(self, entity: str) -> Plant:
        """One line with one span of that kind."""
        if entity == "PERSON" and self._pronouns and self._draw.random() < IN_PLACE_OF_PRONOUNS:
            return self._named(self._draw.choice(self._pronouns))
        spots = self._spots.get(entity, ())
        if entity in _SWAPS and spots and self._draw.random() < SWAPPED:
            for _ in range(4):
                spot = self._draw.choice(spots)
                made = self._swap(entity, spot)
                if made is not None:
                    return made
        return self._add(entity)

    def _swap(self, entity: str, spot: Spot) -> Plant | None:
        old, unlisted = spot.line[spot.start : spot.end], self._draw.random() < UNLISTED
        new = self._like(entity, old, unlisted)
        if not new or new == old:
            return None
        text = spot.line[: spot.start] + new + spot.line[spot.end :]
        named = unlisted and entity in {"PERSON", "LOCATION"}
        return Plant(text, spot.start, spot.start + len(new), entity, named, swapped=True)

    def _named(self, spot: Spot) -> Plant:
        unlisted = self._draw.random() < UNLISTED
        name = self._name(unlisted)
        if spot.line == spot.line.lower():
            name = name.lower()
        text = spot.line[: spot.start] + name + spot.line[spot.end :]
        return Plant(text, spot.start, spot.start + len(name), "PERSON", unlisted, pronoun=True)

    def _like(self, entity: str, old: str, unlisted: bool) -> str | None:
        """Something invented in the way something found is written; None where that cannot be done."""
        if entity == "PERSON":
            return self._person_like(old, unlisted)
        if entity == "LOCATION":
            return cased_like(old, self._town(unlisted)) if _WORD.fullmatch(old) else None
        if entity == "DATE":
            weeks = self._draw.choice((-1, 1)) * self._draw.randrange(3, 40)
            return shift(old, 7 * weeks, self._order)
        if entity == "AGE":
            return str(self._draw.randrange(19, 80)) if old.isdigit() else None
        head = old[:-4]
        return head + "".join(str(self._draw.randrange(10)) if c.isdigit() else c for c in old[-4:])

    def _person_like(self, old: str, unlisted: bool) -> str:
        stays = STAYS | TITLES | PARTICLES

        def other(match: re.Match[str]) -> str:
            raw = match[0]
            tail = raw[-2:] if raw[-2:] in {"'s", "’s"} else ""
            if fold(raw.removesuffix(tail)) in stays or len(raw) < 2:
                return raw
            return cased_like(raw.removesuffix(tail), self._name(unlisted)) + tail

        return _WORD.sub(other, old)

    def _add(self, entity: str) -> Plant:
        """A few words and the span, before or after one of the lines, in the line's own capitals and punctuation."""
        line = self._draw.choice(self._lines)
        lead, make, after = self._draw.choice(_PHRASES[entity])
        unlisted = self._draw.random() < UNLISTED
        value = make(self, unlisted)
        small = line == line.lower()
        body, end = _END.sub("", line), _STOP.search(line)
        if small and entity in _SMALL:
            value = value.lower()
        stop = "." if end else ""
        if end and not small:
            lead = lead[:1].upper() + lead[1:]
        elif small:
            lead = lead.lower()
        if self._draw.random() < 0.25 and entity not in {"SECRET", "ID"}:
            joint = ". " if end else (", " if "," in line else " ")
            front = lead if small else lead[:1].upper() + lead[1:]
            return Plant(
                f"{front}{value}{after}{joint}{body}{stop}", len(front), len(front) + len(value), entity,
                unlisted and entity in {"PERSON", "LOCATION"},
            )  # fmt: skip
        joint = f"{end[0].strip()} " if end else (", " if self._draw.random() < 0.5 else " ")
        start = len(body) + len(joint) + len(lead)
        return Plant(
            f"{body}{joint}{lead}{value}{after}{stop}", start, start + len(value), entity,
            unlisted and entity in {"PERSON", "LOCATION"},
        )  # fmt: skip

    def _name(self, unlisted: bool) -> str:
        if not unlisted and self._first:
            return self._draw.choice(self._first).capitalize()
        listed = names()
        for _ in range(50):
            made = "".join(self._draw.choice(_SYLLABLES) for _ in range(self._draw.choice((2, 3))))
            known = made in listed.known or made in listed.first or made in listed.last or made in everyday()
            if not known and made not in self._taken and len(made) > 3:
                break
        return made.capitalize()

    def _town(self, unlisted: bool) -> str:
        if unlisted or not self._towns:
            return f"{self._draw.choice(_ONSETS)}{self._draw.choice(_ENDS)}".capitalize()
        return self._draw.choice(self._towns).title()

    def _digits(self, shape: str) -> str:
        return "".join(str(self._draw.randrange(1, 10)) if c == "9" else c for c in shape)

    def _nick(self, unlisted: bool) -> str:
        return re.sub(r"[^a-z]", "", fold(self._name(unlisted))) or "wenna"

    def _of(self, low: int, high: int) -> int:
        return self._draw.randrange(low, high)

    def _one(self, several: Sequence[str]) -> str:
        return self._draw.choice(several)


_SYLLABLES = word_list("syllables")
_ONSETS = word_list("onsets")
_ENDS = word_list("ends")
_MONTHS = word_list("months")
_SWAPS = frozenset({"PERSON", "LOCATION", "DATE", "AGE", "PHONE"})
_SMALL = frozenset({"PERSON", "LOCATION", "ADDRESS", "DATE"})
"""Kinds whose capitals a person who writes small leaves out."""

_Make = Callable[[Planter, bool], str]


def _month(p: Planter) -> str:
    return p._one(_MONTHS).capitalize()


_PHRASES: dict[str, list[tuple[str, _Make, str]]] = {
    "PERSON": [
        ("and then my friend ", Planter._name, ""),
        ("I told ", Planter._name, " about it"),
        ("it was with ", Planter._name, ""),
        ("I saw Dr ", Planter._name, " for that"),
        ("like ", Planter._name, " said"),
        ("not you ", Planter._name, ""),
        ("", Planter._name, " texted me"),
        ("me and ", Planter._name, " were out"),
        ("it is ", lambda p, u: f"{p._name(u)}'s", " fault"),
        ("with ", lambda p, u: f"{p._name(u)} {p._name(u)}", " from work"),
    ],
    "LOCATION": [
        ("back in ", Planter._town, ""),
        ("we drove to ", Planter._town, " again"),
        ("somewhere near ", Planter._town, ""),
        ("I moved to ", Planter._town, " then"),
    ],
    "DATE": [
        ("on ", lambda p, _: f"{p._of(1, 29)} {_month(p)}", ""),
        ("on ", lambda p, _: f"{_month(p)} {p._of(1, 29)}", " it all began"),
        ("since ", lambda p, _: f"{_month(p)} {p._of(2012, 2025)}", ""),
        ("on the ", lambda p, _: f"{p._of(4, 21)}th", ""),
        ("on ", lambda p, _: f"{p._of(1, 29):02d}/{p._of(1, 13):02d}/{p._of(2012, 2025)}", ""),
    ],
    "PHONE": [
        ("call ", lambda p, _: p._digits("(299) 555-0199"), ""),
        ("my number is ", lambda p, _: p._digits("07799 999999"), ""),
    ],
    "EMAIL": [("mail ", lambda p, u: f"{p._nick(u)}{p._of(0, 99)}@example.com", " please")],
    "URL": [("look at ", lambda p, u: f"https://www.example.org/{p._nick(u)}/{p._of(2, 99)}", "")],
    "ADDRESS": [
        (
            "we met at ",
            lambda p, u: f"{p._of(1, 200)} {p._town(u)} {p._one(('Street', 'Road', 'Lane'))}",
            "",
        )
    ],
    "ID": [
        ("account number ", lambda p, _: p._digits("99999999"), ""),
        ("my policy number is ", lambda p, _: "HX-" + p._digits("999999"), ""),
    ],
    "SECRET": [
        ("the pin is ", lambda p, _: p._digits("9999"), ""),
        ("password: ", lambda p, u: f"{p._nick(u)}{p._of(0, 99)}!", ""),
    ],
    "HANDLE": [("find me as @", lambda p, u: f"{p._nick(u)}_{p._of(0, 99)}", "")],
    "AGE": [
        ("she is ", lambda p, _: str(p._of(20, 80)), " years old"),
        ("he turned ", lambda p, _: str(p._of(20, 80)), " last week"),
    ],
    "ORG": [
        ("I work at ", lambda p, u: f"{p._town(u)} {p._one(('Primary School', 'Hospital', 'Bakery Ltd'))}", ""),
    ],
}
"""Entity → (words in front, maker of the span, words behind)."""

TURNS = (*_PHRASES, "PERSON", "LOCATION", "DATE", "PERSON")
"""The kinds in the order they are planted in, over and over: what people write most comes up most."""
