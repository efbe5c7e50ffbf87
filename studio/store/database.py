"""The DuckDB file: one root connection, a fresh cursor per call, transactions, and who holds it."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from studio.core.errors import HomeBusyError, StudioError
from studio.core.paths import Home
from studio.store.migrations import migrate

if TYPE_CHECKING:
    from studio.store.attestations import Attestations
    from studio.store.codebook import Codebook
    from studio.store.datasets import Datasets
    from studio.store.drafts import Drafts
    from studio.store.episodes import Episodes
    from studio.store.forgetting import Forgetting
    from studio.store.forgotten import Forgotten
    from studio.store.intake import Intake
    from studio.store.labels import LabelEvents
    from studio.store.people import People
    from studio.store.plans import Plans
    from studio.store.records import Records
    from studio.store.revisions import Revisions
    from studio.store.runs import Runs
    from studio.store.scan_memory import ScanMemory
    from studio.store.scrub import ScrubTables
    from studio.store.sources import Sources
    from studio.store.stale import Stale
    from studio.store.suggestions import Suggestions
    from studio.store.turns import Turns

_HOLDER = re.compile(r"held in (?P<program>.+?) \(PID (?P<pid>\d+)\)")

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


class Store:
    """One person's record. Thread-safe: writes take turns, reads use cursors of their own.

    Args:
        path: The DuckDB file, or None for a store in memory.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._writing = threading.RLock()
        self._root = self._begun()
        if self._pages_wait():
            self._write_anew()
            self._root = self._begun()

    @classmethod
    def open(cls, home: Home) -> Store:
        """The store of a home, made on first use.

        Raises:
            HomeBusyError: another process holds it.
            StudioError: the file cannot be opened.
        """
        home.create()
        store = cls(home.database)
        for part in (home.database, home.database.with_name(home.database.name + ".wal")):
            if part.exists():
                part.chmod(0o600)
        store.forgetting.finish()
        return store

    def close(self) -> None:
        """Fold the write-ahead log into the file and let go of it."""
        with self._writing:
            if self._pages_wait():
                self._write_anew()
            self._root.close()

    def _begun(self) -> duckdb.DuckDBPyConnection:
        root = _connect(self.path)
        root.execute("SET TimeZone = 'UTC'")
        root.execute("PRAGMA wal_autocheckpoint = '1GB'")
        migrate(root)
        return root

    def _pages_wait(self) -> bool:
        """True when somebody was forgotten whose texts are still in unused pages of the file."""
        try:
            sql = "SELECT 1 FROM forgetting_left WHERE kind = 'pages'"
            return self.path is not None and self._root.execute(sql).fetchone() is not None
        except duckdb.Error:
            return False

    def _write_anew(self) -> None:
        """Close, and write the file anew; where that is not possible now, the next start tries again."""
        from studio.store.pages import write_anew

        self._root.close()
        if self.path is not None:
            write_anew(self.path)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def checkpoint(self) -> None:
        """Fold the write-ahead log into the file; may take half a second, so only when idle."""
        with self._writing:
            self._root.execute("CHECKPOINT")

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with self._root.cursor() as cursor:
            return cursor.execute(sql, parameters).fetchall()

    def row(self, sql: str, parameters: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        """The first row of a query, or None."""
        with self._root.cursor() as cursor:
            return cursor.execute(sql, parameters).fetchone()

    def value(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """The first column of the first row, or None."""
        row = self.row(sql, parameters)
        return None if row is None else row[0]

    def stream(self, sql: str, parameters: Sequence[Any] = (), *, size: int = 2048) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, fetched `size` at a time."""
        with self._root.cursor() as cursor:
            cursor.execute(sql, parameters)
            while batch := cursor.fetchmany(size):
                yield from batch

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor of its own, to be closed by the caller."""
        return self._root.cursor()

    def writing(self) -> threading.RLock:
        """The turn to write: held by whoever is about to commit."""
        return self._writing

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor inside one transaction: committed at the end, or nothing of it happened."""
        with self._writing, self._root.cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                yield cursor
            except BaseException:
                cursor.execute("ROLLBACK")
                raise
            self.commit(cursor)

    def commit(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Commit a transaction.

        Raises:
            StudioError: the disk took no more; nothing of the transaction happened.
        """
        try:
            cursor.execute("COMMIT")
        except duckdb.Error as problem:
            if isinstance(problem, duckdb.IOException) or "Could not write" in str(problem):
                raise _full(self.path, problem) from problem
            raise

    def settled(self, recorded: str) -> str:
        """Where a folder of the home lies now: as recorded, or in the same place of a home that was moved since."""
        place = Path(recorded)
        if self.path is None or place.exists():
            return recorded
        moved = self.path.parent / place.parent.name / place.name
        return str(moved) if moved.exists() else recorded

    @cached_property
    def sources(self) -> Sources:
        """Where records came from, and what was refused."""
        from studio.store.sources import Sources

        return Sources(self)

    @cached_property
    def records(self) -> Records:
        """Messages, notes, workouts, sets, measurements."""
        from studio.store.records import Records

        return Records(self)

    def intake(self, source_id: str, *, beside: Sequence[str] = ()) -> Intake:
        """A way in for the messages and measurements of one export; `beside`: the sources it may replace."""
        from studio.store.intake import Intake

        return Intake(self, source_id, beside=beside)

    @cached_property
    def people(self) -> People:
        """The people of the record: aliases, roles, consent."""
        from studio.store.people import People

        return People(self)

    @cached_property
    def forgetting(self) -> Forgetting:
        """Taking a person out of all of it."""
        from studio.store.forgetting import Forgetting

        return Forgetting(self)

    @cached_property
    def forgotten(self) -> Forgotten:
        """Who is kept out of later imports."""
        from studio.store.forgotten import Forgotten

        return Forgotten(self)

    @cached_property
    def stale(self) -> Stale:
        """Datasets and runs made from what is gone since."""
        from studio.store.stale import Stale

        return Stale(self)

    @cached_property
    def episodes(self) -> Episodes:
        """Sessions and episodes."""
        from studio.store.episodes import Episodes

        return Episodes(self)

    @cached_property
    def labels(self) -> LabelEvents:
        """Append-only label events, and the current labels read off them."""
        from studio.store.labels import LabelEvents

        return LabelEvents(self)

    @cached_property
    def revisions(self) -> Revisions:
        """Episodes joined, split, trimmed and extended by hand."""
        from studio.store.revisions import Revisions

        return Revisions(self)

    @cached_property
    def suggestions(self) -> Suggestions:
        """What was suggested for labels, and what became of it."""
        from studio.store.suggestions import Suggestions

        return Suggestions(self)

    @cached_property
    def drafts(self) -> Drafts:
        """Text begun and not yet kept."""
        from studio.store.drafts import Drafts

        return Drafts(self)

    @cached_property
    def codebook(self) -> Codebook:
        """Schemes as they were, and what values mean to the person."""
        from studio.store.codebook import Codebook

        return Codebook(self)

    @cached_property
    def plans(self) -> Plans:
        """Planned training."""
        from studio.store.plans import Plans

        return Plans(self)

    @cached_property
    def scrub(self) -> ScrubTables:
        """Findings and decisions."""
        from studio.store.scrub import ScrubTables

        return ScrubTables(self)

    @cached_property
    def scan_memory(self) -> ScanMemory:
        """What scanning remembers."""
        from studio.store.scan_memory import ScanMemory

        return ScanMemory(self)

    @cached_property
    def attestations(self) -> Attestations:
        """What the person said is how it really is."""
        from studio.store.attestations import Attestations

        return Attestations(self)

    @cached_property
    def datasets(self) -> Datasets:
        """Frozen datasets and the split of every episode."""
        from studio.store.datasets import Datasets

        return Datasets(self)

    @cached_property
    def runs(self) -> Runs:
        """Training runs."""
        from studio.store.runs import Runs

        return Runs(self)

    @cached_property
    def turns(self) -> Turns:
        """What was asked and answered."""
        from studio.store.turns import Turns

        return Turns(self)


def _connect(path: Path | None) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(":memory:" if path is None else str(path), config=_CONFIG)
    except duckdb.Error as problem:
        text = str(problem)
        if "lock" in text.lower():
            raise _busy(path, text) from problem
        raise StudioError(
            f"The store {path} cannot be opened: {text.splitlines()[0]}.",
            fix="Check the file's rights, or restore it from an archive.",
            code="store_unreadable",
        ) from problem


def _full(path: Path | None, problem: duckdb.Error) -> StudioError:
    why = str(problem).splitlines()[0].rsplit(": ", 1)[-1]
    return StudioError(
        f"The store {path} cannot be written to: {why}.",
        fix="Make room on the disk and do it again; nothing half-finished was kept.",
        code="unwritable",
    )


def _busy(path: Path | None, text: str) -> HomeBusyError:
    holder = _HOLDER.search(text)
    who = f"process {holder['pid']} ({Path(holder['program']).name})" if holder else "another process"
    home = path.parent if path else "the home"
    return HomeBusyError(
        f"{home} is in use by {who}: one program at a time may hold a record.",
        fix="Close the other Studio (or wait for it), or give this one another --home.",
    )
