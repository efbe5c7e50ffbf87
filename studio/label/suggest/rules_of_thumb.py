"""Rules that suggest labels before anybody has labelled: cue words, the ending, the way of answering, the numbers.

Each states how sure it is by itself; what misleads often states less than a suggestion needs, and is heard only once
its record with the person's own labels is good.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from studio.core.episode import Episode
from studio.label.codebook.schemes import Scheme
from studio.label.suggest.phrases import LAUGHING, SURE, WEAK
from studio.label.suggest.suggestion import Suggestion
from studio.label.suggest.word_vectors import folded

READ_OF_SITUATION = 2000
"""Characters at the end of a situation that are read: what stood when an answer was given."""
READ_OF_RESPONSE = 1000
"""Characters at the beginning of a response that are read."""
SILENT_BELOW = 0.2
"""An ending's guess nearer to 0 than this says nothing."""
CUE_DOUBT, PHRASE_DOUBT = 0.55, 0.45
"""How likely one cue word, or one phrase of an answer, is to mislead."""
DOUBT_LEFT = 0.65
"""Share of the doubt that is left with each further one."""
LIGHTER, HEAVIER = 0.75, 1.25
"""Share of the usual volume below and above which a training day was not as usual."""

_SPEAKER = re.compile(r"^[^\n:]{1,40}: ?", re.M)
_MINE = re.compile(r"^Me: ?(.*)$", re.M)
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Letters of scripts that write words without spaces, or hang endings on them."""
_SENTENCE = re.compile(r"[.\n]")
_EARLIER = re.compile(r"\b(?:ago|last)\b", re.I)
"""In a sentence about an earlier training day."""

Hit = tuple[str, float]
"""What was found, and its weight."""


class Rules:
    """The rules for the values of one scheme; a value that no rule knows is never suggested."""

    def __init__(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self._cues = _needles({value: words for value, words in scheme.cues.items() if value in scheme.trigger.values})
        self._topics = _needles({value: (value.replace("_", " "),) for value in scheme.topics.values})
        known = set(scheme.response_style.values)
        self._sure = _needles({style: phrases for style, phrases in SURE.items() if style in known})
        self._weak = _needles({style: phrases for style, phrases in WEAK.items() if style in known})

    def suggest(self, episode: Episode) -> tuple[Suggestion, ...]:
        """What the rules say of an episode, their own certainty as score; at most one per field and source."""
        fitness = episode.domain == "fitness"
        situation = folded(_SPEAKER.sub(" ", episode.situation[-READ_OF_SITUATION:]))
        answer = (episode.response or "")[:READ_OF_RESPONSE]
        response = folded(_SPEAKER.sub(" ", answer)) if not fitness else folded(answer)
        if fitness:
            sentences = _SENTENCE.split(episode.situation[-READ_OF_SITUATION:])
            told = folded(" . ".join(one for one in sentences if not _EARLIER.search(one)))
            trigger = self._cued(response) or self._cued(told)
        else:
            trigger = self._cued(situation)
        found = [
            trigger,
            self._ending(episode),
            self._numbers(episode) if fitness else self._style(answer),
            self._topic(f"{situation} {response}"),
        ]
        return tuple(one for one in found if one is not None)

    def _cued(self, text: str) -> Suggestion | None:
        hits = {value: _hits(text, words) for value, words in self._cues.items()}
        return _strongest("trigger", "rule:cues", hits, CUE_DOUBT)

    def _topic(self, text: str) -> Suggestion | None:
        hits = {value: _hits(text, words) for value, words in self._topics.items()}
        return _strongest("topics", "rule:cues", hits, CUE_DOUBT)

    def _style(self, answer: str) -> Suggestion | None:
        mine = "\n".join(_MINE.findall(answer)) or answer
        text = folded(mine)
        if not text and not mine.strip():
            return None
        hits = _without_parts(
            [(style, hit) for style, words in self._sure.items() for hit in _hits(text, words)],
            [(style, (word, 0.5)) for style, words in self._weak.items() for word, _ in _hits(text, words)],
        )
        known = self._scheme.response_style.values
        questions = min(2, mine.count("?"))
        if questions and "asked" in known:
            hits.setdefault("asked", []).append(("a question" if questions == 1 else "questions", 0.7 * questions))
        if "joked" in known and any(c in LAUGHING for c in mine):
            hits.setdefault("joked", []).append(("laughing", 1.0))
        if "withdrew" in known and len(text.split()) <= 2 and not questions:
            hits.setdefault("withdrew", []).append(("a very short answer", 0.6))
        return _strongest("response_style", "rule:words", hits, PHRASE_DOUBT)

    def _ending(self, episode: Episode) -> Suggestion | None:
        guess = episode.context.proxy_outcome
        if guess is None or abs(guess) < SILENT_BELOW:
            return None
        value = "good" if guess > 0 else "bad"
        certainty = 0.35 + 0.5 * (min(1.0, abs(guess)) - SILENT_BELOW) / (1 - SILENT_BELOW)
        if episode.domain == "fitness":
            return Suggestion("outcome", value, certainty, "rule:numbers", f"the numbers afterwards look {value}")
        side = "warm" if guess > 0 else "cold"
        return Suggestion("outcome", value, certainty, "rule:ending", f"the last lines sound {side}")

    def _numbers(self, episode: Episode) -> Suggestion | None:
        """What was done against what was planned or usual."""
        context, known = episode.context, self._scheme.response_style.values
        volume = context.causes.get("volume_vs_usual")
        share = float(volume) if isinstance(volume, int | float) and not isinstance(volume, bool) else None
        if context.done is False:
            value, certainty, because = "skipped", 0.9, "no training that day"
        elif context.causes.get("cut_short") is True:
            value, certainty, because = "cut_short", 0.6, "far fewer sets than planned or usual"
        elif share is not None and share < LIGHTER:
            value, certainty, because = "lighter", 0.45, f"{share:.0%} of the usual volume"
        elif share is not None and share > HEAVIER:
            value, certainty, because = "heavier", 0.45, f"{share:.0%} of the usual volume"
        elif context.planned and context.done:
            value, certainty, because = "as_planned", 0.7, "it was planned and done"
        else:
            return None
        return Suggestion("response_style", value, certainty, "rule:numbers", because) if value in known else None


def _strongest(field: str, source: str, hits: Mapping[str, Sequence[Hit]], doubt: float) -> Suggestion | None:
    """The value most is found for; less certain the more is found for others. None when nothing is found."""
    weights = {value: sum(weight for _, weight in found) for value, found in hits.items() if found}
    if not weights:
        return None
    value = max(weights, key=lambda name: (weights[name], name))
    certainty = (1 - doubt * DOUBT_LEFT ** (weights[value] - 1)) * weights[value] / sum(weights.values())
    named = sorted(hits[value], key=lambda hit: -hit[1])[:3]
    because = " and ".join(f"“{word[:40]}”" if weight in (0.5, 1.0) else word[:40] for word, weight in named)
    return Suggestion(field, value, max(0.0, min(1.0, certainty)), source, because)


def _needles(phrases: Mapping[str, Iterable[str]]) -> dict[str, list[tuple[str, str]]]:
    """Value → (phrase, how it is looked for in a folded text with a space at each end)."""
    found: dict[str, list[tuple[str, str]]] = {}
    for value, words in phrases.items():
        for word in words:
            if needle := folded(word):
                left = "" if _UNSPACED.match(needle[0]) else " "
                right = "" if _UNSPACED.match(needle[-1]) else " "
                found.setdefault(value, []).append((" ".join(word.split()), f"{left}{needle}{right}"))
    return found


def _without_parts(*found: Iterable[tuple[str, Hit]]) -> dict[str, list[Hit]]:
    """Value → what was found for it; a phrase inside a longer one found ("my fault", "not my fault") is none."""
    every = [one for some in found for one in some]
    kept: dict[str, list[Hit]] = {}
    for value, (word, weight) in every:
        if not any(len(other) > len(word) and f" {word} " in f" {other} " for _, (other, _) in every):
            kept.setdefault(value, []).append((word, weight))
    return kept


def _hits(text: str, needles: Sequence[tuple[str, str]]) -> list[Hit]:
    padded = f" {text} "
    return [(word, 1.0) for word, needle in needles if needle in padded]
