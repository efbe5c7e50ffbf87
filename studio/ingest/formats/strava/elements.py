"""The elements of a GPX or TCX file as they close, with the texts inside them; a document type is never read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from studio.ingest.files.xml_pieces import mended, pieces_of

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType

DEPTH_LIMIT = 64
"""Elements that may be open at once."""
NAMES_LIMIT = 4096
"""Different names of elements and attributes that a file may use."""
TEXT_LIMIT = 10_000
"""Characters of one element's text that are kept."""
_WHOLE = frozenset({"trkpt", "Trackpoint", "Lap"})
"""Elements that collect the texts of what is inside them."""
_APART = frozenset({"Track", "Trackpoint", "Extensions"})
"""Elements whose texts do not belong to the lap around them."""


@dataclass(slots=True)
class Element:
    """An element that began or ended."""

    name: str
    """Without its namespace prefix."""
    parent: str
    line: int
    attributes: dict[str, str]
    text: str = ""
    inside: dict[str, str] = field(default_factory=dict)
    """Texts of the elements inside, for points and laps; a `Value` also under the name of its parent."""
    ended: bool = False
    broken: str = ""
    """Why nothing after this could be read; empty when all is well."""


class _TooDeep(Exception):
    pass


class _Handler:
    """Keeps the open elements and hands over those that begin and end."""

    def __init__(self, parser: XMLParserType) -> None:
        self.open: list[Element] = []
        self.ready: list[Element] = []
        self.before = 0
        self._parser = parser
        self._wholes: list[Element] = []

    @property
    def line(self) -> int:
        """Line of the file, 1-based."""
        return self.before + self._parser.CurrentLineNumber

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self.open) >= DEPTH_LIMIT:
            raise _TooDeep
        name = name.rpartition(":")[2]
        parent = self.open[-1].name if self.open else ""
        element = Element(name, parent, self.line, {key: value[:TEXT_LIMIT] for key, value in attributes.items()})
        self.open.append(element)
        if name in _WHOLE:
            self._wholes.append(element)
        self.ready.append(Element(name, parent, element.line, element.attributes))

    def data(self, text: str) -> None:
        element = self.open[-1] if self.open else None
        if element is not None and len(element.text) < TEXT_LIMIT:
            element.text += text[:TEXT_LIMIT]

    def end(self, name: str) -> None:
        element = self.open.pop()
        element.text, element.ended = element.text.strip(), True
        if element.name in _WHOLE:
            self._wholes.pop()
        elif self._wholes and element.text and not self._apart():
            inside = self._wholes[-1].inside
            inside.setdefault(element.name, element.text)
            if element.name == "Value":
                inside.setdefault(element.parent, element.text)
        self.ready.append(element)

    def _apart(self) -> bool:
        whole = self._wholes[-1]
        return whole.name == "Lap" and any(one.name in _APART for one in self.open)


def elements_of(stream: IO[bytes], root: re.Pattern[bytes]) -> Iterator[Element]:
    """Every element twice, as it begins and as it ends; where the file breaks off, a last one that says so.

    Args:
        stream: The file; leading blanks and everything else before the root are passed over.
        root: Matches the start of the root element.
    """
    from xml.parsers.expat import ExpatError, ParserCreate

    parser = ParserCreate("utf-8")
    handler = _Handler(parser)
    parser.buffer_text = True
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.data
    reason = ""
    for piece in pieces_of(stream, root):
        handler.before = handler.before or piece.line - 1
        try:
            if piece.too_long:
                reason = "a tag is too long"
            else:
                parser.Parse(mended(piece.data), False)
                if len(parser.intern) > NAMES_LIMIT:
                    reason = f"more than {NAMES_LIMIT:,} different names of elements"
        except ExpatError as problem:
            reason = f"the XML is broken here ({str(problem).partition(':')[0]})"
        except _TooDeep:
            reason = f"more than {DEPTH_LIMIT} elements inside each other"
        yield from handler.ready
        handler.ready.clear()
        if reason:
            break
    if not reason and handler.open:
        reason = "the file breaks off here"
    if reason:
        yield Element("", "", handler.line, {}, broken=reason)
