"""Words of a line, phrases found among them, and which words are rare enough to tell what a talk is about."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Set
from functools import cache
from pathlib import Path

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_QUOTED = re.compile('[“"„«]([^“”"„«»]{4,120})[”"“»]')

SHORTEST = 4
"""Letters of the shortest word that can tell what a talk is about."""
FEWEST_TALKS = 20
"""Below this many texts no word is called rare."""
RARE_SHARE = 0.02
"""A word in at most this share of all texts (and in two of them anyhow) is rare."""


@cache
def phrase_list(name: str) -> tuple[str, ...]:
    """The phrases of one section of `phrases.txt`, lower case, in order.

    Raises:
        KeyError: no such section.
    """
    return _sections()[name]


@cache
def _sections() -> dict[str, tuple[str, ...]]:
    text = (Path(__file__).parent / "phrases.txt").read_text(encoding="utf-8")
    parts = re.split(r"^\[(\w+)\]$", re.sub(r"^#.*$", "", text, flags=re.MULTILINE), flags=re.MULTILINE)
    return {
        name: tuple(" ".join(piece.split()) for piece in body.split("|"))
        for name, body in zip(parts[1::2], parts[2::2], strict=True)
    }


@cache
def _common() -> frozenset[str]:
    return frozenset(phrase_list("common"))


def tokens(text: str) -> list[str]:
    """Words in lower case, apostrophes kept inside them; numbers count as words."""
    return _WORD.findall(text.casefold().replace("’", "'"))


def content_words(words: Iterable[str]) -> set[str]:
    """The words that may tell what is spoken of: long enough, not of the common ones, not a number."""
    common = _common()
    return {word for word in words if len(word) >= SHORTEST and word not in common and word.isalpha()}


def quotations(text: str) -> list[str]:
    """What stands between quotation marks, as words in lower case, where it is two words or more."""
    found = (" ".join(tokens(piece)) for piece in _QUOTED.findall(text))
    return [piece for piece in found if " " in piece]


class Phrases:
    """Phrases with a weight each, found word by word; where several begin, the longest counts.

    Args:
        weights: Phrase in lower case → weight.
    """

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._at: dict[str, list[tuple[int, list[str], float]]] = {}
        for phrase, weight in weights.items():
            words = tokens(phrase)
            key = max(range(len(words)), key=lambda n: (len(words[n]), -n))
            self._at.setdefault(words[key], []).append((key, words, weight))

    @classmethod
    def of(cls, *names: str) -> Phrases:
        """The phrases of these sections of `phrases.txt`, each with weight 1."""
        return cls({phrase: 1.0 for name in names for phrase in phrase_list(name)})

    def found(self, words: list[str]) -> list[tuple[str, float]]:
        """Phrases and their weights, in order, none overlapping."""
        at = self._at
        places = [n for n, word in enumerate(words) if word in at]
        if not places:
            return []
        matches = [
            (begin, -len(phrase), " ".join(phrase), weight)
            for n in places
            for key, phrase, weight in at[words[n]]
            if (begin := n - key) >= 0 and words[begin : begin + len(phrase)] == phrase
        ]
        matches.sort()
        hits: list[tuple[str, float]] = []
        free = 0
        for begin, length, phrase, weight in matches:
            if begin >= free:
                hits.append((phrase, weight))
                free = begin - length
        return hits

    def at_start(self, words: list[str]) -> str | None:
        """The longest phrase with which the words begin."""
        longest: list[str] = []
        for word in words[:6]:
            for _, phrase, _ in self._at.get(word, ()):
                if len(phrase) > len(longest) and words[: len(phrase)] == phrase:
                    longest = phrase
        return " ".join(longest) or None


class WordUse:
    """In how many texts each word occurs.

    Args:
        texts: The content words of each text.
    """

    def __init__(self, texts: Iterable[Set[str]]) -> None:
        self._counts: Counter[str] = Counter()
        self.texts = 0
        for words in texts:
            self._counts.update(words)
            self.texts += 1

    def rare(self, words: Iterable[str]) -> set[str]:
        """Those of the words that few texts hold; none while there are too few texts to tell."""
        if self.texts < FEWEST_TALKS:
            return set()
        most = max(2.0, RARE_SHARE * self.texts)
        return {word for word in words if self._counts[word] <= most}

    def count(self, word: str) -> int:
        """How many texts hold a word."""
        return self._counts[word]

    def chance(self, words: Iterable[str], shared: int) -> float:
        """Probability that another text shares so many of these words by chance.

        Poisson with the mean the words' own frequencies give (each counted without the text it is from).
        """
        mean = sum(max(0, self._counts[word] - 1) for word in words) / max(1, self.texts)
        below = sum(math.exp(-mean) * mean**k / math.factorial(k) for k in range(shared))
        return max(0.0, 1.0 - below)
