"""What a check looks at: the frame of one domain (every episode, labelled or not) and what else it may ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from studio.store.frame import EpisodeText, GivenAt, Mark, ReadAgain, Training, Voice

DECIDED = ("good", "mixed", "bad")
"""Outcomes that say how it went; `unknown` is an answer, not a direction."""

OWN_CHOICE = frozenset({"spontaneous"})
"""Labels given to what the person chose themself."""
MENDED = OWN_CHOICE | {"gap_fill"}
"""The same, with those given to fill what was missing."""
AUDIT = frozenset({"audit"})
"""Labels given to what was drawn at random: they alone tell a base rate."""


@dataclass(frozen=True, slots=True)
class FrameRow:
    """One episode of the frame."""

    id: str
    domain: str
    thread: str
    """Its own id where it has none."""
    utc: float
    """Start, Unix seconds."""
    wall: float
    """Start as the clock on the wall showed it, seconds since 1970-01-01 00:00 wall time."""
    outcome: str | None
    why: str | None


class Source(Protocol):
    """What a check may ask for beyond the frame; asked only when needed."""

    def texts(self, ids: Sequence[str]) -> list[EpisodeText]:
        """The words of the named episodes, in the order named."""
        ...

    def proxies(self, ids: Sequence[str]) -> Mapping[str, float]:
        """Episode id → a machine's guess at how it went, -1..1, where there is one."""
        ...

    def messages_between(self, start: float, end: float) -> int:
        """Messages exchanged from one moment to another, Unix seconds, both included."""
        ...

    def splits(self) -> Mapping[str, str]:
        """Episode id → `train`, `valid` or `test`; empty before anything was packed."""
        ...

    def skipped(self) -> frozenset[str]:
        """Episodes the person set aside."""
        ...

    def drawn(self) -> frozenset[str]:
        """Episodes that were drawn at random, labelled since or not."""
        ...

    def said(self, field: str) -> Mapping[str, str]:
        """Episode id → the value of a label field such as `trigger`, where it has one."""
        ...

    def first_topics(self) -> Mapping[str, str]:
        """Episode id → the first topic said of it, where one was."""
        ...

    def cues(self, domain: str) -> Mapping[str, Sequence[str]]:
        """Trigger → words that speak of it, by the scheme that labels were last given under."""
        ...

    def begun(self) -> frozenset[str]:
        """Episodes of which something was said, but not how they ended."""
        ...

    def read_again(self) -> Sequence[ReadAgain]:
        """Outcomes given a second time a week or more after the first, in the order they were given."""
        ...

    def due_again(self) -> frozenset[str]:
        """Episodes whose outcome was last given a week or more ago."""
        ...

    def given(self) -> Mapping[str, GivenAt]:
        """Episode id → when the outcome that stands was first given, and in which sitting."""
        ...

    def voices(self, domain: str) -> Mapping[str, Voice]:
        """Episode id → who is heard in it, for those of a domain of which anything is known."""
        ...

    def trainings(self, domain: str) -> Mapping[str, Training]:
        """Episode id → what became of the training, for those of a domain of which it is known."""
        ...

    def moods(self, domain: str) -> Mapping[str, float]:
        """Episode id → mood that day, -1..1, as something else than the episode's own words tells it."""
        ...

    def day_moods(self, domain: str) -> Mapping[str, Mapping[int, float]]:
        """What tells how a day was → lived day (days since 1970) → value.

        `mood` (-1..1) and `readiness` (0..100) are kept with the episodes of a domain; `notes` (-1..1), `mood.valence`
        (-1..1) and `recovery.score` (0..100) were brought in beside them.
        """
        ...

    def causes(self, domain: str, ids: Sequence[str] | None = None) -> Mapping[str, Mapping[str, float]]:
        """Episode id → what the person suspects matters, name → value; yes is 1, no is 0; of all or the named ones."""
        ...

    def formats(self, ids: Sequence[str]) -> Mapping[str, str]:
        """Episode id → format id of the export it was cut from, or how else it came in; where it is known."""
        ...

    def marks(self, domain: str) -> Mapping[str, Mark]:
        """Episode id → what it carries besides its words' meaning, for every episode of a domain."""
        ...


@dataclass(frozen=True)
class Evidence:
    """The frame of one domain in order of time, and a source for the rest."""

    domain: str
    rows: Sequence[FrameRow]
    source: Source
    labelled: Sequence[int] = field(init=False)
    """Places in the frame (its activity clock) that carry a label."""

    def __post_init__(self) -> None:
        ordered = sorted(self.rows, key=lambda r: (r.utc, r.id))
        object.__setattr__(self, "rows", ordered)
        object.__setattr__(self, "labelled", [i for i, r in enumerate(ordered) if r.outcome is not None])

    def decided(self, whys: frozenset[str]) -> list[FrameRow]:
        """Labelled good, mixed or bad for one of these reasons; without a reason it was the person's own choice."""
        found = (self.rows[i] for i in self.labelled)
        return [r for r in found if r.outcome in DECIDED and (r.why or "spontaneous") in whys]

    @cached_property
    def unlabelled(self) -> list[int]:
        """Places in the frame without a label that were not set aside."""
        skipped = self.source.skipped()
        return [i for i, r in enumerate(self.rows) if r.outcome is None and r.id not in skipped]

    @cached_property
    def guesses(self) -> Mapping[str, float]:
        """A machine's guess at how each episode went, -1..1, where there is one."""
        return self.source.proxies([r.id for r in self.rows])

    @cached_property
    def voices(self) -> Mapping[str, Voice]:
        """Who is heard in each episode, where anything of it is known."""
        return self.source.voices(self.domain)

    def random_order(self) -> list[str]:
        """Every id in an order that chance gave and the frame fixes: drawing again continues where it stopped."""
        from random import Random

        order = sorted(r.id for r in self.rows)
        Random(self.frame_hash).shuffle(order)
        return order

    @cached_property
    def utc(self) -> NDArray[np.float64]:
        """Start of every episode, Unix seconds, in order."""
        import numpy as np

        return np.array([r.utc for r in self.rows], dtype=np.float64)

    @cached_property
    def week_cells(self) -> NDArray[np.int64]:
        """Part of the week of every episode: 0..3 weekday night, morning, afternoon, evening; 4..7 the weekend's."""
        import numpy as np

        wall = np.array([r.wall for r in self.rows], dtype=np.float64)
        weekday = (np.floor(wall / 86_400).astype(np.int64) + 3) % 7
        quarter = (np.mod(wall, 86_400) // 21_600).astype(np.int64)
        return (weekday >= 5).astype(np.int64) * 4 + quarter

    @cached_property
    def frame_hash(self) -> int:
        """A number from the ids of the frame: the seed of every draw from it."""
        digest = blake2b(digest_size=8)
        for row_id in sorted(r.id for r in self.rows):
            digest.update(row_id.encode("utf-8", "surrogatepass"))
            digest.update(b"\x1f")
        return int.from_bytes(digest.digest(), "big")
