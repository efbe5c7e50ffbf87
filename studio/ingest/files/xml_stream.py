"""Elements of an XML export of any size; after a broken place it goes on at the next element it knows.

What stands before the root element never reaches the parser, a document type and its entities above all, so nothing
can expand.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from studio.ingest.files.xml_pieces import TOKEN_LIMIT, mended

DEPTH_LIMIT = 64
"""Elements that may be open at once."""
NAMES_LIMIT = 4096
"""Different names of elements and attributes that a file may use."""
REPAIRS_LIMIT = 100
"""Broken places after which a file is given up."""
RAW_LIMIT = 2000
"""Characters of a broken place that are kept."""

Attributes = dict[str, str]


class Elements:
    """Calls back for every element below the root; after a broken place it goes on at the next element it knows.

    Args:
        root: Name of the root element, should its start be broken.
        tops: Names of the elements right below the root.
        opened: Called with the number of elements that are open (the root is 1), name and attributes.
        closed: Called with the number of elements still open, and the name.
        broken: Called with the line, the reason and the text for every place that cannot be read.
    """

    def __init__(
        self,
        root: str,
        tops: tuple[str, ...],
        opened: Callable[[int, str, Attributes], None],
        closed: Callable[[int, str], None],
        broken: Callable[[int, str, str], None],
    ) -> None:
        self.depth = 0
        """Open elements."""
        self.lost = False
        """True after a broken place, until an element is recognised."""
        self._opened, self._closed, self._broken = opened, closed, broken
        self._again = re.compile(rb"<(?:" + "|".join(tops).encode() + rb")[\s/>]")
        self._root = root
        self._ended = False
        self._repairs = 0
        self._begin()

    @property
    def given_up(self) -> bool:
        """True after too many broken places."""
        return self._repairs > REPAIRS_LIMIT

    def feed(self, data: bytes, line: int) -> None:
        """Read on; `line` is the one on which the data begins."""
        from xml.parsers.expat import ExpatError

        data = mended(data)
        while data and not self.given_up:
            if self.lost:
                match = self._again.search(data)
                if match is None:
                    return
                line += data.count(b"\n", 0, match.start())
                data = data[match.start() :]
                self.resume()
            try:
                self._parser.Parse(data, False)
                self._fed += len(data)
                if self._fed - self._parser.CurrentByteIndex > TOKEN_LIMIT:
                    self.leave_out(line, f"a tag is longer than {TOKEN_LIMIT >> 20} MiB", data)
                elif len(self._names) > NAMES_LIMIT:
                    self._repairs = REPAIRS_LIMIT
                    self.leave_out(line, f"more than {NAMES_LIMIT:,} different names", data)
                return
            except (ExpatError, _TooDeep) as problem:
                at = min(max(self._parser.ErrorByteIndex - self._fed, 0), len(data))
                if isinstance(problem, _TooDeep):
                    at = len(data)
                line += data.count(b"\n", 0, at)
                begin = max(0, data.rfind(b"<", 0, at + 1))
                self.leave_out(line, _reason(problem), data[begin : begin + RAW_LIMIT])
                data = data[max(at, begin + 1) :]

    def leave_out(self, line: int, reason: str, data: bytes = b"") -> None:
        """Count a place as broken, and look for the next element."""
        self._repairs += 1
        self.lost = True
        self.depth = 1
        if self.given_up:
            reason += "; the rest is left out, there are too many such places"
        self._broken(line, reason, data[:RAW_LIMIT].decode("utf-8", "replace"))

    def resume(self) -> None:
        """Go on right below the root, with an element that begins in the next data."""
        self._begin()
        self.lost = False
        opening = f"<{self._root}>".encode()
        self._parser.Parse(opening, False)
        self._fed = len(opening)

    def finish(self, line: int) -> None:
        """Say so when the file ends before its root does."""
        if not self._ended and not self.given_up and not self.lost:
            self._broken(line, "the file ends in the middle; it may have been cut off", "")

    def _begin(self) -> None:
        from xml.parsers.expat import ParserCreate

        self._names: dict[str, str] = {}
        self._parser = ParserCreate("utf-8", None, self._names)
        eager = getattr(self._parser, "SetReparseDeferralEnabled", None)
        if eager is not None:
            eager(False)
        self._parser.StartElementHandler = self._open
        self._parser.EndElementHandler = self._close
        self._fed = 0
        self.depth = 0

    def _open(self, name: str, attributes: Attributes) -> None:
        depth = self.depth
        self.depth = depth + 1
        if depth == 0:
            self._root = name
        elif depth >= DEPTH_LIMIT:
            raise _TooDeep(f"more than {DEPTH_LIMIT} elements inside each other")
        else:
            self._opened(depth, name, attributes)

    def _close(self, name: str) -> None:
        self.depth -= 1
        if self.depth:
            self._closed(self.depth, name)
        else:
            self._ended = True


def attributes_of(tag: bytes) -> Attributes | None:
    """The attributes of one whole element without children; None when it cannot be read."""
    from xml.parsers.expat import ExpatError, ParserCreate

    found: list[Attributes] = []
    parser = ParserCreate("utf-8")
    parser.StartElementHandler = lambda _, attributes: found.append(attributes)
    try:
        parser.Parse(mended(tag), True)
    except ExpatError:
        return None
    return found[0]


def tag_text(name: str, attributes: Attributes) -> str:
    """An element's start as text, for what is refused."""
    said = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<{name}{said}>"[:RAW_LIMIT]


class _TooDeep(Exception):
    pass


def _reason(problem: Exception) -> str:
    return f"no whole element ({str(problem).partition(':')[0]})"
