"""Checking a file of examples, whoever wrote it, line by line."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.core.errors import InputError
from studio.core.manifest import Manifest, Rescan

ROLES = ("system", "user", "assistant", "tool")


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line no trainer could learn from."""

    line: int
    """1-based."""
    reason: str


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a file of examples holds."""

    good: int
    shapes: dict[str, int]
    """`messages`, `completions` or `text` → good lines of that shape."""
    repeated: int
    """Good lines that stand in the file more than once, the first not counted."""
    bad: tuple[BadLine, ...]


@dataclass(frozen=True, slots=True)
class Frozen:
    """The dataset a file belongs to, as the manifest beside it has it."""

    name: str
    hash: str
    unchanged: bool
    """Whether the file is byte for byte as it was packed."""
    rescan: Rescan | None
    """The last look through its files; None when nobody looked, or the file was changed since."""

    def in_words(self) -> str:
        """One sentence."""
        if not self.unchanged:
            return f"It was packed as part of {self.name} and was changed since: nobody has looked through it as it is."
        if self.rescan is None:
            return f"It is part of {self.name}, as packed; nobody looked through it after it was rendered."
        left = sum(self.rescan.remaining.values())
        unknown = sum(self.rescan.unknown.values())
        told = f"{left:,} places hold what was to be replaced" if left else "nothing that was to be replaced is left"
        return f"It is part of {self.name}, as packed: {told}, {unknown:,} places look like a name or number."


def frozen(path: Path) -> Frozen | None:
    """The dataset a file belongs to; None where no manifest beside it names it, or it cannot be read."""
    try:
        made = Manifest.from_json(path.with_name("manifest.json").read_bytes())
        digest = hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest()
    except (OSError, InputError):
        return None
    packed = made.files.get(path.name)
    if packed is None:
        return None
    same = packed == digest
    tied = made.rescan is not None and made.rescan.hash == made.hash
    return Frozen(made.name, made.hash, same, made.rescan if same and tied else None)


def check(path: Path) -> CheckReport:
    """Look at every line of a JSONL file of examples.

    Raises:
        InputError: the file cannot be read, or no line of it is an example.
    """
    shapes: Counter[str] = Counter()
    seen: set[bytes] = set()
    repeated = 0
    bad: list[BadLine] = []
    try:
        with path.open("rb") as stream:
            for number, raw in enumerate(stream, start=1):
                line = raw.removeprefix(b"\xef\xbb\xbf").strip() if number == 1 else raw.strip()
                if not line:
                    continue
                shape = _shape(line)
                if isinstance(shape, BadShape):
                    bad.append(BadLine(number, shape.reason))
                    continue
                shapes[shape] += 1
                repeated += line in seen
                seen.add(line)
    except OSError as problem:
        raise InputError(
            f"{path} cannot be read: {problem.strerror or problem}.",
            fix="Give a JSONL file of examples.",
            code="unreadable",
        ) from problem
    if not shapes:
        first = f" (line {bad[0].line}: {bad[0].reason})" if bad else ""
        raise InputError(
            f"{path} holds no example{first}.",
            fix='A line is {"messages": [...]} or {"prompt", "completion"}.',
            code="no_examples",
        )
    return CheckReport(sum(shapes.values()), dict(sorted(shapes.items())), repeated, tuple(bad))


@dataclass(frozen=True, slots=True)
class BadShape:
    """Why a line is no example."""

    reason: str


def _shape(line: bytes) -> str | BadShape:
    """`messages`, `completions` or `text`, or why it is none of them."""
    try:
        value = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        return BadShape("not UTF-8")
    except json.JSONDecodeError as problem:
        return BadShape(f"not JSON at column {problem.colno}")
    except (RecursionError, ValueError):
        return BadShape("not JSON")
    if not isinstance(value, Mapping):
        return BadShape("not a JSON object")
    if "messages" in value:
        reason = _conversation(value["messages"])
        return BadShape(reason) if reason else "messages"
    if "prompt" in value or "completion" in value:
        blank = [key for key in ("prompt", "completion") if not _said(value.get(key))]
        return BadShape(f"{blank[0]} is blank or no text") if blank else "completions"
    if "text" in value:
        return "text" if _said(value["text"]) else BadShape("text is blank or no text")
    return BadShape("it has neither messages, nor prompt and completion, nor text")


def _conversation(turns: Any) -> str:
    """What is wrong with a conversation; empty when nothing is."""
    if not isinstance(turns, list) or not turns:
        return "messages is no list of turns"
    for n, turn in enumerate(turns, start=1):
        if not isinstance(turn, Mapping):
            return f"turn {n} is no object"
        role = turn.get("role")
        if role not in ROLES:
            return f"turn {n} has the role {role!r}, not one of {', '.join(ROLES)}"
        if role == "system" and n > 1:
            return f"turn {n} is a system turn, which may only come first"
        if not _said(turn.get("content")):
            return f"turn {n} ({role}) is blank or no text"
    if turns[-1]["role"] != "assistant":
        return f"the last turn is {turns[-1]['role']}, not assistant: there is nothing to learn"
    if not any(turn["role"] == "user" for turn in turns):
        return "nobody asks: there is no user turn"
    return ""


def _said(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())
