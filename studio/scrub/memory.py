"""What one text teaches about the others: names and places found surely once are looked for everywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Any

from studio.scrub.entities import Finding
from studio.scrub.lexicon.names import fold
from studio.scrub.lexicon.places import cities
from studio.scrub.lexicon.words import NAME_WORDS, STAYS, everyday, frequent, looks_english
from studio.scrub.people import name_pieces
from studio.scrub.tokens import WORD

LEARN_FROM = 0.6
"""Score from which a name is remembered; a name that is an everyday word needs `SURE_WORD`."""

SURE_WORD = 0.75


GUESS = 0.4
"""Score of a guess; a word guessed `OFTEN` times in a corpus that never writes it small is remembered too."""

OFTEN = 2

CUED = 0.5
"""Score from which a cue stood beside the word."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What some texts teach; lessons of different texts can be put together."""

    people: frozenset[str]
    """Lower-case name words found surely."""
    places: frozenset[str]
    guesses: Mapping[str, int]
    """Lower-case name word → how often it was guessed."""

    def as_dict(self) -> dict[str, Any]:
        """JSON values."""
        return {"people": sorted(self.people), "places": sorted(self.places), "guesses": dict(self.guesses)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Lesson:
        """A lesson that was kept as JSON."""
        return cls(frozenset(values["people"]), frozenset(values["places"]), values["guesses"])


def lesson(findings: Iterable[Finding]) -> Lesson:
    """What the findings of some texts teach."""
    findings = list(findings)
    people: set[str] = set()
    places: set[str] = set()
    for finding in findings:
        if finding.entity == "PERSON" and finding.score >= LEARN_FROM:
            for piece in name_pieces(finding.text):
                wordlike = piece in everyday()
                if len(piece) > 2 and (not wordlike or (piece in NAME_WORDS and finding.score >= SURE_WORD)):
                    people.add(piece)
        elif (
            finding.entity == "LOCATION"
            and finding.score >= LEARN_FROM
            and finding.text.isalpha()
            and finding.text[0].isupper()
        ):
            low = fold(finding.text)
            if (
                len(low) > 3
                and low not in everyday()
                and low not in STAYS
                and (low in cities() or not looks_english(low))
            ):
                places.add(low)
    return Lesson(frozenset(people), frozenset(places), _guesses(findings))


def together(apart: Iterable[Lesson], again: Lesson | None = None) -> tuple[frozenset[str], frozenset[str]]:
    """(name words, place words) worth looking for in every text, in lower case.

    Args:
        apart: Lessons of texts that have none in common.
        again: One of texts that may be among those: what it guessed is not counted twice.
    """
    people: set[str] = set()
    places: set[str] = set()
    guesses: Counter[str] = Counter()
    for one in apart:
        people |= one.people
        places |= one.places
        guesses.update(one.guesses)
    if again is not None:
        people |= again.people
        places |= again.places
        guesses |= Counter(again.guesses)
    people.update(word for word, times in guesses.items() if times >= OFTEN)
    return frozenset(people), frozenset(places - people)


def learned(findings: Iterable[Finding]) -> tuple[frozenset[str], frozenset[str]]:
    """(name words, place words) that these findings alone teach."""
    return together([lesson(findings)])


def _guesses(findings: Iterable[Finding]) -> Counter[str]:
    """How often each name word was guessed; a frequent word never, a name that is a word only after a cue each time."""
    guessed: Counter[str] = Counter()
    for finding in findings:
        if finding.entity == "PERSON" and finding.score >= GUESS:
            for piece in name_pieces(finding.text):
                rare = piece not in everyday() or (piece not in frequent() and finding.score >= CUED)
                if len(piece) > 2 and rare and not finding.text.islower():
                    guessed[piece] += 1
    return guessed


def vocabulary(texts: Iterable[str]) -> set[str]:
    """Every word of the texts, in lower case: no stand-in may be one of them."""
    written: set[str] = set()
    for text in texts:
        written.update(WORD.findall(text))
    return set(map(fold, written))


def written_small(texts: Iterable[str], wanted: Set[str]) -> set[str]:
    """Which of some lower-case words are written small somewhere: such a word is no name for having a capital."""
    found: set[str] = set()
    for text in texts:
        found.update(word for word in WORD.findall(text) if word.islower() and word in wanted)
    return found
