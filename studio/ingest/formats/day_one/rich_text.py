"""The two ways Day One writes an entry's text: escaped Markdown, and runs of text with attributes."""

from __future__ import annotations

import json
import re
from typing import Any

_MEDIA = re.compile(r"!\[[^\]\n]{0,300}\]\(dayone-moment:[^)\s]{0,300}\)")
_INNER_LINK = re.compile(r"\[([^\[\]\n]{0,300})\]\(dayone2?://[^)\s]{0,300}\)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
"""A backslash before any ASCII punctuation, as Markdown escapes it."""
_FENCE = re.compile(r"^\s{0,3}(?:```|~~~)")
_LISTS = {"bulleted": "- ", "bullet": "- ", "dashed": "- "}


def written(markdown: str) -> str:
    """Day One's Markdown as it was typed: escapes undone, pictures and links between entries taken out of the text.

    Code between fences stays as it is. A zero-width space is dropped where it stands for an empty line or opens one.
    """
    lines = markdown.replace("\u2028", "\n").replace("\u2029", "\n").split("\n")
    kept: list[str] = []
    fenced = False
    for line in _without_media(lines):
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced:
            line = _ESCAPED.sub(r"\1", _INNER_LINK.sub(r"\1", line.strip("\u200b")))
        kept.append(line)
    said = [n for n, line in enumerate(kept) if line.strip()]
    return "\n".join(kept[said[0] : said[-1] + 1]) if said else ""


def plain_of(rich_text: object) -> str:
    """The text of a `richText` value as Markdown; media and styles inside a line are left out.

    Raises:
        ValueError: it is no JSON text of runs.
    """
    document = _document(rich_text)
    contents = document.get("contents") if isinstance(document, dict) else None
    if not isinstance(contents, list):
        raise ValueError("its rich text has no contents")
    lines: list[str] = []
    opens, number = True, 0
    for run in contents:
        text = run.get("text") if isinstance(run, dict) else None
        if not isinstance(text, str):
            opens = True
            continue
        style = _inside(_inside(run, "attributes"), "line")
        first, *rest = text.replace("\u2028", "\n").split("\n")
        for at, piece in enumerate((first, *rest)):
            if at == len(rest) and at and not piece:
                opens = True
            elif opens or at:
                number = number + 1 if style.get("listStyle") == "numbered" else 0
                lines.append(_mark(style, number) + piece)
                opens = False
            else:
                lines[-1] += piece
    return "\n".join(line.strip("\u200b") for line in lines).strip("\n")


def _document(rich_text: object) -> object:
    """The value of a `richText`, which the app writes as JSON inside a string and other programs as it is."""
    if isinstance(rich_text, dict):
        return rich_text
    if not isinstance(rich_text, str):
        raise ValueError("its rich text is no text")
    try:
        return json.loads(rich_text, strict=False)
    except RecursionError:
        raise ValueError("its rich text is nested too deeply") from None
    except ValueError:
        raise ValueError("its rich text is no JSON") from None


def _inside(value: dict[str, Any], key: str) -> dict[str, Any]:
    found = value.get(key)
    return found if isinstance(found, dict) else {}


def _mark(style: dict[str, Any], number: int) -> str:
    """What Markdown puts before a line of a style."""
    indent = style.get("indentLevel")
    deep = "  " * (min(indent, 10) - 1 if isinstance(indent, int) and indent > 1 else 0)
    header, listed = style.get("header"), style.get("listStyle")
    if isinstance(header, int) and 1 <= header <= 6:
        return "#" * header + " "
    if style.get("quote") is True:
        return "> "
    if listed == "checkbox":
        return f"{deep}- [{'x' if style.get('checked') is True else ' '}] "
    if listed == "numbered":
        index = style.get("listIndex")
        return f"{deep}{index if isinstance(index, int) and 0 < index < 10_000 else number}. "
    return deep + _LISTS[listed] if isinstance(listed, str) and listed in _LISTS else ""


def _without_media(lines: list[str]) -> list[str]:
    """The lines without pictures; a line that held nothing else goes, with the blank line it leaves double."""
    kept: list[str] = []
    gone = False
    for line in lines:
        plain = _MEDIA.sub("", line)
        if plain != line and not plain.strip():
            gone = True
        elif not (gone and not plain.strip() and (not kept or not kept[-1].strip())):
            kept.append(plain)
            gone = False
    return kept
