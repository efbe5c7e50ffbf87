"""What to label next: every second pick at random, the rest where a kind of episode was hardly ever shown.

Below about 100 labels the undecided ones are not worth picking (Hacohen et al. 2022). Random picks are kept apart:
only those may speak about base rates (Farquhar et al. 2021).
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from studio.core.clock import now
from studio.core.episode import Why
from studio.core.errors import GateError
from studio.core.progress import Report, Step, Stop, silent
from studio.store.reading import EvidenceReader, FrameRow

if TYPE_CHECKING:
    from studio.label.schemes import Scheme
    from studio.store import Store

CELL_TARGET = 5
"""Labels of one trigger × outcome after which the cell needs no more."""
ENOUGH_FOR_UNCERTAIN = 100
"""Labels from which picking the undecided ones begins to help."""
RELABEL_AFTER = timedelta(days=7)
"""Time to forget what was said the first time."""
TRIGGER_TRUST = 0.7
"""How often a cue word names the right trigger (assumed, as in the simulations behind the design)."""
OUTCOME_TRUST = 0.75
"""How often the sign of `proxy_outcome` is right (assumed likewise)."""
PROXY_EDGE = 0.15
"""|proxy_outcome| from which its sign is taken as a guess."""

Mode = Literal["mixed", "audit", "gap_fill", "uncertain", "relabel", "set_aside", "flagged", "picks"]
MODES: tuple[Mode, ...] = ("mixed", "audit", "gap_fill", "uncertain", "relabel", "set_aside", "flagged")
"""What a person can ask for; `picks` is a list another room made."""

_LISTS: tuple[Mode, ...] = ("picks", "set_aside", "flagged", "relabel")
"""Modes that go through a list once; the others offer what was passed over again."""

_GOOD_BAD = ("good", "mixed", "bad")
_WENT = {"good": "went well", "mixed": "went half well", "bad": "went badly"}
_BECAUSE = {
    "mixed": "every second pick is random",
    "audit": "picked at random, so that these may speak for all",
    "relabel": "you labelled it a week or more ago; the old label is hidden",
    "set_aside": "you set it aside",
    "flagged": "you flagged it",
    "picks": "another room asked for it",
}


@dataclass(frozen=True, slots=True)
class Pick:
    """One episode to label, and why this one."""

    episode_id: str
    why: Why
    because: str
    """One line for the person, without the word “because”."""
    inclusion_prob: float | None = None
    """Chance of this very draw: 1 / episodes it was drawn from; None unless drawn at random."""


Bucket = tuple[str, str | None, str | None]
"""(domain, trigger its cue words name, outcome its proxy names): what is known before it is read."""


class Queue:
    """Picks one episode after another; the same seed and record give the same order. Each pick costs O(1).

    Args:
        rows: The frame, every episode of the domains to label.
        schemes: Domain → scheme, for the cells to fill.
        mode: How to choose.
        seed: Of the random order.
        skipped: Episodes set aside.
        flagged: Episodes flagged.
        picks: For mode `picks`: which, in this order.
        picks_why: What to record for them.
        picks_because: The line to show for them.
        chances: Of those another room drew at random: the chance each had.
        moment: The present, for tests.
    """

    def __init__(
        self,
        rows: Sequence[FrameRow],
        schemes: Mapping[str, Scheme],
        *,
        mode: Mode = "mixed",
        seed: int = 13,
        skipped: Iterable[str] = (),
        flagged: Iterable[str] = (),
        picks: Sequence[str] = (),
        picks_why: Why = "gap_fill",
        picks_because: str = "",
        chances: Mapping[str, float] | None = None,
        moment: datetime | None = None,
    ) -> None:
        self.mode = mode
        self._seed = seed
        self._rows = {row.id: row for row in rows}
        self._schemes = schemes
        self._moment = moment or now()
        self._skipped = set(skipped)
        self._flagged = set(flagged)
        self._picks = (tuple(picks), picks_why, picks_because)
        self._chances = chances or {}
        self._outcomes = {row.id: row.outcome for row in rows if row.outcome is not None}
        self._triggers = {row.id: row.trigger for row in rows if row.trigger is not None}
        self._cells: Counter[tuple[str, str, str]] = Counter(
            (row.domain, row.trigger, row.outcome) for row in rows if row.outcome is not None and row.trigger
        )
        self._balance = sum(1 if row.why == "audit" else -1 for row in rows if row.why in ("audit", "gap_fill"))
        self._balance = max(-1, min(1, self._balance))
        self._served: set[str] = set()
        self._reopened = False
        self._fills = 0
        if mode == "uncertain" and not self.enough_for_uncertain:
            raise GateError(
                f"Picking undecided ones helps from about {ENOUGH_FOR_UNCERTAIN} labels; there are {self.labelled}.",
                fix="Label at random or fill gaps until then.",
                code="too_few_labels",
            )
        self._begin_lap()

    @property
    def total(self) -> int:
        """Episodes in the frame."""
        return len(self._rows)

    @property
    def labelled(self) -> int:
        """Episodes with an outcome."""
        return len(self._outcomes)

    @property
    def enough_for_uncertain(self) -> bool:
        """True once picking the undecided ones is worth it."""
        return self.labelled >= ENOUGH_FOR_UNCERTAIN

    @property
    def set_aside(self) -> int:
        """Unlabelled episodes the person set aside."""
        return sum(1 for i in self._skipped if i in self._rows and i not in self._outcomes)

    @property
    def flagged(self) -> int:
        """Episodes flagged."""
        return len(self._flagged)

    @property
    def left(self) -> int:
        """Unlabelled episodes that are not set aside."""
        return self.total - self.labelled - self.set_aside

    def next(self) -> Pick | None:
        """The next episode, or None when this mode has nothing more to offer."""
        pick = self._choose()
        if pick is None and (self._served or self._reopened) and self.mode not in _LISTS:
            self._served.clear()
            self._reopened = False
            self._begin_lap()
            pick = self._choose()
        if pick is not None:
            self._served.add(pick.episode_id)
        return pick

    def take(self, n: int) -> list[Pick]:
        """The next `n` picks, fewer when there are no more; passed-over episodes are not offered twice."""
        found: list[Pick] = []
        while len(found) < n and (pick := self._choose()) is not None:
            self._served.add(pick.episode_id)
            found.append(pick)
        return found

    def labels_changed(self, episode_id: str, outcome: str | None, trigger: str | None) -> None:
        """Tell the queue what an episode's labels are now."""
        row = self._rows.get(episode_id)
        if row is None:
            return
        old_trigger, old_outcome = self._triggers.get(episode_id), self._outcomes.get(episode_id)
        if old_trigger and old_outcome:
            self._cells[row.domain, old_trigger, old_outcome] -= 1
        self._reopened |= outcome is None
        for table, value in ((self._outcomes, outcome), (self._triggers, trigger)):
            if value is None:
                table.pop(episode_id, None)
            else:
                table[episode_id] = value
        if outcome and trigger:
            self._cells[row.domain, trigger, outcome] += 1

    def skip_changed(self, episode_id: str, skipped: bool) -> None:
        """Tell the queue that an episode was set aside, or brought back."""
        (self._skipped.add if skipped else self._skipped.discard)(episode_id)
        self._reopened |= not skipped

    def flag_changed(self, episode_id: str, flagged: bool) -> None:
        """Tell the queue that an episode was flagged, or its flag taken off."""
        (self._flagged.add if flagged else self._flagged.discard)(episode_id)

    def gone(self, episode_id: str) -> None:
        """Tell the queue that an episode is no longer in the record."""
        self.labels_changed(episode_id, None, None)
        self._rows.pop(episode_id, None)
        self._skipped.discard(episode_id)
        self._flagged.discard(episode_id)

    def is_flagged(self, episode_id: str) -> bool:
        """True while its flag stands."""
        return episode_id in self._flagged

    def is_skipped(self, episode_id: str) -> bool:
        """True while it is set aside."""
        return episode_id in self._skipped

    def _open(self, episode_id: str) -> bool:
        if episode_id not in self._rows:
            return False
        return episode_id not in self._outcomes and episode_id not in self._skipped and episode_id not in self._served

    def _begin_lap(self) -> None:
        open_rows = [row for row in self._rows.values() if self._open(row.id)]
        order = {row.id: _draw(self._seed, row.id) for row in open_rows}
        open_rows.sort(key=lambda row: order[row.id])
        self._random = deque(row.id for row in open_rows)
        self._buckets: dict[Bucket, deque[str]] = defaultdict(deque)
        for row in open_rows:
            self._buckets[_bucket(row)].append(row.id)
        undecided = [row for row in open_rows if row.proxy_outcome is not None]
        undecided.sort(key=lambda row: abs(row.proxy_outcome or 0.0))
        self._undecided = deque(row.id for row in undecided)
        self._list = deque(self._listed())

    def _listed(self) -> Iterator[str]:
        if self.mode == "picks":
            wanted: Iterable[str] = self._picks[0]
            again = self._picks[1] == "relabel"
            yield from (i for i in wanted if i in self._rows and (again or i not in self._outcomes))
        elif self.mode == "set_aside":
            yield from sorted(i for i in self._skipped if i in self._rows and i not in self._outcomes)
        elif self.mode == "flagged":
            yield from sorted(i for i in self._flagged if i in self._rows)
        elif self.mode == "relabel":
            due = [
                row.id
                for row in self._rows.values()
                if row.outcome is not None
                and row.last_labelled_at is not None
                and self._moment - row.last_labelled_at >= RELABEL_AFTER
            ]
            yield from sorted(due, key=lambda i: _draw(self._seed + 1, i))

    def _choose(self) -> Pick | None:
        if self.mode in _LISTS:
            return self._from_list()
        if self.mode == "audit":
            return self._at_random(_BECAUSE["audit"])
        if self.mode == "gap_fill":
            return self._by_need() or self._at_random("nothing tells the rest apart, so it is picked at random")
        if self.mode == "uncertain":
            return self._most_undecided()
        if self._balance > 0 and (pick := self._by_turn()) is not None:
            self._balance -= 1
            return pick
        self._balance += 1
        return self._at_random(_BECAUSE["mixed"])

    def _by_turn(self) -> Pick | None:
        self._fills += 1
        if self.enough_for_uncertain and self._fills % 2 == 0:
            return self._most_undecided() or self._by_need()
        return self._by_need()

    def _from_list(self) -> Pick | None:
        while self._list:
            episode_id = self._list.popleft()
            if episode_id in self._served:
                continue
            if self.mode == "picks":
                because = self._picks[2] or _BECAUSE["picks"]
                return Pick(episode_id, self._picks[1], because, self._chances.get(episode_id))
            why: Why = "relabel" if self.mode == "relabel" else "spontaneous"
            return Pick(episode_id, why, _BECAUSE[self.mode])
        return None

    def _pop(self, source: deque[str]) -> str | None:
        while source:
            episode_id = source.popleft()
            if self._open(episode_id):
                return episode_id
        return None

    def _at_random(self, because: str) -> Pick | None:
        drawn_from = max(1, self.left)
        episode_id = self._pop(self._random)
        return None if episode_id is None else Pick(episode_id, "audit", because, 1 / drawn_from)

    def _most_undecided(self) -> Pick | None:
        episode_id = self._pop(self._undecided)
        if episode_id is None:
            return None
        return Pick(episode_id, "uncertain", "a machine's guess is least sure how this one went")

    def _by_need(self) -> Pick | None:
        """Of the kind with the highest Σ P(cell | kind) · max(0, 5 − n_cell); None if kinds cannot be told apart."""
        kinds = [bucket for bucket in self._buckets if bucket[1] is not None or bucket[2] is not None]
        for bucket in sorted(kinds, key=self._need, reverse=True):
            if self._need(bucket) <= 0:
                return None
            episode_id = self._pop(self._buckets[bucket])
            if episode_id is not None:
                return Pick(episode_id, "gap_fill", self._reason(bucket))
            del self._buckets[bucket]
        return None

    def _need(self, bucket: Bucket) -> float:
        domain, cue, guess = bucket
        scheme = self._schemes.get(domain)
        triggers = scheme.trigger.values if scheme else ()
        return sum(
            _share(trigger, cue, triggers, TRIGGER_TRUST)
            * _share(outcome, guess, _GOOD_BAD, OUTCOME_TRUST)
            * max(0, CELL_TARGET - self._cells[domain, trigger, outcome])
            for trigger in triggers
            for outcome in _GOOD_BAD
        )

    def _reason(self, bucket: Bucket) -> str:
        domain, cue, guess = bucket
        if cue and guess:
            n = self._cells[domain, cue, guess]
            return f"you have {n or 'no'} “{cue.replace('_', ' ')}” that {_WENT[guess]}, and this may be one"
        if cue:
            return f"you have {self._count(domain, cue)} “{cue.replace('_', ' ')}” so far, and this may be one"
        assert guess is not None
        return f"few that {_WENT[guess]} are labelled, and this may be one"

    def _count(self, domain: str, trigger: str) -> int:
        return sum(self._cells[domain, trigger, outcome] for outcome in _GOOD_BAD)


