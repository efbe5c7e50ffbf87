"""FIT, the file that Garmin, Wahoo, Suunto, Coros, Zwift and most scales and watches write: trainings, weight, days.

A training gives one workout per session with its sets, and its numbers; its points and laps are summed up in it. Times
are UTC in the file; where the file also says what the clock on the wrist showed, they get that zone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import IO

from studio.core.errors import InputError, StudioError
from studio.core.records import Measurement, Rejected, Skipped, Workout
from studio.ingest.files.gzip_file import plain_file, plain_head
from studio.ingest.formats.garmin_fit.activity import Activity
from studio.ingest.formats.garmin_fit.messages import (
    FileStart,
    FitMessage,
    fit_messages,
    is_unfinished,
    offset_of,
    starts_fit,
    unfinished,
)
from studio.ingest.formats.garmin_fit.wellness import KINDS, Wellness
from studio.ingest.importer import Export, ExportKind, Facts, ReadOptions

NAME = "garmin_fit.v1"
LABEL = "Garmin and other FIT files"
KIND: ExportKind = "fitness"
EXTENSIONS = (".fit", ".gz", ".zip")
HOW_TO_EXPORT = (
    "In Garmin Connect on the web open an activity, click the gear and choose “Export File”; or connect the watch by "
    "USB and copy GARMIN/Activity; Wahoo, Suunto, Coros and Zwift offer the same .fit file under share or export."
)
READS = "Sessions, strength sets, distance, energy, heart rate, power; weight, steps, stress, HRV, sleep stages."
LEAVES_OUT = "GPS tracks, second-by-second points, laps (summed up in the session), training effect, planned workouts."

FILE_LIMIT = 512 << 20
"""Bytes of one FIT file, unpacked; a day of cycling takes 2 MB."""

_LOOKED_AT = 12
_NEARLY_ALL = 0.9
Items = Iterator[Workout | Measurement | Rejected | Skipped | Facts]


def sniff(export: Export) -> float:
    """How sure this is FIT: by the mark in the first bytes; of many files a few are looked at."""
    members = export.members()
    if members == [""]:
        return 0.98 if _is_fit(export, "") else 0.0
    named = _named(members)
    if not named or len(named) < _NEARLY_ALL * len(members):
        return 0.0
    step = max(1, len(named) // _LOOKED_AT)
    looked_at = named[::step][:_LOOKED_AT]
    return 0.95 * len(named) / len(members) * sum(_is_fit(export, one) for one in looked_at) / len(looked_at)


def read(export: Export, options: ReadOptions) -> Items:
    """Workouts, then their numbers, file by file; a file that is damaged gives what could be read of it.

    Raises:
        InputError: there is only one file and it is no FIT file, or breaks off before its first message.
    """
    members = export.members()
    single = members == [""]
    named = members if single else _named(members)
    if not named or (single and not _is_fit(export, "")):
        raise InputError(f"{export.name} is not a FIT file.", fix=HOW_TO_EXPORT, code="not_recognised")
    taken: Counter[str] = Counter()
    wanted = frozenset(named)
    for member in members:
        name = member or export.name
        if member not in wanted:
            yield Skipped(name, "no FIT file")
            continue
        count = 0
        try:
            for item in _file(export, member, name):
                count += 1
                taken[type(item).__name__] += 1
                yield item
        except InputError as problem:
            if single and not count:
                raise
            yield Rejected(name, problem.message, "")
    yield Facts(
        notes=(
            f"{len(named)} FIT file(s) gave {taken['Workout']} training(s) and {taken['Measurement']} measurement(s); "
            f"{taken['Skipped']} other messages are summed up in them or only about the device.",
        )
    )


def _file(export: Export, member: str, name: str) -> Iterator[Workout | Measurement | Rejected | Skipped]:
    open_ended = is_unfinished(plain_head(export, member, 64))
    with plain_file(export, member, FILE_LIMIT) as stream:
        yield from _messages(unfinished(stream) if open_ended else stream, name)


def _messages(stream: IO[bytes], name: str) -> Iterator[Workout | Measurement | Rejected | Skipped]:
    """What one stream holds; chained files are each taken by themselves."""
    state = _State(name)
    for one in fit_messages(stream):
        if isinstance(one, FitMessage):
            yield from state.take(one)
        elif isinstance(one, FileStart):
            yield from state.finish()
            state = _State(name)
        elif one.ends and one.after == 0:
            raise InputError(f"{name} is damaged: {one.reason}.", fix="Copy it from the device again.", code="damaged")
        else:
            yield Rejected(f"{name}:message {one.after + 1}" if one.ends else name, one.reason, "")
    yield from state.finish()


class _State:
    """One FIT file while it is read."""

    def __init__(self, name: str) -> None:
        self._activity = Activity(name)
        self._wellness = Wellness(name)
        self._kind = ""
        self._offset: timedelta | None = None

    def take(self, message: FitMessage) -> Iterator[Measurement | Rejected | Skipped]:
        """What a message gives at once; trainings come at the end."""
        if message.name == "file_id":
            self._kind = str(message.values.get("type", ""))
            self._wellness.device = _device(message)
        elif message.name == "activity":
            offset = offset_of(message)
            self._offset = self._offset if offset is None else offset
        self._wellness.locate(message)
        if message.name in KINDS:
            yield from self._wellness.read(message)
        elif (skipped := self._activity.take(message)) is not None:
            yield skipped

    def finish(self) -> Iterator[Workout | Measurement | Rejected]:
        """The night and the trainings."""
        yield from self._wellness.night()
        offset = self._offset if self._offset is not None else self._wellness.offset
        yield from self._activity.finish(offset, self._wellness.device, self._kind)


def _device(file_id: FitMessage) -> str:
    """The maker and model, such as `Garmin edge 820`."""
    maker = file_id.values.get("manufacturer")
    product = next((file_id.values[key] for key in ("product_name", "garmin_product") if key in file_id.values), None)
    words = [str(part).replace("_", " ") for part in (maker, product) if isinstance(part, str) and part]
    return " ".join(words)[:1].upper() + " ".join(words)[1:]


def _named(members: list[str]) -> list[str]:
    return [name for name in members if name.casefold().endswith((".fit", ".fit.gz"))]


def _is_fit(export: Export, member: str) -> bool:
    try:
        return starts_fit(plain_head(export, member, 64))
    except StudioError:
        return False
