"""The chat as WhatsApp exports it: an iPhone's zip for the first phone, an Android text file for the second."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime

from life.cast import HER, ME
from life.chance import Chance
from life.scenes import Line

NEW_PHONE = datetime(2025, 11, 29, 17, 0)
"""From here on the Android phone."""
NAMES = {"T": ME, "I": HER}
_SECRET = "Messages and calls are end-to-end encrypted. Only people in this chat can read, listen to, or share them."
_IOS_MARKS = {
    "<image>": "image omitted", "<video>": "video omitted", "<audio>": "audio omitted", "<sticker>": "sticker omitted",
    "<missed>": "Missed voice call",
}  # fmt: skip


def stored(entries: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip that is the same bytes on every machine: nothing compressed, one date."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, content in entries:
            info = zipfile.ZipInfo(name, (2026, 3, 1, 9, 0, 0))
            info.create_system = 3
            info.external_attr = 0o600 << 16
            archive.writestr(info, content)
    return stream.getvalue()


def ios_zip(lines: list[Line], chance: Chance) -> bytes:
    """`WhatsApp Chat - Ingrid.zip`: British dates, 12-hour times after a narrow space, CRLF, direction marks."""
    first = lines[0].at
    out = [f"[{_twelve(first)}] {HER}: \u200e{_SECRET}"]
    for line in lines:
        body, marked = _ios_body(line, chance)
        out.append(f"{marked}[{_twelve(line.at)}] {NAMES[line.speaker]}: {body}")
    return stored([("_chat.txt", ("\r\n".join(out) + "\r\n").encode())])


def _twelve(at: datetime) -> str:
    half = "am" if at.hour < 12 else "pm"
    return f"{at:%d/%m/%Y}, {at.hour % 12 or 12}:{at:%M:%S}\u202f{half}"


def _ios_body(line: Line, chance: Chance) -> tuple[str, str]:
    mark = "\u200e"
    if line.text in _IOS_MARKS:
        return mark + _IOS_MARKS[line.text], mark
    if line.text == "<call>":
        return f"{mark}Voice call, {mark}{chance.whole(1, 24)} min", mark
    if line.text == "<deleted>":
        said = "You deleted this message." if line.speaker == "T" else "This message was deleted."
        return mark + said, mark
    return line.text + (f" {mark}<This message was edited>" if line.edited else ""), ""


def android_text(lines: list[Line]) -> bytes:
    """`WhatsApp Chat with Ingrid.txt`: British dates, 24-hour minutes, no seconds."""
    out = [f"{_minutes(lines[0].at)} - {_SECRET} Learn more.",
           f"{_minutes(lines[0].at)} - Your security code with {HER} changed. Tap to learn more."]  # fmt: skip
    for line in lines:
        body = _android_body(line)
        if body:
            out.append(f"{_minutes(line.at)} - {NAMES[line.speaker]}: {body}")
    return ("\n".join(out) + "\n").encode()


def _minutes(at: datetime) -> str:
    return f"{at:%d/%m/%Y, %H:%M}"


def _android_body(line: Line) -> str:
    if line.text in ("<image>", "<video>", "<audio>", "<sticker>"):
        return "<Media omitted>"
    if line.text == "<missed>":
        return "null"
    if line.text == "<call>":
        return ""
    if line.text == "<deleted>":
        return "You deleted this message" if line.speaker == "T" else "This message was deleted"
    return line.text + (" <This message was edited>" if line.edited else "")
