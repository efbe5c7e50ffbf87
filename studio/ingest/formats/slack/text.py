"""Slack's message markup to the text that Slack shows."""

from __future__ import annotations

import re
from collections.abc import Mapping

_MARK = re.compile(r"<([^<>\n]*)>|&(amp|lt|gt);")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">"}


def shown(text: str, people: Mapping[str, str], channels: Mapping[str, str]) -> str:
    """Mentions as `@name` and `#channel`, links as their label (with the address where the label hides it)."""

    def mark(match: re.Match[str]) -> str:
        if match[2]:
            return _ENTITIES[match[2]]
        target, _, label = match[1].partition("|")
        return _marked(_plain(target), _plain(label), people, channels)

    return _MARK.sub(mark, text)


def _marked(target: str, label: str, people: Mapping[str, str], channels: Mapping[str, str]) -> str:
    if target.startswith("@"):
        return f"@{people.get(target[1:]) or label.removeprefix('@') or target[1:]}"
    if target.startswith("#"):
        return f"#{label or channels.get(target[1:]) or target[1:]}"
    if target.startswith("!date^"):
        return label or target
    if target.startswith("!"):
        name = label or target[1:].partition("^")[0]
        return name if name.startswith("@") else f"@{name}"
    if not label or label in target or target.startswith(("tel:", "mailto:")):
        return label or target
    return f"{label} ({target})"


def _plain(text: str) -> str:
    return re.sub(r"&(amp|lt|gt);", lambda match: _ENTITIES[match[1]], text)
