"""Pairs of responses to the same situation: what would have been better, and what was done."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core.clock import iso
from studio.core.errors import UsageError
from studio.core.paths import write_private
from studio.store.preferences import preferences

if TYPE_CHECKING:
    from studio.store import Store

_ME = re.compile(r"^Me: ?", re.M)


@dataclass(frozen=True, slots=True)
class PreferencePair:
    """One situation with a better and a worse response, in the person's own words; not scrubbed."""

    episode_id: str
    situation: str
    chosen: str
    """What would have been better."""
    rejected: str
    """What was done, without the mark of who says it."""
    at: datetime
    """When the better one was said; aware."""
    why: str
    """Why the episode was labelled: `spontaneous`, `audit`, …"""

    def as_dict(self) -> dict[str, Any]:
        """The pair as one JSON line."""
        return {
            "episode_id": self.episode_id, "situation": self.situation, "chosen": self.chosen,
            "rejected": self.rejected, "at": iso(self.at), "why": self.why,
        }  # fmt: skip


def pairs(store: Store) -> list[PreferencePair]:
    """Every pair in the order it was said; only where something was done, and the two differ in more than spacing."""
    found = []
    for one in preferences(store):
        done, better = _ME.sub("", one.response).strip(), _ME.sub("", one.better).strip()
        if done and better and _same(done) != _same(better):
            found.append(PreferencePair(one.episode_id, one.situation, better, done, one.at, one.why))
    return found


def write_pairs(found: list[PreferencePair], path: Path) -> None:
    """Write pairs as JSON lines that only their owner can read, whole or not at all.

    Raises:
        UsageError: the file cannot be written.
    """
    lines = "".join(json.dumps(pair.as_dict(), ensure_ascii=False) + "\n" for pair in found)
    try:
        write_private(path, lines.encode("utf-8", "replace"))
    except OSError as problem:
        raise UsageError(
            f"{path} cannot be written: {problem.strerror or problem}.", fix="Name another file.", code="unwritable"
        ) from problem


def _same(text: str) -> str:
    return " ".join(text.casefold().split())
