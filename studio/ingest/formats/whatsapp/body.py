"""What a WhatsApp message is: words, media, a call, something deleted, or WhatsApp's own remark."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from studio.core.records import MessageType
from studio.ingest.formats.whatsapp.header import Dialect
from studio.ingest.formats.whatsapp.names import MARK, Names
from studio.ingest.formats.whatsapp.phrases import (
    ATTACHED,
    CALLS,
    DELETED,
    EDITED,
    MEDIA,
    MISSED_CALLS,
    SYSTEM,
)

_FILE = r"[^\n/<>]{1,200}\.\w{2,5}"
_ATTACHED_IOS = re.compile(rf"{MARK}?<{MARK}?[^:<>\n]{{2,24}}: ?{_FILE}>")
_ATTACHED_OLD = re.compile(rf"{MARK}?{_FILE} <{MARK}?[^<>\n]{{3,24}}>")
_ATTACHED_ANDROID = re.compile(rf"{MARK}?({_FILE}) \(([^()\n]{{3,30}})\)(?:\n|$)")
_CAMERA_NAME = re.compile(r"(?:IMG|VID|PTT|AUD|STK|DOC)-\d{8}-WA\d+")
_DOCUMENT = re.compile(rf"{_FILE} • {MARK}?[^\n]{{1,40}}")
_PLACE = re.compile(
    rf"{MARK}?[^\W\d_][\w ]{{2,24}}: https?://(?:maps\.google\.|www\.google\.[a-z.]+/maps|maps\.apple\.|foursquare\.)"
)
_EDIT_TAIL = re.compile(rf" ?({MARK}?)<({MARK}?[^<>\n]{{6,60}})>\Z")


_WHOLE = DELETED | MEDIA | MISSED_CALLS
"""Words of WhatsApp's own that stand alone in a message."""
_LONGEST = max(64, *map(len, _WHOLE)) + 1


@dataclass(frozen=True, slots=True)
class Body:
    """A message without its header."""

    sender: str | None
    text: str | None
    type: MessageType = "text"
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Bodies:
    """Many messages without their headers, column by column."""

    senders: list[str | None]
    texts: list[str | None]
    types: list[MessageType]
    edited: list[bool]


