"""Records of an Apple Health export, gathered column by column and made into measurements many at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import compress
from typing import TYPE_CHECKING

from studio.core.records import Measurements, Rejected
from studio.ingest.files.xml_stream import tag_text
from studio.ingest.formats.apple_health.kinds import Kinds
from studio.ingest.formats.apple_health.moments import in_zone, lived_days, moments, offset_text

if TYPE_CHECKING:
    from typing import Any

    import numpy as np

    from studio.core.records import Values

    Codes = np.ndarray[Any, np.dtype[np.int32]]

BATCH = 16_384
"""Records made into measurements at a time."""


class Columns:
    """Rows on their way to a batch.

    Args:
        where: What the file is called in rejections.
    """

    def __init__(self, where: str) -> None:
        self._where = where
        self.taken = 0
        """Rows of the batches before."""
        self.guesses: Counter[str] = Counter()
        """What was decided about values, with how many."""
        self.table = Kinds()
        self._clear_rows()

    def __len__(self) -> int:
        return len(self.codes)

    def add(self, code: int, start: bytes, end: bytes, value: bytes) -> None:
        """Take a record; dates that are not written as usual are brought into the usual shape, or refused later."""
        self.codes.append(code)
        self.starts.append(start if len(start) == 25 else offset_text(start))
        self.ends.append(end if len(end) == 25 else offset_text(end))
        self.values.append(value)

    def extend(
        self, codes: Iterable[int], starts: Iterable[bytes], ends: Iterable[bytes], values: Iterable[bytes]
    ) -> None:
        """Take many records whose dates have 25 bytes."""
        self.codes.extend(codes)
        self.starts.extend(starts)
        self.ends.extend(ends)
        self.values.extend(values)

    def batch(self) -> Iterator[Measurements | Rejected]:
        """All rows so far as measurements, and what cannot be; then there are none."""
        import numpy as np

        if not self.codes:
            return
        codes = np.array(self.codes, np.int32)
        start, offset, right = moments(self.starts)
        end, end_offset, right_end = moments(self.ends)
        end = end + (offset - end_offset).astype("timedelta64[s]")
        problems = {
            int(n): f"“{(self.ends if right[n] else self.starts)[n].decode(errors='replace').strip()}” is not a time"
            for n in np.flatnonzero(~(right & right_end))
        }
        problems |= {int(n): "it ends before it starts" for n in np.flatnonzero(right & right_end & (end < start))}
        meant = self._meant(codes, problems)
        values = self._numbers(problems)
        self._convert(values, meant, (end - start).astype("timedelta64[s]").astype(np.float64))
        if self.zones:
            in_zone(self.zones, start, end, offset)
        for n, reason in sorted(problems.items()):
            yield Rejected(f"{self._where}: Record[{self.taken + n}]", reason, self._raw(n))
        yield from self._kept(problems, codes, meant, (start, end, offset, values))
        self.taken += len(self.codes)
        self._clear_rows()
        if self.table.full:
            self.table = Kinds()

    def _kept(
        self, problems: dict[int, str], codes: Codes, meant: Codes, columns: tuple[Any, Any, Any, Values]
    ) -> Iterator[Measurements]:
        import numpy as np

        start, end, offset, values = columns
        table, places = self.table, meant.tolist()
        metrics = list(map([one.metric for one in table.meanings].__getitem__, places))
        units = list(map([one.unit for one in table.meanings].__getitem__, places))
        devices = list(map([kind.device for kind in table.kinds].__getitem__, self.codes))
        notes = list(map([one.note for one in table.meanings].__getitem__, places)) if table.noted else None
        days = lived_days(start, end, np.array(table.nightly, bool)[meant])
        end = np.where(end == start, np.datetime64("NaT"), end)
        if problems:
            keep = np.ones(len(codes), bool)
            keep[list(problems)] = False
            kept = keep.tolist()
            start, end, offset, values, days = start[keep], end[keep], offset[keep], values[keep], days[keep]
            metrics, units, devices = (
                list(compress(metrics, kept)), list(compress(units, kept)), list(compress(devices, kept)),
            )  # fmt: skip
            notes = list(compress(notes, kept)) if notes is not None else None
        if metrics:
            yield Measurements(metrics, start, end, offset, values, units, devices, days, notes)

    def _meant(self, codes: Codes, problems: dict[int, str]) -> Codes:
        """The meaning of each row; the values of categories are used up by it."""
        import numpy as np

        plain = np.array([kind.meaning for kind in self.table.kinds], np.int32)
        meant: Codes = plain[codes]
        for n in np.flatnonzero(meant < 0).tolist():
            kind = self.table.kinds[self.codes[n]]
            if kind.category:
                said = self.values[n].decode("utf-8", "replace")
                meant[n] = self.table.meaning(kind.type, kind.unit, said)
                self.values[n] = b"0" if meant[n] >= 0 else self.values[n]
            if meant[n] < 0:
                problems.setdefault(n, self.table.problem(int(meant[n])))
                meant[n] = 0
        return meant

    def _numbers(self, problems: dict[int, str]) -> Values:
        import numpy as np

        try:
            numbers: Values = np.fromiter(map(float, self.values), np.float64, len(self.values))
        except ValueError:
            numbers = np.array([_number(value) for value in self.values], np.float64)
        for n in np.flatnonzero(~np.isfinite(numbers)).tolist():
            problems.setdefault(n, f"“{self.values[n][:80].decode(errors='replace')}” is not a number")
        return numbers

    def _convert(self, values: Values, meant: Codes, lasted: Values) -> None:
        """Numbers into the units of the metrics, in place."""
        import numpy as np

        meanings = self.table.meanings
        factors = np.array([one.factor for one in meanings])
        converted = (factors != 1.0)[meant]
        values *= factors[meant]
        values += np.array([one.shift for one in meanings])[meant]
        values[converted] = np.round(values[converted], 9)
        readings = {
            name: np.array([one.reading == name for one in meanings]) for name in ("seconds", "one", "fraction")
        }
        if readings["seconds"].any():
            timed = readings["seconds"][meant]
            values[timed] = lasted[timed]
        if readings["one"].any():
            fixed = readings["one"][meant]
            values[fixed] = factors[meant][fixed]
        whole = readings["fraction"][meant] & (values > 100)
        if whole.any():
            values[whole] /= 100
            self.guesses["Percentages above 1, read as percent and not as a fraction"] += int(whole.sum())

    def _raw(self, n: int) -> str:
        kind = self.table.kinds[self.codes[n]]
        said = {"type": kind.type, "sourceName": kind.device or "", "unit": kind.unit or ""}
        said |= {"startDate": _text(self.starts[n]), "endDate": _text(self.ends[n]), "value": _text(self.values[n])}
        return tag_text("Record", said)

    def _clear_rows(self) -> None:
        self.codes: list[int] = []
        self.starts: list[bytes] = []
        self.ends: list[bytes] = []
        self.values: list[bytes] = []
        self.zones: dict[int, str] = {}
        """Zones that records name themselves, by row."""


def _number(text: bytes) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace").strip()
