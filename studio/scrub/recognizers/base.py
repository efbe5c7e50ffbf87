"""What every recogniser of our own shares: a Presidio recogniser whose findings say why in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, ClassVar, NamedTuple

from studio.scrub.presidio import AnalysisExplanation, EntityRecognizer, RecognizerResult


class Hit(NamedTuple):
    """A span found, before it becomes a Presidio result."""

    start: int
    end: int
    entity: str
    score: float
    why: str


class PlainRecognizer(EntityRecognizer):
    """A Presidio recogniser that yields hits; `may` says cheaply whether a text is worth reading."""

    ENTITIES: ClassVar[tuple[str, ...]] = ()
    GATE: ClassVar[re.Pattern[str] | None] = None
    """A text without a match of this holds nothing for this recogniser; None reads every text."""

    def __init__(self) -> None:
        super().__init__(supported_entities=list(self.ENTITIES), name=type(self).__name__)

    def load(self) -> None:
        """Nothing to load ahead of the first text."""

    def may(self, text: str) -> bool:
        """Whether the text could hold anything for this recogniser."""
        return self.GATE is None or self.GATE.search(text) is not None

    def hits(self, text: str) -> Iterable[Hit]:
        """What was found in a text; may overlap."""
        raise NotImplementedError

    def analyze(
        self, text: str, entities: list[str] | None = None, nlp_artifacts: Any = None
    ) -> list[RecognizerResult]:
        """Presidio's entry: the hits as results that explain themselves."""
        return [self._result(hit) for hit in self.hits(text)] if self.may(text) else []

    def _result(self, hit: Hit) -> RecognizerResult:
        return explained(self, hit.entity, hit.start, hit.end, hit.score, hit.why)


def explained(
    recognizer: EntityRecognizer, entity: str, start: int, end: int, score: float, why: str
) -> RecognizerResult:
    """A result that says why in plain words."""
    return RecognizerResult(
        entity_type=entity,
        start=start,
        end=end,
        score=score,
        analysis_explanation=AnalysisExplanation(
            recognizer=recognizer.name, original_score=score, textual_explanation=why
        ),
        recognition_metadata={
            RecognizerResult.RECOGNIZER_NAME_KEY: recognizer.name,
            RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: recognizer.id,
        },
    )
