"""What can be undone and redone: two stacks of actions, read off the label log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

EVENTS = "SELECT seq, kind, action, episode_id, target FROM label_events WHERE seq > ? ORDER BY seq"
"""What the stacks are made of, event by event, after one that is known."""

DEPTH = """WITH given AS (SELECT action, max(seq) AS seq FROM label_events
        WHERE kind IN ('set', 'skip', 'flag', 'revise') GROUP BY 1),
    turned AS (SELECT target, arg_max(kind, seq) AS kind, max(seq) AS seq FROM label_events
        WHERE kind IN ('undo', 'redo') GROUP BY 1)
    SELECT count(*) FILTER (WHERE coalesce(t.kind, 'redo') = 'redo'),
        count(*) FILTER (WHERE t.kind = 'undo' AND t.seq > (SELECT max(seq) FROM given))
    FROM given g LEFT JOIN turned t ON t.target = g.action"""
"""How deep both stacks are, without reading the log event by event."""


@dataclass(slots=True)
class UndoStacks:
    """Actions with the episodes each one touched."""

    done: list[tuple[str, list[str]]] = field(default_factory=list)
    undone: list[tuple[str, list[str]]] = field(default_factory=list)
    last: int = 0
    """`seq` of the latest event taken in by `read`."""
    revisions: set[str] = field(default_factory=set)
    """Actions that put episodes in place of others."""

    def read(self, events: Iterable[tuple[Any, ...]]) -> None:
        """Take in rows of `EVENTS`."""
        for seq, kind, action, episode_id, target in events:
            self.take(kind, action, episode_id, target)
            self.last = seq

    def take(self, kind: str, action: str, episode_id: str, target: str | None) -> None:
        """Take in the next event of the log."""
        if kind == "revise":
            self.revisions.add(action)
        if kind in ("set", "skip", "flag", "revise"):
            if not self.done or self.done[-1][0] != action:
                self.done.append((action, []))
            if episode_id not in self.done[-1][1][-1:]:
                self.done[-1][1].append(episode_id)
            self.undone.clear()
            return
        left, right = (self.done, self.undone) if kind == "undo" else (self.undone, self.done)
        if right and right[-1][0] == target:
            return
        while left:
            entry = left.pop()
            if entry[0] == target:
                right.append(entry)
                return
