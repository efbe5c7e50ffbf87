"""What the person sees of an episode, read ahead by a thread so that the next one is there when it is asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from studio.core.episode import Episode
from studio.label.journal import Journal
from studio.store.reading import Line, Place

if TYPE_CHECKING:
    from studio.label.suggest.advice import AdviceDraft
    from studio.label.suggest.suggesting import Suggester, Suggestion

Done = TypeVar("Done")
Draft = Callable[[Episode], "AdviceDraft | None"]
"""Drafts advice for an episode from one's own record."""

KEPT = 200
"""Episodes kept in memory."""
PAINTED = 0.02
"""Seconds left to painting before something is read ahead."""


@dataclass(frozen=True, slots=True)
class View:
    """Everything shown of one episode."""

    episode: Episode
    lines: tuple[Line, ...]
    source: str
    place: Place | None
    drafts: dict[str, str]
    """Free-text field → text begun and not kept, as it was when this was read."""
    suggestions: tuple[Suggestion, ...] = ()
    """At most one a field; shown only where `Suggester.hidden` does not hold them back."""
    calm: str | None = None
    """How long it stayed calm afterwards, in words."""
    draft: AdviceDraft | None = None
    """Advice from one's own record, for the labels as they were when this was read."""


class Views:
    """Episodes as they are shown, read in order by one thread and kept for a while."""

    def __init__(self, journal: Journal, suggester: Suggester | None = None, draft: Draft | None = None) -> None:
        self._journal = journal
        self._suggester = suggester
        self._draft = draft
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="label-reader")
        self._reading: dict[str, Future[View | None]] = {}
        self._known: dict[str, Episode] = {}
        self._hurry = threading.Event()
        """Set while somebody waits for an episode."""
        self._painted_at = 0.0

    def now(self, episode_id: str) -> View | None:
        """An episode, waited for; None if it is gone."""
        self._hurry.set()
        try:
            return self._ask(episode_id).result()
        finally:
            self._hurry.clear()

    def ahead(self, episode_ids: Sequence[str]) -> None:
        """Begin to read episodes that come next, once what is shown now has been painted."""
        self._painted_at = monotonic() + PAINTED
        for episode_id in episode_ids:
            self._ask(episode_id)

    def later(self, work: Callable[[], object]) -> None:
        """Do something small in the reading thread, after what was asked for."""
        self._reader.submit(self._unhurried, work)

    def began(self, episode_id: str) -> Episode | None:
        """The episode if it was read already; never waits."""
        reading = self._reading.get(episode_id)
        view = reading.result() if reading is not None and reading.done() else None
        return view.episode if view else self._known.get(episode_id)

    def forget(self) -> None:
        """Read everything anew when it is asked for; beginnings of lines stay known until then."""
        for episode_id in list(self._reading):
            if (episode := self.began(episode_id)) is not None:
                self._known[episode_id] = episode
        self._reading.clear()

    def close(self) -> None:
        """Stop reading."""
        self._hurry.set()
        self._reader.shutdown(wait=True, cancel_futures=True)

    def _ask(self, episode_id: str) -> Future[View | None]:
        if episode_id not in self._reading:
            if len(self._reading) >= KEPT:
                del self._reading[next(iter(self._reading))]
            self._reading[episode_id] = self._reader.submit(self._unhurried, lambda: self._read(episode_id))
        return self._reading[episode_id]

    def _unhurried(self, work: Callable[[], Done]) -> Done:
        if (left := self._painted_at - monotonic()) > 0:
            self._hurry.wait(left)
        return work()

    def _read(self, episode_id: str) -> View | None:
        return read_view(self._journal, episode_id, self._suggester, self._draft)


def read_view(
    journal: Journal, episode_id: str, suggester: Suggester | None = None, draft: Draft | None = None
) -> View | None:
    """Everything shown of one episode; None if it is gone."""
    evidence = journal.evidence
    episode = evidence.episode(episode_id)
    if episode is None:
        return None
    return View(
        episode,
        tuple(evidence.lines(episode)),
        evidence.source_label(episode),
        evidence.place(episode),
        journal.drafts(episode.id),
        suggester.of(episode) if suggester is not None else (),
        calm=evidence.calm_after(episode),
        draft=draft(episode) if draft is not None else None,
    )
