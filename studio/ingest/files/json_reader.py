"""JSON of any size, pulled a value at a time: objects field by field, arrays by element, memory bounded, damage passed.

Elements are decoded whole by the standard library's C scanner.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, Protocol

PIECE = 1 << 20
"""Bytes read at once."""
VALUE_LIMIT = 8 << 20
"""Characters beyond which one value is not read; a message has a few thousand."""

_GAP = re.compile(r"[ \t\r\n]*")
_BETWEEN = re.compile(r"[ \t\r\n,]*")
_DEEPEST = 8
_OVERLAP = 4096
_KEPT = 2000
_SLACK = 256
"""Characters before the end within which a mistake may only be the end of what was read."""


class Source(Protocol):
    """What bytes come from."""

    def read(self, size: int, /) -> bytes:
        """Up to so many bytes; none at the end."""
        ...


class Broken(ValueError):
    """The JSON is damaged, too large, or at its end where more was to come.

    Attributes:
        raw: What stands there, up to 2000 characters.
    """

    def __init__(self, reason: str, raw: str) -> None:
        super().__init__(reason)
        self.raw = raw


class JsonReader:
    """One JSON text, read from the front; whoever enters an object or array takes its values in order.

    Args:
        source: UTF-8 bytes, with or without a mark; what is no UTF-8 shows as “�”.
        limit: Most characters of one value.
    """

    def __init__(self, source: Source, *, limit: int = VALUE_LIMIT) -> None:
        self._source = source
        self._limit = limit
        self._decode = codecs.getincrementaldecoder("utf-8-sig")("replace").decode
        self._scan = json.JSONDecoder(strict=False).raw_decode
        self._text = ""
        self._at = 0
        self._ended = False

    def peek(self) -> str:
        """The next character that is no space; empty at the end."""
        return self._next(_GAP)

    def fields(self) -> Iterator[str]:
        """The keys of the object that comes next; take, enter or skip each one's value before the next.

        Raises:
            Broken: there is no object, or it breaks.
        """
        self._expect("{")
        while not self._closes("}"):
            key = self.value()
            if not isinstance(key, str):
                raise self._broken("a key is no text")
            self._expect(":")
            yield key

    def entries(self, *, inside: bool = False) -> Iterator[int]:
        """The places 0, 1, … of the array that comes next; take, enter or skip each one's value before the next.

        Args:
            inside: The array was entered before; go on in it.

        Raises:
            Broken: there is no array, or it breaks.
        """
        if not inside:
            self._expect("[")
        place = 0
        while not self._closes("]"):
            yield place
            place += 1

    def elements(self, *, inside: bool = False) -> Iterator[Any]:
        """The elements of the array that comes next, each decoded whole.

        Args:
            inside: The array was entered before; go on in it.

        Raises:
            Broken: there is no array, or it breaks.
        """
        if not inside:
            self._expect("[")
        scan, between = self._scan, _BETWEEN.match
        while not self._closes("]"):
            yield self.value()
            while found := between(self._text, self._at):
                try:
                    element, end = scan(self._text, found.end())
                except (ValueError, RecursionError):
                    break
                if self._goes_on(end):
                    break
                self._at = end
                yield element

    def value(self) -> Any:
        """The value that comes next, whole.

        Raises:
            Broken: it is no JSON, not whole, or larger than the limit.
        """
        self.peek()
        while True:
            try:
                found, end = self._scan(self._text, self._at)
            except (ValueError, RecursionError) as problem:
                if _certain(problem, len(self._text)):
                    raise self._broken("this is not JSON") from None
                if not self._more():
                    raise self._broken("it breaks off here" if self._ended else "it is too long") from None
            else:
                if not self._goes_on(end) or not self._more():
                    self._at = end
                    return found

    def skip(self, depth: int = 0) -> None:
        """Pass over the value that comes next, however large, as long as its parts are not.

        Raises:
            Broken: it is no JSON or not whole.
        """
        first = self.peek()
        if depth < _DEEPEST and first == "{":
            for _ in self.fields():
                self.skip(depth + 1)
        elif depth < _DEEPEST and first == "[":
            for _ in self.elements():
                pass
        else:
            self.value()

    def recover(self, start: re.Pattern[str]) -> tuple[str, str]:
        """Go past damage to where a value begins, as a pattern tells.

        Returns:
            Which of the pattern's groups matched, empty when nothing did, and up to 2000 characters of what was passed.
        """
        lost, begun = self._text[self._at : self._at + _KEPT], self._at
        self._at += 1
        while True:
            if found := start.search(self._text, self._at):
                self._at = found.start()
                return found.lastgroup or "", lost[: self._at - begun] if begun >= 0 else lost
            self._at = max(self._at, len(self._text) - _OVERLAP)
            begun = -1
            if not self._more():
                return "", lost

    def _goes_on(self, end: int) -> bool:
        """Whether a number that ends here may go on in what was not yet read."""
        return end == len(self._text) or self._text[end] in ".eE"

    def _next(self, gap: re.Pattern[str]) -> str:
        while True:
            found = gap.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _closes(self, bracket: str) -> bool:
        first = self._next(_BETWEEN)
        if not first:
            raise self._broken("it breaks off here")
        self._at += first == bracket
        return first == bracket

    def _expect(self, mark: str) -> None:
        first = self.peek()
        if first != mark:
            raise self._broken(f"there should be a “{mark}” here" if first else "it breaks off here")
        self._at += 1

    def _more(self) -> bool:
        """Read on, keeping what is not yet taken; False at the end, or when what waits is too large."""
        rest = self._text[self._at :] if self._at else self._text
        if self._ended or len(rest) > self._limit:
            return False
        raw = self._source.read(max(PIECE, len(rest)))
        self._ended = not raw
        self._text, self._at = rest + self._decode(raw, self._ended), 0
        return not self._ended or len(self._text) > len(rest)

    def _broken(self, reason: str) -> Broken:
        return Broken(reason, self._text[self._at : self._at + _KEPT])


def _certain(problem: Exception, length: int) -> bool:
    """Whether no further reading can mend it."""
    if isinstance(problem, json.JSONDecodeError):
        return problem.pos < length - _SLACK and not problem.msg.startswith("Unterminated")
    return True
