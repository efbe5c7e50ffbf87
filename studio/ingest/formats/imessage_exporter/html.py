"""imessage-exporter's HTML: a `div.message` for each message, with the message's own id where the version writes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO
from urllib.parse import unquote

from studio.core.records import Rejected
from studio.ingest.files.html_tags import HtmlTags
from studio.ingest.formats.imessage_exporter.entries import Entry, tapback

_PIECE = 1 << 16
_WAITING_LIMIT = 2 << 20
"""Characters of one tag or comment."""
_STEPS_LIMIT = 200_000
"""Tags and words between the ends of two messages."""
_DEPTH_LIMIT = 400
_TEXT_LIMIT = 8 << 20
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
_MEDIA = frozenset(("img", "video", "audio"))
_ROLES = (
    "message", "announcement", "timestamp", "sender", "bubble", "subject", "edited", "unsent", "deleted", "tapback",
    "reaction", "app", "reply_context", "shareplay", "shared_location", "attachment_error", "sticker", "expressive",
    "style",
)  # fmt: skip
_GUID = "message-guid="


def entries(stream: IO[bytes], where: str) -> Iterator[Entry | Rejected]:
    """Messages and announcements in file order; answers below a message come before it."""
    page = _Page(where)
    while piece := stream.read(_PIECE):
        page.feed(piece)
        yield from page.taken()
        reason = "a tag that does not end" if len(page.tags.waiting) > _WAITING_LIMIT else ""
        if page.steps > _STEPS_LIMIT:
            reason = "this goes on without a message; the rest is left out"
        if reason:
            yield Rejected(f"{where}:{page.tags.line}", reason, page.tags.waiting[:200])
            return
    page.tags.close()
    yield from page.taken()
    yield from page.unfinished()


class _Page:
    """Follows the tags, and keeps the messages that are open and the texts that are being read."""

    def __init__(self, where: str) -> None:
        import codecs

        self.tags = HtmlTags(self._begin, self._finish, self._say)
        self.steps = 0
        """Tags and words since a message ended."""
        self._where = where
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._nested: list[tuple[str, str]] = []
        self._open: list[Entry] = []
        self._texts: list[list[str]] = []
        self._ready: list[Entry | Rejected] = []
        self._size = 0
        self._cell = ""
        self._link = ""

    def feed(self, piece: bytes) -> None:
        """Read on."""
        self.tags.feed(self._decoder.decode(piece))

    def taken(self) -> list[Entry | Rejected]:
        """What was finished since the last call."""
        ready, self._ready = self._ready, []
        return ready

    def unfinished(self) -> Iterator[Rejected]:
        """Messages that the file breaks off in."""
        for entry in self._open:
            yield Rejected(entry.where, "the file breaks off in it", (entry.text or entry.stamp)[:2000])

    def _begin(self, tag: str, given: dict[str, str]) -> None:
        """An element begins."""
        self.steps += 1
        if tag == "br" and self._texts:
            self._texts[-1].append("\n")
        if self._open:
            self._inside(tag, given)
        if tag in _VOID or len(self._nested) >= _DEPTH_LIMIT:
            return
        classes = given.get("class", "").split()
        role = tag if tag in ("style", "td") else next((role for role in _ROLES if role in classes), "")
        if role in ("tapback", "reaction") and any(role in ("tapback", "reaction") for _, role in self._nested):
            role = ""
        self._nested.append((tag, role))
        if role in ("message", "announcement"):
            above = self._open[-1] if self._open else None
            place = f"{self._where}:{self.tags.line}"
            self._open.append(Entry(place, nested=above is not None, parent=above.key if above else None))
        if role:
            self._texts.append([])

    def _finish(self, tag: str) -> None:
        """An element ends, and with it what was left open in it."""
        self.steps += 1
        if tag not in (name for name, _ in self._nested):
            return
        while self._nested:
            name, role = self._nested.pop()
            if role:
                self._end(role, "".join(self._texts.pop()))
            if name == tag:
                return

    def _say(self, data: str) -> None:
        """Words inside the innermost element that means something."""
        self.steps += 1
        self._size += len(data)
        if self._texts and self._size <= _TEXT_LIMIT:
            self._texts[-1].append(data)

    def _inside(self, tag: str, given: dict[str, str]) -> None:
        roles = {role for _, role in self._nested}
        address = given.get("href", "")
        if tag == "a" and _GUID in address and "timestamp" in roles and not self._open[-1].key:
            self._open[-1].key = unquote(address.partition(_GUID)[2]) or None
        elif tag == "a" and "app" in roles:
            self._link = self._link or address
        elif (tag in _MEDIA or (tag == "a" and address.startswith(("attachments/", "/", "file:")))) and not roles & {
            "tapback", "reaction", "app"
        }:  # fmt: skip
            self._open[-1].media = True

    def _end(self, role: str, text: str) -> None:
        if not self._open or role == "style":
            return
        entry = self._open[-1]
        if role in ("message", "announcement"):
            self._open.pop()
            self.steps = 0
            if role == "announcement":
                _announced(entry, " ".join(text.split()))
            too_long = self._size > _TEXT_LIMIT
            self._ready.append(
                Rejected(entry.where, "it is too long to be a message", entry.stamp) if too_long else entry
            )
            self._size = self._size if self._open else 0
        elif role == "td":
            self._cell = text.strip() or self._cell
        elif role == "edited":
            entry.edited, self._cell = entry.edited or bool(self._cell), self._said(self._cell)
        elif role in ("bubble", "subject"):
            self._said(text)
        elif role == "app":
            self._app(entry)
        else:
            _marked(entry, role, " ".join(text.split()))

    def _said(self, text: str) -> str:
        if any(role in ("edited", "td") for _, role in self._nested):
            self._texts[-1].append(text)
        elif text:
            self._open[-1].parts.append(text)
        return ""

    def _app(self, entry: Entry) -> None:
        if self._link.startswith(("http:", "https:")):
            entry.parts.append(self._link)
        else:
            entry.media = True
        self._link = ""


def _announced(entry: Entry, said: str) -> None:
    who = said.removesuffix(" unsent a message!")
    if who == said:
        entry.system = said
    else:
        entry.sender, entry.unsent = who, True


def _marked(entry: Entry, role: str, text: str) -> None:
    """What stands beside the words."""
    if role == "timestamp":
        entry.stamp = entry.stamp or text[:300]
    elif role == "sender":
        entry.sender = text or None
    elif role in ("tapback", "reaction"):
        if (found := tapback(text)) is not None:
            entry.reactions.append(found)
    elif role in ("shareplay", "shared_location"):
        entry.system = f"{entry.sender}: {text}"
    entry.unsent = entry.unsent or role == "unsent"
    entry.removed = entry.removed or role == "deleted"
    entry.answers = entry.answers or role == "reply_context"
    entry.media = entry.media or role in ("attachment_error", "sticker")
