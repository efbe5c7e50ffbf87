"""What one text teaches about the others: names and places found surely once are looked for everywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from studio.scrub.entities import Finding
from studio.scrub.lexicon.names import fold
from studio.scrub.lexicon.places import cities
from studio.scrub.lexicon.words import NAME_WORDS, STAYS, everyday, frequent, looks_english
from studio.scrub.people import name_pieces
from studio.scrub.tokens import words

LEARN_FROM = 0.6
"""Score from which a name is remembered; a name that is an everyday word needs `SURE_WORD`."""

SURE_WORD = 0.75


GUESS = 0.4
"""Score of a guess; a word guessed `OFTEN` times in a corpus that never writes it small is remembered too."""

OFTEN = 2

CUED = 0.5
"""Score from which a cue stood beside the word."""


def learned(findings: Iterable[Finding]) -> tuple[frozenset[str], frozenset[str]]:
    """(name words, place words) worth looking for elsewhere, in lower case."""
    findings = list(findings)
    people = _guessed_often(findings)
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


def _guessed_often(findings: Iterable[Finding]) -> set[str]:
    """Name words guessed more than once; a frequent word never, a name that is a word only after a cue each time."""
    guessed: Counter[str] = Counter()
    for finding in findings:
        if finding.entity == "PERSON" and finding.score >= GUESS:
            for piece in name_pieces(finding.text):
                rare = piece not in everyday() or (piece not in frequent() and finding.score >= CUED)
                if len(piece) > 2 and rare and not finding.text.islower():
                    guessed[piece] += 1
    return {piece for piece, times in guessed.items() if times >= OFTEN}


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
