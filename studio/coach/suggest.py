"""A tuned model's guesses at labels: asked in its talking process, on scrubbed text only, kept as suggestions.

For each field the model weighs every allowed answer. What it says of an empty situation is taken off, so that a word
it likes anyhow does not win (contextual calibration; Zhao et al. 2021, arXiv 2102.09690).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import TYPE_CHECKING, Any

from studio.coach.contender import Contender, contender
from studio.coach.talking import LOADING_SECONDS, raise_error, start
from studio.core.errors import GateError, StudioError
from studio.core.progress import Pace, Report, Stop, silent
from studio.store.reading import EvidenceReader
from studio.store.suggestions import Guess

if TYPE_CHECKING:
    from studio.core.child import ChildProcess
    from studio.core.episode import Episode
    from studio.core.paths import Home
    from studio.store import Store

READ_CHARACTERS = 1200
"""Of a situation (its end) and of a response (its beginning) that the model reads."""
LOOKED = 500
"""Episodes in random order none of which was reviewed, after which nobody looks further."""
NOTHING = "…"
"""Stands for a situation and a response when the model is asked about nothing."""

Choices = Mapping[str, Mapping[str, Sequence[str]]]
"""Domain → field → the values it can take."""

_ENDINGS = {"good": "a good ending", "mixed": "a mixed ending", "bad": "a bad ending"}
_DID = {"relationship": "I answer:", "fitness": "I do:"}


@dataclass(frozen=True, slots=True)
class Question:
    """How the model is asked for one field."""

    field: str
    form: str
    """The user's turn, with `{situation}` and perhaps `{response}`."""
    answers: tuple[tuple[str, str], ...]
    """(value, the assistant's turn that would say so)."""

    def put(self, situation: str, response: str) -> str:
        """The user's turn about a situation and a response."""
        pieces = self.form.split("{situation}")
        return situation.join(piece.replace("{response}", response) for piece in pieces)

    @property
    def needs_response(self) -> bool:
        """True when it cannot be asked without a response."""
        return "{response}" in self.form


@dataclass(frozen=True, slots=True)
class Suggested:
    """What a round of guessing came to; the keys of `studio label suggest --json`."""

    run_id: str
    source: str
    """`tuned:RUN`, as on every suggestion."""
    episodes: int
    """Episodes it guessed on."""
    suggestions: int
    """Values it guessed."""
    unreviewed: int
    """Episodes left out, as their text is not scrubbed and reviewed."""
    left: int
    """Unlabelled episodes it has not guessed on yet."""


def suggest(
    store: Store,
    home: Home,
    choices: Choices,
    run_id: str | None = None,
    count: int = 100,
    *,
    report: Report = silent,
    stop: Stop | None = None,
) -> Suggested:
    """Let a run's model guess labels of unlabelled episodes in random order; each is kept before the next is begun.

    Going on later adds to what is there. `run_id` None takes the newest run that left an adapter.

    Raises:
        GateError: none of the episodes looked at has reviewed text.
        StoppedError: the person asked to stop; guesses made so far are kept.
        StudioError: there is no such run, no tuned model at all, or the talking process failed.
    """
    who = contender(store, home, run_id)
    if who.run_id is None:
        raise StudioError(
            "There is no tuned model yet.", fix="Train one first: studio train NAME --model M.", code="no_run"
        )
    source = f"tuned:{who.run_id}"
    waiting = _unlabelled(store, source, choices)
    stop = stop or Stop()
    readable = _readable(store, waiting, count, stop)
    first = next(readable, None)
    if first is None:
        if not waiting:
            return Suggested(who.run_id, source, 0, 0, 0, 0)
        raise GateError(
            f"None of the {min(len(waiting), LOOKED):,} episodes looked at is scrubbed and reviewed; a model reads "
            "nothing else.",
            fix="Scan and review first: studio scrub scan, then studio scrub review.",
            code="unreviewed",
        )
    pace = Pace(report, min(count, len(waiting)), "asking your model")
    episodes = written = passed = 0
    with start(home, who) as child:
        raise_error(_received(child, stop, LOADING_SECONDS))
        panel = _Panel(child, who, choices, stop)
        while first is not None:
            episode, situation, response, passed = first
            guesses = panel.guesses(episode, situation, response, source)
            store.suggestions.put(guesses)
            episodes, written = episodes + 1, written + len(guesses)
            pace.at(episodes)
            first = next(readable, None)
    return Suggested(who.run_id, source, episodes, written, passed, len(waiting) - episodes)


