"""An `Export` held in memory, and records as JSON lines for the golden files beside the samples."""

from __future__ import annotations

import dataclasses
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta, timezone
from pathlib import Path
from typing import IO, Any

from studio.core.records import Measurement, Measurements, Message, Messages

SAMPLES = Path(__file__).resolve().parents[2] / "sample_data" / "exports"
MODIFIED = 1_700_000_000.0


class MemoryExport:
    """A file (`MemoryExport("a.csv", b"…")`) or a folder of files."""

    def __init__(self, name: str, content: bytes | Mapping[str, bytes]) -> None:
        self.name = name
        self.path = f"/exports/{name}"
        self._files = {"": content} if isinstance(content, bytes) else dict(content)

    def members(self) -> list[str]:
        return list(self._files)

    def open(self, member: str = "") -> IO[bytes]:
        return io.BytesIO(self._files[member])

    def head(self, member: str = "", size: int = 65536) -> bytes:
        return self._files[member][:size]

    def modified(self, member: str = "") -> float | None:
        return MODIFIED

    def size(self, member: str = "") -> int:
        return len(self._files[member])

    def changed(self, member: str, content: bytes) -> MemoryExport:
        """The same export with other bytes in one member."""
        files = {**self._files, member: content}
        return MemoryExport(self.name, files[""] if list(files) == [""] else files)

    def beside(self, ending: str) -> IO[bytes] | None:
        return None


def sample(path: str) -> MemoryExport:
    """A file or folder of `sample_data/exports`, in memory."""
    return load(SAMPLES / path)


def load(place: Path) -> MemoryExport:
    """A file or folder on disk, in memory."""
    if place.is_file():
        return MemoryExport(place.name, place.read_bytes())
    files = sorted(file for file in place.rglob("*") if file.is_file())
    return MemoryExport(place.name, {file.relative_to(place).as_posix(): file.read_bytes() for file in files})


def json_lines(items: Iterable[Any]) -> str:
    """Whatever an importer yields, a line each, in order; what is empty or unknown is left out."""
    return "".join(json.dumps(_plain(item), ensure_ascii=False) + "\n" for item in singles(items))


def singles(items: Iterable[Any]) -> Iterator[Any]:
    """What an importer yields, with the records of a batch one by one."""
    for item in items:
        if isinstance(item, Messages):
            for n, wall in enumerate(item.wall.tolist()):
                yield Message(item.conversation, item.senders[n], wall, item.texts[n], item.types[n], item.edited[n])
        elif isinstance(item, Measurements):
            for n, (start, end) in enumerate(zip(item.start.tolist(), item.end.tolist(), strict=True)):
                zone = None if item.offsets is None else timezone(timedelta(seconds=int(item.offsets[n])))
                yield Measurement(
                    item.metrics[n],
                    start.replace(tzinfo=zone),
                    None if end is None else end.replace(tzinfo=zone),
                    float(item.values[n]),
                    item.units[n],
                    item.devices[n],
                    None if item.days is None else item.days[n].tolist(),
                    None if item.notes is None else item.notes[n],
                )
        else:
            yield item


def _plain(item: Any) -> Any:
    if dataclasses.is_dataclass(item) and not isinstance(item, type):
        fields = {field.name: _plain(getattr(item, field.name)) for field in dataclasses.fields(item)}
        return {"is": type(item).__name__} | {key: value for key, value in fields.items() if value not in (None, [])}
    if isinstance(item, tuple):
        return [_plain(one) for one in item]
    return item.isoformat() if isinstance(item, date) else item
