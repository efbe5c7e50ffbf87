"""The invented exports of `sample_data/exports`, a folder per format, and the golden file of each sample.

`python -m tests.ingest.samples FORMAT...` writes the golden files anew; look at the difference before you keep it.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from studio.core.errors import StudioError
from studio.ingest.importer import Importer, ReadOptions
from studio.ingest.registry import importer_named, importers
from tests.ingest.memory import MemoryExport, json_lines, load

EXPORTS = Path(__file__).resolve().parents[2] / "sample_data" / "exports"
GOLDEN = Path(__file__).parent / "golden"
OPTIONS = ReadOptions(date_order="dmy", unit="kg")
"""What a person would have said about the samples that do not say it themselves."""


@dataclass(frozen=True)
class Sample:
    """One invented export."""

    format: str
    """First part of the format's id; the name of its folder."""
    path: Path
    """A file, or a folder of files."""

    @property
    def name(self) -> str:
        return f"{self.format}/{self.path.name}"

    @property
    def golden(self) -> Path:
        return GOLDEN / self.format / f"{self.path.name}.jsonl"

    @property
    def importer(self) -> Importer:
        return importer_named(self.format)

    def export(self) -> MemoryExport:
        return load(self.path)

    def read(self) -> str:
        """Everything the format yields of it, as JSON lines; a refusal as its kind and code."""
        try:
            return json_lines(self.importer.read(self.export(), OPTIONS))
        except StudioError as problem:
            return f"{type(problem).__name__} {problem.code}\n"


def samples(format_name: str | None = None) -> list[Sample]:
    """The samples of one format, or of all, in order; hidden files are none."""
    folders = [EXPORTS / format_name] if format_name else sorted(EXPORTS.iterdir())
    return [
        Sample(folder.name, path)
        for folder in folders
        if folder.is_dir()
        for path in sorted(folder.iterdir())
        if not path.name.startswith(".")
    ]


def main(names: list[str]) -> None:
    """Write golden files."""
    for name in names or [importer.NAME.partition(".")[0] for importer in importers()]:
        for sample in samples(name):
            sample.golden.parent.mkdir(parents=True, exist_ok=True)
            sample.golden.write_text(sample.read(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
