"""Many episodes labelled at once: what is left, what is suggested for it, and one action for all that is marked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from studio.core.progress import Pace, Report, Stop, silent
from studio.label.codebook.revisions import keep_scheme
from studio.label.journal import Change, Journal
from studio.label.suggest.suggesting import Suggester, offered
from studio.label.suggest.suggestion import Suggestion
from studio.label.values import checked_values
from studio.store.episodes import EpisodeLine
from studio.store.label_events import Given
from studio.store.search import episodes_with

if TYPE_CHECKING:
    from studio.store import Store

AT_ONCE = 100
"""Episodes that suggestions are made for between two looks at Stop."""


class Bulk:
    """Labels many episodes with one action each time; an action is on disk when its call returns.

    Whoever labels many at once chose them by hand: the reason recorded is `spontaneous`, never `audit`.

    Args:
        store: The record.
        journal: Whose schemes and sitting apply.
        suggester: Where suggestions come from; None for none.
    """

    def __init__(self, store: Store, journal: Journal, suggester: Suggester | None = None) -> None:
        self._store = store
        self.journal = journal
        self._suggester = suggester
        self.shown: dict[str, tuple[Suggestion, ...]] = {}
        """Episode → what is suggested for it, of those looked at; empty where it is held back."""
        self._made: dict[str, tuple[Suggestion, ...]] = {}
        self._touched: dict[str, tuple[str, ...]] = {}

    def rows(self) -> list[EpisodeLine]:
        """Every episode without an outcome, in order of time."""
        return [line for line in self._store.episodes.lines() if line.judged is None]

    def containing(self, words: str) -> frozenset[str]:
        """Ids of the episodes that have every one of these words."""
        return episodes_with(self._store, words)

    def look(
        self,
        ids: Sequence[str],
        report: Report = silent,
        stop: Stop | None = None,
        some: Callable[[], None] = lambda: None,
    ) -> int:
        """Make suggestions for these, in this order; returns for how many.

        Args:
            ids: Episodes; those looked at before are passed over.
            report: Told how far it is.
            stop: Polled between two batches; what was made is kept.
            some: Called after every batch, from the working thread.
        """
        suggester = self._suggester
        left = [i for i in ids if i not in self.shown] if suggester is not None else []
        pace = Pace(report, len(left) or None, "looking for suggestions")
        for start in range(0, len(left), AT_ONCE):
            if stop is not None and stop.wanted:
                return start
            for episode in self._store.episodes.many(left[start : start + AT_ONCE]):
                assert suggester is not None
                made = suggester.of(episode)
                self._made[episode.id] = made
                self.shown[episode.id] = () if suggester.hidden(episode.id) else made
            pace.at(start)
            some()
        return len(left)

    def above(self, ids: Sequence[str], score: float) -> dict[str, dict[str, Any]]:
        """Episode → field → suggested value, of those suggestions that are shown and have at least this score."""
        found: dict[str, dict[str, Any]] = {}
        for episode_id in ids:
            sure = [one for one in self.shown.get(episode_id, ()) if one.score >= score]
            if sure:
                found[episode_id] = {one.field: [one.value] if one.field == "topics" else one.value for one in sure}
        return found

    def give(self, rows: Sequence[EpisodeLine], values: Mapping[str, Any]) -> Change | None:
        """Give these the same values, as one action; None when there are none.

        Raises:
            UsageError: a value is not in the scheme.
        """
        return self._give(rows, {row.id: values for row in rows}, taken=False)

    def take(self, rows: Sequence[EpisodeLine], score: float) -> Change | None:
        """Accept every suggestion shown on these that has at least this score, as one action; None without any."""
        return self._give(rows, self.above([row.id for row in rows], score), taken=True)

    def undo(self) -> tuple[Change, tuple[str, ...]] | None:
        """Take back the last action; with the episodes it touched, as far as they are known."""
        return self._turned(self.journal.undo())

    def redo(self) -> tuple[Change, tuple[str, ...]] | None:
        """Bring back what was undone last; with the episodes it touched, as far as they are known."""
        return self._turned(self.journal.redo())

    def labels_of(self, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Episode → field → value of the current labels; episodes without any are absent."""
        return self._store.labels.current_of(ids)

    def _turned(self, change: Change | None) -> tuple[Change, tuple[str, ...]] | None:
        return None if change is None else (change, self._touched.get(change.action, (change.episode_id,)))

    def _give(
        self, rows: Sequence[EpisodeLine], values: Mapping[str, Mapping[str, Any]], *, taken: bool
    ) -> Change | None:
        domains = {row.id: row.domain for row in rows if row.id in values}
        before = self._store.labels.current_of(list(domains))
        given: list[Given] = []
        after: dict[str, dict[str, Any]] = {}
        for episode_id, domain in domains.items():
            scheme = self.journal.schemes[domain]
            clean = checked_values(scheme, values[episode_id])
            merged = {**before.get(episode_id, {}), **clean}
            after[episode_id] = {name: value for name, value in merged.items() if value is not None}
            hidden = not self.shown.get(episode_id, ())
            log = offered(self._made.get(episode_id, ()), hidden, after[episode_id], taken and not hidden)
            given.append(Given(episode_id, clean, "spontaneous", None, self.journal.sitting, scheme.stamp, offered=log))
        for domain in set(domains.values()):
            keep_scheme(self._store, self.journal.schemes[domain])
        action = self._store.labels.give_as_one(given)
        if action is None:
            return None
        self._touched[action] = tuple(domains)
        self._learn(after)
        said = "suggestions" if taken else ", ".join(str(v) for v in given[0].values.values())
        first = given[0].episode_id
        return Change(action, "set", first, after[first], said=f"{said} on {len(given):,}")

    def _learn(self, after: Mapping[str, Mapping[str, Any]]) -> None:
        if self._suggester is not None:
            for episode in self._store.episodes.many(list(after)):
                self._suggester.learn(episode, after[episode.id])
