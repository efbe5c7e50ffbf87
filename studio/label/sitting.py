"""One sitting at the label screen: where the person is, what they said, how fast, and what comes next."""

from __future__ import annotations

import statistics
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any

from studio.core.episode import Episode
from studio.label.journal import Change, Journal
from studio.label.queue import Mode, Pick, Queue, open_queue
from studio.label.schemes import Scheme
from studio.store.reading import Line, Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from studio.core.episode import Why
    from studio.core.paths import Home
    from studio.core.progress import Report, Stop
    from studio.store import Store

AHEAD = 3
"""Episodes read before they are asked for."""
KEPT = 200
"""Episodes kept in memory."""
AWAY_AFTER = 900.0
"""Seconds on one episode after which the person was elsewhere; no time is recorded then."""


@dataclass(frozen=True, slots=True)
class View:
    """Everything shown of one episode."""

    episode: Episode
    lines: tuple[Line, ...]
    source: str
    place: Place | None


@dataclass(frozen=True, slots=True)
class Step:
    """One episode of the trail."""

    pick: Pick
    outcome: str | None
    here: bool
    seen: bool
    """False while it only comes next."""


class Sitting:
    """Moves through a queue and writes what the person says; every change is on disk when a call returns."""

    def __init__(self, journal: Journal, queue: Queue) -> None:
        self.journal = journal
        self.queue = queue
        self._trail: list[Pick] = []
        self._at = -1
        self._coming: deque[Pick] = deque()
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="label-reader")
        self._views: dict[str, Future[View | None]] = {}
        self._known: dict[str, Episode] = {}
        self._outcomes: dict[str, str | None] = {}
        self._said: dict[str, dict[str, Any]] = {}
        self._seconds: list[float] = []
        self._undo, self._redo = journal.depth()
        self._today, self._median = journal.today()
        self._since = monotonic()
        self.view: View | None = None
        self.labels: dict[str, Any] = {}
        """Field → value of the episode in view, as they stand."""
        self.last: Change | None = None
        """What was done last."""
        self.forward()

    def close(self) -> None:
        """Stop reading ahead."""
        self._reader.shutdown(wait=True, cancel_futures=True)

    @property
    def pick(self) -> Pick | None:
        """The pick in view; None at the end of the queue."""
        return self._trail[self._at] if 0 <= self._at < len(self._trail) else None

    @property
    def scheme(self) -> Scheme | None:
        """The scheme of the episode in view."""
        return self.journal.scheme_of(self.view.episode) if self.view else None

    @property
    def hidden(self) -> bool:
        """True while a second reading hides what was said the first time."""
        return self.pick is not None and self.pick.why == "relabel"

    @property
    def shown(self) -> dict[str, Any]:
        """Labels to show: what stands, or in a second reading what was said in this sitting."""
        if self.hidden and self.pick:
            return self._said.get(self.pick.episode_id, {})
        return self.labels

    @property
    def undo_depth(self) -> int:
        """How many actions can be taken back."""
        return self._undo

    @property
    def redo_depth(self) -> int:
        """How many can be brought back."""
        return self._redo

    @property
    def today(self) -> int:
        """Episodes labelled today."""
        return max(0, self._today)

    @property
    def pace(self) -> float | None:
        """Median seconds a label took, in this sitting or else today."""
        return statistics.median(self._seconds) if self._seconds else self._median

    @property
    def position(self) -> int:
        """1-based place in this sitting's trail."""
        return self._at + 1

    def trail(self, before: int, after: int) -> list[Step]:
        """The last picks, the one in view, and the next ones."""
        seen = range(max(0, self._at - before), min(len(self._trail), self._at + 1 + after))
        steps = [Step(self._trail[n], self._outcomes.get(self._trail[n].episode_id), n == self._at, True) for n in seen]
        room = after - sum(1 for n in seen if n > self._at)
        return steps + [Step(pick, None, False, False) for pick in list(self._coming)[: max(0, room)]]

    def began(self, episode_id: str) -> Episode | None:
        """The episode of a trail entry if it has been read already; never waits."""
        reading = self._views.get(episode_id)
        view = reading.result() if reading is not None and reading.done() else None
        return view.episode if view else self._known.get(episode_id)

    def forward(self) -> bool:
        """Move on without saying anything; False at the end of the queue."""
        while True:
            if self._at + 1 >= len(self._trail):
                pick = self._coming.popleft() if self._coming else self.queue.next()
                if pick is None:
                    self._at = len(self._trail)
                    self.view, self.labels = None, {}
                    return False
                self._trail.append(pick)
            self._at += 1
            if self._look():
                return True
            self._drop()

    def back(self) -> bool:
        """Go to the one before; False at the beginning."""
        if self._at <= 0 or not self._trail:
            return False
        self._at = min(self._at, len(self._trail)) - 1
        if not self._look():
            self._drop()
            return self.forward()
        return True

    def refresh(self) -> None:
        """Read again what is in view, as another room may have changed it; moves on if it is gone."""
        for step in self.trail(KEPT, AHEAD):
            if (episode := self.began(step.pick.episode_id)) is not None:
                self._known[episode.id] = episode
        self._views.clear()
        began = self._since
        if self.pick is None:
            return
        if self._look():
            self._since = began
        else:
            self._drop()
            self.forward()

    def give(self, field: str, value: str) -> Change | None:
        """Set a field of the episode in view, or clear it when it already says so."""
        return self._write({field: None if self.shown.get(field) == value else value})

    def outcome(self, value: str) -> Change | None:
        """Say how it went and move on; the same outcome again only moves on."""
        change = None
        if self.view is not None and self.shown.get("outcome") != value:
            taken = monotonic() - self._since
            before = self.labels.get("outcome")
            change = self._write({"outcome": value}, seconds=round(taken, 3) if taken < AWAY_AFTER else None)
            if before is None:
                self._today += 1
                if taken < AWAY_AFTER:
                    self._seconds.append(taken)
        self.forward()
        return change

    def toggle_topic(self, topic: str) -> Change | None:
        """Turn a topic on or off."""
        topics = list(self.shown.get("topics") or ())
        topics = [t for t in topics if t != topic] if topic in topics else [*topics, topic]
        return self._write({"topics": topics or None})

    def write(self, field: str, text: str) -> Change | None:
        """Keep free text; empty text clears the field, unchanged text writes nothing."""
        if (self.shown.get(field) or "") == text.strip():
            return None
        return self._write({field: text})

    def skip(self) -> Change | None:
        """Set the episode in view aside, or bring it back when it already is; then move on."""
        if self.view is None:
            return None
        episode_id = self.view.episode.id
        aside = not self.queue.is_skipped(episode_id)
        self.last = self.journal.skip(episode_id, aside)
        self._acted()
        self.queue.skip_changed(episode_id, aside)
        self.forward()
        return self.last

    def flag(self) -> Change | None:
        """Flag the episode in view, or take the flag off."""
        if self.view is None:
            return None
        episode_id = self.view.episode.id
        flagged = not self.queue.is_flagged(episode_id)
        self.last = self.journal.flag(episode_id, flagged)
        self._acted()
        self.queue.flag_changed(episode_id, flagged)
        return self.last

    def undo(self) -> Change | None:
        """Take back the last action and go to its episode; None when there is nothing."""
        return self._turned(self.journal.undo())

    def redo(self) -> Change | None:
        """Bring back what was undone last and go to its episode; None when there is nothing."""
        return self._turned(self.journal.redo())

    def _write(self, values: dict[str, Any], *, seconds: float | None = None) -> Change | None:
        pick, view = self.pick, self.view
        if pick is None or view is None:
            return None
        why: Why | None = pick.why if pick.why == "relabel" or self.labels.get("outcome") is None else None
        self.last = change = self.journal.set(
            view.episode, values, why=why, inclusion_prob=pick.inclusion_prob, seconds=seconds
        )
        said = self._said.setdefault(view.episode.id, {})
        said.update({name: change.labels.get(name) for name in values})
        self._acted()
        self._note_labels(change)
        return change

    def _note_labels(self, change: Change) -> None:
        if self.view is not None and self.view.episode.id == change.episode_id:
            self.labels = change.labels
        self._outcomes[change.episode_id] = change.outcome
        self.queue.labels_changed(change.episode_id, change.outcome, change.trigger)

    def _acted(self) -> None:
        self._undo, self._redo = self._undo + 1, 0

    def _turned(self, change: Change | None) -> Change | None:
        if change is None:
            return None
        self.last = change
        self._undo, self._redo = self.journal.depth()
        if change.undone_kind in ("skip", "flag"):
            marked = (change.undone_value is True) == (change.kind == "redo")
            told = self.queue.skip_changed if change.undone_kind == "skip" else self.queue.flag_changed
            told(change.episode_id, marked)
        before = self._outcomes.get(change.episode_id)
        self._said.pop(change.episode_id, None)
        self._note_labels(change)
        if change.undone_kind == "set" and before != change.outcome and None in (before, change.outcome):
            self._today += 1 if change.outcome else -1
        self._go_to(change)
        return change

    def _go_to(self, change: Change) -> None:
        places = [n for n, pick in enumerate(self._trail) if pick.episode_id == change.episode_id]
        if places:
            self._at = places[-1]
        else:
            pick = Pick(change.episode_id, change.why, "you took it back", change.inclusion_prob)
            self._at = max(0, min(self._at, len(self._trail)))
            self._trail.insert(self._at, pick)
        if not self._look():
            self._drop()
            self.forward()

    def _drop(self) -> None:
        """Leave out the present place: its episode is gone from the record."""
        self.queue.gone(self._trail.pop(self._at).episode_id)
        self._at -= 1

    def _look(self) -> bool:
        """Bring the episode at the present place into view; False if it is gone."""
        pick = self._trail[self._at]
        self.view = self._read(pick.episode_id).result()
        self._read_ahead()
        self._since = monotonic()
        if self.view is None:
            return False
        if pick.episode_id in self._said or pick.episode_id in self._outcomes:
            self.labels = self.journal.labels(pick.episode_id)
        else:
            self.labels = _standing(self.view.episode)
        self._outcomes[pick.episode_id] = self.labels.get("outcome")
        return True

    def _read_ahead(self) -> None:
        while len(self._coming) < AHEAD and (pick := self.queue.next()) is not None:
            if any(pick.episode_id == other.episode_id for other in (*self._coming, *self._trail[self._at :])):
                break
            self._coming.append(pick)
        for pick in self._coming:
            self._read(pick.episode_id)

    def _read(self, episode_id: str) -> Future[View | None]:
        if episode_id not in self._views:
            if len(self._views) >= KEPT:
                del self._views[next(iter(self._views))]
            self._views[episode_id] = self._reader.submit(read_view, self.journal, episode_id)
        return self._views[episode_id]


def read_view(journal: Journal, episode_id: str) -> View | None:
    """Everything shown of one episode; None if it is gone."""
    episode = journal.evidence.episode(episode_id)
    if episode is None:
        return None
    evidence = journal.evidence
    return View(episode, tuple(evidence.lines(episode)), evidence.source_label(episode), evidence.place(episode))


def begin(
    store: Store,
    home: Home | None,
    *,
    mode: Mode = "mixed",
    seed: int = 13,
    picks: Sequence[str] = (),
    picks_why: Why = "gap_fill",
    report: Report,
    stop: Stop,
) -> Sitting:
    """Load a queue and sit down to it; about a second at 100,000 episodes, so off the event loop.

    Raises:
        GateError: mode `uncertain` with too few labels.
        StudioError: a scheme file is broken.
    """
    journal = Journal(store, home)
    queue = open_queue(
        store, journal.schemes, mode=mode, seed=seed, picks=picks, picks_why=picks_why, report=report, stop=stop
    )
    return Sitting(journal, queue)


def _standing(episode: Episode) -> dict[str, Any]:
    labels = episode.labels
    found = {name: getattr(labels, name) for name in labels.__dataclass_fields__}
    found["topics"] = list(labels.topics)
    return {name: value for name, value in found.items() if value}
