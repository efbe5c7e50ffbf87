"""One time through the record: who waits, who was offered, and what comes next at random."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from studio.store.label_frame import LabelFrame


@dataclass(frozen=True, slots=True)
class _Saved:
    served: NDArray[np.bool_]
    waiting: NDArray[np.bool_]
    came_back: NDArray[np.bool_]
    late: set[int]
    drawn: int
    asked: int


class Lap:
    """Every episode at most once: drawn at random, asked for by row, and the ones set aside at the end.

    Rows chosen for another reason are chosen in an order of their own, `mix`, so that they say nothing about which row
    is drawn next.

    Args:
        frame: Every episode, in any order.
    """

    def __init__(self, frame: LabelFrame) -> None:
        import numpy as np

        self.frame = frame
        mixed = (frame.draw ^ (frame.draw >> np.uint64(31))) * np.uint64(0xBF58476D1CE4E5B9)
        self.mix: NDArray[np.uint64] = mixed ^ (mixed >> np.uint64(27))
        """Random numbers, one a row, that say nothing about the draw (the finaliser of SplitMix64)."""
        self._order: list[int] = np.argsort(frame.draw).tolist()
        self._rank = np.empty(len(self._order), dtype=np.int64)
        self._rank[self._order] = np.arange(len(self._order))
        self.unlabelled: NDArray[np.bool_] = frame.outcome == 0
        self._skipped = frame.skipped.copy()
        self._there = np.ones(len(frame.ids), dtype=bool)
        self.begin()

    def begin(self) -> None:
        """Start over: whatever is not labelled waits again."""
        import numpy as np

        self._served = np.zeros(len(self._order), dtype=bool)
        self._came_back = np.zeros(len(self._order), dtype=bool)
        self.waiting: NDArray[np.bool_] = self.unlabelled & ~self._skipped & self._there
        """Unlabelled, not set aside, not offered yet."""
        self._drawn = 0
        self._asked = 0
        self._undecided: list[int] | None = None
        self._late: set[int] = set()

    @property
    def set_aside(self) -> int:
        """Unlabelled episodes that are set aside."""
        import numpy as np

        return int(np.count_nonzero(self._skipped & self.unlabelled & self._there))

    @property
    def passed_over(self) -> bool:
        """True when something was offered, or brought back, and still waits for its label."""
        return bool((self.unlabelled & ~self._skipped & self._there).any())

    def aside(self) -> list[int]:
        """Rows of unlabelled episodes that are set aside."""
        return [int(row) for row in (self._skipped & self.unlabelled & self._there).nonzero()[0]]

    def is_skipped(self, row: int) -> bool:
        """True while it is set aside."""
        return bool(self._skipped[row])

    def labelled(self, row: int, now: bool) -> None:
        """An episode was labelled, or its label taken back."""
        self.unlabelled[row] = not now
        self._settle(row)

    def skipped(self, row: int, now: bool) -> None:
        """An episode was set aside, or brought back."""
        self._skipped[row] = now
        self._settle(row)

    def gone(self, row: int) -> None:
        """An episode is no longer in the record."""
        self._there[row] = False
        self._settle(row)

    def serve(self, row: int) -> None:
        """An episode is offered now."""
        self._served[row] = True
        self._settle(row)

    def draw(self) -> tuple[int, int] | None:
        """(row, number of rows it was drawn from), every waiting row as likely as any other; None when none waits.

        What came to wait again after its place in the random order had passed is drawn in the next lap, and is not
        counted.
        """
        import numpy as np

        while self._drawn < len(self._order):
            row = self._order[self._drawn]
            if self.waiting[row]:
                drawn_from = int(np.count_nonzero(self.waiting)) - len(self._late)
                self._drawn += 1
                self.serve(row)
                return row, drawn_from
            self._drawn += 1
        return None

    def undecided(self, passed: Callable[[int], bool]) -> int | None:
        """The waiting row whose proxy is nearest to 0 and that is not to be passed; None when none has a proxy."""
        import numpy as np

        if self._undecided is None:
            known = np.flatnonzero(self.waiting & ~np.isnan(self.frame.proxy))
            order = np.lexsort((self.mix[known], np.abs(self.frame.proxy[known])))
            self._undecided = known[order].tolist()
        while self._asked < len(self._undecided):
            row = self._undecided[self._asked]
            self._asked += 1
            if self.waiting[row] and not passed(row):
                self.serve(row)
                return row
        return None

    def one_aside(self) -> int | None:
        """A row set aside that was not offered since; None when there is none."""
        coming = (self._skipped & self.unlabelled & self._there & ~self._came_back).nonzero()[0]
        if not len(coming):
            return None
        row = int(coming[self.mix[coming].argmin()])
        self._came_back[row] = True
        return row

    def saved(self) -> _Saved:
        """How far the lap is, for `restore`."""
        return _Saved(
            self._served.copy(), self.waiting.copy(), self._came_back.copy(), set(self._late), self._drawn, self._asked
        )

    def restore(self, was: _Saved) -> None:
        """Go back to where the lap was; labels and skips must not have changed since."""
        self._served, self.waiting, self._came_back, self._late = was.served, was.waiting, was.came_back, was.late
        self._drawn, self._asked = was.drawn, was.asked

    def _settle(self, row: int) -> None:
        waits = bool(self.unlabelled[row] and not self._skipped[row] and self._there[row] and not self._served[row])
        self.waiting[row] = waits
        if waits and self._rank[row] < self._drawn:
            self._late.add(row)
        else:
            self._late.discard(row)
