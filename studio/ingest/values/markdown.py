"""What Markdown and plain-text notes say about themselves: front matter, tags, mood, and dated headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from studio.ingest.files.access import nfc
from studio.ingest.values.dates import DateFound, find_date, may_hold_date

FRONT_MATTER_LIMIT = 65536
"""Characters beyond which a front matter block is not parsed; real ones have a few hundred."""

_FENCES = ("```", "~~~")
_RULE = re.compile(r"\s*(?:[-=_*]{3,}\s*)?")
_CODE = re.compile(r"(?:```|~~~).*?(?:```|~~~|\Z)|`[^`\n]*`", re.DOTALL)
_HEADING = re.compile(r"^(#{1,6})[ \t]+(\S.*)$")
_LABEL = re.compile(r"^\W{0,4}(?:date|datum|fecha|data)\b\W{0,9}(?=\w)", re.IGNORECASE)
_TAG = re.compile(r"(?<![\w/#&\[\\])(?<!\]\()#([\w/-]*[^\W\d_][\w/-]*)")
_COLOUR = re.compile(r"(?=[0-9a-f]*\d)(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})|([0-9a-f])\1{2,7}", re.IGNORECASE)
_INLINE_MOOD = re.compile(
    r"(?:^|[\[(])[ \t]*(?:[-*][ \t]+)?mood[ \t]*::[ \t]*([^\])\n]+)", re.IGNORECASE | re.MULTILINE
)
_SCALE = re.compile(r"(\d{1,2}(?:[.,]\d+)?)\s*/\s*(5|10)")
_SIGNED = re.compile(r"[+-]\d(?:[.,]\d+)?|\d[.,]\d+|0")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The block between `---` lines at the top of a note."""

    fields: dict[str, Any]
    """Lower-case keys; values are strings, lists or mappings of strings."""
    body: str
    """The text below the block, or the whole text where there is no usable block."""
    problem: str
    """Why a block was kept as text; empty when there was none or it was read."""


@dataclass(frozen=True, slots=True)
class Section:
    """One dated part of a text."""

    line: int
    """1-based line of its heading."""
    title: str
    """The heading without marks, date included."""
    date: DateFound
    """Offsets are into the title."""
    text: str


