"""The codebook: schemes as they were when labels were given, and the person's own line on what a value means."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from studio.core.clock import now

if TYPE_CHECKING:
    from studio.store.database import Store

DDL = [
    "CREATE SEQUENCE value_rule_seq",
    """CREATE TABLE value_rules (seq BIGINT DEFAULT nextval('value_rule_seq'), utc TIMESTAMP, domain VARCHAR,
        field VARCHAR, value VARCHAR, text VARCHAR)""",
    """CREATE TABLE scheme_revisions (name VARCHAR, revision INTEGER, domain VARCHAR, utc TIMESTAMP, hash VARCHAR,
        toml VARCHAR, after BIGINT)""",
]

_LAST = """SELECT episode_id, field, arg_max(value, seq) AS value, arg_max(scheme, seq) AS stamp, max(seq) AS seq
    FROM label_events
    WHERE kind = 'set' AND field IN ('trigger', 'response_style', 'topics') AND scheme <> ''
        AND action NOT IN (SELECT action FROM undone)
    GROUP BY 1, 2"""
_GIVEN = f"""SELECT e.domain, l.field, l.value, l.stamp, k.after, l.episode_id, e.utc
    FROM ({_LAST}) l
    ASOF LEFT JOIN (SELECT name || '@' || revision AS stamp, after FROM scheme_revisions) k
        ON l.stamp = k.stamp AND l.seq > k.after
    JOIN episodes e ON e.id = l.episode_id
    WHERE l.value <> 'null'"""
"""Every value that stands, with the scheme it was given under and which keeping of that scheme was the latest then."""


@dataclass(frozen=True, slots=True)
class KeptScheme:
    """A scheme's text as it was when a label was first given under it."""

    name: str
    revision: int
    domain: str
    at: datetime
    hash: str
    """Of what its values mean, so that a change of keys or colours is none."""
    toml: str
    after: int
    """`seq` of the last label event before it was kept."""

    @property
    def stamp(self) -> str:
        """`name@revision`."""
        return f"{self.name}@{self.revision}"


@dataclass(frozen=True, slots=True)
class GivenGroup:
    """Values alike: of one domain and field, given under one scheme."""

    domain: str
    field: str
    value: str
    """As JSON: a word, or a list for topics."""
    stamp: str
    after: int | None
    """`KeptScheme.after` of the text it was given under; None when none was kept yet."""


@dataclass(frozen=True, slots=True)
class StandingValue:
    """A value that stands on an episode, with the provenance it was given under."""

    episode_id: str
    value: Any
    why: str
    inclusion_prob: float | None


class Codebook:
    """The `value_rules` and `scheme_revisions` tables, append-only."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def set_rule(self, domain: str, field: str, value: str, text: str) -> None:
        """Say in a line what a value means; empty text takes the line away."""
        clean = " ".join(text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8").split())
        with self._store.transaction() as cursor:
            cursor.execute(
                "INSERT INTO value_rules (utc, domain, field, value, text) VALUES (?, ?, ?, ?, ?)",
                [now().replace(tzinfo=None), domain, field, value, clean],
            )

    def rules(self, domain: str) -> dict[tuple[str, str], str]:
        """(field, value) → the line that stands, for the values that have one."""
        sql = """SELECT field, value, arg_max(text, seq) FROM value_rules WHERE domain = ? GROUP BY 1, 2
            HAVING arg_max(text, seq) <> '' ORDER BY min(seq)"""
        return {(field, value): text for field, value, text in self._store.rows(sql, [domain])}

    def keep(self, name: str, revision: int, domain: str, meaning: str, toml: str) -> bool:
        """Keep a scheme's text, unless the latest kept of that name and revision means the same; True when kept.

        Args:
            name: Of the scheme.
            revision: Of the scheme.
            domain: Of the scheme.
            meaning: Hash of what its values mean.
            toml: The file's text.
        """
        sql = "SELECT hash FROM scheme_revisions WHERE name = ? AND revision = ? ORDER BY after DESC, utc DESC LIMIT 1"
        with self._store.transaction() as cursor:
            row = cursor.execute(sql, [name, revision]).fetchone()
            if row is not None and row[0] == meaning:
                return False
            cursor.execute(
                """INSERT INTO scheme_revisions
                SELECT ?, ?, ?, ?, ?, ?, (SELECT coalesce(max(seq), 0) FROM label_events)""",
                [name, revision, domain, now().replace(tzinfo=None), meaning, toml],
            )
        return True

    def kept(self) -> list[KeptScheme]:
        """Every scheme text kept, in the order it was kept."""
        sql = "SELECT name, revision, domain, utc, hash, toml, after FROM scheme_revisions ORDER BY after, utc"
        return [KeptScheme(r[0], r[1], r[2], r[3].replace(tzinfo=UTC), r[4], r[5], r[6]) for r in self._store.rows(sql)]

    def given_groups(self) -> list[GivenGroup]:
        """The values that stand for triggers, responses and topics, grouped by what they were given under."""
        sql = f"SELECT DISTINCT domain, field, value, stamp, after FROM ({_GIVEN})"
        return [GivenGroup(*row) for row in self._store.rows(sql)]

    def given_in(self, groups: Iterable[GivenGroup]) -> list[tuple[str, GivenGroup]]:
        """(episode id, group) of every value in those groups, in the order the episodes happened."""
        wanted = list(groups)
        marks = ", ".join(["(?, ?, ?, ?, ?, ?)"] * len(wanted))
        if not wanted:
            return []
        sql = f"""SELECT g.episode_id, w.n FROM ({_GIVEN}) g
            JOIN (VALUES {marks}) w (n, domain, field, value, stamp, after)
            ON g.domain = w.domain AND g.field = w.field AND g.value = w.value AND g.stamp = w.stamp
                AND g.after IS NOT DISTINCT FROM w.after::BIGINT
            ORDER BY g.utc, g.episode_id, g.field DESC"""
        told = [v for n, g in enumerate(wanted) for v in (n, g.domain, g.field, g.value, g.stamp, g.after)]
        return [(episode_id, wanted[n]) for episode_id, n in self._store.rows(sql, told)]

    def standing(self, domain: str, field: str, value: str) -> list[StandingValue]:
        """Where a value stands now in a domain; for topics, wherever it is among them."""
        match = "json_contains(c.value, ?)" if field == "topics" else "c.value = ?"
        sql = f"""SELECT c.episode_id, c.value, c.why, c.inclusion_prob FROM current_fields c
            JOIN episodes e ON e.id = c.episode_id
            WHERE e.domain = ? AND c.field = ? AND c.value IS NOT NULL AND {match} ORDER BY e.utc, e.id"""
        rows: Sequence[tuple[Any, ...]] = self._store.rows(sql, [domain, field, json.dumps(value, ensure_ascii=False)])
        return [StandingValue(r[0], json.loads(r[1]), r[2] or "spontaneous", r[3]) for r in rows]
