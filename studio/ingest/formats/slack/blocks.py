"""The words of a Slack message that holds them in blocks alone, as messages of apps do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_DEEPEST = 8
_LINES = frozenset({"header", "section", "context", "rich_text", "rich_text_section", "rich_text_quote",
                    "rich_text_preformatted", "rich_text_list", "markdown", "video", "image"})  # fmt: skip
"""Blocks and parts of blocks that stand on lines of their own."""


def words(blocks: object) -> str:
    """All text in blocks, in Slack's markup, a line for each block; empty when there is none."""
    return "\n".join(line for one in _dicts(blocks) for line in _said(one, 0) if line)


def _said(block: Mapping[str, Any], depth: int) -> Iterator[str]:
    """The lines of one block."""
    if depth > _DEEPEST:
        return
    inner = list(_dicts(block.get("elements")))
    if any(one.get("type") in _LINES for one in inner):
        for one in inner:
            yield from _said(one, depth + 1)
        return
    yield "".join(map(_part, inner)) if inner else _part(block)
    for one in _dicts(block.get("fields")):
        yield _part(one)


def _part(part: Mapping[str, Any]) -> str:
    """What one element says: text as it is, names and links in Slack's markup."""
    text, kind = part.get("text"), part.get("type")
    if isinstance(text, Mapping):
        text = text.get("text")
    said = text if isinstance(text, str) else ""
    if kind in ("text", "link"):
        said = said.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if kind == "link" and isinstance(url := part.get("url"), str):
        return f"<{url}|{said}>" if said else f"<{url}>"
    if kind == "emoji" and isinstance(name := part.get("name"), str):
        return f":{name}:"
    for key, sign in (("user_id", "@"), ("channel_id", "#"), ("usergroup_id", "!subteam^"), ("range", "!")):
        if isinstance(value := part.get(key), str):
            return f"<{sign}{value}>"
    return said or next((value for key in ("title", "alt_text") if isinstance(value := part.get(key), str)), "")


def _dicts(listed: object) -> Iterator[Mapping[str, Any]]:
    for one in listed if isinstance(listed, list) else []:
        if isinstance(one, Mapping):
            yield one
