"""Word documents as text: paragraphs as lines, headings with Markdown's marks, so that notes in them are notes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, TYPE_CHECKING

from studio.core.errors import InputError
from studio.ingest.files.access import damaged, refused
from studio.ingest.files.zip_listing import member_as_zip
from studio.ingest.importer import Export
from studio.ingest.values.dates import read_moment

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType

DOCX_LIMIT = 64 << 20
"""Bytes of a document's text part, unpacked; pictures lie beside it."""
NAMES_LIMIT = 4096
"""Different names of elements and attributes that a document may use."""

_TEXT = "word/document.xml"
_ABOUT = "docProps/core.xml"
_HIDDEN = frozenset({"Fallback", "del", "moveFrom"})
"""Parts that Word keeps but does not show, or shows in another form."""
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


@dataclass(frozen=True, slots=True)
class Document:
    """What a Word document says."""

    text: str
    created: datetime | None
    """When it was first saved, in UTC, where it says so."""


def is_docx(head: bytes) -> bool:
    """Whether these are the first bytes of a Word document."""
    return head.startswith(b"PK\x03\x04") and (b"[Content_Types].xml" in head[:4096] or b"word/" in head[:4096])


def is_unpacked(export: Export) -> bool:
    """Whether a zip is itself a Word document."""
    members = export.members()
    return _TEXT in members and "[Content_Types].xml" in members


def read_docx(export: Export, member: str) -> Document:
    """A Word document, as a file or as the zip that it is.

    Raises:
        InputError: it is damaged, too large, or declares a document type, which Word never does.
    """
    name = member or export.name
    if is_unpacked(export):
        about = _ABOUT if _ABOUT in export.members() else ""
        with export.open(_TEXT) as stream:
            text = _lines(stream, name)
        if not about:
            return Document(text, None)
        with export.open(about) as stream:
            return Document(text, _created(stream, name))
    with member_as_zip(export, member) as archive:
        if _TEXT not in archive.namelist():
            raise damaged(name, "it has no text part")
        with archive.open(_TEXT) as part:
            text = _lines(part, name)
        if _ABOUT not in archive.namelist():
            return Document(text, None)
        with archive.open(_ABOUT) as part:
            return Document(text, _created(part, name))


@dataclass(slots=True)
class _Body:
    """Gathers the lines of a document's text part."""

    lines: list[str] = field(default_factory=list)
    inside: list[list[str]] = field(default_factory=list)
    """Text of the paragraphs that are open, innermost last, in pieces."""
    marks: list[str] = field(default_factory=list)
    hidden: int = 0
    shown: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        self.hidden += tag in _HIDDEN
        self.shown = tag == "t" and not self.hidden
        if tag == "p" and name.startswith("w:"):
            self.inside.append([])
            self.marks.append("")
        elif self.inside and not self.hidden:
            if tag in _SIGNS:
                self.inside[-1].append(_SIGNS[tag])
            elif tag == "pStyle":
                self.marks[-1] = _mark(attributes.get("w:val", ""))
            elif tag == "numPr":
                self.marks[-1] = self.marks[-1] or "- "

    def end(self, name: str) -> None:
        tag = name.rpartition(":")[2]
        self.hidden -= tag in _HIDDEN
        self.shown = False
        if tag == "p" and name.startswith("w:") and self.inside:
            text, mark = "".join(self.inside.pop()), self.marks.pop()
            self.lines.append(mark + text if text.strip() else "")
            if mark.startswith("#"):
                self.lines.append("")

    def data(self, text: str) -> None:
        if self.shown and self.inside:
            self.inside[-1].append(text)


def _mark(style: str) -> str:
    """Markdown's mark for a paragraph style, by the ids Word and LibreOffice give them in English and German."""
    plain = style.casefold().replace(" ", "")
    level = plain[-1:] if plain[:-1] in ("heading", "berschrift", "überschrift", "titre", "ttulo") else ""
    if level and level in "123456":
        return "#" * int(level) + " "
    return "# " if plain in ("title", "titel") else "- " if plain.startswith("list") else ""


def _lines(stream: IO[bytes], name: str) -> str:
    body = _Body()
    parser = _parser(name)
    parser.StartElementHandler = body.start
    parser.EndElementHandler = body.end
    parser.CharacterDataHandler = body.data
    _parse(parser, stream, name)
    return "\n".join(body.lines)


def _created(stream: IO[bytes], name: str) -> datetime | None:
    found: list[str] = []
    parser = _parser(name)

    def start(tag: str, _attributes: dict[str, str]) -> None:
        parser.CharacterDataHandler = found.append if tag == "dcterms:created" else None

    parser.StartElementHandler = start
    _parse(parser, stream, name)
    return read_moment("".join(found)[:40])


def _parser(name: str) -> XMLParserType:
    from xml.parsers.expat import ParserCreate

    def declared(*_: object) -> None:
        raise refused(name, "it declares a document type")

    parser = ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = declared
    return parser


def _parse(parser: XMLParserType, stream: IO[bytes], name: str) -> None:
    from xml.parsers.expat import ExpatError

    read = 0
    try:
        while piece := stream.read(1 << 18):
            read += len(piece)
            if read > DOCX_LIMIT:
                raise _too_large(name)
            parser.Parse(piece, False)
            if len(parser.intern) > NAMES_LIMIT:
                raise refused(name, f"it uses more than {NAMES_LIMIT:,} different names")
        parser.Parse(b"", True)
    except ExpatError as problem:
        raise damaged(name, problem) from None


def _too_large(name: str) -> InputError:
    return InputError(
        f"{name} is larger than {DOCX_LIMIT >> 20} MiB.", fix="Save its text alone, as .txt.", code="too_long"
    )
