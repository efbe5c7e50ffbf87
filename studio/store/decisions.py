"""The person's decisions about surfaces, append-only: undo and redo are rows too, so both survive a restart."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from studio.core.clock import now
from studio.core.ids import content_id, text_hash

if TYPE_CHECKING:
    import duckdb

    from studio.store.database import Store

TOLD_DDL = [
    "CREATE TABLE told (action VARCHAR, surface VARCHAR, entity VARCHAR, utc TIMESTAMP)",
    "ALTER TABLE scan_state ADD COLUMN told VARCHAR[]",
    """CREATE VIEW standing_told AS SELECT * FROM told
        WHERE action NOT IN (SELECT target FROM decisions WHERE decision = 'undo')""",
]

LEAKS_DDL = ["CREATE TABLE leaks (action VARCHAR, line_hash VARCHAR, utc TIMESTAMP)"]
"""Lines that leaked, by the decision about their words: they go and come back with it."""

Decision = Literal["accept", "reject", "replace"]

_FIELDS = "surface_key, entity, decision, replacement, as_entity, person"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the person decided about a surface of one entity."""

    key: str
    entity: str
    decision: Decision
    replacement: str | None = None
    """The person's own stand-in; None takes the surrogate of each finding."""
    as_entity: str | None = None
    """The entity the person says it really is."""
    person: str | None = None
    """Who the person says it is."""


@dataclass(frozen=True, slots=True)
class Told:
    """Words the person says identify somebody though no rule found them."""

    surface: str
    entity: str


