"""What the person said of the episodes most like this one, and how often that would have been right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from time import sleep
from typing import TYPE_CHECKING, Any

from studio.core.episode import Episode
from studio.core.shares import wilson
from studio.label.suggest.rules_of_thumb import READ_OF_RESPONSE, READ_OF_SITUATION
from studio.label.suggest.suggestion import FIELDS, Suggestion, TrackRecord, values_of
from studio.label.suggest.word_vectors import Vectors, folded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from studio.core.progress import Pace, Stop

SOURCE = "own labels"
NEEDED = 20
"""Labels of a field below which nothing is suggested from it."""
NEIGHBOURS = 9
"""Episodes that have a say."""
SEARCHED = 48
"""Nearest episodes among which those with a value of the field are looked for."""
LEAST_ALIKE = 0.05
"""Cosine below which an episode is not alike at all."""
REPLAYED = 500
"""Labels whose suggestion is checked against the rest when the record is loaded."""


@dataclass(slots=True)
class Row:
    """One labelled episode."""

    episode_id: str
    thread: str | None
    labels: dict[str, Any]
    """Field → value; what was taken back is absent."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A labelled episode and how alike it is."""

    row: Row
    alike: float
    """Cosine, 0..1."""


@dataclass(slots=True)
class _Base:
    """How common the most common value of a field is, among labels whose suggestion was checked."""

    n: int = 0
    values: Counter[str] = field(default_factory=Counter)


class OwnLabels:
    """The labelled episodes of one domain: who is nearest, and what they speak for.

    A suggestion is the value with most of the neighbours' votes, each weighing its squared cosine. Its score is the
    share that was right so far at such a share of votes, each label checked against the others without itself and its
    own thread (leave-one-out), smoothed by the share of votes as if it were two labels. A field is silent with fewer
    than `NEEDED` labels, and while the lower 95 % bound of the share that was right does not exceed the share of the
    most common value.
    """

    def __init__(self, episodes: Sequence[tuple[Episode, Mapping[str, Any]]] = (), stop: Stop | None = None) -> None:
        self.rows = [Row(e.id, e.thread, dict(labels)) for e, labels in episodes]
        self._place = {row.episode_id: n for n, row in enumerate(self.rows)}
        self._vectors = Vectors([text_of(e) for e, _ in episodes], stop)
        self._record = TrackRecord(trust=2.0)
        self._base: dict[str, _Base] = {name: _Base() for name in FIELDS}
        self._checked: dict[str, dict[str, Any]] = {}
        self._labelled = Counter(name for row in self.rows for name in FIELDS if values_of(row.labels, name))

    def replay(self, pace: Pace | None = None, stop: Stop | None = None) -> None:
        """Check what would have been suggested for the last `REPLAYED` rows.

        Raises:
            StoppedError: the person asked to stop.
        """
        for n in range(max(0, len(self.rows) - REPLAYED), len(self.rows)):
            if stop is not None:
                stop.check()
            self._check(self.rows[n], self._vectors.cosines_of(n))
            sleep(0)  # A thread that paints may need the interpreter.
            if pace is not None:
                pace.at(n)

    def nearest(self, episode: Episode) -> Iterator[Neighbour]:
        """Labelled episodes like one, itself left out, the nearest first."""
        return self._ranked(self._vectors.cosines(text_of(episode)), episode.id, None)

    def suggest(self, episode: Episode) -> tuple[Suggestion, ...]:
        """At most one per field, with the score its record gives it."""
        if not any(self._labelled[name] >= NEEDED for name in FIELDS):
            return ()
        found = self._stated(self.nearest(episode))
        return tuple(
            Suggestion(s.field, s.value, self._record.score(s), SOURCE, s.because)
            for s in found
            if self._labelled[s.field] >= NEEDED and self.beats_the_most_common(s.field)
        )

    def beats_the_most_common(self, name: str) -> bool:
        """Whether a field's suggestions were right more often than always saying its most common value."""
        right, n = self._record.overall(SOURCE, name)
        base = self._base[name]
        if n < NEEDED or not base.values:
            return False
        return wilson(right / n, n)[0] > base.values.most_common(1)[0][1] / base.n

    def learn(self, episode: Episode, labels: Mapping[str, Any]) -> None:
        """A label was given, changed or taken back: check the suggestion against it, then let it have a say."""
        place = self._place.get(episode.id)
        if place is None:
            if not any(values_of(labels, name) for name in FIELDS):
                return
            place = self._place[episode.id] = self._vectors.add(text_of(episode))
            self.rows.append(Row(episode.id, episode.thread, {}))
        row = self.rows[place]
        self._labelled.subtract(name for name in FIELDS if values_of(row.labels, name))
        row.labels = dict(labels)
        self._labelled.update(name for name in FIELDS if values_of(row.labels, name))
        self._check(row, self._vectors.cosines_of(place))

    def _check(self, row: Row, cosines: NDArray[np.float32]) -> None:
        """Note whether the others would have been right about a row, in place of an earlier look."""
        before = self._checked.pop(row.episode_id, {})
        for name in FIELDS:
            self._base[name].values.subtract(values_of(before, name))
            self._base[name].n -= bool(values_of(before, name))
        stated = self._stated(self._ranked(cosines, row.episode_id, row.thread))
        self._record.note(row.episode_id, stated, row.labels)
        seen = self._checked[row.episode_id] = {s.field: row.labels.get(s.field) for s in stated}
        for name in FIELDS:
            self._base[name].values.update(values_of(seen, name))
            self._base[name].n += bool(values_of(seen, name))

    def _ranked(self, cosines: NDArray[np.float32], episode_id: str, thread: str | None) -> Iterator[Neighbour]:
        """Labelled rows that are alike at all, without an episode and its thread, the nearest first."""
        import numpy as np

        for n in np.argsort(-cosines, kind="stable"):
            row, alike = self.rows[n], float(cosines[n])
            if alike <= LEAST_ALIKE:
                return
            if row.labels and row.episode_id != episode_id and (thread is None or row.thread != thread):
                yield Neighbour(row, min(1.0, alike))

    def _stated(self, ranked: Iterator[Neighbour]) -> list[Suggestion]:
        """What the nearest speak for, with the winner's share of the votes as score."""
        found = []
        near = list(islice(ranked, SEARCHED))
        for name in FIELDS:
            voters = [(one, values_of(one.row.labels, name)) for one in near]
            voters = [(one, values) for one, values in voters if values][:NEIGHBOURS]
            votes: dict[str, float] = {}
            for one, values in voters:
                for value in values:
                    votes[value] = votes.get(value, 0.0) + one.alike**2
            if len(voters) < 3:
                continue
            value = max(votes, key=lambda v: (votes[v], v))
            share = votes[value] / sum(one.alike**2 for one, _ in voters)
            count = sum(value in values for _, values in voters)
            because = f"{count} of the {len(voters)} most alike that you labelled say so"
            found.append(Suggestion(name, value, share, SOURCE, because))
        return found


def text_of(episode: Episode) -> str:
    """What is compared of an episode: the end of its situation, the beginning of its response and outcome, folded."""
    parts = (
        episode.situation[-READ_OF_SITUATION:],
        (episode.response or "")[:READ_OF_RESPONSE],
        (episode.outcome or "")[:READ_OF_RESPONSE],
    )
    return folded("\n".join(parts))
