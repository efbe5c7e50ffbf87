"""`data.json` of signal-export: one JSON object per line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from studio.core.records import Message, Reaction, Rejected, Skipped
from studio.ingest.files.json_fields import RAW_LIMIT, Fields, flag_of, list_of, object_of, text_of
from studio.ingest.files.lines import Line
from studio.ingest.formats.signal_export.body import Body, message


def messages(lines: Iterator[Line], name: str, conversation: str) -> Iterator[Message | Rejected | Skipped]:
    """The messages of one file, in order."""
    for line in lines:
        if not line.text.strip():
            continue
        where = f"{name}:{line.number}"
        try:
            if line.too_long:
                raise ValueError("the line is too long to be one message")
            fields = _object(line.text)
            yield message(conversation, text_of(fields, "sender"), _date(fields), _body(fields), where)
        except ValueError as problem:
            yield Rejected(where, str(problem), line.text[:RAW_LIMIT])


def _object(text: str) -> Fields:
    try:
        return object_of(json.loads(text, strict=False), "the line")
    except RecursionError:
        raise ValueError("the line is nested too deeply") from None
    except json.JSONDecodeError:
        raise ValueError("the line is not JSON") from None


def _date(fields: Fields) -> datetime:
    date = text_of(fields, "date") or ""
    try:
        return datetime.fromisoformat(date)
    except ValueError:
        raise ValueError(f"“{date[:40]}” is no date") from None


def _body(fields: Fields) -> Body:
    sticker = fields.get("sticker")
    if isinstance(sticker, dict):
        sticker = text_of(sticker, "emoji") or ""
    elif sticker is not None and not isinstance(sticker, str):
        raise ValueError("sticker is neither a text nor an object")
    return Body(
        text_of(fields, "body") or "",
        sticker=sticker if sticker or isinstance(fields.get("sticker"), dict) else None,
        attached=bool(list_of(fields, "attachments")),
        deleted=flag_of(fields, "deleted"),
        call=flag_of(fields, "call") or flag_of(fields, "missed"),
        edited=bool(list_of(fields, "edits")),
        reactions=tuple(_reaction(one) for one in list_of(fields, "reactions")),
    )


def _reaction(one: object) -> Reaction:
    """A pair of name and emoji, or an object of them."""
    if isinstance(one, dict):
        one = [one.get("name"), one.get("emoji")]
    if isinstance(one, list) and len(one) == 2:
        name, emoji = one
        if isinstance(emoji, str) and emoji and (name is None or isinstance(name, str)):
            return Reaction(emoji, name)
    raise ValueError("a reaction is no name and emoji")
