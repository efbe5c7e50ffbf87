"""`chat.md` of signal-export: a header per message, and everything else in the text after it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from studio.core.records import Message, Reaction, Rejected, Skipped
from studio.ingest.files.lines import Line
from studio.ingest.formats.signal_export.body import Body, message

HEADER = re.compile(r"\[(\d{4}-\d\d-\d\d),? (\d\d:\d\d(?::\d\d)?)\] ?([^\n:]{1,100}):(?: |$)")
"""Date, time and sender; older versions put a comma after the date and left out the seconds."""
TEXT_LIMIT = 1 << 20
"""Characters of one message."""

_FILE = re.compile(r"(!?)\[([^\[\]\n]*)\]\(\.{0,2}/?((?:media|exported_stickers)/[^()\n]*)\) *\Z")
_STICKER = re.compile(r"\n?\(\( (.*) \)\)\s*\Z")
_REACTIONS = re.compile(r"\n\(- (.*) -\)\s*\Z")
_QUOTE = re.compile(r"\A\n+(?:> ?.*\n)+\n?")
_DELETED = "(This message was deleted)"


@dataclass(slots=True)
class _Open:
    """A message while its lines are gathered."""

    number: int
    day: str
    clock: str
    sender: str
    lines: list[str] = field(default_factory=list)
    length: int = 0
    too_long: bool = False

    def add(self, line: str) -> None:
        self.length += len(line) + 1
        if self.length > TEXT_LIMIT:
            self.too_long = True
        else:
            self.lines.append(line)


def messages(lines: Iterator[Line], name: str, conversation: str) -> Iterator[Message | Rejected | Skipped]:
    """The messages of one file, in order."""
    waiting: _Open | None = None
    for line in lines:
        header = HEADER.match(line.text)
        if header and not line.too_long:
            if waiting is not None:
                yield _closed(waiting, name, conversation)
            waiting = _Open(line.number, header[1], header[2], header[3])
            waiting.add(line.text[header.end() :])
        elif waiting is not None:
            waiting.add(line.text)
            waiting.too_long = waiting.too_long or line.too_long
        elif line.text.strip():
            yield Rejected(f"{name}:{line.number}", "it stands before the first message", line.text[:2000])
    if waiting is not None:
        yield _closed(waiting, name, conversation)


def _closed(waiting: _Open, name: str, conversation: str) -> Message | Rejected | Skipped:
    where, text = f"{name}:{waiting.number}", "\n".join(waiting.lines)
    try:
        if waiting.too_long:
            raise ValueError("the message is too long")
        at = datetime.fromisoformat(f"{waiting.day}T{waiting.clock}")
        return message(conversation, waiting.sender, at, _body(text), where)
    except ValueError as problem:
        return Rejected(where, str(problem), f"[{waiting.day} {waiting.clock}] {waiting.sender}: {text}"[:2000])


def _body(text: str) -> Body:
    """What a message holds, taken off its end and its beginning as the tool put them there."""
    text = text.rstrip("\n")
    if text.strip() == _DELETED:
        return Body("", deleted=True)
    sticker, attached = None, False
    while found := _FILE.search(text, max(0, len(text) - 1000)):
        if "exported_stickers/" in found[3]:
            sticker = found[2]
        attached = attached or sticker is None
        text = text[: found.start()]
    if found := _STICKER.search(text, max(0, len(text) - 200)):
        sticker, text = found[1], text[: found.start()]
    reactions: tuple[Reaction, ...] = ()
    if found := _REACTIONS.search(text):
        pairs = (one.rpartition(": ") for one in found[1].split(", "))
        reactions = tuple(Reaction(emoji, who or None) for who, _, emoji in pairs if emoji)
        text = text[: found.start()]
    return Body(_QUOTE.sub("", text, count=1), sticker=sticker, attached=attached, reactions=reactions)
