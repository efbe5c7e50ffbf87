"""The engine: Presidio with no downloaded model, asked only where something could be."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from studio.core.spans import Replacement, splice
from studio.scrub.calendar import Order
from studio.scrub.entities import FROM_PRESIDIO, MAYBE, SURE, Finding
from studio.scrub.memory import learned, vocabulary
from studio.scrub.people import Roster
from studio.scrub.presidio import (
    AnalyzerEngine,
    LemmaContextAwareEnhancer,
    NlpArtifacts,
    NlpEngine,
    RecognizerRegistry,
    RecognizerResult,
)
from studio.scrub.recognizers.accounts import HandleRecognizer, IdRecognizer
from studio.scrub.recognizers.addresses import AddressRecognizer
from studio.scrub.recognizers.ages import AgeRecognizer
from studio.scrub.recognizers.dates import ChatDateRecognizer
from studio.scrub.recognizers.names import NameRecognizer
from studio.scrub.recognizers.orgs import OrgRecognizer
from studio.scrub.recognizers.patterns import pattern_recognizers
from studio.scrub.recognizers.places import PlaceRecognizer
from studio.scrub.recognizers.secrets import SecretRecognizer
from studio.scrub.surrogates.surrogates import Surrogates
from studio.scrub.voter import Vote, Voter, weighed

LONGEST = 4000
"""Characters read at once; longer texts are read in pieces, cut at line ends or spaces, so that time stays linear."""

_TOKEN = re.compile(r"\w+|[^\w\s]")


class RegexNlpEngine(NlpEngine):
    """Words by a regular expression, in lower case for lemmas: all that context words need."""

    def load(self) -> None:
        """Nothing to load."""

    def is_loaded(self) -> bool:
        """Always ready."""
        return True

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        """Words, their places, and their lower-case forms."""
        matches = list(_TOKEN.finditer(text))
        lemmas = [m[0].lower() for m in matches]
        artifacts = NlpArtifacts(
            entities=[],
            tokens=[m[0] for m in matches],
            tokens_indices=[m.start() for m in matches],
            lemmas=lemmas,
            nlp_engine=None,
            language=language,
        )
        artifacts.keywords = [word for word in lemmas if word[0].isalnum()]
        artifacts.nlp_engine = self
        return artifacts

    def process_batch(self, texts: Iterable[str], language: str, **_: Any) -> Iterable[tuple[str, NlpArtifacts]]:
        """Each text with its artifacts."""
        return ((text, self.process_text(text, language)) for text in texts)

    def is_stopword(self, word: str, language: str) -> bool:
        """No word is left out: `call` is a cue for a telephone number."""
        return False

    def is_punct(self, word: str, language: str) -> bool:
        """Whether a token is punctuation."""
        return not word[:1].isalnum()

    def get_supported_entities(self) -> list[str]:
        """None: there is no model."""
        return []

    def get_supported_languages(self) -> list[str]:
        """The one language rules are asked in."""
        return ["en"]


class ScrubEnhancer(LemmaContextAwareEnhancer):
    """Whole-word context in a window of five words before and three after; copies only what it may change."""

    def __init__(self) -> None:
        super().__init__(context_prefix_count=5, context_suffix_count=3, context_matching_mode="whole_word")

    def enhance_using_context(
        self,
        text: str,
        raw_results: list[RecognizerResult],
        nlp_artifacts: NlpArtifacts,
        recognizers: list[Any],
        context: list[str] | None = None,
    ) -> list[RecognizerResult]:
        """The results, those near one of their recogniser's context words with a higher score."""
        by_id = {r.id: r for r in recognizers}
        results = [copy.copy(r) for r in raw_results]
        for result in results:
            wanted = by_id[result.recognition_metadata[RecognizerResult.RECOGNIZER_IDENTIFIER_KEY]].context
            if not wanted or result.score >= 0.85:
                continue
            near = self._extract_surrounding_words(nlp_artifacts, text[result.start : result.end], result.start)
            if self._find_supportive_word_in_context(near, wanted, "whole_word"):
                result.score = min(
                    1.0, max(result.score + self.context_similarity_factor, self.min_score_with_context_similarity)
                )
        return results


class ScrubAnalyzer(AnalyzerEngine):
    """Presidio's analyzer without its per-text overhead: gated recognisers, words only for context."""

    def __init__(self, recognizers: Sequence[Any]) -> None:
        super().__init__(
            registry=RecognizerRegistry(recognizers=list(recognizers), supported_languages=["en"]),
            nlp_engine=RegexNlpEngine(),
            context_aware_enhancer=ScrubEnhancer(),
            supported_languages=["en"],
        )
        self.readers = list(recognizers)

    def analyze(self, text: str, language: str = "en", **_: Any) -> list[RecognizerResult]:
        """Everything any recogniser found, overlaps and weak results included."""
        results: list[RecognizerResult] = []
        weak = False
        for reader in self.readers:
            if reader.may(text):
                found = reader.analyze(text, reader.supported_entities, None)
                if found:
                    weak = weak or bool(reader.context)
                    results.extend(found)
        if weak:
            artifacts = self.nlp_engine.process_text(text, language)
            results = self.context_aware_enhancer.enhance_using_context(text, results, artifacts, self.readers)
        return results


