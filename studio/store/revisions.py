"""Episodes made by hand out of others: joined, split, trimmed or extended, each taken back by one undo.

A revision is one action of the label log. Its event holds every episode that went and every one that came, whole, so
that undo and redo put the one in place of the other in the transaction of their own event.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from studio.core.errors import StudioError
from studio.store.episodes import (
    NO_REASONS,
    SPOKEN,
    EpisodeWithEvidence,
    own_parts,
    put_episodes,
    remove_episodes,
)
from studio.store.label_events import Given, Mark

if TYPE_CHECKING:
    import duckdb

    from studio.store.database import Store

Revision = Literal["merge", "split", "trim", "extend"]
Side = Literal["before", "after"]


class Revisions:
    """Writes revisions, and reads what lies beside an episode."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def apply(
        self,
        what: Revision,
        gone: Sequence[str],
        added: Sequence[EpisodeWithEvidence],
        carried: Sequence[Given],
        origin: str,
        sitting: str = "",
        *,
        marks: Sequence[tuple[Mark, str, bool | str]] = (),
        reasons: Mapping[str, Sequence[str]] = NO_REASONS,
    ) -> str:
        """Put some episodes in place of others, with what was said about them, all of it or nothing.

        Args:
            what: What the person did.
            gone: Ids to take out.
            added: The episodes that come, the first of them the one to go on with.
            carried: Labels that come along, of the added episodes only.
            origin: Kept with the added episodes, so that a cut leaves them alone.
            sitting: In which it was done.
            marks: (kind, episode id, value) of flags and skips that come along.
            reasons: Episode id → why it lies as it does, in plain sentences.

        Returns:
            The action's id.

        Raises:
            StudioError: one that is to go is no longer there.
        """

        def exchange(cursor: duckdb.DuckDBPyConnection) -> str:
            before = _snapshots(cursor, gone)
            if len(before) != len(set(gone)):
                raise StudioError(
                    "The episodes were cut anew in the meantime.", fix="Look again and repeat it.", code="changed"
                )
            remove_episodes(cursor, gone)
            put_episodes(cursor, added, origin, reasons)
            after = _snapshots(cursor, [episode.id for episode, _ in added])
            return json.dumps({"what": what, "gone": before, "made": after}, ensure_ascii=False)

        return self._store.labels.revise(added[0][0].id, what, exchange, carried=carried, marks=marks, sitting=sitting)

    def beside(self, message_id: str, side: Side, count: int) -> list[str]:
        """Ids of up to `count` spoken messages next to one, of the same conversation, in order of time."""
        compare, order = ("<", "DESC") if side == "before" else (">", "ASC")
        kinds = ", ".join(f"'{kind}'" for kind in SPOKEN)
        sql = f"""WITH here AS (SELECT conversation, utc, source_id, ordinal FROM messages WHERE id = ? LIMIT 1)
            SELECT m.id FROM messages m, here h
            WHERE m.conversation = h.conversation AND m.sender IS NOT NULL AND m.type IN ({kinds})
                AND (m.utc, m.source_id, m.ordinal) {compare} (h.utc, h.source_id, h.ordinal)
            ORDER BY m.utc {order}, m.source_id {order}, m.ordinal {order} LIMIT ?"""
        found = [row[0] for row in self._store.rows(sql, [message_id, count])]
        return found[::-1] if side == "before" else found

    def following(self, episode_id: str) -> str | None:
        """Id of the next episode of the same kind with the same people; None when there is none."""
        sql = """SELECT n.id FROM episodes e JOIN episodes n ON n.domain = e.domain AND n.people = e.people
            WHERE e.id = ? AND (n.utc, n.id) > (e.utc, e.id) ORDER BY n.utc, n.id LIMIT 1"""
        found = self._store.value(sql, [episode_id])
        return None if found is None else str(found)

    def owners(self, record_ids: Iterable[str]) -> dict[str, str]:
        """Record id → the episode it belongs to, for those that belong to one."""
        with self._store.cursor() as cursor:
            return {record: episode for episode, record in _owned(cursor, list(record_ids))}


def put_back(cursor: duckdb.DuckDBPyConnection, value: str, kind: Literal["undo", "redo"]) -> None:
    """Undo or redo a revision inside the caller's transaction.

    Whatever a cut made of the same records since then gives way to the episodes that come back.

    Args:
        cursor: Inside the transaction of the undo or redo event.
        value: The revision's event, as it was logged.
        kind: Which way.
    """
    told = json.loads(value)
    leaving, coming = (told["made"], told["gone"]) if kind == "undo" else (told["gone"], told["made"])
    own = [record for one in coming for record, part in one["evidence"] if part in own_parts(one["episode"]["domain"])]
    overlapping = {episode for episode, _ in _owned(cursor, own)}
    ids = {one["episode"]["id"] for one in (*leaving, *coming)}
    remove_episodes(cursor, sorted(overlapping | ids))
    known = [row[0] for row in cursor.execute("SELECT column_name FROM (DESCRIBE episodes)").fetchall()]
    for one in coming:
        _restore(cursor, one, known)


def ids_only(told: Mapping[str, Any]) -> dict[str, Any]:
    """A revision's event without the episodes' texts: `{"what", "gone": [ids], "made": [ids]}`."""
    return {
        "what": told["what"],
        "gone": [one["episode"]["id"] for one in told["gone"]],
        "made": [one["episode"]["id"] for one in told["made"]],
    }


def _owned(cursor: duckdb.DuckDBPyConnection, records: Sequence[str]) -> list[tuple[str, str]]:
    if not records:
        return []
    sql = """SELECT r.episode_id, r.record_id, e.domain, r.part FROM episode_records r JOIN episodes e
        ON e.id = r.episode_id WHERE r.record_id IN (SELECT unnest(?::VARCHAR[]))"""
    rows = cursor.execute(sql, [list(records)]).fetchall()
    return [(episode, record) for episode, record, domain, part in rows if part in own_parts(domain)]


def _snapshots(cursor: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> list[dict[str, Any]]:
    """Episodes with their evidence as JSON can hold them, in the order of the ids."""
    sql = "SELECT * FROM episodes WHERE id IN (SELECT unnest(?::VARCHAR[]))"
    rows = cursor.execute(sql, [list(ids)]).fetchall()
    names = [column[0] for column in cursor.description or ()]
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        told = dict(zip(names, (v.isoformat() if isinstance(v, datetime) else v for v in row), strict=True))
        found[told["id"]] = {"episode": told, "evidence": []}
    sql = """SELECT episode_id, record_id, part FROM episode_records
        WHERE episode_id IN (SELECT unnest(?::VARCHAR[])) ORDER BY ordinal"""
    for episode_id, record_id, part in cursor.execute(sql, [list(found)]).fetchall():
        found[episode_id]["evidence"].append([record_id, part])
    return [found[episode_id] for episode_id in dict.fromkeys(ids) if episode_id in found]


def _restore(cursor: duckdb.DuckDBPyConnection, one: Mapping[str, Any], known: Sequence[str]) -> None:
    episode = one["episode"]
    names = [name for name in known if name in episode]
    marks = ", ".join("?" for _ in names)
    cursor.execute(f"INSERT INTO episodes ({', '.join(names)}) VALUES ({marks})", [episode[name] for name in names])
    records = [record for record, _ in one["evidence"]]
    cursor.execute(
        """INSERT INTO episode_records (episode_id, ordinal, record_id, part)
        SELECT ?, unnest(?::INTEGER[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[])""",
        [episode["id"], list(range(len(records))), records, [part for _, part in one["evidence"]]],
    )
