"""What a WhatsApp message is: words, media, a call, something deleted, or WhatsApp's own remark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from studio.core.records import MessageType
from studio.ingest.formats.whatsapp.carried import (
    DOCUMENT_ENDINGS,
    caption,
    edited,
    is_document,
    is_place,
    without_file,
)
from studio.ingest.formats.whatsapp.header import Dialect
from studio.ingest.formats.whatsapp.names import MARK, Names
from studio.ingest.formats.whatsapp.omitted import DELETED, MEDIA, folded
from studio.ingest.formats.whatsapp.phrases import CALLS, MISSED_CALLS, NOTICE, SYSTEM

_DELETED_BY = "this message was deleted by admin "
_POLLS = ("POLL:", "UMFRAGE:", "ENCUESTA:", "SONDAGE:", "ENQUETE:", "SONDAGGIO:")
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
        self._ios = dialect.startswith("ios")
        self._rests = rests
        self._bare = self._ios and not any(MARK in rest for rest in rests)
        self.names = Names(dialect, rests)
        self._said: Counter[str] | None = None

    def body(self, rest: str) -> Body:
        """The sender, the text and the kind of one message."""
        sender, said = self.names.split(rest)
        if sender is None:
            return self._unsigned(said)
        if self._bare and NOTICE.match(said):
            return Body(None, said, "system")
        if (
            MARK in said
            or "<" in said
            or len(said) <= _LONGEST
            or " (" in said
            or ": http" in said
            or said[-6:].casefold() in DOCUMENT_ENDINGS
        ):
            return self._special(sender, said)
        if said.startswith(sender) and SYSTEM.search(said):
            return Body(None, said, "system")
        return Body(sender, said)

    def bodies(self, rests: Sequence[str]) -> Bodies:
        """`body` of many messages; plain words by known people, which most are, take the short way."""
        found = Bodies([], [], [], [])
        known = {} if self._bare else self.names.known
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
                and (len(said) > _LONGEST or said.casefold().strip().rstrip(".。।۔") not in _WHOLE)
                and said[-6:].casefold() not in DOCUMENT_ENDINGS
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
        call = folded(text)
        return Body(None, text, "call" if call in MISSED_CALLS or _starts(call, MISSED_CALLS) else "system")

    def _special(self, sender: str, said: str) -> Body:
        bare = said.replace(MARK, "").strip()
        phrase = folded(bare)
        if phrase in DELETED or phrase.startswith(_DELETED_BY):
            return Body(sender, None, "deleted")
        if not bare or phrase in MEDIA or (bare[0] == "<" and self._omits(said)):
            return Body(sender, None, "media")
        if phrase in MISSED_CALLS or (said.startswith(MARK) and _starts(phrase, CALLS)):
            return Body(sender, bare, "call")
        changed = False
        if "<" in said or " (" in said:
            if (rest := without_file(said)) is not None:
                return Body(sender, caption(rest), "media")
            said, changed = edited(said)
        if self._ios and is_document(said):
            return Body(sender, None, "media")
        if ": http" in said and is_place(said):
            return Body(sender, bare, "media")
        if self._ios and said.startswith(MARK):
            return self._marked(sender, said, changed)
        if said.startswith(sender) and SYSTEM.search(said):
            return Body(None, bare, "system")
        return Body(sender, said, edited=changed)

    def _marked(self, sender: str, said: str, changed: bool) -> Body:
        """An iOS body behind the mark: WhatsApp's own words, unless it is a poll."""
        bare = said.replace(MARK, "").strip()
        if "\n" in bare and bare.startswith(_POLLS):
            return Body(sender, bare, edited=changed)
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


def _starts(phrase: str, phrases: Sequence[str] | frozenset[str]) -> bool:
    return len(phrase) < 100 and any(phrase.startswith(start) for start in phrases)
