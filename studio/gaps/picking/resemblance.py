"""Which unlabelled episodes read like some labelled ones, by the words that tell those from the rest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from math import log, sqrt

from studio.gaps.evidence import Evidence

MOST_READ = 2_000
"""Episodes of each kind that are read, the likeliest first."""
READ = 4_000
"""Characters read of each."""

_WORD = re.compile(r"[^\W\d_]{3,}")


def ranked(
    evidence: Evidence, candidates: Mapping[str, float], like: Sequence[str], unlike: Sequence[str]
) -> list[str]:
    """The candidates, those that read most like some episodes first.

    A word weighs the logarithm of how much oftener it occurs in `like` than in `unlike` (naive Bayes with half a count
    added; words that do not speak for it weigh nothing); a text, the sum over its words over the root of their number.

    Args:
        evidence: Where the texts are asked for.
        candidates: Id → how welcome it is; decides between texts that are read alike, and which are read at all.
        like: Ids of the episodes to resemble.
        unlike: Ids of the others.
    """
    order = sorted(candidates, key=lambda i: (-candidates[i], i))
    weights = _weights(_words(evidence, like[-MOST_READ:]), _words(evidence, unlike[-MOST_READ:]))
    scores = {i: _score(words, weights) for i, words in _words(evidence, order[:MOST_READ]).items()}
    return sorted(order, key=lambda i: -scores.get(i, 0.0))


def _words(evidence: Evidence, ids: Sequence[str]) -> dict[str, frozenset[str]]:
    return {t.id: frozenset(_WORD.findall(t.whole[:READ].lower())) for t in evidence.source.texts(ids)}


def _weights(like: Mapping[str, frozenset[str]], unlike: Mapping[str, frozenset[str]]) -> dict[str, float]:
    here = Counter(word for words in like.values() for word in words)
    there = Counter(word for words in unlike.values() for word in words)
    found = {}
    for word, n in here.items():
        oftener = log((n + 0.5) / (len(like) + 1)) - log((there[word] + 0.5) / (len(unlike) + 1))
        if n > 1 and oftener > 0:
            found[word] = oftener
    return found


def _score(words: frozenset[str], weights: Mapping[str, float]) -> float:
    return sum(sorted(weights[w] for w in words if w in weights)) / sqrt(len(words)) if words else 0.0
