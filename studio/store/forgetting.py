"""Forgetting a person: everything that holds them is found, listed, and taken out or marked in one transaction."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from studio.store import stale
from studio.store.episodes import remove_episodes
from studio.store.forgotten import NAMES, WROTE
from studio.store.holdings import ENTRIES, Found, Holdings, Reading, Who, find, of_dataset
from studio.store.pages import PENDING

if TYPE_CHECKING:
    import duckdb

    from studio.store.database import Store

DDL = ["CREATE TABLE forgetting_left (kind VARCHAR, id VARCHAR, path VARCHAR)"]

_TEXTS = {
    "messages": ("text",),
    "notes": ("title", "text"),
    **ENTRIES,
    "episodes": ("situation", "response", "outcome", "source"),
    "drafts": ("text",),
    "suggestions": ("because",),
    "attestations": ("note",),
    "turns": ("question", "answer"),
    "value_rules": ("text",),
}
"""Columns of prose."""
_NAMED = {
    "messages": ("conversation", "reactions"),
    "sessions": ("conversation",),
    "sources": ("path", "conversation", "people", "notes"),
    "episodes": ("context",),
    "label_events": ("value", "previous"),
    "suggestions": ("value",),
    "suggestion_log": ("value", "given"),
    "value_rules": ("value",),
}
"""Columns of JSON and of names."""
_LISTS = {"notes": ("tags",), "episodes": ("people", "reasons")}
_BY_EPISODE = ("label_events", "drafts", "suggestions", "suggestion_log", "audit_draws", "splits")


class Forgetting:
    """Finds and takes out what holds a person."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def holdings(self, who: Who) -> Holdings:
        """Everything that holds somebody; changes nothing."""
        with self._store.cursor() as cursor:
            return self._told(cursor, who, find(cursor, who))

    def forget(self, who: Who, *, delete: bool = False) -> Holdings:
        """Take somebody out of the record, in one transaction; what was taken out.

        Messages they wrote go; texts that name them go or are rewritten; episodes cut from what went go with their
        labels; everything worked out from texts is dropped; datasets and runs are marked stale, or with `delete` go
        too: their folders once the transaction is through, see `finish`. The store's file is written anew when it is
        closed, or at the next start, since what is taken out of a table stays in unused pages until then.
        """
        with self._store.scrub.drawing, self._store.transaction() as cursor:
            found = find(cursor, who)
            told = self._told(cursor, who, found)
            _take_out(cursor, who, found)
            _rewrite_rest(cursor, who)
            self._mark(cursor, told, delete)
            self._store.forgotten.put(
                cursor, who.names, {word: said if who.keep_mentions else None for word, said in who.words.items()}
            )
        self._store.labels.reread()
        self._store.scrub.reread()
        return told

    def left(self) -> list[str]:
        """Folders still to be removed."""
        return [row[0] for row in self._store.rows("SELECT path FROM forgetting_left WHERE path <> '' ORDER BY path")]

    def finish(self) -> list[str]:
        """Remove the folders that a forgetting left to be removed; those that could not be."""
        kept = []
        for (recorded,) in self._store.rows("SELECT path FROM forgetting_left WHERE path <> ''"):
            place = self._inside(recorded)
            if place.exists():
                shutil.rmtree(place, ignore_errors=True)
            if place.exists():
                kept.append(str(place))
                continue
            with self._store.transaction() as cursor:
                cursor.execute("DELETE FROM forgetting_left WHERE path = ?", [recorded])
        return kept

    def _inside(self, recorded: str) -> Path:
        """A dataset's or run's folder in this home: a copied home never reaches into the one it was copied from."""
        place = Path(recorded)
        return place if self._store.path is None else self._store.path.parent / place.parent.name / place.name

    def _told(self, cursor: duckdb.DuckDBPyConnection, who: Who, found: Found) -> Holdings:
        touched = {*found.episodes, *found.changed}
        datasets = {
            name: reason
            for name, path, manifest in cursor.execute("SELECT name, path, manifest FROM datasets").fetchall()
            if (reason := of_dataset(cursor, who, self._inside(path), manifest, touched))
        }
        known = {row[0] for row in cursor.execute("SELECT name FROM datasets").fetchall()}
        runs = {}
        for run_id, dataset in cursor.execute("SELECT id, dataset FROM runs").fetchall():
            if dataset in datasets:
                runs[run_id] = f"It was taught with the dataset {dataset}. {datasets[dataset]}"
            elif dataset not in known and touched:
                runs[run_id] = f"Nobody can tell: the dataset {dataset} it was taught with is gone."
        ids = {
            "messages": found.wrote, "mentions": found.named, "notes": found.notes, "entries": found.entries,
            "episodes": found.episodes, "episodes_changed": found.changed, "sources": found.sources,
            "turns": found.turns,
        }  # fmt: skip
        return Holdings(ids, {**{what: len(those) for what, those in ids.items()}, **found.counts}, datasets, runs)

    def _mark(self, cursor: duckdb.DuckDBPyConnection, told: Holdings, delete: bool) -> None:
        if self._store.path is not None:
            cursor.execute("INSERT INTO forgetting_left VALUES (?, '', '')", [PENDING])
        stale.mark(cursor, "dataset", told.datasets)
        stale.mark(cursor, "run", told.runs)
        if not delete:
            return
        for kind, table, key, ids in (
            ("dataset", "datasets", "name", told.datasets),
            ("run", "runs", "id", told.runs),
        ):
            those = f"{key} IN (SELECT unnest(?::VARCHAR[]))"
            cursor.execute(
                f"INSERT INTO forgetting_left SELECT ?, {key}, path FROM {table} WHERE {those}", [kind, list(ids)]
            )
            cursor.execute(f"DELETE FROM {table} WHERE {those}", [list(ids)])
            for identity in ids:
                stale.clear(cursor, "dataset" if kind == "dataset" else "run", identity)


