"""One conversation with the coach: the talking process, its history, citations, and the switch to the base."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from studio.coach.contender import Contender, contender
from studio.coach.prompts import Shot, Template, shot, told
from studio.coach.retrieve import Index, evidence, index
from studio.coach.safety import crisis
from studio.coach.talking import LOADING_SECONDS, raise_error, start
from studio.core.child import ChildProcess
from studio.core.clock import now
from studio.core.errors import StoppedError
from studio.core.paths import Home
from studio.store.turns import Turn

if TYPE_CHECKING:
    from studio.core.episode import Episode
    from studio.store import Store

MAX_TOKENS = 220


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer and where it came from; the keys of `studio ask --json`."""

    answer: str
    citations: tuple[str, ...]
    """Episode ids, the nearest first."""
    evidence: dict[str, int]
    """How the cited episodes went: `good`, `mixed`, `bad`."""
    contender: str
    """`tuned`, `tuned+retrieval`, `base`, `base+retrieval`, or `safety`."""
    prompt_tokens: int = 0
    cached_tokens: int = 0
    """Of the prompt's tokens, those still in the cache from earlier turns."""
    completion_tokens: int = 0
    ttft_seconds: float | None = None
    """From the question to the first token, the model being loaded."""
    tokens_per_second: float | None = None
    safety: str = "ok"
    """`ok`, or which danger the crisis gate saw."""
    finish: str = "stop"
    """`stop`, `length` or `stopped`."""


