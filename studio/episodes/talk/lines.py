"""A message as one line of an episode's text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set

from studio.store.records import StoredMessage

ME = "Me"
"""What the person is called in every episode."""
I_START = "I start the conversation."
"""The situation when the person opened and nothing came before."""

_KINDS = (
    ("photo", re.compile(r"\.(jpe?g|png|heic|webp)\b|\bPHOTO\b|\bIMG-|image omitted|\bphoto\b|\bimage\b", re.I)),
    ("voice message", re.compile(r"\.(opus|m4a|ogg|mp3|aac)\b|\bAUDIO\b|\bPTT-|audio omitted|voice", re.I)),
    ("video", re.compile(r"\.(mp4|mov|3gp)\b|\bVIDEO\b|\bVID-|video omitted", re.I)),
    ("sticker", re.compile(r"\bSTICKER\b|\bSTK-|sticker", re.I)),
    ("GIF", re.compile(r"\bGIF\b", re.I)),
    ("contact", re.compile(r"\.vcf\b|contact card", re.I)),
    ("document", re.compile(r"\.(pdf|docx?|xlsx?|txt|zip)\b|document", re.I)),
)
_FILE_MARK = re.compile(
    r"^(?:<[^<>\n]*>|\S*\.\w{2,4}(?: \(file attached\))?|"
    r"(?:image|video|audio|sticker|GIF|document|Contact card) omitted)$",
    re.I,
)


AS_EXPORTED: Mapping[str, str] = {}
"""Everybody under the name the export has."""


def line(message: StoredMessage, me: Set[str], names: Mapping[str, str] = AS_EXPORTED) -> str:
    """`Name: text`, the person as `Me`; pictures and calls as `[photo]`, `[call]`.

    Args:
        message: One message.
        me: The person's own names.
        names: Name as exported → main name, where they differ.
    """
    who = ME if message.sender in me else names.get(message.sender or "", message.sender)
    return f"{who}: {_body(message)}"


def transcript(messages: Sequence[StoredMessage], me: Set[str], names: Mapping[str, str] = AS_EXPORTED) -> str:
    """Messages as lines."""
    return "\n".join(line(m, me, names) for m in messages)


def quote(text: str, letters: int = 48) -> str:
    """The beginning of a text between quotation marks, on one line."""
    flat = " ".join(text[: letters * 4].split())
    return f"“{flat if len(flat) <= letters else flat[: letters - 1].rstrip() + '…'}”"


def words(messages: Sequence[StoredMessage]) -> int:
    """Words said in text messages."""
    return sum(len(m.text.split()) for m in messages if m.text and m.type == "text")


def _body(message: StoredMessage) -> str:
    text = (message.text or "").strip()
    if message.type == "media":
        return _media(text)
    if message.type == "call":
        return f"[call: {text}]" if text else "[call]"
    if message.type == "reaction":
        return f"[reacted {text}]" if text else "[reacted]"
    return text


def _media(text: str) -> str:
    """The mark of a picture or recording, and its caption if there is one."""
    first, _, rest = text.partition("\n")
    if not text:
        return "[media]"
    if not _FILE_MARK.match(first.strip()):
        return f"[media] {text}"
    kind = next((name for name, pattern in _KINDS if pattern.search(first)), "media")
    caption = rest.strip()
    return f"[{kind}] {caption}" if caption else f"[{kind}]"
