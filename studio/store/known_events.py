"""The label events of the episodes looked at last, so that a key need not read the log again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

OF_ONE = """SELECT action, kind, field, value, target, why, inclusion_prob, utc, scheme, sitting
    FROM label_events WHERE episode_id = ? AND kind <> 'revise' ORDER BY seq"""
"""The events of one episode, as `standing_of` takes them."""

KEPT = 500
"""Episodes whose events are kept."""

Event = tuple[Any, ...]


class KnownEvents:
    """Episode id → its events in order, as `OF_ONE` reads them; kept up to date by whoever writes the log."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._events: OrderedDict[str, list[Event]] = OrderedDict()
        self.version = 0
        """How often the log was written: what was read before a write must not be kept after it."""

    def get(self, episode_id: str) -> list[Event] | None:
        """The events of an episode; None when they are not known."""
        with self._lock:
            found = self._events.get(episode_id)
            return None if found is None else list(found)

    def keep(self, episode_id: str, events: Sequence[Event], version: int) -> None:
        """Keep what was read, unless the log was written since."""
        with self._lock:
            if version == self.version:
                self._events[episode_id] = list(events)
                self._events.move_to_end(episode_id)
                if len(self._events) > KEPT:
                    self._events.popitem(last=False)

    def add(self, rows: Sequence[Sequence[Any]]) -> None:
        """Take in rows that were written, whole: action, utc, kind, episode, field, value and so on to the seconds."""
        with self._lock:
            self.version += 1
            for action, utc, kind, episode_id, field, value, _, target, why, chance, sitting, scheme, _ in rows:
                if kind != "revise" and (events := self._events.get(episode_id)) is not None:
                    events.append((action, kind, field, value, target, why, chance, utc, scheme, sitting))

    def clear(self) -> None:
        """Forget everything, as after a write that failed."""
        with self._lock:
            self.version += 1
            self._events.clear()
