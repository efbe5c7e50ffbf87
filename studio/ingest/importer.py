"""The Protocol every export format satisfies: a module with a few constants and two functions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Literal, Protocol

from studio.core.records import Batch, Record, Rejected, Skipped

ExportKind = Literal["chat", "journal", "fitness"]


class Export(Protocol):
    """Something on disk that may be an export: a file, a zip, or a folder; members are opened one at a time."""

    @property
    def name(self) -> str:
        """File or folder name, NFC-normalised, such as `WhatsApp Chat - Jo.zip`."""
        ...

    @property
    def path(self) -> str:
        """Full path, for messages."""
        ...

    def members(self) -> list[str]:
        """Names inside a zip or folder, `/`-separated; `[""]` for a single file."""
        ...

    def open(self, member: str = "") -> IO[bytes]:
        """One member as bytes."""
        ...

    def head(self, member: str = "", size: int = 65536) -> bytes:
        """The first bytes of a member."""
        ...

    def modified(self, member: str = "") -> float | None:
        """Modification time of a member in Unix seconds, where known."""
        ...

    def size(self, member: str = "") -> int:
        """Bytes of a member, unpacked."""
        ...

    def beside(self, ending: str) -> IO[bytes] | None:
        """For a single file: the file named like it plus `ending` (such as `-wal`), or None where there is none."""
        ...


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the person said about an export that the export does not say itself."""

    date_order: str = ""
    """`dmy`, `mdy`, `ymd`, or empty when not said."""
    unit: str = ""
    """`kg` or `lb` for logs without units, or empty."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a format learned about the export as a whole; may be yielded at any time, the last one counts."""

    conversation: str | None = None
    title_person: str | None = None
    """The other person of a two-person chat, when the export is named after them."""
    notes: tuple[str, ...] = ()
    """Plain sentences for the import report, such as how the date order was decided."""
    me: str | None = None
    """The sender name that the export itself says is the person's own."""


Item = Record | Batch | Rejected | Skipped | Facts
"""What an importer yields."""


class Importer(Protocol):
    """One export format; a module satisfies it."""

    @property
    def NAME(self) -> str:
        """Versioned id written to provenance and never renamed, such as `whatsapp.v1`."""
        ...

    @property
    def LABEL(self) -> str:
        """What the import screen calls it."""
        ...

    @property
    def KIND(self) -> ExportKind:
        """Which kind of record it holds."""
        ...

    @property
    def EXTENSIONS(self) -> tuple[str, ...]:
        """File extensions it comes in, with the dot."""
        ...

    @property
    def HOW_TO_EXPORT(self) -> str:
        """How a person gets the export out of the app, in one or two sentences."""
        ...

    @property
    def READS(self) -> str:
        """What is taken, in a few words: a line of the README's table."""
        ...

    @property
    def LEAVES_OUT(self) -> str:
        """What the export holds and is not taken, in a few words."""
        ...

    def sniff(self, export: Export) -> float:
        """0..1: how sure this format is that the export is one of its own, from names and first bytes."""
        ...

    def read(self, export: Export, options: ReadOptions) -> Iterator[Item]:
        """Records in file order; a bad one becomes `Rejected` and never stops the file.

        Every record, row or element of the file is yielded once: as a record, or as `Rejected` or `Skipped`.

        Raises:
            InputError: nothing can be read without an answer from the person (an undecidable date order, a missing
                unit), or the whole export is damaged.
        """
        ...