class CoachSession:
    """The conversation a side panel or `studio ask` holds; one question at a time.

    Args:
        store: For episodes, runs and turns.
        home: For models and runs.
        run_id: The run to talk to; None for the newest finished one, or the base while there is none.
        allow_stale: Talk to the named run though what it was taught is gone from the record.
    """

    def __init__(self, store: Store, home: Home, run_id: str | None = None, *, allow_stale: bool = False) -> None:
        self._store = store
        self._home = home
        self._run_id = run_id
        self._allow_stale = allow_stale
        self._chat = secrets.token_hex(6)
        self._child: ChildProcess | None = None
        self._loaded: Contender | None = None
        self._index: Index | None = None
        self._histories: dict[bool, list[dict[str, str]]] = {True: [], False: []}
        self._forms: dict[bool, Template] = {}
        self._asking = threading.Lock()
        self._current: str | None = None

    def close(self) -> None:
        """End the talking process."""
        child, self._child = self._child, None
        if child is not None:
            child.close(grace=1.0)

    def __enter__(self) -> CoachSession:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def choose(self, run_id: str | None) -> None:
        """Talk to another run from now on, in a new conversation."""
        self._run_id = run_id
        self.close()
        self.forget()

    def forget(self) -> None:
        """Begin a new conversation."""
        self._chat = secrets.token_hex(6)
        self._histories = {True: [], False: []}
        self._index = None
        if self._child is not None and self._child.alive:
            self._child.send({"op": "forget"})

    def refresh(self) -> None:
        """Look at the episodes again before the next question."""
        self._index = None

    def warm(self) -> Contender:
        """Load the model before the first question; returns who is going to answer.

        Raises:
            StudioError: there is no model, or it cannot be loaded.
        """
        wanted = contender(self._store, self._home, self._run_id, allow_stale=self._allow_stale)
        if self._child is not None and self._child.alive and self._loaded == wanted:
            return wanted
        self.close()
        child = start(self._home, wanted)
        self._child, self._loaded = child, wanted
        try:
            raise_error(child.receive(LOADING_SECONDS))
        except BaseException:
            self.close()
            raise
        return wanted

    def stop(self) -> None:
        """Call off the answer being given; what was said so far is kept."""
        if self._child is not None and self._current is not None:
            self._child.send({"op": "stop", "id": self._current})

    def ask(
        self,
        question: str,
        *,
        tuned: bool = True,
        retrieve: bool = True,
        template: Template | None = None,
        max_tokens: int = MAX_TOKENS,
        temperature: float = 0.0,
        on_token: Callable[[str], None] | None = None,
    ) -> Answer:
        """Ask, and wait for the whole answer; `on_token` receives its pieces on the calling thread.

        Raises:
            StudioError: no model, or the talking process failed.
        """
        if gate := crisis(question):
            answer = Answer(gate.answer, (), {"good": 0, "mixed": 0, "bad": 0}, "safety", safety=gate.danger)
            if on_token:
                on_token(gate.answer)
            self._keep(question, answer)
            return answer
        with self._asking:
            return self._ask(question, tuned, retrieve, template, max_tokens, temperature, on_token)

    def _ask(
        self,
        question: str,
        tuned: bool,
        retrieve: bool,
        template: Template | None,
        max_tokens: int,
        temperature: float,
        on_token: Callable[[str], None] | None,
    ) -> Answer:
        who = self.warm()
        tuned = tuned and who.adapter is not None
        cited = self._nearest(question) if retrieve else []
        history = self._histories[tuned]
        if not history:
            self._forms[tuned] = template or who.template(cited[0].domain if cited else None)
        form = template or self._forms[tuned]
        shots = [made for e in reversed(cited) if (made := self._shot(e))] if who.reads_examples else []
        listed = "\n".join(line for e in cited if (line := self._told(e))) if form.retrieved else ""
        turns = form.turns(question, shots, listed)
        system = {"role": "system", "content": form.system}
        text, stats = self._converse([system, *history, *turns], tuned, max_tokens, temperature, on_token)
        history += [*turns, {"role": "assistant", "content": text}]
        name = ("tuned" if tuned else "base") + ("+retrieval" if shots or listed else "")
        answer = Answer(
            text.strip(), tuple(e.id for e in cited), evidence(cited), name,
            **{k: v for k, v in stats.items() if k in Answer.__dataclass_fields__},
        )  # fmt: skip
        self._keep(question, answer)
        return answer

    def _converse(
        self,
        messages: list[dict[str, str]],
        tuned: bool,
        max_tokens: int,
        temperature: float,
        on_token: Callable[[str], None] | None,
    ) -> tuple[str, dict[str, Any]]:
        child = self._child
        if child is None:
            raise StoppedError("The coach was closed.")
        number = self._current = secrets.token_hex(4)
        request = {"op": "ask", "id": number, "messages": messages, "tuned": tuned, "max_tokens": max_tokens}
        child.send({**request, "temperature": temperature})
        pieces: list[str] = []
        try:
            while True:
                message = child.receive()
                if message.get("id") != number:
                    continue
                raise_error(message)
                if message["event"] == "done":
                    return "".join(pieces), message
                pieces.append(message["text"])
                if on_token:
                    on_token(message["text"])
        finally:
            self._current = None

    def _nearest(self, question: str) -> list[Episode]:
        if self._index is None:
            self._index = index(self._store)
        return [hit.episode for hit in self._index.nearest(question)]

    def _shot(self, episode: Episode) -> Shot | None:
        """A cited episode as a worked example, where the person wrote advice and all of it was reviewed.

        What helped stands in for advice unless it ended badly.
        """
        labels = episode.labels
        advice = labels.advice or (labels.what_helped if labels.outcome != "bad" else None)
        if not advice:
            return None
        situation, advised = self._store.scrub.scrubbed(episode.situation), self._store.scrub.scrubbed(advice)
        return shot(situation, advised) if situation is not None and advised is not None else None

    def _told(self, episode: Episode) -> str | None:
        """A cited episode as the model may read it: scrubbed and reviewed, or not at all."""
        situation = self._store.scrub.scrubbed(episode.situation)
        response = self._store.scrub.scrubbed(episode.response) if episode.response else None
        return told(episode, situation, response) if situation is not None else None

    def _keep(self, question: str, answer: Answer) -> None:
        stats = {
            name: getattr(answer, name)
            for name in ("prompt_tokens", "cached_tokens", "completion_tokens", "ttft_seconds", "tokens_per_second")
        }
        run_id = self._loaded.run_id if self._loaded and answer.contender.startswith("tuned") else None
        self._store.turns.add(
            Turn(secrets.token_hex(8), now(), self._chat, answer.contender, run_id, question, answer.answer,
                 answer.citations, stats)
        )  # fmt: skip
