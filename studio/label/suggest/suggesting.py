"""Suggestions for an episode: the best of every source per field, some held back so that their pull can be measured."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from studio.core.episode import Episode
from studio.core.progress import Pace, Report, Stop, silent
from studio.label.codebook.schemes import Scheme
from studio.label.suggest.acceptance import SourceRate, acceptance
from studio.label.suggest.advice import OwnRecord
from studio.label.suggest.own_labels import OwnLabels
from studio.label.suggest.rules_of_thumb import Rules
from studio.label.suggest.suggestion import FIELDS, Suggestion, TrackRecord, standing, values_of
from studio.store.suggestions import Offered, Verdict

if TYPE_CHECKING:
    from studio.store import Store

__all__ = ["SourceRate", "Suggester", "Suggestion", "acceptance", "offered"]

FLOOR = 0.5
"""Score below which nothing is suggested."""
READ = 5000
"""Latest labelled episodes that own labels are read from."""
TRUST = 10.0
"""Labels that a rule's or a model's own certainty weighs as much as."""


class Suggester:
    """Suggests labels; rules from the start, the person's own labels and a tuned model's guesses once warm.

    Thread-safe. Whatever is asked of it costs a few milliseconds; only `warm` takes longer.

    Args:
        store: The record.
        schemes: Domain → scheme; only values of it are suggested.
        seed: Decides which episodes have their suggestions held back.
        hide_share: Share of episodes they are held back on.
    """

    def __init__(
        self, store: Store, schemes: Mapping[str, Scheme], *, seed: int = 13, hide_share: float = 0.15
    ) -> None:
        self._store = store
        self._rules = {domain: Rules(scheme) for domain, scheme in schemes.items()}
        self._allowed = {
            domain: {d.name: frozenset(d.values) for d in scheme.dimensions} for domain, scheme in schemes.items()
        }
        self._seed = seed
        self._hide_share = hide_share
        self._lock = threading.RLock()
        self._records = self._fresh_records()
        self.own: dict[str, OwnLabels] = {}
        """Domain → labelled episodes; empty until warm."""
        self._tuned: dict[str, list[Suggestion]] = {}
        self._since: list[tuple[Episode, Mapping[str, Any]]] | None = None

    def warm(self, report: Report = silent, stop: Stop | None = None) -> None:
        """Read the labels given so far and what a tuned model guessed; seconds at thousands of labels, so in a thread.

        Raises:
            StoppedError: the person asked to stop.
        """
        with self._lock:
            self._since = []
        try:
            labelled = self._store.episodes.labelled_last(READ, stop)
            tuned: dict[str, list[Suggestion]] = {}
            for row in self._store.suggestions.guesses():
                tuned.setdefault(row.episode_id, []).append(
                    Suggestion(row.field, row.value, row.score, row.source, row.because)
                )
            records, own = self._fresh_records(), {}
            pace = Pace(report, 2 * len(labelled) or None, "reading your labels")
            for n, episode in enumerate(labelled):
                if stop is not None:
                    stop.check()
                if record := records.get(episode.domain):
                    record.note(episode.id, self._ruled(episode, tuned), standing(episode))
                pace.at(n)
            for domain in self._rules:
                rows = [(e, standing(e)) for e in labelled if e.domain == domain]
                own[domain] = OwnLabels(rows, stop)
                own[domain].replay(stop=stop)
                pace.at(len(labelled) + len(rows))
            with self._lock:
                self._records, self._tuned, self.own = records, tuned, own
                for episode, labels in self._since or ():
                    self._learned(episode, labels)
        finally:
            with self._lock:
                self._since = None

    def of(self, episode: Episode) -> tuple[Suggestion, ...]:
        """The best suggestion per field, in the order of the fields; none for an episode no scheme is for."""
        allowed = self._allowed.get(episode.domain)
        if allowed is None:
            return ()
        with self._lock:
            found = [
                Suggestion(s.field, s.value, self._records[episode.domain].score(s), s.source, s.because)
                for s in self._ruled(episode, self._tuned)
            ]
            if own := self.own.get(episode.domain):
                found += own.suggest(episode)
        best: dict[str, Suggestion] = {}
        for one in found:
            known = one.value in allowed.get(one.field, ())
            if known and one.score >= FLOOR and (one.field not in best or one.score > best[one.field].score):
                best[one.field] = one
        return tuple(best[name] for name in FIELDS if name in best)

    def record(self) -> OwnRecord:
        """The labelled episodes read by `warm`, to draft advice from; `learn` keeps them up to date."""
        return OwnRecord(self._store, self.own, self._lock)

    def hidden(self, episode_id: str) -> bool:
        """Whether suggestions are held back on an episode: random over episodes, the same every time."""
        text = f"{self._seed}\x1f{episode_id}".encode("utf-8", "surrogatepass")
        drawn = int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big")
        return drawn < self._hide_share * 2**64

    def learn(self, episode: Episode, labels: Mapping[str, Any]) -> None:
        """An episode's labels are these now, after a label was given, changed or taken back."""
        with self._lock:
            if self._since is not None:
                self._since.append((episode, dict(labels)))
            self._learned(episode, labels)

    def _learned(self, episode: Episode, labels: Mapping[str, Any]) -> None:
        if episode.domain not in self._rules:
            return
        self._records[episode.domain].note(episode.id, self._ruled(episode, self._tuned), labels)
        if own := self.own.get(episode.domain):
            own.learn(episode, labels)

    def _fresh_records(self) -> dict[str, TrackRecord]:
        return {domain: TrackRecord(TRUST, by_value=True) for domain in self._rules}

    def _ruled(self, episode: Episode, tuned: Mapping[str, Sequence[Suggestion]]) -> list[Suggestion]:
        """What rules and tuned models say, their own certainty as score."""
        rules = self._rules.get(episode.domain)
        return [*(rules.suggest(episode) if rules else ()), *tuned.get(episode.id, ())]


def offered(
    suggestions: Sequence[Suggestion], hidden: bool, given: Mapping[str, Any], taken: bool
) -> tuple[Offered, ...]:
    """What to log with a label about what had been suggested.

    A suggestion is accepted when the field now says its value, by whichever key; edited when it says another; rejected
    when it says nothing although an outcome was given. Before an outcome, an empty field is no answer yet.

    Args:
        suggestions: As they stood before the label, hidden ones too.
        hidden: Whether they were held back.
        given: Field → value of the episode's labels once this one is kept.
        taken: Whether the accept key was pressed; then all that was shown counts as seen.
    """
    found = []
    for one in suggestions:
        values = values_of(given, one.field)
        if not values and not given.get("outcome") and not taken:
            continue
        verdict: Verdict = "accepted" if one.value in values else "edited" if values else "rejected"
        said = one.value if verdict == "accepted" else ", ".join(values) or None
        found.append(Offered(one.field, one.value, one.score, one.source, hidden, verdict, said))
    return tuple(found)
