"""One export on its way into the record tables: written while it is read, kept whole or not at all."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING

from studio.store.identities import BY_KEY, Seen, measurements_known_by, messages_known_by

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from studio.store.database import Store

BUFFERS = "32MB"
"""What DuckDB may keep in memory while a first export comes in: one of any size takes about as much."""
BUFFERS_TO_COMPARE = "256MB"
"""The same while ids are compared with those the record holds already."""

_WAITING = 3
"""Batches that may wait to be written; reading pauses for more."""

_PREFIX = {"messages": "m", "measurements": "q"}
_COLUMNS = {
    "messages": "ordinal, conversation, sender, utc, wall, tz, text, type, edited, reactions",
    "measurements": "ordinal, metric, utc, wall, tz, end_utc, end_wall, value, unit, device, day, note",
}
_MADE = {
    "messages": {
        "reply_to": f"""CASE WHEN reply_to IS NOT NULL
            THEN 'm' || lpad(to_hex(md5_number_lower({BY_KEY} reply_to)), 16, '0') END"""
    },
    "measurements": {},
}
"""Columns that are not read as they stand: an answered message's key becomes its id."""


class Intake:
    """The messages and measurements of one export, in a transaction of its own, written beside the reading.

    Ids come from the content: a message's from its conversation and the export's own key, else from conversation,
    sender, wall time and text; a measurement's from metric, wall times, device and note; each with the number of times
    the same has come before in the export. Rows whose id is held already are not written.

    Args:
        store: Where they go.
        source_id: The source they belong to.
        beside: Sources whose ids do not count as held: they are about to be replaced.
    """

    def __init__(self, store: Store, source_id: str, *, beside: Sequence[str] = ()) -> None:
        self._store = store
        self._source = source_id
        self._beside = list(beside)
        self._cursor = store.cursor()
        self._cursor.execute("SET write_buffer_row_group_count = 1")
        self._cursor.execute("BEGIN")
        self._thread = ThreadPoolExecutor(1, "intake")
        self._waiting: deque[Future[int]] = deque()
        self._seen = {table: Seen() for table in _PREFIX}
        self._held = {table: self._anything_in(table) for table in _PREFIX}
        if store.path is not None:
            buffers = BUFFERS_TO_COMPARE if any(self._held.values()) else BUFFERS
            self._cursor.execute(f"SET memory_limit = '{buffers}'")
        self._new = 0
        self._open = True

    def __enter__(self) -> Intake:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.shutdown(cancel_futures=True)
        if self._open:
            self._cursor.execute("ROLLBACK")
        self._cursor.execute("RESET memory_limit")
        # DuckDB 1.5: RESET alone changes what the setting says and leaves the buffers as small as they were.
        self._cursor.execute("SET memory_limit = current_setting('memory_limit')")
        self._cursor.execute("RESET write_buffer_row_group_count")
        self._cursor.close()

    def clear(self, sources: Iterable[str]) -> None:
        """Take earlier sources out with all their records, before anything is added."""
        for source_id in sources:
            self._store.records.remove(self._cursor, source_id)
            self._store.sources.remove(self._cursor, source_id)

    def add(self, table: str, columns: Mapping[str, pa.Array]) -> None:
        """Write rows of `messages` or `measurements`, all columns of one length, soon."""
        import pyarrow as pa

        batch = pa.RecordBatch.from_pydict(dict(columns))
        self._waiting.append(self._thread.submit(self._write, table, batch))
        if len(self._waiting) > _WAITING:
            self._new += self._waiting.popleft().result()

    def written(self) -> int:
        """Wait for what was added; how many rows were new."""
        while self._waiting:
            self._new += self._waiting.popleft().result()
        return self._new

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """The transaction all this is in, for what else belongs to it: committed at the end, or nothing happened."""
        self.written()
        with self._store.writing():
            yield self._cursor
            self._open = False
            self._store.commit(self._cursor)

    def _write(self, table: str, batch: pa.RecordBatch) -> int:
        import pyarrow as pa

        own = messages_known_by(self._cursor, batch) if table == "messages" else measurements_known_by(batch)
        identities = self._seen[table].apart(own)
        # DuckDB finds `batch` by its name here; a registered one would be kept until the transaction ends.
        batch = pa.RecordBatch.from_arrays([*batch.columns, pa.array(identities)], [*batch.schema.names, "identity"])
        row = self._cursor.execute(self._insert(table), [self._source, *self._known(table)]).fetchone()
        return min(int(row[0]), batch.num_rows) if row else 0

    def _insert(self, table: str) -> str:
        made = _MADE[table]
        columns = ", ".join([_COLUMNS[table], *made])
        values = ", ".join([_COLUMNS[table], *made.values()])
        chosen = f"SELECT '{_PREFIX[table]}' || lpad(to_hex(identity), 16, '0') AS id, {values} FROM batch"
        fresh = ""
        if self._held[table]:
            beside = "AND held.source_id NOT IN (SELECT unnest(?::VARCHAR[]))" if self._beside else ""
            fresh = f"WHERE NOT EXISTS (SELECT 1 FROM {table} AS held WHERE held.id = incoming.id {beside})"
        return f"""INSERT INTO {table} (id, source_id, {columns})
            SELECT incoming.id, ?, incoming.* EXCLUDE (id) FROM ({chosen}) AS incoming {fresh}"""

    def _known(self, table: str) -> list[list[str]]:
        return [self._beside] if self._beside and self._held[table] else []

    def _anything_in(self, table: str) -> bool:
        return self._cursor.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None
