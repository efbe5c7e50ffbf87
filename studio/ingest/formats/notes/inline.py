"""Dataview's inline fields: `date:: 2024-05-01` on a line of its own, or `[tags:: run, legs]` inside one."""

from __future__ import annotations

import re
from typing import Any

from studio.ingest.values.markdown import without_code

_FIELD = re.compile(
    r"(?:^[ \t]{0,20}(?:[-*+][ \t]{1,4})?|[\[(])(date|created|day|datum|time|tags?)[ \t]{0,9}::"
    r"[ \t]{0,9}([^\])\n]{1,300})",
    re.IGNORECASE | re.MULTILINE,
)
_TAGS = ("tags", "tag")


def with_inline(fields: dict[str, Any], body: str) -> dict[str, Any]:
    """Front matter and the inline fields of a body; what the front matter says wins, tags of both count."""
    found: dict[str, list[str]] = {}
    for name, value in _FIELD.findall(without_code(body)) if "::" in body else ():
        found.setdefault(name.casefold(), []).append(value.strip())
    merged: dict[str, Any] = {**found, **fields}
    for key in _TAGS:
        if key in found and key in fields:
            merged[key] = [fields[key], *found[key]]
    return merged


def only_tags(fields: dict[str, Any], body: str) -> dict[str, Any]:
    """The same for a part of a text that has its date from its heading."""
    return {key: value for key, value in with_inline(fields, body).items() if key in _TAGS or key in fields}
