"""What one text teaches about the others: names and places found surely once are looked for everywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from studio.scrub.entities import Finding
from studio.scrub.lexicon.names import fold
from studio.scrub.lexicon.places import cities
from studio.scrub.lexicon.words import NAME_WORDS, STAYS, everyday, looks_english
from studio.scrub.people import name_pieces
from studio.scrub.tokens import words

LEARN_FROM = 0.6
"""Score from which a name is remembered; a name that is an everyday word needs `SURE_WORD`."""

SURE_WORD = 0.75


def learned(findings: Iterable[Finding]) -> tuple[frozenset[str], frozenset[str]]:
    """(name words, place words) worth looking for elsewhere, in lower case."""
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
    return frozenset(people), frozenset(places - people)


def vocabulary(texts: Iterable[str]) -> set[str]:
    """Every word of the texts, in lower case: no stand-in may be one of them."""
    found: set[str] = set()
    for text in texts:
        found.update(word.low for word in words(text))
    return found


def small_letters(texts: Iterable[str]) -> Counter[str]:
    """How often each word is written small: a word that is, is no name for having a capital elsewhere."""
    found: Counter[str] = Counter()
    for text in texts:
        found.update(word.low for word in words(text) if word.text.islower())
    return found
