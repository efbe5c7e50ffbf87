"""The messages of a FIT file, one by one, with plain values; damage ends them with words, never with a traceback."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import IO, Any

from studio.core.errors import StudioError

EPOCH = 631_065_600
"""Unix seconds of 1989-12-31T00:00:00Z, from which FIT counts."""
FIRST_DATE = 0x10000000
"""Smaller numbers are seconds since the device was switched on, not a date."""

_QUARTER = 900
_FARTHEST = 14 * 3600
"""Seconds that a place on earth can be away from UTC."""
_ODD = (
    AssertionError, AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError, ZeroDivisionError,
    struct.error,
)  # fmt: skip
"""What the decoder raises on bytes that make no sense, besides its own errors."""


@dataclass(frozen=True, slots=True)
class FitMessage:
    """One data message."""

    number: int
    """1-based position among the data messages of the file."""
    name: str
    values: Mapping[str, Any]
    """Field → value in the unit of the FIT profile; moments are FIT seconds. What the device left blank is not here."""

    def number_of(self, field: str) -> float | None:
        """A field that must be a number; None when it is absent.

        Raises:
            ValueError: it is something else.
        """
        value = self.values.get(field)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError(f"{field} is no number: {str(value)[:50]}")
        return float(value)

    def moment(self, field: str = "timestamp") -> int | None:
        """A moment in FIT seconds, or None when it is absent or counts from when the device was switched on."""
        value = self.values.get(field)
        return value if isinstance(value, int) and not isinstance(value, bool) and value >= FIRST_DATE else None


@dataclass(frozen=True, slots=True)
class FileStart:
    """Where a FIT file begins; several may be chained in one stream."""


@dataclass(frozen=True, slots=True)
class Damage:
    """Something wrong with the file, in words."""

    after: int
    """Data messages read before it."""
    reason: str
    ends: bool
    """Whether nothing after it could be read."""


def fit_messages(stream: IO[bytes]) -> Iterator[FitMessage | FileStart | Damage]:
    """Every data message of a stream, and what is wrong with it.

    Raises:
        StudioError: the stream itself cannot be read.
    """
    import fitdecode

    count = 0
    reader = fitdecode.FitReader(
        stream,
        processor=None,
        check_crc=fitdecode.CrcCheck.READONLY,
        error_handling=fitdecode.ErrorHandling.IGNORE,
    )
    frames = iter(reader)
    while True:
        try:
            frame = next(frames, None)
        except fitdecode.FitEOFError:
            yield Damage(count, "the file breaks off here", ends=True)
            return
        except fitdecode.FitError as problem:
            yield Damage(count, f"it cannot be decoded from here on ({problem})", ends=True)
            return
        except StudioError:
            raise
        except _ODD as problem:
            yield Damage(count, f"it makes no sense from here on ({type(problem).__name__})", ends=True)
            return
        if frame is None:
            return
        if isinstance(frame, fitdecode.FitDataMessage):
            count += 1
            yield FitMessage(count, frame.name, _values(frame))
        elif isinstance(frame, fitdecode.FitHeader):
            yield FileStart()
        elif isinstance(frame, fitdecode.FitCRC) and not frame.matched:
            yield Damage(count, "its checksum does not match, so some values may be wrong", ends=False)


def _values(frame: Any) -> dict[str, Any]:
    """The fields that hold anything; a field that a developer added never hides one of the profile."""
    values: dict[str, Any] = {}
    for field in frame.fields:
        name, value = field.name, field.value
        if value is not None and not (name in values and (field.field_def is None or field.field_def.is_dev)):
            values[name] = value
    return values


def starts_fit(head: bytes) -> bool:
    """Whether these first bytes are those of a FIT file."""
    return len(head) >= 12 and head[8:12] == b".FIT" and head[0] in (12, 14)


class _Unfinished(io.RawIOBase):
    """The bytes of a file with a header that promises as many as there may be."""

    def __init__(self, source: IO[bytes]) -> None:
        head = source.read(14)
        check = b"\0\0" if head[0] == 14 else head[12:]
        self._head = head[:4] + b"\xff" * 4 + head[8:12] + check
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        if not isinstance(buffer, bytearray | memoryview):
            raise TypeError("a writable buffer is needed")
        view = memoryview(buffer).cast("B")
        piece = self._head[: len(view)] or self._source.read(len(view))
        self._head = self._head[len(view) :]
        view[: len(piece)] = piece
        return len(piece)


def unfinished(source: IO[bytes]) -> IO[bytes]:
    """A file whose device never wrote how long it is, from its beginning, as one that goes on until it breaks off."""
    return io.BufferedReader(_Unfinished(source))


def is_unfinished(head: bytes) -> bool:
    """Whether a file says that it holds nothing, as one does whose device went off before it was closed."""
    return starts_fit(head) and head[4:8] == bytes(4)


def utc_of(seconds: float, offset: timedelta | None) -> datetime:
    """FIT seconds as a moment in the zone that lies `offset` from UTC, or in UTC when that is not known."""
    at = datetime.fromtimestamp(EPOCH + int(seconds), UTC)
    return at if offset is None else at.astimezone(timezone(offset))


def day_of(at: datetime) -> date | None:
    """The local date of a moment; None for one in bare UTC, whose local date is not known."""
    return at.date() if at.utcoffset() else None


def offset_of(message: FitMessage) -> timedelta | None:
    """How far local time was from UTC, from a message that gives both; None where it is no possible zone."""
    local, at = message.values.get("local_timestamp"), message.moment()
    if at is None or not isinstance(local, int) or local < FIRST_DATE:
        return None
    away = round((local - at) / _QUARTER) * _QUARTER
    return timedelta(seconds=away) if abs(away) <= _FARTHEST else None
