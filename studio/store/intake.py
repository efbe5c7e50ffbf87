"""One export on its way into the record tables: written while it is read, kept whole or not at all."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    import pyarrow as pa

    from studio.store.database import Store

    Numbers = np.ndarray[Any, np.dtype[np.uint64]]

BUFFERS = "48MB"
"""What DuckDB may keep of the tables in memory meanwhile: an export of any size takes about as much."""

LONGEST_RUN = 1 << 18
"""Numbers beyond which a sorted run is not merged into a longer one: merging takes three times its memory."""
_WAITING = 3
"""Batches that may wait to be written; reading pauses for more."""

_APART = "chr(31)"
_NONE = "chr(1)"
_BY_KEY = f"conversation || {_APART} || 'key' || {_APART} || "
_IDENTITY = {
    "messages": f"""CASE WHEN key IS NOT NULL THEN {_BY_KEY} key
        ELSE conversation || {_APART} || coalesce(sender, {_NONE}) || {_APART} || epoch_us(wall) || {_APART}
            || coalesce(text, {_NONE}) END""",
    "measurements": f"""metric || {_APART} || epoch_us(wall) || {_APART} || coalesce(epoch_us(end_wall), 0) || {_APART}
        || coalesce(device, {_NONE}) || {_APART} || coalesce(note, {_NONE})
        || CASE WHEN starts_with(metric, 'food.') THEN {_APART} || value ELSE '' END""",
}
"""What makes a row itself. Food is known by its value too: two eggs at one breakfast are two records."""
_PREFIX = {"messages": "m", "measurements": "q"}
_COLUMNS = {
    "messages": "ordinal, conversation, sender, utc, wall, tz, text, type, edited, reactions",
    "measurements": "ordinal, metric, utc, wall, tz, end_utc, end_wall, value, unit, device, day, note",
}
_MADE = {
    "messages": {
        "reply_to": f"""CASE WHEN reply_to IS NOT NULL
            THEN 'm' || lpad(to_hex(md5_number_lower({_BY_KEY} reply_to)), 16, '0') END"""
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
        beside: Ids held by sources of this format do not count as held: they are about to be replaced.
    """

    def __init__(self, store: Store, source_id: str, *, beside: str | None = None) -> None:
        self._store = store
        self._source = source_id
        self._beside = beside
        self._cursor = store.cursor()
        if store.path is not None:
            self._cursor.execute(f"SET memory_limit = '{BUFFERS}'")
        self._cursor.execute("SET write_buffer_row_group_count = 1")
        self._cursor.execute("BEGIN")
        self._thread = ThreadPoolExecutor(1, "intake")
        self._waiting: deque[Future[int]] = deque()
        self._seen = {table: _Seen() for table in _IDENTITY}
        self._held = {table: self._anything_in(table) for table in _IDENTITY}
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
            self._cursor.execute("COMMIT")

    def _write(self, table: str, batch: pa.RecordBatch) -> int:
        import pyarrow as pa

        # DuckDB finds `batch` by its name here; a registered one would be kept until the transaction ends.
        sql = f"SELECT md5_number_lower({_IDENTITY[table]}) AS identity FROM batch"
        identities = self._seen[table].apart(self._cursor.execute(sql).fetchnumpy()["identity"])
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
            beside = "AND held.source_id NOT IN (SELECT id FROM sources WHERE format = ?)" if self._beside else ""
            fresh = f"WHERE NOT EXISTS (SELECT 1 FROM {table} AS held WHERE held.id = incoming.id {beside})"
        return f"""INSERT INTO {table} (id, source_id, {columns})
            SELECT incoming.id, ?, incoming.* EXCLUDE (id) FROM ({chosen}) AS incoming {fresh}"""

    def _known(self, table: str) -> list[str]:
        return [self._beside] if self._beside and self._held[table] else []

    def _anything_in(self, table: str) -> bool:
        return self._cursor.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None


class _Seen:
    """Numbers that have come, in sorted runs: long ones, then each at least twice as long as the next."""

    def __init__(self) -> None:
        self._runs: list[Numbers] = []

    def apart(self, numbers: Numbers) -> Numbers:
        """The numbers, but one that has come before becomes another, told by how often it came."""
        import numpy as np

        order = np.argsort(numbers, kind="stable")
        ranked = numbers[order]
        starts = np.concatenate(([True], ranked[1:] != ranked[:-1]))
        times = np.arange(len(ranked)) - np.flatnonzero(starts)[np.cumsum(starts) - 1]
        for run in self._runs:
            low = np.searchsorted(run, ranked)
            met = np.flatnonzero(run[np.minimum(low, len(run) - 1)] == ranked)
            times[met] += np.searchsorted(run, ranked[met], side="right") - low[met]
        self._runs.append(ranked)
        while len(self._runs) > 1 and len(self._runs[-2]) < min(2 * len(self._runs[-1]), LONGEST_RUN):
            last = self._runs.pop()
            self._runs[-1] = np.sort(np.concatenate((self._runs[-1], last)), kind="stable")
        again = np.flatnonzero(times)
        if not len(again):
            return numbers
        told = numbers.copy()
        for place, number, nth in zip(
            order[again].tolist(), ranked[again].tolist(), times[again].tolist(), strict=True
        ):
            digest = hashlib.blake2b(f"{number}\x1f{nth + 1}".encode(), digest_size=8).digest()
            told[place] = int.from_bytes(digest, "big")
        return told
