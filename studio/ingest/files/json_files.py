"""JSON exports: the first bytes as far as they go, and whole files within bounds."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from studio.core.errors import InputError
from studio.ingest.files.encoding import decode, decode_head
from studio.ingest.importer import Export

JSON_LIMIT = 64 << 20
"""Bytes of one JSON file read at once; what is larger has to be streamed."""
VALUES_LIMIT = 5_000_000
"""Values of one JSON file read at once, by its commas and brackets: each may take 100 bytes."""

RAW_LIMIT = 2000
"""Characters of a refused element that are kept."""

_OPENERS = {"{": "}", "[": "]"}


@lru_cache(maxsize=8)
def glimpse(head: bytes) -> Any:
    """The value that the first bytes of a JSON file begin, as far as they tell; None when they are no JSON.

    A value cut off in the middle ends after its last whole element, so the shape of a large file shows in its head.
    Every format looks at the same head, so the last few are kept: the value is not to be changed.
    """
    text = decode_head(head).lstrip("\ufeff \t\r\n")
    if text[:1] not in _OPENERS:
        return None
    try:
        return json.loads(text, strict=False)
    except RecursionError:
        return None
    except ValueError:
        pass
    for end, closers in _cuts(text):
        try:
            return json.loads(text[:end] + closers, strict=False)
        except RecursionError:
            return None
        except ValueError:
            continue
    return None


def read_json(export: Export, member: str = "", *, limit: int = JSON_LIMIT) -> Any:
    """One member as a JSON value.

    Raises:
        InputError: it is larger than `limit`, no text, or no JSON; the message says where it breaks.
    """
    name = member or export.name
    with export.open(member) as stream:
        raw = stream.read(limit + 1)
    if len(raw) > limit:
        raise InputError(
            f"{name} is larger than {limit >> 20} MiB.", fix="Export a shorter span of time.", code="too_long"
        )
    check_values(raw, name)
    text = decode(raw, where=name).text
    del raw
    try:
        return json.loads(text, strict=False)
    except RecursionError:
        raise InputError(
            f"{name} is nested too deeply to be an export.", fix="Choose the file the app made.", code="damaged"
        ) from None
    except ValueError as problem:
        where = f" at line {problem.lineno}" if isinstance(problem, json.JSONDecodeError) else ""
        raise InputError(
            f"{name} is not whole: its JSON breaks off{where}.",
            fix="Export it again; the file may have been cut off.",
            code="damaged",
        ) from None


def check_values(raw: bytes, name: str) -> None:
    """Whether a JSON file holds few enough values to be read at once.

    Raises:
        InputError: it holds more than `VALUES_LIMIT`.
    """
    if sum(map(raw.count, (b",", b"[", b"{"))) > VALUES_LIMIT:
        raise InputError(
            f"{name} holds too many values to be read at once.", fix="Export a shorter span of time.", code="too_long"
        )


def compact(value: object) -> str:
    """A value as the raw text of a rejection: JSON in one line, cut off after `RAW_LIMIT` characters."""
    try:
        return json.dumps(value, ensure_ascii=False, default=str)[:RAW_LIMIT]
    except (ValueError, RecursionError):
        return str(type(value).__name__)


def _cuts(text: str) -> Iterator[tuple[int, str]]:
    """Places after which the text can be closed, the last ones first: (length kept, brackets that close it)."""
    open_now: _Open = None
    found: deque[tuple[int, _Open]] = deque(maxlen=_TRIES)
    in_string = escaped = False
    for n, char in enumerate(text):
        if in_string:
            if escaped:
                escaped = False
            elif char == "\\":
                escaped = True
            elif char == '"':
                in_string = False
        elif char == '"':
            in_string = True
        elif char in _OPENERS:
            open_now = (_OPENERS[char], open_now)
            found.append((n + 1, open_now))
        elif char in "}]":
            if open_now is None or open_now[0] != char:
                break
            open_now = open_now[1]
            found.append((n + 1, open_now))
        elif char == "," and open_now:
            found.append((n, open_now))
    for end, brackets in reversed(found):
        yield end, "".join(_closers(brackets))


_TRIES = 64

_Open = tuple[str, "_Open"] | None
"""The bracket that closes the innermost value, and those around it."""


def _closers(brackets: _Open) -> Iterator[str]:
    while brackets is not None:
        closer, brackets = brackets
        yield closer
