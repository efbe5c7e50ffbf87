"""What the person said would have been better, beside what was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from studio.store.database import Store


@dataclass(frozen=True, slots=True)
class Preference:
    """A better response in the same situation, as it stands now."""

    episode_id: str
    situation: str
    response: str
    """What was done."""
    better: str
    at: datetime
    """When it was said last; aware, UTC."""
    why: str
    """Why the episode was labelled: `spontaneous`, `audit`, …"""


def preferences(store: Store) -> list[Preference]:
    """Every episode with a response and a better one, in the order they were said; undone ones are not there."""
    sql = """SELECT e.id, e.situation, e.response, f.value ->> '$', f.utc, f.why
        FROM current_fields f JOIN episodes e ON e.id = f.episode_id
        WHERE f.field = 'better' AND f.value IS NOT NULL AND e.response IS NOT NULL ORDER BY f.utc, e.id"""
    return [
        Preference(row[0], row[1], row[2], row[3], row[4].replace(tzinfo=UTC), row[5] or "spontaneous")
        for row in store.rows(sql)
    ]
