"""One export on its way into the record tables: set aside while it is read, inserted whole, in bounded memory."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    import pyarrow as pa

    from studio.store.database import Store

IN_MEMORY = 48 << 20
"""Bytes of rows kept in memory; what is more waits in a file of the home."""

_APART = "chr(31)"
_NONE = "chr(1)"
_MESSAGE_BY_KEY = f"conversation || {_APART} || 'key' || {_APART} || "
_IDENTITY = {
    "messages": f"""CASE WHEN key IS NOT NULL THEN {_MESSAGE_BY_KEY} key
        ELSE conversation || {_APART} || coalesce(sender, {_NONE}) || {_APART} || epoch_us(wall) || {_APART}
            || coalesce(text, {_NONE}) END""",
    "measurements": f"""metric || {_APART} || epoch_us(wall) || {_APART} || coalesce(epoch_us(end_wall), 0) || {_APART}
        || coalesce(device, {_NONE}) || {_APART} || coalesce(note, {_NONE})
        || CASE WHEN starts_with(metric, 'food.') THEN {_APART} || value ELSE '' END""",
}
_PREFIX = {"messages": "m", "measurements": "q"}
_COLUMNS = {
    "messages": {
        "ordinal": "ordinal", "conversation": "conversation", "sender": "sender", "utc": "utc", "wall": "wall",
        "tz": "tz", "text": "text", "type": "type", "edited": "edited", "reactions": "reactions",
        "reply_to": f"CASE WHEN reply_to IS NOT NULL THEN 'm' || lpad(to_hex(md5_number_lower({_MESSAGE_BY_KEY} "
        "reply_to)), 16, '0') END",
    },
    "measurements": {
        name: name for name in ("ordinal", "metric", "utc", "wall", "tz", "end_utc", "end_wall", "value", "unit",
                                "device", "day", "note")
    },
}  # fmt: skip
"""Table → column → what it is read from. A measurement of food is known by its value too: two eggs are two records."""


class Intake:
    """Messages and measurements of one export, batch after batch.

    Ids come from the content: a message's from its conversation and the export's own key, else from conversation,
    sender, wall time and text; a measurement's from metric, wall times, device and note; each with the number of times
    the same has come before in the export.

    Args:
        store: Where they go.
        source_id: The source they belong to.
    """

    def __init__(self, store: Store, source_id: str) -> None:
        self._store = store
        self._source = source_id
        self._scratch = store.cursor()
        self._piles = {table: _Pile(table) for table in _IDENTITY}
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Intake:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._scratch.close()
        for pile in self._piles.values():
            pile.close()
        if self._folder is not None:
            self._folder.cleanup()

    def add(self, table: str, columns: Mapping[str, pa.Array]) -> None:
        """Set rows aside: `messages` or `measurements`, all columns of one length."""
        import pyarrow as pa

        batch = pa.RecordBatch.from_pydict(dict(columns))
        self._scratch.register("batch", batch)
        try:
            found = self._scratch.execute(f"SELECT md5_number_lower({_IDENTITY[table]}) AS identity FROM batch")
            identities = found.fetchnumpy()["identity"]
        finally:
            self._scratch.unregister("batch")
        self._piles[table].add(batch, identities)
        if sum(pile.in_memory for pile in self._piles.values()) > IN_MEMORY:
            self._set_down()

    def insert(self, cursor: duckdb.DuckDBPyConnection) -> int:
        """Insert, inside the caller's transaction, what the tables do not hold yet; returns how many rows were new."""
        return sum(self._insert(cursor, table) for table in _IDENTITY)

    def _insert(self, cursor: duckdb.DuckDBPyConnection, table: str) -> int:
        import pyarrow as pa

        pile = self._piles[table]
        if not pile.rows:
            return 0
        held = cursor.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None
        fresh = f"WHERE NOT EXISTS (SELECT 1 FROM {table} AS held WHERE held.id = incoming.id)" if held else ""
        names = ", ".join(_COLUMNS[table])
        sql = f"""INSERT INTO {table} (id, source_id, {names}) SELECT id, ?, {names} FROM (
            SELECT '{_PREFIX[table]}' || lpad(to_hex(identity), 16, '0') AS id, * REPLACE ({_changed(table)})
            FROM batch) AS incoming {fresh}"""
        new = 0
        identities = pile.identities()
        done = 0
        for batch in pile.batches():
            part = pa.array(identities[done : done + batch.num_rows])
            done += batch.num_rows
            cursor.register(
                "batch", pa.RecordBatch.from_arrays([*batch.columns, part], [*batch.schema.names, "identity"])
            )
            try:
                row = cursor.execute(sql, [self._source]).fetchone()
            finally:
                cursor.unregister("batch")
            new += int(row[0]) if row else 0
        return new

    def _set_down(self) -> None:
        if self._folder is None:
            place = self._store.path.parent / "cache" if self._store.path is not None else None
            self._folder = tempfile.TemporaryDirectory(
                prefix="intake-", dir=place if place is not None and place.is_dir() else None
            )
        for pile in self._piles.values():
            pile.set_down(Path(self._folder.name))


def _changed(table: str) -> str:
    """The columns that are not read as they stand, for `REPLACE`."""
    changed = {name: value for name, value in _COLUMNS[table].items() if name != value}
    return ", ".join(f"{value} AS {name}" for name, value in changed.items()) or "ordinal AS ordinal"


class _Pile:
    """The rows of one table that wait, in order: the first in a file, the last in memory."""

    def __init__(self, table: str) -> None:
        self._table = table
        self._batches: list[pa.RecordBatch] = []
        self._identities: list[np.ndarray[Any, np.dtype[np.uint64]]] = []
        self._path: Path | None = None
        self._writer: Any = None
        self.in_memory = 0
        """Bytes of the rows in memory."""
        self.rows = 0

    def add(self, batch: pa.RecordBatch, identities: np.ndarray[Any, np.dtype[np.uint64]]) -> None:
        self._batches.append(batch)
        self._identities.append(identities)
        self.in_memory += batch.nbytes
        self.rows += batch.num_rows

    def set_down(self, folder: Path) -> None:
        import pyarrow as pa

        if not self._batches:
            return
        if self._writer is None:
            self._path = folder / f"{self._table}.arrow"
            options = pa.ipc.IpcWriteOptions(compression="lz4")
            self._writer = pa.ipc.new_stream(str(self._path), self._batches[0].schema, options=options)
        for batch in self._batches:
            self._writer.write_batch(batch)
        self._batches.clear()
        self.in_memory = 0

    def batches(self) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        if self._path is not None:
            self.close()
            with pa.OSFile(str(self._path)) as file, pa.ipc.open_stream(file) as reader:
                yield from reader
        yield from self._batches

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def identities(self) -> np.ndarray[Any, np.dtype[np.uint64]]:
        """One number a row, no number twice: what came before gets another, told by how often it came."""
        import numpy as np

        found = np.concatenate(self._identities)
        order = np.argsort(found, kind="stable")
        ranked = found[order]
        again = np.flatnonzero(ranked[1:] == ranked[:-1]) + 1
        if not len(again):
            return found
        starts = np.flatnonzero(np.concatenate(([True], ranked[1:] != ranked[:-1])))
        nth = again - starts[np.searchsorted(starts, again, side="right") - 1]
        for place, times in zip(order[again].tolist(), nth.tolist(), strict=True):
            digest = hashlib.blake2b(f"{found[place]}\x1f{times + 1}".encode(), digest_size=8).digest()
            found[place] = int.from_bytes(digest, "big")
        return found
