"""The Protocol every export format satisfies: a module with three constants and two functions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Literal, Protocol

from studio.core.records import Record, Rejected, Skipped

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

    def sniff(self, export: Export) -> float:
        """0..1: how sure this format is that the export is one of its own, from names and first bytes."""
        ...

    def read(self, export: Export, options: ReadOptions) -> Iterator[Record | Rejected | Skipped | Facts]:
        """Records in file order; a bad one becomes `Rejected` and never stops the file.

        Raises:
            InputError: nothing can be read without an answer from the person (an undecidable date order, a missing
                unit), or the whole export is damaged.
        """
        ...
