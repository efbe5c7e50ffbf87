"""The written lines: reads the text files in `words/`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

WORDS = Path(__file__).parent / "words"

Turns = tuple[tuple[str, str], ...]
"""(speaker T or I, line) in order."""


@dataclass(frozen=True, slots=True)
class Situation:
    """A thing to quarrel about."""

    trigger: str
    name: str
    when: str
    facts: dict[str, str]
    """matter, offer, cause, wish."""
    lines: dict[str, tuple[str, ...]]
    """`I` she opens, `P` she presses, `T` he opens."""


@dataclass(frozen=True, slots=True)
class Script:
    """An ordinary little talk."""

    name: str
    tags: frozenset[str]
    turns: tuple[tuple[str, bool, tuple[str, ...]], ...]
    """(speaker, may be left out, alternatives)."""


@dataclass(slots=True)
class Anchor:
    """An evening written out by hand."""

    at: str
    trigger: str
    style: str
    outcome: str
    turns: list[tuple[str, int, str]] = field(default_factory=list)
    """(speaker, minutes to wait before, line)."""


def _lines(name: str) -> Iterator[str]:
    for line in (WORDS / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("# "):
            yield line.rstrip()


def _options(text: str) -> tuple[str, ...]:
    return tuple(option.strip() for option in text.split(" // "))


def pools(*names: str) -> dict[str, list[str]]:
    """`[pool]` → its lines, from several files."""
    found: dict[str, list[str]] = {}
    for name in names:
        pool = ""
        for line in _lines(name):
            if line.startswith("[") and line.endswith("]"):
                pool = line[1:-1]
                found[pool] = []
            else:
                found[pool].append(_his(line) if name == "answers.lines" or " T: " in f" {line}" else line)
    return found


def _his(line: str) -> str:
    """Her wish in his mouth changes its pronouns."""
    return " > ".join(
        part if part.strip().startswith("I: ") else part.replace("{wish}", "{wish_t}") for part in line.split(" > ")
    )


def slots() -> dict[str, list[str]]:
    """Slot → the values it takes."""
    found = {}
    for line in _lines("slots.lines"):
        name, _, values = line.partition(": ")
        found[name] = [value.strip() for value in values.split(";")]
    return found


def situations(whens: dict[str, list[str]]) -> list[Situation]:
    """Everything they quarrel about."""
    found: list[Situation] = []
    trigger = name = ""
    facts: dict[str, str] = {}
    spoken: dict[str, tuple[str, ...]] = {}
    for line in (*_lines("situations_a.lines"), *_lines("situations_b.lines"), "= "):
        if line.startswith(("= ", "[")) and name:
            times = whens[f"when.{trigger}"]
            nth = sum(s.trigger == trigger for s in found)
            found.append(Situation(trigger, name, times[nth], facts, spoken))
            name, facts, spoken = "", {}, {}
        if line.startswith("["):
            trigger = line[1:-1]
        elif line.startswith("= "):
            name = line[2:]
        else:
            key, _, text = line.partition(": ")
            if key in ("I", "P", "T"):
                spoken[key] = _options(text)
            else:
                facts[key] = text
    return found


def scripts() -> list[Script]:
    """Every ordinary talk."""
    found: list[Script] = []
    for line in (
        *_lines("chatter_a.lines"),
        *_lines("chatter_b.lines"),
        *_lines("chatter_c.lines"),
        *_lines("chatter_d.lines"),
        *_lines("chatter_e.lines"),
    ):
        if line.startswith("= "):
            name, *tags = line[2:].split()
            found.append(Script(name, frozenset(tags), ()))
            continue
        script = found[-1]
        optional = line.startswith("?")
        line = line.removeprefix("?")
        if line.startswith("<"):
            mark, _, speaker = line.rpartition(" ")
            options: tuple[str, ...] = (mark,)
        else:
            speaker, _, text = line.partition(": ")
            options = _options(text)
        turn = (speaker, optional, options)
        found[-1] = Script(script.name, script.tags, (*script.turns, turn))
    return found


def anchors() -> list[Anchor]:
    """The evenings written out by hand, in order of time."""
    found: list[Anchor] = []
    for line in _lines("anchors.lines"):
        if line.startswith("= "):
            at, trigger, style, outcome, _ = (part.strip() for part in line[2:].split("|"))
            found.append(Anchor(at, trigger, style, outcome))
            continue
        wait = 0
        if line.startswith("+"):
            minutes, _, line = line[1:].partition(" ")
            wait = int(minutes)
        if line.startswith("<"):
            mark, _, speaker = line.rpartition(" ")
            found[-1].turns.append((speaker, wait, mark))
        else:
            speaker, _, text = line.partition(": ")
            found[-1].turns.append((speaker, wait, text))
    return found


def dialogue(line: str) -> Turns:
    """`I: … > T: …` as turns."""
    return tuple((part.strip()[0], part.strip()[3:]) for part in line.split(" > "))
