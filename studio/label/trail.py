"""The picks of one sitting in the order they were shown: behind, in view, and coming."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from studio.label.picking.queue import Pick, Queue

AHEAD = 3
"""Picks asked of the queue before they are needed, so that they can be read ahead."""


@dataclass(frozen=True, slots=True)
class Step:
    """One episode of the trail."""

    pick: Pick
    outcome: str | None
    here: bool
    seen: bool
    """False while it only comes next."""


class Trail:
    """Moves over the picks of a queue; never shows one twice unless the queue does."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue
        self._picks: list[Pick] = []
        self._at = -1
        self._coming: deque[Pick] = deque()

    @property
    def pick(self) -> Pick | None:
        """The pick in view; None before the first and after the last."""
        return self._picks[self._at] if 0 <= self._at < len(self._picks) else None

    @property
    def position(self) -> int:
        """1-based place of the pick in view."""
        return self._at + 1

    @property
    def shown(self) -> frozenset[str]:
        """Ids of the episodes behind and in view."""
        return frozenset(pick.episode_id for pick in self._picks)

    def forward(self) -> Pick | None:
        """The next pick; None at the end of the queue."""
        if self._at + 1 >= len(self._picks):
            pick = self._coming.popleft() if self._coming else self._queue.next()
            if pick is None:
                self._at = len(self._picks)
                return None
            self._picks.append(pick)
        self._at += 1
        return self.pick

    def back(self) -> Pick | None:
        """The pick before; None at the beginning, and then nothing moves."""
        if self._at <= 0 or not self._picks:
            return None
        self._at = min(self._at, len(self._picks)) - 1
        return self.pick

    def go_to(self, pick: Pick) -> None:
        """Go where an episode was shown last, or put its pick in here."""
        places = [n for n, one in enumerate(self._picks) if one.episode_id == pick.episode_id]
        if places:
            self._at = places[-1]
        else:
            self._at = max(0, min(self._at, len(self._picks)))
            self._picks.insert(self._at, pick)

    def put_in_place(self, gone: str, pick: Pick) -> None:
        """Where an episode stood, show another from now on."""
        self._picks = [pick if one.episode_id == gone else one for one in self._picks]
        self._coming = deque(one for one in self._coming if one.episode_id not in (gone, pick.episode_id))

    def follow(self, other: Trail) -> None:
        """Stand where another trail stands, with what lies behind; what was asked of this queue comes after it."""
        known = {pick.episode_id for pick in other._picks}
        asked = [pick for pick in (*self._picks, *self._coming) if pick.episode_id not in known]
        self._picks, self._at = list(other._picks), other._at
        self._coming = deque(asked)

    def drop(self) -> str:
        """Leave out the pick in view, as its episode is gone; its id."""
        gone = self._picks.pop(self._at).episode_id
        self._at -= 1
        return gone

    def look_ahead(self) -> list[Pick]:
        """The next few picks, asked of the queue now."""
        while len(self._coming) < AHEAD and (pick := self._queue.next()) is not None:
            if any(pick.episode_id == other.episode_id for other in (*self._coming, *self._picks[self._at :])):
                break
            self._coming.append(pick)
        return list(self._coming)

    def steps(self, before: int, after: int, outcome: Callable[[str], str | None]) -> list[Step]:
        """The last picks, the one in view, and the next ones, each with its outcome if it has one."""
        seen = range(max(0, self._at - before), min(len(self._picks), self._at + 1 + after))
        shown = [Step(self._picks[n], outcome(self._picks[n].episode_id), n == self._at, True) for n in seen]
        room = after - sum(1 for n in seen if n > self._at)
        return shown + [Step(pick, None, False, False) for pick in list(self._coming)[: max(0, room)]]
