"""Who was forgotten, as keyed hashes of their names: enough to keep them out of later imports, not to read who it is.

The hashes are HMAC-SHA256 under the project's key, which lies beside the record in a file of its own.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from studio.core.clock import now
from studio.core.paths import Home
from studio.core.records import Rejected
from studio.core.spans import Replacement, splice
from studio.store.holdings import ENTRIES

if TYPE_CHECKING:
    import duckdb

    from studio.store.database import Store
    from studio.store.sources import Source

DDL = ["CREATE TABLE forgotten (digest VARCHAR PRIMARY KEY, kind VARCHAR, stand_in VARCHAR, utc TIMESTAMP)"]

SOMEONE = "someone"
"""What is read in place of a forgotten name."""
WROTE = "Written by somebody you asked to forget."
NAMES = "It names somebody you asked to forget."

LETTERS = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
"""One word of a name."""


@dataclass(frozen=True, slots=True)
class KeptOut:
    """What an import may not bring back."""

    source: Source
    """The source without their names, and counted without what was refused."""
    rejects: list[Rejected]
    """One for each record refused, without its text."""


class Forgotten:
    """The `forgotten` table."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def put(self, cursor: duckdb.DuckDBPyConnection, senders: Iterable[str], words: Mapping[str, str | None]) -> None:
        """Keep the hashes of somebody's names inside the caller's transaction.

        Args:
            cursor: Inside the caller's transaction.
            senders: Every name they wrote under.
            words: Lower-case words that name them and nobody else → what a later text says in place of each; None:
                such a text is refused.
        """
        moment = now().replace(tzinfo=None)
        rows = [("sender", name, None) for name in senders] + [("word", *said) for said in words.items()]
        for kind, one, stand_in in rows:
            cursor.execute(
                "INSERT OR REPLACE INTO forgotten VALUES (?, ?, ?, ?)",
                [self._digest(kind, one), kind, stand_in, moment],
            )

    def latest(self) -> datetime | None:
        """When somebody was forgotten last (UTC); None for nobody. What was read before may still name them."""
        moment: datetime | None = self._store.value("SELECT max(utc) FROM forgotten")
        return moment

    def take_back(self, name: str) -> bool:
        """Let somebody be brought in again under a name and each of its words; False when nobody was kept out by it."""
        gone = False
        digests = [self._digest("sender", name), *(self._digest("word", w) for w in name_words(name))]
        with self._store.transaction() as cursor:
            for digest in digests:
                gone |= bool(cursor.execute("DELETE FROM forgotten WHERE digest = ? RETURNING 1", [digest]).fetchall())
        return gone

    def keep_out(self, cursor: duckdb.DuckDBPyConnection, source: Source) -> KeptOut | None:
        """Take out again what an import just wrote of forgotten people, inside the import's transaction.

        Returns:
            None when nobody is forgotten.
        """
        if cursor.execute("SELECT 1 FROM forgotten LIMIT 1").fetchone() is None:
            return None
        rows = cursor.execute("SELECT digest, kind, stand_in FROM forgotten").fetchall()
        keep = _Keeper(self, {digest: stand_in for digest, kind, stand_in in rows if kind == "word"})
        senders = {digest for digest, kind, _ in rows if kind == "sender"}
        out = {name for name in source.people if self._digest("sender", name) in senders}
        rejects = keep.messages(cursor, source.source_id, out) + keep.notes(cursor, source.source_id)
        for table, columns in ENTRIES.items():
            for column in columns:
                keep.rewrite(cursor, table, column, source.source_id)
        told = replace(
            source,
            path=keep.without(source.path),
            conversation=keep.without(source.conversation) if source.conversation else source.conversation,
            people=tuple(name for name in source.people if name not in out),
            notes=tuple(keep.without(note) for note in source.notes),
            records=source.records - len(rejects),
            rejected=source.rejected + len(rejects),
        )
        return KeptOut(told, rejects)

    def _digest(self, kind: str, text: str) -> str:
        content = f"{kind}\x1f{text}".encode("utf-8", "surrogatepass")
        return hmac.new(self._key, content, hashlib.sha256).hexdigest()

    @cached_property
    def _key(self) -> bytes:
        path = self._store.path
        return secrets.token_bytes(32) if path is None else Home(path.parent).secret()