def _take_out(cursor: duckdb.DuckDBPyConnection, who: Who, found: Found) -> None:
    gone = [*found.wrote, *(() if who.keep_mentions else found.named)]
    notes = [] if who.keep_mentions else found.notes
    those = "(SELECT unnest(?::VARCHAR[]))"
    _forget_raw(cursor, who)
    for table, ids in (("messages", gone), ("notes", notes)):
        cursor.execute(
            f"""INSERT INTO rejects SELECT source_id, ordinal, '{table[:-1]} ' || (ordinal + 1),
                CASE WHEN id IN {those} THEN '{WROTE}' ELSE '{NAMES}' END, '' FROM {table} WHERE id IN {those}""",
            [found.wrote, ids],
        )
        cursor.execute(
            f"""UPDATE sources SET records = records - n, rejected = rejected + n FROM
                (SELECT source_id, count(*) AS n FROM {table} WHERE id IN {those} GROUP BY 1) AS gone
                WHERE sources.id = gone.source_id""",
            [ids],
        )
        cursor.execute(f"DELETE FROM {table} WHERE id IN {those}", [ids])
    cursor.execute(f"UPDATE messages SET reply_to = NULL WHERE reply_to IN {those}", [gone])
    cursor.execute(f"DELETE FROM episode_records WHERE record_id IN {those}", [[*gone, *notes]])
    remove_episodes(cursor, found.episodes)
    for table in _BY_EPISODE:
        cursor.execute(f"DELETE FROM {table} WHERE episode_id IN {those}", [found.episodes])
    _forget_revisions(cursor, who, {*gone, *notes, *found.episodes})
    cursor.execute(
        "DELETE FROM turns WHERE list_has_any(citations, ?::VARCHAR[]) OR (id IN (SELECT unnest(?::VARCHAR[])) AND ?)",
        [found.episodes, found.turns, not who.keep_mentions],
    )
    _forget_scrubbing(cursor, who)
    names = list(who.names)
    cursor.execute("DELETE FROM aliases WHERE name = ?", [who.name])
    cursor.execute(f"DELETE FROM people WHERE name IN {those}", [names])
    cursor.execute(f"DELETE FROM apart WHERE one IN {those} OR other IN {those}", [names, names])
    emptied = "NOT EXISTS (SELECT 1 FROM messages WHERE messages.conversation = sessions.conversation)"
    cursor.execute(f"DELETE FROM sessions WHERE {emptied}")


def _forget_raw(cursor: duckdb.DuckDBPyConnection, who: Who) -> None:
    rows = cursor.execute("SELECT rowid, place, reason, raw FROM rejects").fetchall()
    gone = [row for row, *texts in rows if any(text and who.plainly(text) is not None for text in texts)]
    cursor.execute("DELETE FROM rejects WHERE rowid IN (SELECT unnest(?::BIGINT[]))", [gone])


