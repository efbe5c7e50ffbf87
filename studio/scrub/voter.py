"""A language model as one more voter: spaCy's English pipeline, where the person has installed one.

It is never downloaded and never needed. What it takes for a person, a place or an organisation makes a finding of the
rules surer, and is shown by itself where no rule found anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from typing import Any, NamedTuple

from studio.scrub.entities import SURE, Entity, Finding
from studio.scrub.lexicon.words import EXERCISE, STAYS, everyday
from studio.scrub.tokens import WORD

MODELS = ("en_core_web_trf", "en_core_web_lg", "en_core_web_md", "en_core_web_sm")
"""Pipelines that may vote, the best first."""

_KINDS: dict[str, Entity] = {
    "PERSON": "PERSON", "GPE": "LOCATION", "LOC": "LOCATION", "FAC": "LOCATION", "ORG": "ORG",
}  # fmt: skip
_SPARED = ("parser", "tagger", "lemmatizer", "attribute_ruler", "senter", "morphologizer")
_RAISED = 0.15
"""By how much a vote makes a finding surer."""
_ALONE, _ALONE_ONE_WORD = 0.6, 0.5
"""Scores of what only the model found: several words, and one."""
_SURROGATES = re.compile("[\ud800-\udfff]")
_ARTICLE = re.compile(r"(?i)(?:the|a|an|my|our)\s+")


class Vote(NamedTuple):
    """What the model takes a span for."""

    start: int
    end: int
    entity: Entity


def installed_model() -> str:
    """The best spaCy pipeline installed as a package, or an empty text; nothing is imported to tell."""
    for name in MODELS:
        try:
            version(name)
        except PackageNotFoundError:
            continue
        return name
    return ""


def voter_of() -> Voter | None:
    """A voter where a model is installed."""
    model = installed_model()
    return Voter(model) if model else None


class Voter:
    """A pipeline that is loaded when it is first asked; one that does not load never votes.

    Args:
        model: Name of an installed package of spaCy's.
    """

    def __init__(self, model: str) -> None:
        self.model = model
        self.problem = ""
        """Why it does not load; empty until it was asked, and when it does."""
        self._pipeline: Any = None

    def ready(self) -> bool:
        """Load it, if need be; whether it can vote."""
        if self._pipeline is None and not self.problem:
            import spacy

            try:
                self._pipeline = spacy.load(self.model, exclude=list(_SPARED))
            except (OSError, ImportError, ValueError, KeyError, AttributeError, TypeError) as problem:
                lines = str(problem).strip().splitlines()
                self.problem = lines[0] if lines else type(problem).__name__
        return self._pipeline is not None

    def votes(self, text: str) -> list[Vote]:
        """What it takes for people, places and organisations, in reading order.

        Args:
            text: At most some thousand characters; half characters are read as unknown ones.
        """
        if not text.strip() or not self.ready():
            return []
        found = self._pipeline(_SURROGATES.sub("\ufffd", text)).ents
        return [Vote(e.start_char, e.end_char, _KINDS[e.label_]) for e in found if e.label_ in _KINDS]


def weighed(findings: Sequence[Finding], votes: Iterable[Vote], text: str) -> list[Finding]:
    """The findings, surer where a vote agrees, and what was voted for where nothing sure was found.

    Args:
        findings: Of the rules, weak ones included; they may overlap.
        votes: On the same text.
        text: What was read.
    """
    weighed = list(findings)
    for vote in votes:
        start, end = _trimmed(text, vote.start, vote.end)
        beside = [n for n, f in enumerate(weighed) if f.start < end and start < f.end]
        for n in beside:
            if weighed[n].entity == vote.entity:
                weighed[n] = replace(weighed[n], score=round(min(1.0, weighed[n].score + _RAISED), 2))
        if start < end and not any(weighed[n].score >= SURE for n in beside) and not _ordinary(text[start:end]):
            score = _ALONE if len(WORD.findall(text[start:end])) > 1 else _ALONE_ONE_WORD
            weighed.append(
                Finding(start, end, vote.entity, text[start:end], score, "the language model takes it for one")
            )
    return weighed


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without an article in front, a possessive behind, and white space; within one line."""
    broken = text.find("\n", start, end)
    end = broken if broken >= 0 else end
    article = _ARTICLE.match(text, start, end)
    start = article.end() if article else start
    surface = text[start:end].rstrip()
    for tail in ("'s", "’s"):
        surface = surface.removesuffix(tail)
    return start, start + len(surface)


def _ordinary(surface: str) -> bool:
    """True for what is written small, and for everyday words, numbers and names of exercises."""
    words = WORD.findall(surface)
    return surface == surface.lower() or all(
        w.isdecimal() or len(w) < 2 or w.lower() in everyday() or w.lower() in STAYS or w.lower() in EXERCISE
        for w in words
    )
