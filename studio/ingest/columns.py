"""Batches of records to Arrow columns, without a Python object per record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from studio.core.clock import DAY_STARTS_AT
from studio.core.records import Measurements, Messages, Rejected
from studio.ingest.localise import YEARS, Localiser

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    Stamps = np.ndarray[Any, np.dtype[np.datetime64]]
    Mask = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class Columns:
    """The rows of one batch that can be right, as columns of the record table."""

    arrays: Mapping[str, pa.Array]
    count: int
    first: datetime | None
    """Earliest naive UTC."""
    last: datetime | None
    senders: Counter[str]
    rejected: list[Rejected] = field(default_factory=list)


def message_columns(batch: Messages, conversation: str, ordinal: int, where: Localiser) -> Columns:
    """Columns of `messages`; those of a year that cannot be are refused."""
    import numpy as np
    import pyarrow as pa

    count = len(batch.texts)
    good = _in_time(batch.wall)
    rejected = []
    senders, texts, types, edited, wall = batch.senders, batch.texts, batch.types, batch.edited, batch.wall
    if not good.all():
        bad = np.flatnonzero(~good).tolist()
        rejected = [Rejected("", _out_of_time(batch.wall[n]), f"{senders[n]}: {texts[n]}") for n in bad]
        keep = np.flatnonzero(good).tolist()
        senders, texts = [senders[n] for n in keep], [texts[n] for n in keep]
        types, edited, wall = [types[n] for n in keep], [edited[n] for n in keep], wall[good]
        count = len(keep)
    utc = where.utc_of(wall)
    nothing = pa.nulls(count, pa.string())
    arrays = {
        "ordinal": pa.array(np.arange(ordinal, ordinal + count)),
        "conversation": _same(conversation, count),
        "sender": texts_of(senders),
        "utc": pa.array(utc),
        "wall": pa.array(wall),
        "tz": _same(where.name, count),
        "text": texts_of(texts),
        "type": pa.array(types, pa.string()),
        "edited": pa.array(edited, pa.bool_()),
        "reply_to": nothing,
        "key": nothing,
        "reactions": nothing,
    }
    counts = Counter(senders)
    said = Counter({name: n for name, n in counts.items() if name is not None})
    return Columns(arrays, count, *_span(utc), said, rejected)


def measurement_columns(batch: Measurements, ordinal: int, where: Localiser) -> Columns:
    """Columns of `measurements`; those of a year that cannot be, or that are no finite number, are refused."""
    import numpy as np
    import pyarrow as pa

    finite = np.isfinite(batch.values)
    in_time = _in_time(batch.start)
    good = finite & in_time
    rejected = []
    for n in np.flatnonzero(~good).tolist():
        why = "it is no finite number" if in_time[n] else _out_of_time(batch.start[n])
        rejected.append(Rejected("", why, f"{batch.metrics[n]} {batch.start[n]} {batch.values[n]}"))
    wall, end = batch.start[good], batch.end[good]
    if batch.offsets is None:
        utc, end_utc, tz = where.utc_of(wall), where.utc_of(end), _same(where.name, len(wall))
    else:
        offsets = batch.offsets[good]
        away = offsets.astype("timedelta64[s]")
        utc, end_utc = wall - away, end - away
        known, places = np.unique(offsets, return_inverse=True)
        names = [where.known_offset(int(seconds)) for seconds in known.tolist()]
        tz = pa.DictionaryArray.from_arrays(pa.array(places.astype(np.int32)), pa.array(names, pa.string()))
    days = (wall - np.timedelta64(DAY_STARTS_AT)).astype("datetime64[D]")
    if batch.days is not None:
        said = batch.days[good]
        days = np.where(np.isnat(said), days, said)
    count = len(wall)
    arrays = {
        "ordinal": pa.array(np.arange(ordinal, ordinal + count)),
        "metric": _chosen(batch.metrics, good),
        "utc": pa.array(utc),
        "wall": pa.array(wall),
        "tz": tz,
        "end_utc": pa.array(end_utc, from_pandas=True),
        "end_wall": pa.array(end, from_pandas=True),
        "value": pa.array(batch.values[good]),
        "unit": _chosen(batch.units, good),
        "device": _chosen(batch.devices, good),
        "day": pa.array(days),
        "note": pa.nulls(count, pa.string()) if batch.notes is None else _chosen(batch.notes, good),
    }
    return Columns(arrays, count, *_span(utc), Counter(), rejected)


def texts_of(values: Sequence[str | None]) -> pa.Array:
    """A column of texts; what no file can hold in UTF-8 (half a surrogate pair) becomes “�”."""
    import pyarrow as pa

    try:
        return pa.array(values, pa.string())
    except (UnicodeEncodeError, pa.ArrowInvalid):
        whole = [None if v is None else v.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for v in values]
        return pa.array(whole, pa.string())


def _chosen(values: Sequence[str | None], good: Mask) -> pa.Array:
    import pyarrow as pa

    array = texts_of(values)
    if not good.all():
        array = array.filter(pa.array(good))
    return array.dictionary_encode()


def _same(value: str, count: int) -> pa.Array:
    import numpy as np
    import pyarrow as pa

    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, np.int32)), texts_of([value]))


def _in_time(wall: Stamps) -> Mask:
    import numpy as np

    first, last = np.datetime64(f"{YEARS.start}-01-01"), np.datetime64(f"{YEARS.stop}-01-01")
    found: Mask = (wall >= first) & (wall < last)
    return found


def _out_of_time(moment: Any) -> str:
    return f"there cannot be a record of the year {str(moment)[:4]}"


def _span(utc: Stamps) -> tuple[datetime | None, datetime | None]:
    if not len(utc):
        return None, None
    return utc.min().astype(datetime), utc.max().astype(datetime)