def front_matter(text: str) -> FrontMatter:
    """Split a note's front matter from its body; every value stays the string it was written as."""
    match = re.match(r"---[ \t]*\n(.*?)(?:^(?:---|\.\.\.)[ \t]*(?:\n|\Z))", text, re.DOTALL | re.MULTILINE)
    if match is None:
        return FrontMatter({}, text, "")
    if len(match[1]) > FRONT_MATTER_LIMIT:
        return FrontMatter({}, text, "front matter too long to be one; kept as text")
    import yaml

    try:
        block = yaml.load(match[1], Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f" (line {mark.line + 2})" if mark is not None else ""
        return FrontMatter({}, text, f"front matter is not valid YAML{line}; kept as text")
    if block is None or block == "":
        return FrontMatter({}, text[match.end() :], "")
    if not isinstance(block, dict):
        return FrontMatter({}, text, "")
    fields = {nfc(str(key)).strip().casefold(): value for key, value in block.items()}
    return FrontMatter(fields, text[match.end() :], "")


def without_code(text: str) -> str:
    """A text without what stands between code marks."""
    return _CODE.sub(" ", text)


def scalars(value: Any) -> list[str]:
    """The first strings in a front matter value, also of `[[a link]]`, which YAML takes for a list in a list."""
    return list(islice(_scalars(value, 3), 200))


def _scalars(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and depth:
        for item in value[:100]:
            yield from _scalars(item, depth - 1)


def tags(fields: dict[str, Any], body: str) -> tuple[str, ...]:
    """Tags of the front matter, then inline `#tag/sub` ones, each once; not headings, colours, links or code."""
    found: dict[str, str] = {}
    listed = [*scalars(fields.get("tags")), *scalars(fields.get("tag"))]
    written = [part for text in listed for part in re.split(r"[,\s]+", text)]
    inline = [match[1] for match in _TAG.finditer(without_code(body)) if not _COLOUR.fullmatch(match[1])]
    for tag in (*written, *inline):
        name = tag.strip().lstrip("#").strip("/-")
        if name:
            found.setdefault(name.casefold(), name)
    return tuple(found.values())


def mood(fields: dict[str, Any], body: str) -> float | None:
    """-1 (worst) to 1 (best), from `mood: 3/5` or Dataview's `mood:: 3/5`; None where its scale is not said.

    `n/5` and `n/10` count from 1. A number from -1 to 1 is taken as it is when it has a sign or decimals; a bare `1`
    or `4` may be on any scale and is left alone.
    """
    inline = _INLINE_MOOD.search(without_code(body))
    texts = [*scalars(fields.get("mood")), *([inline[1]] if inline else [])]
    for text in texts:
        plain = text.strip().replace(",", ".")
        if match := _SCALE.fullmatch(plain):
            value, best = float(match[1]), int(match[2])
            if 1 <= value <= best:
                return 2 * (value - 1) / (best - 1) - 1
        elif _SIGNED.fullmatch(plain) and -1 <= float(plain) <= 1:
            return float(plain)
    return None


def first_heading(body: str) -> tuple[str, str]:
    """The heading that opens a text and the text below it; an empty heading and the whole text if none does."""
    lines = body.lstrip("\n").split("\n")
    if match := _HEADING.match(lines[0]):
        return _unclosed(match[2]), "\n".join(lines[1:])
    if len(lines) > 1 and lines[0].strip() and re.fullmatch(r"(=+|-{3,})[ \t]*", lines[1]):
        return lines[0].strip(), "\n".join(lines[2:])
    return "", body


def _unclosed(heading: str) -> str:
    """A heading's text without the `##` that may close it."""
    text, _blank, closing = heading.strip().rpartition(" ")
    return text.strip() if text and closing.strip("#") == "" else heading.strip()


def titles(body: str) -> list[str]:
    """Every line that may be a heading with a date: Markdown's own, and short lines that open a paragraph."""
    return [title for _line, _depth, title in _titles(body)]


def heading_date(body: str, order: str) -> DateFound | None:
    """The date of the first heading that is little more than a date."""
    found = (_heading_date(title, order, depth) for _line, depth, title in _titles(body))
    return next((date for date in found if date is not None), None)


def dated_sections(body: str, order: str) -> tuple[str, list[Section]]:
    """Split a text at its dated headings: the text before the first, and the sections; no sections if fewer than two.

    A heading is a Markdown heading (all of one depth), or, where there are none, a short line that opens a paragraph
    and is little more than the date: `Session 12 — 14 March 2024`, or `Date: 2024-03-14` under such a line.
    """
    lines = body.split("\n")
    dated = [
        (line, depth, title, date)
        for line, depth, title in _titles(body)
        if (date := _heading_date(title, order, depth))
    ]
    for depth in range(1, 8):
        chosen = [one for one in dated if one[1] == depth]
        if len(chosen) >= 2:
            break
    else:
        return body, []
    starts = [_paragraph_start(lines, line, title) if depth == 7 else line for line, depth, title, _date in chosen]
    sections: list[Section] = []
    for place, (line, _depth, title, date) in enumerate(chosen):
        end = starts[place + 1] if place + 1 < len(chosen) else len(lines)
        inside = [text for at, text in enumerate(lines[starts[place] : end], starts[place]) if at != line]
        if starts[place] != line:
            opening, inside = inside[0].strip(" *_#"), inside[1:]
            date = DateFound(date.at, len(opening), len(opening))
            title = opening
        sections.append(Section(starts[place] + 1, title, date, _without_rule(inside)))
    return "\n".join(lines[: starts[0]]), sections


def _titles(body: str) -> Iterator[tuple[int, int, str]]:
    """Line, depth (7 for a plain line) and text of what may be headings with a date, outside code."""
    fenced = False
    lines = body.split("\n") if may_hold_date(body) else []
    for at, line in enumerate(lines):
        if line.lstrip()[:3] in _FENCES:
            fenced = not fenced
        elif not fenced and may_hold_date(line):
            if match := _HEADING.match(line):
                yield at, len(match[1]), _unclosed(match[2])[:200]
            elif _short(line) and (at == 0 or _opens(lines[at - 1]) or _is_label(line)):
                yield at, 7, line.strip().strip("*_ ")


def _short(line: str) -> bool:
    """Whether a plain line can be a heading: a few words that are no item of a list, quotation or table."""
    return 0 < len(line.strip()) <= 80 and not re.match(r"\s*[-*+>|]\s", line)


def _opens(line: str) -> bool:
    """Whether a paragraph begins below a line: it is blank, a heading or a rule."""
    return not line.strip() or bool(_HEADING.match(line)) or bool(re.fullmatch(r"\s*[-=*_]{3,}\s*", line))


def _is_label(line: str) -> bool:
    label = _LABEL.match(line[:80])
    date = find_date(line[label.end() : 80], "dmy") if label else None
    return label is not None and date is not None and not line[:80][label.end() : label.end() + date.start].strip()


def _heading_date(title: str, order: str, depth: int) -> DateFound | None:
    """The date of a heading that is little more than it."""
    date = find_date(title, order)
    if date is None:
        return None
    before, after = re.findall(r"\w+", title[: date.start]), re.findall(r"\w+", title[date.end :])
    if depth == 7 and ((before and after) or re.search(r"[.!?;,]$", title[date.end :].strip())):
        return None
    return date if len(before) + len(after) <= 8 else None


def _paragraph_start(lines: Sequence[str], line: int, title: str) -> int:
    """Where the section of a `Date: …` line begins: up to three short lines above it belong to it."""
    start = line
    while _is_label(title) and start > max(0, line - 3) and 0 < len(lines[start - 1].strip()) <= 80:
        start -= 1
    return start


def _without_rule(lines: Sequence[str]) -> str:
    """Text of a section without the rule that underlines its heading or closes it."""
    said = [n for n, line in enumerate(lines) if not _RULE.fullmatch(line)]
    return "\n".join(lines[said[0] : said[-1] + 1]) if said else ""
