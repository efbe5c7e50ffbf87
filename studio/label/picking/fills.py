"""Which episode would fill a gap best: the need of its kind times how typical it is, near copies held back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from studio.core.episode import DOMAINS
from studio.label.picking.cells import GOOD_BAD, Cells
from studio.label.picking.pieces import cut_to_pieces
from studio.label.picking.pool import COMPARED, LOOKED_AT, Pool, Texts, make_pool

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from studio.store.label_frame import LabelFrame

PROXY_EDGE = 0.15
"""|proxy_outcome| from which its sign is taken as a guess."""
SMALL = 500
"""Episodes up to which a pool is waited for; it takes a few hundredths of a second then."""
SETTLES = 0.5
"""Seconds left to the first episode before a pool is made beside it."""
MEANWHILE = 4
"""Turns in a larger record for which a pool is not waited for. Turns are counted, so that the order never depends on
how fast the machine is."""

NO_GUESS = "nothing tells the rest apart, so this one is random"
FULL = "every kind you guess at has enough, so this one is random"
ONLY_COPIES = "what is missing looks like what you labelled already, so this one is random"
LOOKING = "more that may fill a gap are being looked for, so this one is random"


@dataclass(slots=True)
class _State:
    """What a turn changes."""

    turns: int = 0
    pool: Pool | None = None
    coming: Future[Pool] | None = None
    due: int = 0
    """The turn at which the pool that is coming is waited for."""
    exhausted: bool = False
    """True when the last pool had nothing at all to offer."""
    holders: dict[int, set[int]] = field(default_factory=dict)
    """Place in the pool → episodes, labelled or just offered, that it is a near copy of."""
    first: list[int] = field(default_factory=list)
    """Texts offered before there was a pool."""


@dataclass(frozen=True, slots=True)
class _Saved:
    state: _State
    looked: NDArray[np.bool_]
    new: dict[int, Future[NDArray[np.uint64]] | None]


class Fills:
    """Chooses what fills gaps; pools are made on a thread of its own and waited for at a turn that is counted.

    Args:
        frame: Every episode.
        mix: A random number for each, which decides between equals.
        cells: What is filled so far.
        texts: Where to read what episodes say.
        cues: Trigger → words that speak of it.
        guesses: Place in the frame → (trigger, outcome) guessed; they win over cue words and the proxy.
    """

    def __init__(
        self,
        frame: LabelFrame,
        mix: NDArray[np.uint64],
        cells: Cells,
        texts: Texts,
        cues: Mapping[str, Sequence[str]],
        guesses: Mapping[int, tuple[str | None, str | None]],
    ) -> None:
        self._frame = frame
        self._mix = mix
        self._cells = cells
        self._texts = texts
        self._cues = cues
        self._kinds = _kinds(frame, cells, guesses)
        self._domains = set(frame.domain.tolist())
        self._alike = SameText(frame)
        self._labelled = frame.outcome > 0
        self._latest = frame.labelled_at.copy()
        self._looked = self._labelled & False
        """Of which a pool was made already."""
        self._new: dict[int, Future[NDArray[np.uint64]] | None] = {}
        """Labelled since the pool was asked for → the pieces of its text; None when it is in the pool."""
        self._thread: ThreadPoolExecutor | None = None
        self._wanted = threading.Event()
        """Set once somebody waits for what is made beside."""
        self._state = _State()
        self.nothing = NO_GUESS
        """After a turn without a pick: why there was none."""

    def close(self) -> None:
        """Stop what runs beside."""
        self._wanted.set()
        if self._thread is not None:
            self._thread.shutdown(wait=True, cancel_futures=True)
            self._thread = None

    def saved(self) -> _Saved:
        """What is known before some turns, for `restore`."""
        was = self._state
        holders = {place: set(rows) for place, rows in was.holders.items()}
        return _Saved(replace(was, holders=holders, first=list(was.first)), self._looked.copy(), dict(self._new))

    def restore(self, was: _Saved) -> None:
        """Take turns back."""
        self._state, self._looked, self._new = was.state, was.looked, was.new

    def new_lap(self) -> None:
        """Everything that was looked at may be looked at again."""
        state = self._state
        self._looked[:] = False
        state.exhausted = False
        state.first.clear()
        for row in {row for rows in state.holders.values() for row in rows if not self._labelled[row]}:
            self._release(row)

    def labelled(self, row: int) -> None:
        """An episode was labelled: its near copies are held back from the next turn on."""
        if self._labelled[row]:
            return
        self._labelled[row] = True
        self._latest[row] = self._latest.max() + 1
        self._alike.count(row, 1)
        pool = self._state.pool
        if pool is not None and row in pool.places:
            self._new[row] = None
        elif pool is not None or self._state.coming is not None:
            self._new[row] = self._beside().submit(_read_pieces, self._texts, self._frame.ids[row])

    def unlabelled(self, row: int) -> None:
        """Its label was taken back: what only it held back is free again."""
        if not self._labelled[row]:
            return
        self._labelled[row] = False
        self._new.pop(row, None)
        self._alike.count(row, -1)
        self._release(row)

    def is_copy(self, row: int) -> bool:
        """True when it says letter for letter what a labelled episode says."""
        return self._alike.labelled(row)

    def held_back(self, waiting: NDArray[np.bool_]) -> int:
        """How many of the waiting episodes are known to be near copies of labelled ones."""
        pool = self._state.pool
        if pool is None:
            return 0
        copies = self._alike.copies() & waiting
        holders = self._state.holders.items()
        near = [int(pool.rows[place]) for place, rows in holders if any(self._labelled[row] for row in rows)]
        return int(copies.sum()) + sum(1 for row in near if waiting[row] and not copies[row])

    def turn(self, waiting: NDArray[np.bool_], *, rehearsed: bool = False) -> tuple[int, str] | None:
        """The waiting episode that would help most, and why; None when none is known to help, see `nothing`.

        Args:
            waiting: Which episodes may be offered.
            rehearsed: True begins nothing beside; for a look at what comes.
        """
        state = self._state
        state.turns += 1
        needs = self._cells.needs(self._domains)
        if not needs.any():
            self.nothing = FULL
            return None
        if state.coming is None and state.pool is None:
            self._look(waiting, rehearsed)
        fresh = state.coming is not None and state.turns >= state.due
        if fresh and state.coming is not None:
            self._wanted.set()
            self._take(state.coming.result())
        if state.pool is None:
            return self._before_the_pool(needs, waiting)
        found = self._from_pool(state.pool, needs, waiting)
        if found is None and state.coming is None and not rehearsed:
            state.exhausted |= fresh
            if not state.exhausted:
                self._look(waiting, rehearsed)
        return found

    def _take(self, pool: Pool) -> None:
        self._state.pool, self._state.coming = pool, None
        self._looked[pool.rows] = True
        self._state.holders.clear()
        for place, row in pool.copies:
            self._hold(place, row)

    def _from_pool(self, pool: Pool, needs: NDArray[np.float64], waiting: NDArray[np.bool_]) -> tuple[int, str] | None:
        import numpy as np

        self._compare(pool)
        worth = np.where(waiting[pool.rows], needs[pool.kinds] * pool.typical, 0.0)
        wanted = bool(worth.any())
        worth[list(self._state.holders)] = 0.0
        worth[self._alike.copies()[pool.rows]] = 0.0
        if not worth.any():
            self.nothing = LOOKING if self._state.coming else ONLY_COPIES if wanted else NO_GUESS
            return None
        place = int(worth.argmax())
        row = int(pool.rows[place])
        for other in pool.resembling.to_one(pool.resembling.pieces.of(place)):
            if other != place:
                self._hold(other, row)
        return row, self._cells.reason(int(pool.kinds[place]))

    def _before_the_pool(self, needs: NDArray[np.float64], waiting: NDArray[np.bool_]) -> tuple[int, str] | None:
        import numpy as np

        worth = np.where(waiting & ~self._alike.copies(), needs[self._kinds], 0.0)
        for text in self._state.first:
            worth[self._frame.text == text] = 0.0
        if not worth.any():
            self.nothing = LOOKING
            return None
        best = np.flatnonzero(worth == worth.max())
        row = int(best[self._mix[best].argmin()])
        self._state.first.append(int(self._frame.text[row]))
        return row, self._cells.reason(int(self._kinds[row]))

    def _look(self, waiting: NDArray[np.bool_], rehearsed: bool) -> None:
        """Have a pool made of what was not looked at yet."""
        import numpy as np

        state = self._state
        small = len(self._frame.ids) <= SMALL
        if rehearsed and not small:
            return
        rows = np.flatnonzero(waiting & ~self._looked)
        if len(rows) > LOOKED_AT:
            rows = rows[np.argpartition(self._mix[rows], LOOKED_AT)[:LOOKED_AT]]
        rows = rows[np.argsort(self._mix[rows])]
        if not len(rows):
            state.exhausted = True
            return
        latest = np.flatnonzero(self._labelled)
        latest = latest[np.argsort(-self._latest[latest], kind="stable")][:COMPARED]
        self._wanted.clear()
        state.coming = self._beside().submit(
            self._in_a_while, make_pool, self._texts, self._frame.ids, self._cells, self._cues, rows, self._kinds[rows],
            self._frame.domain[rows], latest,
        )  # fmt: skip
        state.due = state.turns + (0 if small else MEANWHILE)

    def _in_a_while(self, make: Callable[..., Pool], *given: object) -> Pool:
        """Make a pool once the first episode is on the screen, or at once if it is waited for."""
        self._wanted.wait(SETTLES)
        return make(*given)

    def _compare(self, pool: Pool) -> None:
        """Hold back near copies of what was labelled since the pool was asked for."""
        for row, coming in self._new.items():
            own = pool.places.get(row)
            if own is not None:
                numbers = pool.resembling.pieces.of(own)
            elif coming is not None:
                self._wanted.set()
                numbers = coming.result()
            else:
                numbers = _read_pieces(self._texts, self._frame.ids[row])
            for place in pool.resembling.to_one(numbers):
                if place != own:
                    self._hold(place, row)
        self._new.clear()

    def _hold(self, place: int, row: int) -> None:
        self._state.holders.setdefault(place, set()).add(row)

    def _release(self, row: int) -> None:
        holders = self._state.holders
        for place in [place for place, rows in holders.items() if row in rows]:
            holders[place].discard(row)
            if not holders[place]:
                del holders[place]

    def _beside(self) -> ThreadPoolExecutor:
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="label-queue")
        return self._thread


class SameText:
    """Counts labelled episodes of one and the same text."""

    def __init__(self, frame: LabelFrame) -> None:
        import numpy as np

        _, groups = np.unique(frame.text, return_inverse=True)
        self._groups = groups.reshape(-1)
        self._counts = np.bincount(self._groups[frame.outcome > 0], minlength=len(frame.ids))

    def count(self, row: int, by: int) -> None:
        """Count an episode in or out."""
        self._counts[self._groups[row]] += by

    def labelled(self, row: int) -> bool:
        """True when an episode of its text is labelled."""
        return bool(self._counts[self._groups[row]])

    def copies(self) -> NDArray[np.bool_]:
        """For each episode, whether one of its text is labelled."""
        found: NDArray[np.bool_] = self._counts[self._groups] > 0
        return found


def _kinds(frame: LabelFrame, cells: Cells, guesses: Mapping[int, tuple[str | None, str | None]]) -> NDArray[np.int64]:
    import numpy as np

    with np.errstate(invalid="ignore"):
        outcome = np.select([frame.proxy > PROXY_EDGE, frame.proxy < -PROXY_EDGE, ~np.isnan(frame.proxy)], [1, 3, 2], 0)
    bare = np.array([cells.kind(max(1, domain), 0, 0) for domain in range(len(DOMAINS) + 1)], dtype=np.int64)
    kinds: NDArray[np.int64] = bare[frame.domain] + outcome
    for row, (trigger, guess) in guesses.items():
        known = GOOD_BAD.index(guess) + 1 if guess in GOOD_BAD else int(outcome[row])
        kinds[row] = cells.kind(int(frame.domain[row]), cells.code(trigger), known)
    return kinds


def _read_pieces(texts: Texts, episode_id: str) -> NDArray[np.uint64]:
    said = texts.sample([episode_id], {})
    return cut_to_pieces([text.text for text in said.values()] or [""]).of(0)
