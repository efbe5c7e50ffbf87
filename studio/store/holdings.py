"""What holds a person: a look through every table that changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from studio.core.ids import unnamed
from studio.store.episodes import own_parts

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

Reading = Callable[[str], str | None]
"""A text → the same without the person's name; None where it does not name them."""


@dataclass(frozen=True, slots=True)
class Who:
    """Whom to forget, and how they are told in a text."""

    name: str
    """Main name on the people list."""
    names: tuple[str, ...]
    """Every name they wrote under, the main one first."""
    words: Mapping[str, str]
    """Lower-case words that name them and nobody else → what stands in for each."""
    reads: Reading
    """Told from the words around it: of texts."""
    plainly: Reading
    """Told from the letters alone: of JSON, and of names of things."""
    keep_mentions: bool
    """Texts that name them stay, without the name; else such texts go."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """Everything that holds a person."""

    ids: Mapping[str, Sequence[str]]
    """What goes or is changed → ids: `messages` (they wrote), `mentions` (messages that name them), `notes`,
    `entries` (workouts, sets, measurements, plans), `episodes` (that go), `episodes_changed`, `sources`, `turns`."""
    counts: Mapping[str, int]
    """The same and `labels`, `suggestions`, `drafts`, `findings`, `decisions`, `surrogates`, `lessons`, `rejects`."""
    datasets: Mapping[str, str]
    """Dataset → why it is stale from now on."""
    runs: Mapping[str, str]
    """Run → why it is stale from now on."""

    @property
    def nothing(self) -> bool:
        """True when only the people list knows them."""
        return not any(self.counts.values()) and not self.datasets and not self.runs


@dataclass(slots=True)
class Found:
    """What a look through the record gave, in the words of the tables."""

    wrote: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    episodes: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    turns: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    entries: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)


ENTRIES = {
    "workouts": ("name", "note"),
    "sets": ("note",),
    "measurements": ("device", "note"),
    "plans": ("name", "exercise", "note"),
}
"""Table → words around its numbers, in which only the name goes."""


def find(cursor: duckdb.DuckDBPyConnection, who: Who) -> Found:
    """Everything that holds somebody, but what was made of it."""
    found = Found()
    names = list(who.names)
    found.wrote = _column(cursor, "SELECT id FROM messages WHERE sender IN (SELECT unnest(?::VARCHAR[]))", [names])
    spoken = set(found.wrote)
    found.named = [one for one in _naming(cursor, "messages", ("text",), who.reads) if one not in spoken]
    found.notes = _naming(cursor, "notes", ("title", "text"), who.reads)
    for table, columns in ENTRIES.items():
        found.entries += _naming(cursor, table, columns, who.reads)
    gone = spoken | (set() if who.keep_mentions else {*found.named, *found.notes})
    domains: dict[str, str] = dict(cursor.execute("SELECT id, domain FROM episodes").fetchall())
    cut_from = cursor.execute(
        "SELECT episode_id, record_id, part FROM episode_records WHERE record_id IN (SELECT unnest(?::VARCHAR[]))",
        [list(gone)],
    ).fetchall()
    lost = {episode for episode, _, part in cut_from if part in own_parts(domains.get(episode, ""))}
    saying = set(_naming(cursor, "episodes", ("situation", "response", "outcome"), who.reads))
    lost |= set() if who.keep_mentions else saying
    beside = set(_column(cursor, "SELECT DISTINCT episode_id FROM label_events WHERE kind = 'set' AND episode_id IN "
                         "(SELECT unnest(?::VARCHAR[]))", [_said_in_labels(cursor, who)]))  # fmt: skip
    listed = _column(cursor, "SELECT id FROM episodes WHERE list_has_any(people, ?::VARCHAR[])", [names])
    found.episodes = sorted(lost)
    found.changed = sorted((saying | beside | set(listed)) - lost)
    found.sources = [
        identity
        for identity, *texts in cursor.execute("SELECT id, path, conversation, people, notes FROM sources").fetchall()
        if any(text and who.plainly(text) is not None for text in texts) or set(json.loads(texts[2])) & set(names)
    ]
    found.turns = [
        identity
        for identity, asked, answered, cited in cursor.execute(
            "SELECT id, question, answer, citations FROM turns"
        ).fetchall()
        if lost & set(cited or ()) or any(who.reads(text or "") is not None for text in (asked, answered))
    ]
    found.counts = _beside(cursor, who, found.episodes)
    return found


def _beside(cursor: duckdb.DuckDBPyConnection, who: Who, lost: Sequence[str]) -> dict[str, int]:
    """What hangs on the episodes that go, and what was worked out from texts."""
    of_lost = "episode_id IN (SELECT unnest(?::VARCHAR[]))"

    def counted(table: str) -> int:
        return len(_column(cursor, f"SELECT 1 FROM {table} WHERE {of_lost}", [list(lost)]))

    def naming(table: str, *columns: str) -> int:
        rows = cursor.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall()
        return sum(any(text and who.plainly(text) is not None for text in row) for row in rows)

    return {
        "labels": counted("label_events"),
        "drafts": counted("drafts"),
        "suggestions": counted("suggestions") + counted("suggestion_log"),
        "findings": naming("findings", "surface", "canonical"),
        "decisions": naming("decisions", "surface_key", "replacement", "person"),
        "surrogates": naming("surrogates", "canonical"),
        "lessons": naming("lessons", "lesson"),
        "rejects": naming("rejects", "place", "reason", "raw"),
    }


def _said_in_labels(cursor: duckdb.DuckDBPyConnection, who: Who) -> list[str]:
    rows = cursor.execute(
        "SELECT episode_id, value FROM label_events WHERE kind = 'set' AND value <> 'null'"
    ).fetchall()
    return list(dict.fromkeys(episode for episode, value in rows if who.plainly(value) is not None))


def of_dataset(
    cursor: duckdb.DuckDBPyConnection, who: Who, folder: Path, manifest: str, touched: set[str]
) -> str | None:
    """Why a dataset holds a person; None where it does not."""
    held = {one for split in json.loads(manifest).get("splits", {}).values() for one in split}
    there = set(map(unnamed, _column(cursor, "SELECT id FROM episodes", [])))
    touched = set(map(unnamed, touched))
    if many := len(held & touched):
        return f"{many} of its {len(held)} episodes held somebody you asked to forget."
    for file in sorted(folder.glob("*.jsonl")):
        text = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
        if any(who.plainly(line) is not None for line in text.splitlines()):
            return "Its lines name somebody you asked to forget."
    if touched and (lost := len(held - there)):
        return f"Nobody can tell: {lost} of its {len(held)} episodes were cut anew since it was built."
    return None


def _naming(cursor: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str], reads: Reading) -> list[str]:
    rows = cursor.execute(f"SELECT id, {', '.join(columns)} FROM {table}").fetchall()
    return [row[0] for row in rows if any(text and reads(text) is not None for text in row[1:])]


def _column(cursor: duckdb.DuckDBPyConnection, sql: str, arguments: Iterable[Any]) -> list[Any]:
    return [row[0] for row in cursor.execute(sql, list(arguments)).fetchall()]