class Detector:
    """Finds what identifies people.

    Args:
        roster: The people list.
        regions: Where telephone numbers without a country code are from.
        order: What `03/04/2024` means where it could be both.
        memory: Lower-case name words learned elsewhere in the corpus.
        places: Lower-case place words learned elsewhere in the corpus.
        voter: A language model that is asked as well.
    """

    def __init__(
        self,
        roster: Roster | None = None,
        *,
        regions: tuple[str, ...] = ("US", "GB"),
        order: Order = "dmy",
        memory: frozenset[str] = frozenset(),
        places: frozenset[str] = frozenset(),
        voter: Voter | None = None,
    ) -> None:
        self.roster = roster or Roster()
        self.voter = voter
        self.names = NameRecognizer(self.roster, memory)
        self.places = PlaceRecognizer(self.roster, places)
        self.analyzer = ScrubAnalyzer(
            [
                *pattern_recognizers(regions),
                ChatDateRecognizer(order),
                AgeRecognizer(),
                HandleRecognizer(),
                IdRecognizer(),
                SecretRecognizer(),
                AddressRecognizer(),
                OrgRecognizer(),
                self.places,
                self.names,
            ]
        )

    def remember(self, memory: frozenset[str], places: frozenset[str] = frozenset()) -> None:
        """Names and places learned so far, for the texts read from now on."""
        self.names.memory = memory
        self.places.memory = places

    def find(self, text: str, least: float = MAYBE) -> list[Finding]:
        """Findings without overlaps, in reading order, with at least that score."""
        found: list[Finding] = []
        for start, piece in pieces(text):
            own = self._own(start, piece, least if self.voter is None else 0.0)
            if self.voter is not None:
                votes = [Vote(v.start + start, v.end + start, v.entity) for v in self.voter.votes(piece)]
                own = [f for f in weighed(own, votes, text) if f.score >= least]
            found.extend(own)
        return without_overlaps(found)

    def _own(self, start: int, piece: str, least: float) -> list[Finding]:
        """What the rules find in a piece, with places in the whole text."""
        found: list[Finding] = []
        for result in self.analyzer.analyze(piece):
            if result.score < least or result.end <= result.start:
                continue
            entity = FROM_PRESIDIO.get(result.entity_type, result.entity_type)
            why = result.analysis_explanation.textual_explanation
            surface = piece[result.start : result.end]
            found.append(
                Finding(start + result.start, start + result.end, entity, surface, round(float(result.score), 2), why)
            )
        return found


def pieces(text: str) -> Iterable[tuple[int, str]]:
    """The text in pieces of at most `LONGEST` characters, each with its place."""
    at = 0
    while len(text) - at > LONGEST:
        cut = text.rfind("\n", at + LONGEST // 2, at + LONGEST)
        if cut < 0:
            cut = text.rfind(" ", at + LONGEST // 2, at + LONGEST)
        cut = at + LONGEST if cut < 0 else cut + 1
        yield at, text[at:cut]
        at = cut
    yield at, text[at:]


def without_overlaps(findings: Sequence[Finding]) -> list[Finding]:
    """A sure finding before an unsure one, a longer before a shorter, then the surer; in reading order."""
    taken: list[Finding] = []
    busy: set[int] = set()
    for finding in sorted(findings, key=lambda f: (f.score < 0.5, f.start - f.end, -f.score, f.start)):
        span = range(finding.start, finding.end)
        if busy.isdisjoint(span):
            busy.update(span)
            taken.append(finding)
    return sorted(taken, key=lambda f: f.start)


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """A text as a model may read it, and what was replaced."""

    text: str
    findings: tuple[Finding, ...]
    """With offsets into the original text."""


class Scrubber:
    """Finds and replaces in loose texts, outside any store.

    Args:
        secret: The project's key: the same key gives the same stand-ins.
        people: Names, each with other names, that are always found.
        regions: Where telephone numbers without a country code are from.
        order: What `03/04/2024` means where it could be both.
        model: An installed spaCy pipeline that votes as well; empty for none.
    """

    def __init__(
        self,
        secret: bytes,
        people: Iterable[tuple[str, Iterable[str]]] = (),
        *,
        regions: tuple[str, ...] = ("US", "GB"),
        order: Order = "dmy",
        model: str = "",
    ) -> None:
        roster = Roster(people)
        self.detector = Detector(roster, regions=regions, order=order, voter=Voter(model) if model else None)
        self.surrogates = Surrogates(secret, roster, order=order, regions=regions)
        self._read: dict[str, list[Finding]] = {}

    def learn(self, texts: Iterable[str]) -> None:
        """Read texts ahead: names found surely in one are found in all, and no stand-in is a word of theirs."""
        read = {text: self.detector.find(text, SURE) for text in dict.fromkeys(texts)}
        people, places = learned(f for found in read.values() for f in found)
        self.detector.remember(people, places)
        self._read = {}
        self.surrogates.meet((f.entity, f.text) for found in read.values() for f in found)
        for text, found in read.items():
            used = vocabulary([text])
            self.surrogates.avoid(used)
            if used.isdisjoint(people) and used.isdisjoint(places):
                self._read[text] = found

    def scrub(self, text: str) -> Scrubbed:
        """The text with every sure finding replaced."""
        self.surrogates.avoid(vocabulary([text]))
        found = tuple(
            replace(
                f,
                canonical=self.surrogates.canonical(f.entity, f.text),
                surrogate=self.surrogates.surrogate(f.entity, f.text),
            )
            for f in (self._read[text] if text in self._read else self.detector.find(text, SURE))
        )
        return Scrubbed(splice(text, [Replacement(f.start, f.end, f.surrogate) for f in found]), found)