def _forget_revisions(cursor: duckdb.DuckDBPyConnection, who: Who, ids: set[str]) -> None:
    """Drop revisions that hold what went, whole as they keep it, and undos of what is no longer there."""
    rows = cursor.execute("SELECT seq, value FROM label_events WHERE kind = 'revise'").fetchall()
    gone = [seq for seq, value in rows if who.plainly(value or "") is not None or _holds(value, ids)]
    cursor.execute("DELETE FROM label_events WHERE seq IN (SELECT unnest(?::BIGINT[]))", [gone])
    cursor.execute(
        """DELETE FROM label_events WHERE kind IN ('undo', 'redo') AND target NOT IN
            (SELECT action FROM label_events WHERE kind NOT IN ('undo', 'redo'))"""
    )


def _holds(value: str | None, ids: set[str]) -> bool:
    told = json.loads(value or "{}")
    ones = [*told.get("gone", ()), *told.get("made", ())]
    return any(one["episode"]["id"] in ids or any(record in ids for record, _ in one["evidence"]) for one in ones)


def _forget_scrubbing(cursor: duckdb.DuckDBPyConnection, who: Who) -> None:
    """Drop what was found and learned, which the next scan works out again, and what was decided about the person."""
    for table in ("scanned", "findings", "lessons", "scan_state", "planted"):
        cursor.execute(f"DELETE FROM {table}")
    about = {
        "surrogates": ("canonical",),
        "decisions": ("surface_key", "replacement", "person"),
        "told": ("surface",),
    }
    for table, columns in about.items():
        rows = cursor.execute(f"SELECT rowid, {', '.join(columns)} FROM {table}").fetchall()
        gone = [
            row
            for row, *texts in rows
            if any(text and (text in who.names or who.plainly(text) is not None) for text in texts)
        ]
        cursor.execute(f"DELETE FROM {table} WHERE rowid IN (SELECT unnest(?::BIGINT[]))", [gone])
    cursor.execute(
        """DELETE FROM decisions WHERE target IS NOT NULL AND target NOT IN
            (SELECT action FROM decisions UNION SELECT action FROM told)"""
    )
    cursor.execute("DELETE FROM leaks WHERE action NOT IN (SELECT action FROM decisions)")


def _rewrite_rest(cursor: duckdb.DuckDBPyConnection, who: Who) -> None:
    """Take the name out of everything that stays."""
    for columns, how in ((_TEXTS, who.reads), (_NAMED, who.plainly)):
        for table, names in columns.items():
            for name in names:
                _rewrite(cursor, table, name, how)
    for table, names in _LISTS.items():
        for name in names:
            rows = cursor.execute(f"SELECT rowid, {name} FROM {table} WHERE len({name}) > 0").fetchall()
            for row, values in rows:
                kept = [_or_same(who.plainly, value) for value in values if value not in who.names]
                if kept != values:
                    cursor.execute(f"UPDATE {table} SET {name} = ? WHERE rowid = ?", [list(dict.fromkeys(kept)), row])


def _rewrite(cursor: duckdb.DuckDBPyConnection, table: str, column: str, how: Reading) -> None:
    changed: dict[str, str] = {}
    for (text,) in cursor.execute(f"SELECT DISTINCT {column} FROM {table} WHERE {column} <> ''").fetchall():
        if (told := how(text)) is not None:
            changed[text] = told
    if table in ("messages", "sessions") and column == "conversation":
        changed = _apart(cursor, changed)
    if changed:
        cursor.execute(
            f"""UPDATE {table} SET {column} = incoming.told FROM
                (SELECT unnest(?::VARCHAR[]) AS was, unnest(?::VARCHAR[]) AS told) AS incoming
                WHERE {table}.{column} = incoming.was""",
            [list(changed), list(changed.values())],
        )


def _apart(cursor: duckdb.DuckDBPyConnection, changed: Mapping[str, str]) -> dict[str, str]:
    """New names of conversations, so that no two conversations become one."""
    taken = {row[0] for row in cursor.execute("SELECT DISTINCT conversation FROM messages").fetchall()} - set(changed)
    found: dict[str, str] = {}
    for was, told in sorted(changed.items()):
        name, n = told, 1
        while name in taken:
            n += 1
            name = f"{told} {n}"
        taken.add(name)
        found[was] = name
    return found


def _or_same(how: Reading, text: str) -> str:
    told = how(text)
    return text if told is None else told
