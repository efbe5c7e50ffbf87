"""Numbers that tell messages and measurements apart, from their content alone."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    import pyarrow as pa

    Numbers = np.ndarray[Any, np.dtype[np.uint64]]

LONGEST_RUN = 1 << 18
"""Numbers beyond which a sorted run is not merged into a longer one: merging takes three times its memory."""

_APART = "chr(31)"
_NONE = "chr(1)"
BY_KEY = f"conversation || {_APART} || 'key' || {_APART} || "
"""SQL that a message's key is appended to; its MD5 is the message's id, known without looking the message up."""

_MESSAGE = f"""md5_number_lower(CASE WHEN key IS NOT NULL THEN {BY_KEY} key
    ELSE conversation || {_APART} || coalesce(sender, {_NONE}) || {_APART} || epoch_us(wall) || {_APART}
        || coalesce(text, {_NONE}) END)"""


def messages_known_by(cursor: duckdb.DuckDBPyConnection, batch: pa.RecordBatch) -> Numbers:
    """A message is known by conversation and key, else by conversation, sender, wall time and text."""
    found: Numbers = cursor.execute(f"SELECT {_MESSAGE} AS identity FROM batch").fetchnumpy()["identity"]
    return found


def measurements_known_by(batch: pa.RecordBatch) -> Numbers:
    """A measurement is known by metric, wall times, device and note.

    Food is known by its value too: two eggs at one breakfast are two records.
    """
    import numpy as np

    known = np.zeros(batch.num_rows, np.uint64)
    for name in ("metric", "device", "note"):
        known = _mixed(known ^ _hashed(batch.column(name)))
    for name in ("wall", "end_wall"):
        moments = batch.column(name).cast("int64").fill_null(-1).to_numpy(zero_copy_only=False)
        known = _mixed(known ^ moments.view(np.uint64))
    food = _chosen(batch.column("metric"), "food.")
    if food.any():
        values = batch.column("value").to_numpy(zero_copy_only=False).view(np.uint64)
        known[food] = _mixed(known[food] ^ values[food])
    return known


def _mixed(numbers: Numbers) -> Numbers:
    """SplitMix64's finalizer (Steele, Lea & Flood 2014): every bit of the input turns half of the output's."""
    import numpy as np

    numbers = numbers + np.uint64(0x9E3779B97F4A7C15)
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))


def _hashed(column: pa.Array) -> Numbers:
    """A number per text; every distinct text is hashed once."""
    import numpy as np

    texts, codes = _coded(column)
    numbers: Numbers = np.array([*(_hash_of(text) for text in texts), 0], np.uint64)[codes]
    return numbers


def _chosen(column: pa.Array, prefix: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
    import numpy as np

    texts, codes = _coded(column)
    begin = [text is not None and text.startswith(prefix) for text in texts]
    found: np.ndarray[Any, np.dtype[np.bool_]] = np.array([*begin, False])[codes]
    return found


def _coded(column: pa.Array) -> tuple[list[str | None], np.ndarray[Any, np.dtype[np.int64]]]:
    """The distinct texts of a column, and each row's place among them; -1 for none."""
    import pyarrow as pa

    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    return coded.dictionary.to_pylist(), coded.indices.cast("int64").fill_null(-1).to_numpy(zero_copy_only=False)


@lru_cache(maxsize=4096)
def _hash_of(text: str | None) -> int:
    if text is None:
        return 0
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


class Seen:
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
