"""What to label next: every second pick at random, the rest where a kind of episode was hardly ever shown.

Below about 100 labels the undecided ones are not worth picking (Hacohen et al. 2022). Random picks are kept apart:
only those may speak about base rates (Farquhar et al. 2021).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, get_args

from studio.core.clock import now
from studio.core.episode import OUTCOMES, WHYS, Why
from studio.core.errors import GateError
from studio.core.progress import Report, Step, Stop, silent
from studio.label.picking.cells import Cells
from studio.label.picking.ended import ended
from studio.label.picking.fills import Fills
from studio.label.picking.lap import Lap
from studio.store.label_frame import LabelFrame, LabelFrameReader

if TYPE_CHECKING:
    from studio.label.codebook.schemes import Scheme
    from studio.label.picking.pool import Texts
    from studio.store import Store

ENOUGH_FOR_UNCERTAIN = 100
"""Labels from which picking the undecided ones begins to help."""
RELABEL_AFTER = timedelta(days=7)
"""Time to forget what was said the first time."""

Mode = Literal["mixed", "audit", "gap_fill", "uncertain", "relabel", "set_aside", "flagged", "stale", "begun", "picks"]
MODES: tuple[Mode, ...] = tuple(mode for mode in get_args(Mode) if mode != "picks")
"""What a person can ask for; `picks` is a list another room made."""

_LISTS: tuple[Mode, ...] = ("picks", "set_aside", "flagged", "relabel", "stale", "begun")
"""Modes that go through a list once; the others offer what was passed over again."""

_AGAIN: tuple[Why, ...] = ("relabel", "spontaneous")
"""Reasons to show an episode that has an outcome: to read it a second time, or as the person chose it by hand."""

Guesses = Mapping[str, tuple[str | None, str | None]]
"""Episode id → (trigger, outcome) guessed, None where nothing is."""

_BECAUSE = {
    "mixed": "every second pick is random",
    "audit": "picked at random, so that these may speak for all",
    "relabel": "you labelled it a week or more ago; the old label is hidden",
    "set_aside": "you set it aside",
    "flagged": "you flagged it",
    "begun": "a text you began to write waits here",
    "picks": "you asked for it",
}
_SURE = "no machine's guess is unsure about those left, so this one is random"
_AT_THE_END = "you set it aside; it comes back at the end"


@dataclass(frozen=True, slots=True)
class Pick:
    """One episode to label, and why this one."""

    episode_id: str
    why: Why
    because: str
    """One line for the person, without the word “because”."""
    inclusion_prob: float | None = None
    """Chance of this very draw: 1 / episodes it was drawn from; None unless drawn at random from all there are."""


class Queue:
    """Picks one episode after another; the same seed, record and labels give the same order.

    Args:
        frame: Every episode of the domains to label, as drawn with a seed.
        schemes: Domain → scheme, for the cells to fill.
        texts: Where to read what episodes say.
        mode: How to choose.
        picks: For modes `picks` and `stale`: which, in this order.
        picks_why: What to record for them.
        picks_because: The line to show for them.
        lines: The line to show for each of some of them.
        chances: Of those another room drew at random: the chance each had.
        guesses: What is guessed of episodes; wins over cue words and the proxy.
        restricted: True when the frame holds only what the person searched for: a random pick then speaks for
            nothing and is not recorded as one.
        moment: The present, for tests.

    Raises:
        GateError: mode `uncertain` with too few labels.
    """

    def __init__(
        self,
        frame: LabelFrame,
        schemes: Mapping[str, Scheme],
        texts: Texts,
        *,
        mode: Mode = "mixed",
        picks: Sequence[str] = (),
        picks_why: Why = "gap_fill",
        picks_because: str = "",
        lines: Mapping[str, str] | None = None,
        chances: Mapping[str, float] | None = None,
        guesses: Guesses | None = None,
        restricted: bool = False,
        moment: datetime | None = None,
    ) -> None:
        self.mode = mode
        self._moment = moment or now()
        self._restricted = restricted
        self._picks = (tuple(picks), picks_why, picks_because)
        self._lines = lines or {}
        self._chances = chances or {}
        self._cells = Cells(schemes)
        self._lap = Lap(frame)
        self._places = dict(zip(frame.ids, range(len(frame.ids)), strict=True))
        self._outcome = frame.outcome.copy()
        self._trigger = frame.trigger.copy()
        self._cells.count_all(frame.domain, self._trigger, self._outcome)
        self._flagged = {frame.ids[row] for row in frame.flagged.nonzero()[0].tolist()}
        why = frame.why
        drawn = int((why == WHYS.index("audit") + 1).sum())
        chosen = int(((why == WHYS.index("gap_fill") + 1) | (why == WHYS.index("uncertain") + 1)).sum())
        self._balance = max(-1, min(1, drawn - chosen))
        self._turns = 0
        self._labelled = int((self._outcome > 0).sum())
        if mode == "uncertain" and not self.enough_for_uncertain:
            raise GateError(
                f"Picking undecided ones helps from about {ENOUGH_FOR_UNCERTAIN} labels; there are {self.labelled}.",
                fix="Label at random or fill gaps until then.",
                code="too_few_labels",
            )
        cues = {trigger: words for scheme in schemes.values() for trigger, words in scheme.cues.items()}
        known = {self._places[i]: guess for i, guess in (guesses or {}).items() if i in self._places}
        self._fills = Fills(frame, self._lap.mix, self._cells, texts, cues, known)
        self._list = list(self._listed())
        self._list_at = 0

    def close(self) -> None:
        """Stop what runs beside."""
        self._fills.close()

    @property
    def total(self) -> int:
        """Episodes in the frame."""
        return len(self._places)

    @property
    def labelled(self) -> int:
        """Episodes with an outcome."""
        return self._labelled

    @property
    def enough_for_uncertain(self) -> bool:
        """True once picking the undecided ones is worth it."""
        return self.labelled >= ENOUGH_FOR_UNCERTAIN

    @property
    def set_aside(self) -> int:
        """Unlabelled episodes the person set aside."""
        return self._lap.set_aside

    @property
    def flagged(self) -> int:
        """Episodes flagged."""
        return len(self._flagged)

    @property
    def left(self) -> int:
        """Unlabelled episodes that are not set aside."""
        return self.total - self.labelled - self.set_aside

    @property
    def held_back(self) -> int:
        """Unlabelled episodes known to be near copies of labelled ones; they come at random, or at the end."""
        return self._fills.held_back(self._lap.unlabelled)

    @property
    def ended(self) -> str:
        """For when nothing more is offered: how much was done, what is left, and what to do."""
        return ended(self)

    def next(self) -> Pick | None:
        """The next episode, or None when this mode has nothing more to offer: see `ended`."""
        pick = self._choose()
        if pick is None and self.mode not in _LISTS and self._lap.passed_over:
            self._lap.begin()
            self._fills.new_lap()
            pick = self._choose()
        return pick

    def take(self, n: int) -> list[Pick]:
        """The next `n` picks, fewer when there are no more; passed-over episodes are not offered twice."""
        found: list[Pick] = []
        while len(found) < n and (pick := self._choose()) is not None:
            found.append(pick)
        return found

    def peek(self, n: int) -> list[Pick]:
        """The next picks, at most `n`, that `next` would give if nothing were said meanwhile; serves none of them."""
        lap, fills = self._lap.saved(), self._fills.saved()
        before = (self._balance, self._turns, self._list_at)
        found: list[Pick] = []
        while len(found) < n and (pick := self._choose(rehearsed=True)) is not None:
            found.append(pick)
        self._balance, self._turns, self._list_at = before
        self._lap.restore(lap)
        self._fills.restore(fills)
        return found

    def labels_changed(self, episode_id: str, outcome: str | None, trigger: str | None) -> None:
        """Tell the queue what an episode's labels are now."""
        if (row := self._places.get(episode_id)) is None:
            return
        domain = int(self._lap.frame.domain[row])
        self._cells.count(domain, int(self._trigger[row]), int(self._outcome[row]), -1)
        was = bool(self._outcome[row])
        self._outcome[row] = next((n for n, known in enumerate(OUTCOMES, 1) if known == outcome), 0)
        self._trigger[row] = self._cells.code(trigger)
        self._cells.count(domain, int(self._trigger[row]), int(self._outcome[row]), 1)
        is_now = bool(self._outcome[row])
        self._labelled += is_now - was
        self._lap.labelled(row, is_now)
        (self._fills.labelled if is_now else self._fills.unlabelled)(row)

    def skip_changed(self, episode_id: str, skipped: bool) -> None:
        """Tell the queue that an episode was set aside, or brought back."""
        if (row := self._places.get(episode_id)) is not None:
            self._lap.skipped(row, skipped)

    def flag_changed(self, episode_id: str, flagged: bool) -> None:
        """Tell the queue that an episode was flagged, or its flag taken off."""
        (self._flagged.add if flagged else self._flagged.discard)(episode_id)

    def gone(self, episode_id: str) -> None:
        """Tell the queue that an episode is no longer in the record."""
        self.labels_changed(episode_id, None, None)
        if (row := self._places.pop(episode_id, None)) is not None:
            self._lap.gone(row)
        self._flagged.discard(episode_id)

    def replaced(self, gone: str, made: str) -> None:
        """Tell the queue that an episode was revised and goes by another id now."""
        if made in self._places or gone not in self._places:
            self.gone(gone)
            return
        row = self._places[made] = self._places.pop(gone)
        self._lap.frame.ids[row] = made
        if gone in self._flagged:
            self._flagged.remove(gone)
            self._flagged.add(made)

    def is_flagged(self, episode_id: str) -> bool:
        """True while its flag stands."""
        return episode_id in self._flagged

    def is_skipped(self, episode_id: str) -> bool:
        """True while it is set aside."""
        row = self._places.get(episode_id)
        return row is not None and self._lap.is_skipped(row)

    def is_labelled(self, episode_id: str) -> bool:
        """True once it has an outcome."""
        return episode_id in self._places and bool(self._outcome[self._places[episode_id]])

    def _listed(self) -> Iterator[str]:
        lap = self._lap
        if self.mode == "picks":
            there = [(i, self._places[i]) for i in self._picks[0] if i in self._places]
            yield from (i for i, row in there if self._picks[1] in _AGAIN or not self._outcome[row])
        elif self.mode == "stale":
            yield from (i for i in self._picks[0] if i in self._places and self._outcome[self._places[i]])
        elif self.mode == "set_aside":
            yield from sorted(lap.frame.ids[row] for row in lap.aside())
        elif self.mode == "begun":
            yield from (i for i in self._picks[0] if i in self._places)
        elif self.mode == "flagged":
            yield from sorted(i for i in self._flagged if i in self._places)
        elif self.mode == "relabel":
            latest = (self._moment - RELABEL_AFTER).timestamp()
            due = (self._outcome > 0) & (lap.frame.labelled_at <= latest)
            rows = due.nonzero()[0]
            yield from (lap.frame.ids[row] for row in rows[lap.mix[rows].argsort()].tolist())

    def _choose(self, *, rehearsed: bool = False) -> Pick | None:
        if self.mode in _LISTS:
            return self._from_list()
        pick = self._by_mode(rehearsed)
        if pick is None and (row := self._lap.one_aside()) is not None:
            pick = Pick(self._lap.frame.ids[row], "spontaneous", _AT_THE_END)
        return pick

    def _by_mode(self, rehearsed: bool) -> Pick | None:
        if self.mode == "audit":
            return self._at_random(_BECAUSE["audit"])
        if self.mode == "gap_fill":
            return self._by_need(rehearsed) or self._at_random(self._fills.nothing)
        if self.mode == "uncertain":
            return self._most_undecided() or self._at_random(_SURE)
        if self._balance <= 0:
            self._balance += 1
            return self._at_random(_BECAUSE["mixed"])
        self._turns += 1
        margin = self.enough_for_uncertain and self._turns % 2 == 0
        pick = (self._most_undecided() if margin else None) or self._by_need(rehearsed)
        if pick is None:
            return self._at_random(self._fills.nothing)
        self._balance -= 1
        return pick

    def _from_list(self) -> Pick | None:
        while self._list_at < len(self._list):
            episode_id = self._list[self._list_at]
            self._list_at += 1
            if episode_id not in self._places:
                continue
            if self.mode in ("picks", "stale"):
                because = self._lines.get(episode_id) or self._picks[2] or _BECAUSE["picks"]
                return Pick(episode_id, self._picks[1], because, self._chances.get(episode_id))
            why: Why = "relabel" if self.mode == "relabel" else "spontaneous"
            return Pick(episode_id, why, _BECAUSE[self.mode])
        return None

    def _at_random(self, because: str) -> Pick | None:
        if (drawn := self._lap.draw()) is None:
            return None
        row, drawn_from = drawn
        if self._restricted:
            return Pick(self._lap.frame.ids[row], "spontaneous", "picked at random among those you searched for")
        return Pick(self._lap.frame.ids[row], "audit", because, 1 / drawn_from)

    def _most_undecided(self) -> Pick | None:
        if (row := self._lap.undecided(self._fills.is_copy)) is None:
            return None
        return Pick(self._lap.frame.ids[row], "uncertain", "a machine's guess is least sure how this one went")

    def _by_need(self, rehearsed: bool) -> Pick | None:
        if (found := self._fills.turn(self._lap.waiting, rehearsed=rehearsed)) is None:
            return None
        self._lap.serve(found[0])
        return Pick(self._lap.frame.ids[found[0]], "gap_fill", found[1])


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
    only: Sequence[str] | None = None,
    guesses: Guesses | None = None,
    report: Report = silent,
    stop: Stop | None = None,
) -> Queue:
    """Load the frame and begin a queue; about 0.2 s at 100,000 episodes, so off the event loop.

    Args:
        store: The record.
        schemes: Domain → scheme.
        mode: How to choose.
        seed: Of the random order; the second readings have an order of their own.
        domain: Only episodes of this domain.
        picks: For mode `picks`: which, in this order.
        picks_why: What to record for them.
        picks_because: The line to show for them.
        only: Only these episodes; None means all.
        guesses: Episode id → (trigger, outcome) guessed; wins over cue words and the proxy.
        report: Told what is being done.
        stop: Polled.

    Raises:
        GateError: mode `uncertain` with too few labels.
    """
    report(Step(0, None, "Looking through your episodes"))
    lines: dict[str, str] = {}
    if mode == "stale":
        from studio.label.codebook.revisions import stale_episodes

        lines = dict(stale_episodes(store, schemes))
        picks, picks_why = tuple(lines), "spontaneous"
    elif mode == "begun":
        picks = store.drafts.episodes()
    reader = LabelFrameReader(store)
    frame = reader.frame(
        Cells(schemes).triggers, seed=seed + 1 if mode == "relabel" else seed, domains=(domain,) if domain else (),
        only=only,
    )  # fmt: skip
    if stop is not None:
        stop.check()
    return Queue(
        frame, schemes, reader, mode=mode, picks=picks, picks_why=picks_why, picks_because=picks_because, lines=lines,
        chances=store.attestations.draws() if picks_why == "audit" else None, guesses=guesses,
        restricted=only is not None,
    )  # fmt: skip
