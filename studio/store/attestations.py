"""What the person said about a gap, which episodes were drawn at random, and what the checks found at each look."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from studio.core.clock import now

if TYPE_CHECKING:
    from studio.store.database import Store

DDL = [
    "CREATE SEQUENCE attestation_seq",
    """CREATE TABLE attestations (seq BIGINT DEFAULT nextval('attestation_seq'), check_id VARCHAR, utc TIMESTAMP,
        note VARCHAR, state VARCHAR)""",
    "CREATE TABLE audit_draws (episode_id VARCHAR, utc TIMESTAMP, inclusion_prob DOUBLE)",
]

LOOKS_DDL = [
    "CREATE SEQUENCE gap_look_seq",
    """CREATE TABLE gap_looks (seq BIGINT DEFAULT nextval('gap_look_seq'), utc TIMESTAMP, labelled BIGINT,
        states VARCHAR)""",
]

WITHDRAWN = "withdrawn"
"""In place of a state: the person took back what they had said."""


@dataclass(frozen=True, slots=True)
class Attestation:
    """One thing the person said about one check."""

    check_id: str
    at: datetime
    """Aware, UTC."""
    note: str
    state: str
    """The check's state when it was said; `withdrawn` where the person took back what stood before."""

    @property
    def withdrawn(self) -> bool:
        """True when this takes back what was said before; it has no note then."""
        return self.state == WITHDRAWN


@dataclass(frozen=True, slots=True)
class Look:
    """What every check found at one number of labels."""

    labelled: int
    states: Mapping[str, str]
    """Check id → its state by that look alone."""


class Attestations:
    """The `attestations`, `audit_draws` and `gap_looks` tables, append-only."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, check_id: str, note: str, state: str) -> None:
        """Record that the person says a finding is how it really is."""
        with self._store.transaction() as cursor:
            cursor.execute(
                "INSERT INTO attestations (check_id, utc, note, state) VALUES (?, ?, ?, ?)",
                [check_id, now().replace(tzinfo=None), note, state],
            )

    def withdraw(self, check_id: str) -> None:
        """Record that the person takes back what they said about a check; what they said stays on record."""
        with self._store.transaction() as cursor:
            cursor.execute(
                "INSERT INTO attestations (check_id, utc, note, state) VALUES (?, ?, NULL, ?)",
                [check_id, now().replace(tzinfo=None), WITHDRAWN],
            )

    def latest(self) -> dict[str, Attestation]:
        """Check id → what was said about it last; those taken back since are left out."""
        last = {said.check_id: said for said in self.all()}
        return {check_id: said for check_id, said in last.items() if not said.withdrawn}

    def all(self) -> list[Attestation]:
        """Everything ever said and taken back, oldest first."""
        sql = "SELECT check_id, utc, coalesce(note, ''), state FROM attestations ORDER BY seq"
        return [Attestation(row[0], row[1].replace(tzinfo=UTC), row[2], row[3]) for row in self._store.rows(sql)]

    def record_draw(self, episode_ids: Sequence[str], inclusion_prob: float) -> None:
        """Record that these were drawn at random, each with this chance; one drawn before keeps its first chance."""
        drawn = self.draws()
        moment = now().replace(tzinfo=None)
        rows = [[i, moment, inclusion_prob] for i in episode_ids if i not in drawn]
        if rows:
            with self._store.transaction() as cursor:
                cursor.executemany("INSERT INTO audit_draws VALUES (?, ?, ?)", rows)

    def draws(self) -> dict[str, float]:
        """Episode id → the chance it had of being drawn, for every episode drawn so far."""
        return dict(self._store.rows("SELECT episode_id, inclusion_prob FROM audit_draws"))

    def drawn(self) -> list[tuple[str, ...]]:
        """The episode ids of every draw, in the order they were drawn, oldest draw first."""
        rows = self._store.rows("SELECT episode_id, utc FROM audit_draws ORDER BY utc, rowid")
        return [tuple(i for i, _ in draw) for _, draw in groupby(rows, key=lambda row: row[1])]

    def looks(self, last: int = 2) -> list[Look]:
        """The latest looks, the newest first."""
        sql = "SELECT labelled, states FROM gap_looks ORDER BY seq DESC LIMIT ?"
        return [Look(row[0], json.loads(row[1])) for row in self._store.rows(sql, [last])]

    def record_look(self, look: Look) -> None:
        """Record what was found at one number of labels."""
        with self._store.transaction() as cursor:
            cursor.execute(
                "INSERT INTO gap_looks (utc, labelled, states) VALUES (?, ?, ?)",
                [now().replace(tzinfo=None), look.labelled, json.dumps(dict(look.states), sort_keys=True)],
            )
