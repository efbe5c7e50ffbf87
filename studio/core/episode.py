"""Episodes: situation, response, outcome, and what the person said about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Outcome = Literal["good", "mixed", "bad", "unknown"]
Domain = Literal["relationship", "fitness"]
Why = Literal["spontaneous", "audit", "gap_fill", "uncertain", "relabel"]
"""Why a label was given; base rates may only be read off `audit`."""

OUTCOMES: tuple[Outcome, ...] = ("good", "mixed", "bad", "unknown")
DOMAINS: tuple[Domain, ...] = ("relationship", "fitness")
WHYS: tuple[Why, ...] = ("spontaneous", "audit", "gap_fill", "uncertain", "relabel")

LABEL_FIELDS = ("outcome", "topics", "trigger", "response_style", "what_helped", "advice", "better", "note")
"""Label fields in the order they are shown and exported."""


@dataclass(frozen=True, slots=True)
class Context:
    """What was known besides the words; every field may be absent."""

    started_by: Literal["me", "other"] | None = None
    mood: float | None = None
    """-1..1, from a source other than the label's own text."""
    readiness: float | None = None
    """0..100, such as a recovery score that morning."""
    planned: bool | None = None
    done: bool | None = None
    causes: dict[str, bool | float] = field(default_factory=dict)
    """What the person suspects matters, such as `slept_over_7h`."""
    words_me: int | None = None
    words_other: int | None = None
    proxy_outcome: float | None = None
    """-1..1, a machine's guess at how it went; screens, never decides."""


@dataclass(frozen=True, slots=True)
class Labels:
    """Current labels of one episode; all absent means not labelled."""

    outcome: Outcome | None = None
    topics: tuple[str, ...] = ()
    trigger: str | None = None
    response_style: str | None = None
    what_helped: str | None = None
    advice: str | None = None
    better: str | None = None
    """What would have been the better response in the same situation."""
    note: str | None = None

    @property
    def labelled(self) -> bool:
        """True once an outcome has been given (`unknown` counts: it is an answer)."""
        return self.outcome is not None


@dataclass(frozen=True, slots=True)
class Episode:
    """One thing that happened: what led up to it, what the person did, what followed."""

    id: str
    domain: Domain
    started_at: datetime
    """Aware."""
    situation: str
    ended_at: datetime | None = None
    thread: str | None = None
    """Episodes of one fight or one training day share a thread; a split never cuts through one."""
    response: str | None = None
    outcome: str | None = None
    """Text of what followed; the judgement of it is `labels.outcome`."""
    context: Context = field(default_factory=Context)
    source: str | None = None
    """Where it came from: a source id, or `import`."""
    people: tuple[str, ...] = ()
    labels: Labels = field(default_factory=Labels)
    why_labelled: Why | None = None
    labelled_at: datetime | None = None

    @property
    def told(self) -> str:
        """What tells it apart in a list, 160 characters: its situation, or of a training day what was done."""
        trained = self.response if self.domain == "fitness" else ""
        return (trained or self.situation)[:160]