class Decisions:
    """The `decisions`, `told`, `looked` and `leaks` tables."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def standing(self, keys: Iterable[tuple[str, str]] | None = None) -> dict[tuple[str, str], Verdict]:
        """(surface key, entity) → the decision that stands; of these keys, or of all."""
        wanted = None if keys is None else list(keys)
        if wanted is None:
            rows = self._store.rows(f"SELECT {_FIELDS} FROM standing_decisions")
        elif len(wanted) == 1:
            sql = f"""SELECT {_FIELDS} FROM decisions WHERE surface_key = ? AND entity = ? AND decision <> 'undo'
                AND action NOT IN (SELECT target FROM decisions WHERE decision = 'undo') ORDER BY seq DESC LIMIT 1"""
            rows = self._store.rows(sql, wanted[0])
        else:
            sql = f"""SELECT {_FIELDS} FROM standing_decisions WHERE (surface_key, entity) IN
                (SELECT (k, e) FROM (SELECT unnest(?) AS k, unnest(?) AS e))"""
            rows = self._store.rows(sql, [[key for key, _ in wanted], [entity for _, entity in wanted]])
        return {(row[0], row[1]): Verdict(*row) for row in rows}

    def decide(self, verdicts: Sequence[Verdict], told: Sequence[Told] = (), leaks: Sequence[str] = ()) -> str:
        """Record decisions as one action, which one undo takes back; on disk when this returns. The action's id.

        Args:
            verdicts: The decisions.
            told: Words that no rule found, to be looked for everywhere from the next scan on.
            leaks: Unflagged lines in which they stood.
        """
        action = content_id("d", secrets.token_hex(8))
        if verdicts or told:
            with self._store.transaction() as cursor:
                _append(cursor, action, verdicts)
                for one in told:
                    cursor.execute("INSERT INTO told VALUES (?, ?, ?, ?)", [action, one.surface, one.entity, _moment()])
                for line in leaks:
                    cursor.execute("INSERT INTO leaks VALUES (?, ?, ?)", [action, text_hash(line), _moment()])
        return action

    def undo(self) -> list[Verdict]:
        """Take back the latest action that stands; returns its decisions, none when there was nothing to undo."""
        last = self._store.value(
            """SELECT action FROM decisions WHERE decision <> 'undo'
            AND action NOT IN (SELECT target FROM decisions WHERE decision = 'undo') ORDER BY seq DESC LIMIT 1"""
        )
        if last is None:
            return []
        with self._store.transaction() as cursor:
            cursor.execute(
                "INSERT INTO decisions (action, utc, decision, target) VALUES (?, ?, 'undo', ?)",
                [content_id("d", secrets.token_hex(8)), _moment(), last],
            )
        return self._of(last)

    def redo(self) -> list[Verdict]:
        """Bring back what was undone last, unless something was decided since; returns its decisions."""
        gone = self._store.value(
            """SELECT target FROM decisions WHERE decision = 'undo'
            AND seq > (SELECT coalesce(max(seq), 0) FROM decisions WHERE decision <> 'undo' AND target IS NULL)
            AND target NOT IN (SELECT target FROM decisions WHERE decision <> 'undo' AND target IS NOT NULL)
            ORDER BY seq DESC LIMIT 1"""
        )
        if gone is None:
            return []
        verdicts = self._of(gone)
        action = content_id("d", secrets.token_hex(8))
        with self._store.transaction() as cursor:
            _append(cursor, action, verdicts, target=gone)
            cursor.execute("INSERT INTO told SELECT ?, surface, entity, ? FROM told WHERE action = ?",
                           [action, _moment(), gone])  # fmt: skip
            cursor.execute("INSERT INTO leaks SELECT ?, line_hash, ? FROM leaks WHERE action = ?",
                           [action, _moment(), gone])  # fmt: skip
        return verdicts

    def told(self) -> list[Told]:
        """Words that no rule found and that the person named, none of them taken back."""
        sql = "SELECT DISTINCT surface, entity FROM standing_told ORDER BY entity, surface"
        return [Told(*row) for row in self._store.rows(sql)]

    def look(self, line: str, leak: bool | None) -> None:
        """Record that the person looked at an unflagged line: whether it identifies somebody, None to take it back."""
        with self._store.transaction() as cursor:
            _look(cursor, line, leak)

    def looked(self) -> dict[str, bool]:
        """Hash of a line looked at → whether it leaked, as said last and not taken back."""
        sql = """SELECT line_hash, leak FROM (SELECT line_hash, leak, utc, seq FROM looked
            UNION ALL SELECT line_hash, TRUE, utc, 0 FROM leaks
            WHERE action NOT IN (SELECT target FROM decisions WHERE decision = 'undo')) ORDER BY utc, seq"""
        said = dict(self._store.rows(sql))
        return {line: bool(leak) for line, leak in said.items() if leak is not None}

    def _of(self, action: str) -> list[Verdict]:
        sql = f"SELECT {_FIELDS} FROM decisions WHERE action = ? ORDER BY seq"
        return [Verdict(*row) for row in self._store.rows(sql, [action])]


def _moment() -> Any:
    return now().replace(tzinfo=None)


def _look(cursor: duckdb.DuckDBPyConnection, line: str, leak: bool | None) -> None:
    cursor.execute("INSERT INTO looked (line_hash, leak, utc) VALUES (?, ?, ?)", [text_hash(line), leak, _moment()])


def _append(
    cursor: duckdb.DuckDBPyConnection, action: str, verdicts: Sequence[Verdict], target: str | None = None
) -> None:
    columns: list[list[str | None]] = [
        [*(v.key for v in verdicts)],
        [*(v.entity for v in verdicts)],
        [*(v.decision for v in verdicts)],
        [v.replacement for v in verdicts],
        [v.as_entity for v in verdicts],
        [v.person for v in verdicts],
    ]
    if len(verdicts) == 1:
        cursor.execute(
            f"INSERT INTO decisions (action, utc, target, {_FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [action, _moment(), target, *(column[0] for column in columns)],
        )
    elif verdicts:
        cursor.execute(
            f"""INSERT INTO decisions (action, utc, target, {_FIELDS})
            SELECT ?, ?, ?, unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[]),
            unnest(?::VARCHAR[]), unnest(?::VARCHAR[])""",
            [action, _moment(), target, *columns],
        )
