"""Content-derived ids: the same content always gets the same id."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

_TELLS_NOTHING = re.compile(r"[a-z]{1,2}[0-9a-f]{16}|[a-z]?\d+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""Ids that Studio made, plain numbers, and UUIDs."""


def content_id(prefix: str, *parts: object) -> str:
    """`prefix` + 16 hex digits of BLAKE2b over the parts; `None` differs from `""`."""
    digest = hashlib.blake2b(digest_size=8)
    for part in parts:
        text = "\x00" if part is None else str(part)
        digest.update(text.encode("utf-8", "surrogatepass"))
        digest.update(b"\x1f")
    return prefix + digest.hexdigest()


def unnamed(identity: str) -> str:
    """An id as a dataset tells it: one that somebody made up may name people, so it is hashed."""
    return identity if _TELLS_NOTHING.fullmatch(identity) else content_id("e", identity)


def text_hash(*parts: str) -> str:
    """BLAKE2b-128 hex digest of texts, for provenance and caches."""
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        digest.update(part.encode("utf-8", "surrogatepass"))
        digest.update(b"\x1f")
    return digest.hexdigest()


def file_hash(path: Path) -> str:
    """BLAKE2b-128 hex digest of a file's bytes, read in 1 MiB pieces."""
    digest = hashlib.blake2b(digest_size=16)
    with path.open("rb") as stream:
        while piece := stream.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()
