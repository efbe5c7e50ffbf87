"""The nearest of the person's own episodes, by words (BM25; Robertson & Zaragoza 2009)."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.core.episode import Episode

if TYPE_CHECKING:
    from studio.store import Store

NEAREST = 3
"""Episodes cited beside an answer."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")

STOP_WORDS = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "from", "had", "has", "have", "he", "her", "him",
    "his", "how", "i", "if", "in", "is", "it", "its", "just", "me", "my", "not", "of", "on", "or", "our", "she",
    "so", "that", "the", "their", "them", "then", "there", "they", "this", "to", "too", "up", "us", "was", "we",
    "were", "what", "when", "where", "which", "who", "will", "with", "you", "your", "do", "does", "did", "should",
    "would", "could", "can", "about", "more", "most", "some", "any", "am", "been", "being",
})  # fmt: skip
"""Words so frequent in English chat that they tell nothing about a situation."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One episode that resembles the question."""

    episode: Episode
    score: float
    """BM25, above 0; comparable within one question only."""


def words(text: str) -> list[str]:
    """Lower-case words without accents and stop words."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in folded if not unicodedata.combining(c)).replace("’", "'")
    return [w for w in _WORD.findall(plain) if w not in STOP_WORDS]


class Index:
    """A BM25 index over episodes; some milliseconds per thousand to build, kept in memory."""

    def __init__(self, episodes: Sequence[Episode]) -> None:
        import bm25s

        self._episodes = [e for e in episodes if words(_text(e))]
        self._bm25 = bm25s.BM25(method="lucene") if self._episodes else None
        if self._bm25 is not None:
            self._bm25.index([words(_text(e)) for e in self._episodes], show_progress=False)

    def nearest(self, question: str, k: int = NEAREST) -> list[Hit]:
        """At most `k` episodes that share words with the question, the nearest first; ties by time."""
        asked = list(dict.fromkeys(words(question)))
        if self._bm25 is None or not asked:
            return []
        scores = self._bm25.get_scores(asked)
        ranked = sorted(range(len(self._episodes)), key=lambda i: (-float(scores[i]), i))
        return [Hit(self._episodes[i], float(scores[i])) for i in ranked[:k] if scores[i] > 0]


def index(store: Store) -> Index:
    """The index over labelled episodes; over all of them while none is labelled."""
    return Index(store.episodes.all(labelled=True) or store.episodes.all())


def nearest(store: Store, question: str, k: int = NEAREST) -> list[Episode]:
    """The episodes nearest to a question."""
    return [hit.episode for hit in index(store).nearest(question, k)]


def evidence(episodes: Sequence[Episode]) -> dict[str, int]:
    """How the cited ones went: counts of good, mixed and bad; those without an answer are left out."""
    counted = Counter(e.labels.outcome for e in episodes)
    return {"good": counted["good"], "mixed": counted["mixed"], "bad": counted["bad"]}


def _text(episode: Episode) -> str:
    labels = episode.labels
    said = (episode.situation, episode.response, labels.trigger, *labels.topics, labels.note)
    return "\n".join(part for part in said if part)