class _Keeper:
    def __init__(self, forgotten: Forgotten, words: dict[str, str | None]) -> None:
        self._forgotten = forgotten
        self._words = words
        self._seen: dict[str, str | Literal[False] | None] = {}

    def stand_in(self, word: str) -> str | Literal[False] | None:
        """What stands in for a word; None: the text is refused, False: the word names nobody forgotten."""
        low = word.casefold()
        if low not in self._seen:
            self._seen[low] = self._words.get(self._forgotten._digest("word", low), False)
        return self._seen[low]

    def read(self, text: str) -> tuple[str, bool]:
        """The text without the names, and whether one of them has it refused."""
        changes, refused = [], False
        for match in LETTERS.finditer(text):
            at = match.start()
            for start, word in candidates(match):
                found = self.stand_in(word) if start >= at else False
                if found is not False:
                    refused |= found is None
                    changes.append(Replacement(start, start + len(word), found or SOMEONE))
                    at = start + len(word)
        return (splice(text, joined(text, changes)) if changes else text), refused

    def without(self, text: str) -> str:
        return self.read(text)[0]

    def messages(self, cursor: duckdb.DuckDBPyConnection, source_id: str, out: set[str]) -> list[Rejected]:
        sql = "SELECT id, sender, text, ordinal FROM messages WHERE source_id = ?"
        gone: dict[str, Rejected] = {}
        changed: dict[str, str] = {}
        for identity, sender, text, ordinal in cursor.execute(sql, [source_id]).fetchall():
            where = f"message {ordinal + 1}"
            if sender in out:
                gone[identity] = Rejected(where, WROTE, "")
            elif text:
                told, refused = self.read(text)
                if refused:
                    gone[identity] = Rejected(where, NAMES, "")
                elif told != text:
                    changed[identity] = told
        _delete(cursor, "messages", source_id, gone)
        _update(cursor, "messages", source_id, changed)
        for column in ("conversation", "reactions"):
            self.rewrite(cursor, "messages", column, source_id)
        return list(gone.values())

    def notes(self, cursor: duckdb.DuckDBPyConnection, source_id: str) -> list[Rejected]:
        sql = "SELECT id, coalesce(title, ''), text, ordinal FROM notes WHERE source_id = ?"
        gone: dict[str, Rejected] = {}
        changed: dict[str, str] = {}
        for identity, title, text, ordinal in cursor.execute(sql, [source_id]).fetchall():
            told, refused = self.read(text)
            if refused or self.read(title)[1]:
                gone[identity] = Rejected(f"note {ordinal + 1}", NAMES, "")
            elif told != text:
                changed[identity] = told
        _delete(cursor, "notes", source_id, gone)
        _update(cursor, "notes", source_id, changed)
        self.rewrite(cursor, "notes", "title", source_id)
        self.tags(cursor, source_id)
        return list(gone.values())

    def tags(self, cursor: duckdb.DuckDBPyConnection, source_id: str) -> None:
        """Take off every tag that holds a name."""
        sql = "SELECT rowid, tags FROM notes WHERE source_id = ? AND len(tags) > 0"
        for row, tags in cursor.execute(sql, [source_id]).fetchall():
            kept = [tag for tag in tags if self.without(tag) == tag]
            if kept != tags:
                cursor.execute("UPDATE notes SET tags = ?::VARCHAR[] WHERE rowid = ?", [kept, row])

    def rewrite(self, cursor: duckdb.DuckDBPyConnection, table: str, column: str, source_id: str) -> None:
        sql = f"SELECT DISTINCT {column} FROM {table} WHERE source_id = ? AND {column} IS NOT NULL"
        for (text,) in cursor.execute(sql, [source_id]).fetchall():
            if (told := self.without(text)) != text:
                cursor.execute(
                    f"UPDATE {table} SET {column} = ? WHERE source_id = ? AND {column} = ?", [told, source_id, text]
                )


def name_words(text: str) -> list[str]:
    """The lower-case words of a text as they are compared with forgotten names."""
    return [word.casefold() for match in LETTERS.finditer(text) for _, word in candidates(match)]


def candidates(match: re.Match[str]) -> Iterator[tuple[int, str]]:
    """(start, word) of a match of `LETTERS`: the whole without its possessive, then the pieces of a hyphenated one."""
    whole = match[0]
    for ending in ("'s", "’s", "'S", "’S"):
        whole = whole.removesuffix(ending)
    yield match.start(), whole
    at = match.start()
    for piece in re.split(r"['’\-]", whole):
        if 1 < len(piece) < len(whole):
            yield at, piece
        at += len(piece) + 1


def joined(text: str, changes: Iterable[Replacement]) -> list[Replacement]:
    """Replacements in order, those by the same words with only blanks between made one: first and last name are one."""
    found: list[Replacement] = []
    for change in changes:
        last = found[-1] if found else None
        if last is not None and last.text == change.text and not text[last.end : change.start].strip():
            found[-1] = Replacement(last.start, change.end, change.text)
        else:
            found.append(change)
    return found


def _delete(cursor: duckdb.DuckDBPyConnection, table: str, source_id: str, gone: dict[str, Rejected]) -> None:
    cursor.execute(
        f"DELETE FROM {table} WHERE source_id = ? AND id IN (SELECT unnest(?::VARCHAR[]))", [source_id, list(gone)]
    )


def _update(cursor: duckdb.DuckDBPyConnection, table: str, source_id: str, changed: dict[str, str]) -> None:
    if changed:
        cursor.execute(
            f"""UPDATE {table} SET text = incoming.text FROM
                (SELECT unnest(?::VARCHAR[]) AS id, unnest(?::VARCHAR[]) AS text) AS incoming
                WHERE {table}.id = incoming.id AND source_id = ?""",
            [list(changed), list(changed.values()), source_id],
        )
