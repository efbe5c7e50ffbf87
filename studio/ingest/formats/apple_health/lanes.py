"""The elements of an Apple Health file, in two lanes.

Nearly all of an export are records written one like the other: those are taken from the bytes at once. Everything else,
and every record written differently, goes through the XML parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from studio.core.errors import InputError
from studio.core.records import Rejected, Skipped
from studio.ingest.files.xml_pieces import TOKEN_LIMIT, Piece, pieces_of
from studio.ingest.files.xml_stream import Attributes, Elements, attributes_of, tag_text
from studio.ingest.formats.apple_health.columns import BATCH, Columns
from studio.ingest.formats.apple_health.moments import ZONE, ZONE_KEYS
from studio.ingest.formats.apple_health.names import NOT_READ, TOPS
from studio.ingest.formats.apple_health.repeats import Repeats
from studio.ingest.formats.apple_health.workouts import WorkoutParts, mood
from studio.ingest.importer import Item

ROOT = re.compile(rb"<HealthData[\s>]")
_CHILDREN = rb"MetadataEntry|HeartRateVariabilityMetadataList|InstantaneousBeatsPerMinute"
_RECORD = re.compile(
    rb'<Record (type="[^"]*" sourceName="[^"]*")(?: sourceVersion="[^"]*")?(?: device="[^"]*")?'
    rb'( unit="[^"]*")?(?: creationDate="[^"]*")? startDate="([^"<&]{25})" endDate="([^"<&]{25})"'
    rb'(?: value="([^"<&]*)")?(?:/>|>((?:\s*</?(?:' + _CHILDREN + rb")\b[^<>]*>)*)\s*</Record>)\s*"
)


class HealthFile:
    """One `export.xml`.

    Args:
        where: What it is called in rejections.
    """

    def __init__(self, where: str) -> None:
        self.where = where
        self.exported = ""
        """When the phone wrote it, as it says."""
        self.columns = Columns(where)
        self.repeats = Repeats(self.columns, where)
        self._out: list[Item] = []
        self._elements = Elements("HealthData", TOPS, self._opened, self._closed, self._broken)
        self._plain = True
        self._in_correlation = False
        self._workout: WorkoutParts | None = None
        self._seen: dict[str, int] = {}

    def read(self, stream: IO[bytes]) -> Iterator[Item]:
        """Everything in the file, in order, records in batches.

        Raises:
            InputError: it holds no health data.
        """
        line = 0
        for piece in pieces_of(stream, ROOT):
            line = piece.line
            self._take(piece)
            yield from self._given(BATCH)
            if self._elements.given_up:
                break
        if not line:
            raise InputError(f"{self.where} holds no health data.", fix="Export it again.", code="damaged")
        self._elements.finish(line)
        yield from self._given(0)
        yield from self.repeats.rest()
        yield from self._given(0)

    def _given(self, least: int) -> Iterator[Item]:
        yield from self._out
        self._out.clear()
        if len(self.columns) > least and (self._elements.depth <= 1 or not least):
            self.repeats.note()
            yield from self.columns.batch()
        if self.repeats.waiting > least:
            yield from self.repeats.settle()

    def _take(self, piece: Piece) -> None:
        data, line = piece.data, piece.line
        if piece.too_long:
            self._elements.leave_out(line, f"a tag is longer than {TOKEN_LIMIT >> 20} MiB")
        rows: list[tuple[bytes, ...]] = []
        counted = done = 0
        fast = self._fast()
        for match in _RECORD.finditer(data):
            start = match.start()
            if start != done:
                line += data.count(b"\n", counted, done)
                counted = done
                self._at_once(rows)
                self._slowly(data[done:start], line)
                fast = self._fast()
            done = match.end()
            if fast:
                rows.append(match.groups(b""))
            else:
                line += data.count(b"\n", counted, start)
                counted = start
                self._elements.feed(match[0], line)
                fast = self._fast()
        self._at_once(rows)
        if done < len(data):
            line += data.count(b"\n", counted, done)
            self._slowly(data[done:], line)

    def _fast(self) -> bool:
        """Whether the next record stands right below the root, as far as the parser knows."""
        elements = self._elements
        if elements.lost and self._plain and not elements.given_up:
            elements.resume()
        return self._plain and elements.depth == 1 and not elements.lost

    def _slowly(self, gap: bytes, line: int) -> None:
        if not gap.isspace():
            # Only the parser can tell what stands in a comment from what does not.
            self._plain = self._plain and b"<!" not in gap and b"<?" not in gap
            self._elements.feed(gap, line)

    def _at_once(self, rows: list[tuple[bytes, ...]]) -> None:
        """Take records that were recognised from their bytes; then there are none."""
        if not rows:
            return
        heads, units, starts, ends, values, insides = zip(*rows, strict=True)
        known = self.columns.table.heads
        try:
            codes = list(map(known.__getitem__, zip(heads, units, strict=True)))
        except KeyError:
            for key in set(zip(heads, units, strict=True)).difference(known):
                self._learn(*key)
            codes = [known[key] for key in zip(heads, units, strict=True)]
        for n in [n for n, inside in enumerate(insides) if b"TimeZone" in inside]:
            if zone := ZONE.search(insides[n]):
                self.columns.zones[len(self.columns) + n] = zone[1].decode()
        self.columns.extend(codes, starts, ends, values)
        rows.clear()

    def _learn(self, head: bytes, unit: bytes) -> None:
        """Find the kind of records by their first attributes; one that no parser reads has no type."""
        table = self.columns.table
        said = attributes_of(b"<Record " + head + unit + b"/>") or {}
        table.heads[head, unit] = table.number(said.get("type", ""), said.get("unit"), said.get("sourceName") or None)

    def _opened(self, depth: int, name: str, attributes: Attributes) -> None:
        if name == "Record":
            self._parsed_record(attributes)
        elif depth == 1:
            self._top(name, attributes)
        elif name == "WorkoutStatistics" and self._workout is not None:
            self._workout.statistics(attributes)
        elif name == "MetadataEntry" and depth == 2 and attributes.get("key") in ZONE_KEYS:
            if self._workout is not None:
                self._workout.zone = attributes.get("value", "")
            elif len(self.columns) and not self._in_correlation:
                self.columns.zones[len(self.columns) - 1] = attributes.get("value", "")

    def _parsed_record(self, said: Attributes) -> None:
        code = self.columns.table.number(said.get("type", ""), said.get("unit"), said.get("sourceName") or None)
        row = (code, said.get("startDate", ""), said.get("endDate") or said.get("startDate", ""), said.get("value", ""))
        if self._in_correlation:
            self.repeats.add(*row)
        else:
            self.columns.add(code, *(text.encode("utf-8", "replace") for text in row[1:]))

    def _top(self, name: str, attributes: Attributes) -> None:
        self._in_correlation = name == "Correlation"
        self._workout = WorkoutParts(attributes) if name == "Workout" else None
        if name == "ExportDate":
            self.exported = attributes.get("value", "")[:40]
        elif name == "StateOfMind":
            try:
                self._out.append(mood(attributes))
            except ValueError as problem:
                self._out.append(Rejected(self._place(name), str(problem), tag_text(name, attributes)))
        elif name not in ("Me", "Workout"):
            self._out.append(Skipped(self._place(name), NOT_READ.get(name, f"a {name[:40]}, which is not read")))

    def _closed(self, depth: int, name: str) -> None:
        if depth != 1:
            return
        self._in_correlation = False
        if self._workout is not None:
            place = self._place("Workout")
            try:
                self._out.append(self._workout.workout())
            except ValueError as problem:
                self._out.append(Rejected(place, str(problem), tag_text("Workout", self._workout.attributes)))
            self._workout = None

    def _broken(self, line: int, reason: str, raw: str) -> None:
        self._in_correlation, self._workout = False, None
        self._out.append(Rejected(f"{self.where}:{line}", reason, raw))

    def _place(self, name: str) -> str:
        number = self._seen[name] = self._seen.get(name, -1) + 1
        return f"{self.where}: {name[:40]}[{number}]"