class Reader:
    """Reads the bodies of one file; needs them all, since an unknown remark is known by coming back.

    Args:
        dialect: How the file's headers look.
        rests: Everything between one header and the next, in order.
    """

    def __init__(self, dialect: Dialect, rests: Sequence[str]) -> None:
        self._ios = dialect == "ios"
        self._rests = rests
        self.names = Names(dialect, rests)
        self._said: Counter[str] | None = None

    def body(self, rest: str) -> Body:
        """The sender, the text and the kind of one message."""
        sender, said = self.names.split(rest)
        if sender is None:
            return self._unsigned(said)
        if MARK in said or "<" in said or len(said) < 64 or " (" in said or ": http" in said:
            return self._special(sender, said)
        if said.startswith(sender) and SYSTEM.search(said):
            return Body(None, said, "system")
        return Body(sender, said)

    def bodies(self, rests: Sequence[str]) -> Bodies:
        """`body` of many messages; plain words by known people, which most are, take the short way."""
        found = Bodies([], [], [], [])
        known = self.names.known
        senders, texts, types, edited = found.senders, found.texts, found.types, found.edited
        for rest in rests:
            name, _, said = rest.partition(": ")
            sender = known.get(name)
            if (
                sender is not None
                and said
                and MARK not in said
                and "<" not in said
                and " (" not in said
                and ": http" not in said
                and (len(said) > _LONGEST or said.casefold().strip().removesuffix(".") not in _WHOLE)
                and not said.startswith(sender)
                and not said.isspace()
            ):
                senders.append(sender)
                texts.append(said)
                types.append("text")
                edited.append(False)
                continue
            body = self.body(rest)
            senders.append(body.sender)
            texts.append(body.text)
            types.append(body.type)
            edited.append(body.edited)
        return found

    def _unsigned(self, said: str) -> Body:
        text = said.replace(MARK, "").strip()
        call = _folded(text)
        return Body(None, text, "call" if call in MISSED_CALLS or _starts(call, MISSED_CALLS) else "system")

    def _special(self, sender: str, said: str) -> Body:
        bare = said.replace(MARK, "").strip()
        folded = _folded(bare)
        if folded in DELETED:
            return Body(sender, None, "deleted")
        if not bare or folded in MEDIA or (bare[0] == "<" and self._omits(said)):
            return Body(sender, None, "media")
        if folded in MISSED_CALLS or (said.startswith(MARK) and _starts(folded, CALLS)):
            return Body(sender, bare, "call")
        edited = False
        if "<" in said or " (" in said:
            if (rest := _without_file(said)) is not None:
                return Body(sender, _caption(rest), "media")
            said, edited = _edited(said)
        if ": http" in said and _PLACE.match(said):
            return Body(sender, bare, "media")
        if self._ios and said.startswith(MARK):
            return self._marked(sender, said, edited)
        if said.startswith(sender) and SYSTEM.search(said):
            return Body(None, bare, "system")
        return Body(sender, said, edited=edited)

    def _marked(self, sender: str, said: str, edited: bool) -> Body:
        """An iOS body behind the mark: WhatsApp's own words, unless it is a poll."""
        bare = said.replace(MARK, "").strip()
        if "\n" in bare and bare.startswith(("POLL:", "UMFRAGE:", "ENCUESTA:", "SONDAGE:", "ENQUETE:", "SONDAGGIO:")):
            return Body(sender, bare, edited=edited)
        if len(bare) <= 40 and "\n" not in bare and len(bare.split()) <= 4 and self._repeated(said):
            return Body(sender, None, "media")
        return Body(None, bare, "system")

    def _omits(self, said: str) -> bool:
        """True for a body wholly in angle brackets that comes back often: an unknown language's “media omitted”."""
        line = said.strip()
        short = line.endswith(">") and "\n" not in line and line.count("<") == 1 and len(line) <= 60
        return short and self._repeated(said)

    def _repeated(self, said: str) -> bool:
        """True when at least three messages say exactly this."""
        if self._said is None:
            self._said = Counter()
            for rest in self._rests:
                told = rest.partition(": ")[2]
                if told[:1] in (MARK, "<") and len(told) < 80:
                    self._said[told.removesuffix("\n")] += 1
        return self._said[said] >= 3


def _folded(text: str) -> str:
    inner = text[1:-1] if len(text) < 80 and text.startswith("<") and text.endswith(">") else text
    return inner.casefold().strip().removesuffix(".")


def _starts(folded: str, phrases: Sequence[str] | frozenset[str]) -> bool:
    return len(folded) < 100 and any(folded.startswith(phrase) for phrase in phrases)


def _without_file(said: str) -> str | None:
    """What a body says beside the file it carries, or None when it carries none."""
    if found := _ATTACHED_IOS.search(said):
        return said[: found.start()] + said[found.end() :]
    if (found := _ATTACHED_ANDROID.match(said)) and (found[2].casefold() in ATTACHED or _CAMERA_NAME.match(found[1])):
        return said[found.end() :]
    return "" if _ATTACHED_OLD.fullmatch(said) else None


def _caption(rest: str) -> str | None:
    text = rest.replace(MARK, "").strip()
    return None if not text or _DOCUMENT.fullmatch(text) else text


def _edited(said: str) -> tuple[str, bool]:
    tail = _EDIT_TAIL.search(said, max(0, len(said) - 80))
    if tail and (_folded(tail[2].replace(MARK, "")) in EDITED or MARK in (tail[1] or tail[2][:1])):
        return said[: tail.start()], True
    return said, False