def questions(domain: str, fields: Mapping[str, Sequence[str]]) -> tuple[Question, ...]:
    """The questions for a domain's fields; the outcome is asked for the way the predicting examples are written."""
    did = _DID.get(domain, "I do:")
    found = []
    for field, values in fields.items():
        words = {value: value.replace("_", " ") for value in values}
        one_of = f"Answer with one of: {', '.join(words.values())}."
        if field == "outcome":
            form = f"{{situation}}\n\n{did}\n{{response}}\n\nHow does it go?"
            words = {v: f"It was followed by {_ENDINGS[v]}." for v in values if v in _ENDINGS}
        elif field == "trigger":
            form = f"{{situation}}\n\nWhat is it about? {one_of}"
        elif field == "response_style":
            form = f"{{situation}}\n\n{did}\n{{response}}\n\nHow did I act? {one_of}"
        else:
            continue
        if len(words) > 1:
            found.append(Question(field, form, tuple(words.items())))
    return tuple(found)


class _Panel:
    """Puts the questions to the child and turns log-likelihoods into shares."""

    def __init__(self, child: ChildProcess, who: Contender, choices: Choices, stop: Stop) -> None:
        self._child = child
        self._who = who
        self._stop = stop
        self._questions = {domain: questions(domain, fields) for domain, fields in choices.items()}
        self._empty: dict[tuple[str, str], list[float]] = {}

    def guesses(self, episode: Episode, situation: str, response: str | None, source: str) -> list[Guess]:
        """The likeliest value per field, with its share among those allowed."""
        found = []
        for question in self._questions[episode.domain]:
            if question.needs_response and response is None:
                continue
            told = self._weigh(episode.domain, question, situation, response or "")
            key = (episode.domain, question.field)
            if key not in self._empty:
                self._empty[key] = self._weigh(episode.domain, question, NOTHING, NOTHING)
            shares = softmax([one - base for one, base in zip(told, self._empty[key], strict=True)])
            best = max(range(len(shares)), key=shares.__getitem__)
            because = f"your tuned model finds it likeliest of {len(shares)}"
            value = question.answers[best][0]
            found.append(Guess(episode.id, question.field, value, round(shares[best], 4), source, because))
        return found

    def _weigh(self, domain: str, question: Question, situation: str, response: str) -> list[float]:
        number = secrets.token_hex(4)
        messages = [
            {"role": "system", "content": self._who.template(domain).system},
            {"role": "user", "content": question.put(situation, response)},
        ]
        answers = [answer for _, answer in question.answers]
        self._child.send({"op": "weigh", "id": number, "messages": messages, "answers": answers, "tuned": True})
        while True:
            message = _received(self._child, self._stop)
            if message.get("id") == number:
                raise_error(message)
                return [float(value) for value in message["log_likelihoods"]]


def softmax(values: Sequence[float]) -> list[float]:
    """Shares in proportion to exp(value), summing to 1."""
    most = max(values)
    powers = [exp(value - most) for value in values]
    return [power / sum(powers) for power in powers]


def _received(child: ChildProcess, stop: Stop, patience: float = 120.0) -> dict[str, Any]:
    """The child's next message; gives up when stopping was asked for, or when it says nothing for too long."""
    for _ in range(int(patience / 0.2)):
        stop.check()
        try:
            return child.receive(0.2)
        except TimeoutError:
            continue
    raise child.failure()


def _unlabelled(store: Store, source: str, choices: Choices) -> list[str]:
    """Ids of unlabelled episodes that are not set aside and were not guessed on by this source, in random order."""
    known = {guess.episode_id for guess in store.suggestions.guesses(source)} | store.labels.skipped()
    ids = [line.id for line in store.episodes.lines() if line.judged is None and line.domain in choices]
    mixed = (i for i in ids if i not in known)
    return sorted(mixed, key=lambda i: hashlib.blake2b(i.encode("utf-8", "surrogatepass")).digest())


def _readable(
    store: Store, ids: Sequence[str], count: int, stop: Stop
) -> Iterator[tuple[Episode, str, str | None, int]]:
    """(episode, situation, response, how many were passed over so far) of those the model may read."""
    reader, given, passed = EvidenceReader(store), 0, 0
    for episode_id in ids:
        stop.check()
        if given == count or (not given and passed == LOOKED):
            return
        episode = reader.episode(episode_id)
        situation = store.scrub.scrubbed(episode.situation) if episode is not None else None
        if episode is None or situation is None:
            passed += 1
            continue
        response = store.scrub.scrubbed(episode.response) if episode.response else None
        given += 1
        yield episode, situation[-READ_CHARACTERS:], response[:READ_CHARACTERS] if response else None, passed