def open_queue(
    store: Store,
    schemes: Mapping[str, Scheme],
    *,
    mode: Mode = "mixed",
    seed: int = 13,
    domain: str | None = None,
    picks: Sequence[str] = (),
    picks_why: Why = "gap_fill",
    picks_because: str = "",
    report: Report = silent,
    stop: Stop | None = None,
) -> Queue:
    """Load the frame and begin a queue; about a second at 100,000 episodes, so off the event loop.

    Raises:
        GateError: mode `uncertain` with too few labels.
    """
    report(Step(0, None, "Looking through your episodes"))
    cues = {trigger: words for scheme in schemes.values() for trigger, words in scheme.cues.items()}
    rows = EvidenceReader(store).frame(cues, (domain,) if domain else ())
    if stop is not None:
        stop.check()
    return Queue(
        rows, schemes, mode=mode, seed=seed, skipped=store.labels.skipped(), flagged=store.labels.flagged(),
        picks=picks, picks_why=picks_why, picks_because=picks_because,
        chances=store.attestations.draws() if picks_why == "audit" else None,
    )  # fmt: skip


def _draw(seed: int, episode_id: str) -> bytes:
    """A random key per episode: sorting by it is one fixed shuffle, so leaving and coming back redraws nothing."""
    return hashlib.blake2b(f"{seed}\x1f{episode_id}".encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _bucket(row: FrameRow) -> Bucket:
    guess = None
    if row.proxy_outcome is not None:
        guess = "good" if row.proxy_outcome > PROXY_EDGE else "bad" if row.proxy_outcome < -PROXY_EDGE else "mixed"
    return (row.domain, row.cue, guess)


def _share(value: str, guess: str | None, values: Sequence[str], trust: float) -> float:
    if guess is None or guess not in values:
        return 1 / len(values)
    if len(values) == 1:
        return 1.0
    return trust if value == guess else (1 - trust) / (len(values) - 1)
