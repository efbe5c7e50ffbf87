"""What scanning remembers from one time to the next: names learned from each source, and what it knew when it ended."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from studio.core.clock import now

if TYPE_CHECKING:
    from studio.store.database import Store

DDL = [
    "CREATE TABLE lessons (source_id VARCHAR, rules VARCHAR, utc TIMESTAMP, lesson VARCHAR)",
    "CREATE TABLE scan_state (rules VARCHAR, utc TIMESTAMP, roster VARCHAR, people VARCHAR[], places VARCHAR[])",
]


@dataclass(frozen=True, slots=True)
class ScanState:
    """What the last scan knew."""

    roster: Mapping[str, Sequence[str]]
    """Lower-case word of the people list → what it stands for."""
    people: frozenset[str]
    """Lower-case name words learned."""
    places: frozenset[str]
    told: frozenset[tuple[str, str]] = frozenset()
    """(surface, entity) of words that no rule found and that the person named."""


class ScanMemory:
    """The `lessons` and `scan_state` tables."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def sources(self) -> list[str]:
        """Ids of the sources that hold words somebody wrote."""
        sql = """SELECT DISTINCT source_id FROM (SELECT source_id FROM messages UNION ALL SELECT source_id FROM notes
            UNION ALL SELECT source_id FROM workouts UNION ALL SELECT source_id FROM sets
            UNION ALL SELECT source_id FROM measurements WHERE note IS NOT NULL) ORDER BY 1"""
        return [row[0] for row in self._store.rows(sql)]

    def words_of(self, source_id: str) -> Iterator[str]:
        """Every different text of a source, what stands around the records included: chat and note titles, tags."""
        sql = """SELECT DISTINCT text FROM (
            SELECT text FROM messages WHERE source_id = $1 AND type NOT IN ('reaction', 'deleted')
            UNION ALL SELECT DISTINCT conversation FROM messages WHERE source_id = $1
            UNION ALL SELECT text FROM notes WHERE source_id = $1
            UNION ALL SELECT title FROM notes WHERE source_id = $1
            UNION ALL SELECT unnest(tags) FROM notes WHERE source_id = $1
            UNION ALL SELECT name FROM workouts WHERE source_id = $1
            UNION ALL SELECT note FROM workouts WHERE source_id = $1
            UNION ALL SELECT note FROM sets WHERE source_id = $1
            UNION ALL SELECT note FROM measurements WHERE source_id = $1
            ) WHERE text IS NOT NULL AND trim(text) <> ''"""
        for (text,) in self._store.stream(sql, [source_id]):
            yield text

    def lessons(self, rules: str) -> dict[str, dict[str, Any]]:
        """Source id → what was learned from it with these rules."""
        sql = "SELECT source_id, lesson FROM lessons WHERE rules = ?"
        return {row[0]: json.loads(row[1]) for row in self._store.rows(sql, [rules])}

    def put_lessons(self, rules: str, lessons: Mapping[str, Mapping[str, Any]]) -> None:
        """Keep what was learned from sources, in place of what was learned from all sources before."""
        moment = now().replace(tzinfo=None)
        rows = [[source, rules, moment, json.dumps(lesson, sort_keys=True)] for source, lesson in lessons.items()]
        with self._store.transaction() as cursor:
            cursor.execute("DELETE FROM lessons")
            if rows:
                cursor.executemany("INSERT INTO lessons VALUES (?, ?, ?, ?)", rows)

    def state(self, rules: str) -> ScanState | None:
        """What the last scan knew; None where there was none with these rules."""
        row = self._store.row("SELECT roster, people, places, told FROM scan_state WHERE rules = ?", [rules])
        if row is None:
            return None
        told = frozenset((surface, entity) for surface, entity in map(json.loads, row[3] or ()))
        return ScanState(json.loads(row[0]), frozenset(row[1]), frozenset(row[2]), told)

    def put_state(self, rules: str, state: ScanState) -> None:
        """Keep what a scan knew, in place of the one before."""
        roster = json.dumps({word: list(meaning) for word, meaning in state.roster.items()}, sort_keys=True)
        told = sorted(json.dumps(list(pair)) for pair in state.told)
        with self._store.transaction() as cursor:
            cursor.execute("DELETE FROM scan_state")
            cursor.execute(
                "INSERT INTO scan_state (rules, utc, roster, people, places, told) VALUES (?, ?, ?, ?, ?, ?)",
                [rules, now().replace(tzinfo=None), roster, sorted(state.people), sorted(state.places), told],
            )
