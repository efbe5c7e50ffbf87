"""How the scrub room puts surfaces, counts and both sides of a text into lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from textual.content import Content

from studio.scrub.desk import Context, Surface
from studio.scrub.residual import Residual
from studio.tui.plain import one_line, plain, visible
from studio.tui.theme import QUIET

TYPES = (
    ("p", "person", "PERSON"),
    ("l", "place", "LOCATION"),
    ("a", "address", "ADDRESS"),
    ("d", "date", "DATE"),
    ("g", "age", "AGE"),
    ("e", "e-mail", "EMAIL"),
    ("f", "phone", "PHONE"),
    ("w", "web", "URL"),
    ("h", "handle", "HANDLE"),
    ("i", "number", "ID"),
    ("o", "organisation", "ORG"),
    ("s", "secret", "SECRET"),
)
"""(key, word, entity) of every type a surface may be given."""

_PLURALS = {
    "PERSON": "people",
    "LOCATION": "places",
    "ADDRESS": "addresses",
    "DATE": "dates",
    "AGE": "ages",
    "EMAIL": "e-mails",
    "PHONE": "phones",
    "URL": "links",
    "HANDLE": "handles",
    "ID": "ids",
    "ORG": "organisations",
    "SECRET": "secrets",
}

_MARKS = {
    None: ("▲", "$text-warning"),
    "accept": ("✓", "$text-success"),
    "replace": ("✓", "$text-success"),
    "reject": ("–", QUIET),
}


def head(surfaces: Sequence[Surface], left: Residual | None, unscanned: int) -> Content:
    """`214 to decide · people 31 · …    residual: 0 of 120 looked at · planted 196/200 found (95–99 %)`."""
    open_ones = Counter(s.entity for s in surfaces if s.decision is None)
    parts: list[Content] = []
    if unscanned:
        parts.append(
            Content.styled(
                f"▲ {unscanned} {'text' if unscanned == 1 else 'texts'} not looked through: s", "$text-warning"
            )
        )
    total = sum(open_ones.values())
    parts.append(Content.styled(f"{total} to decide" if total else "✓ all decided", "bold"))
    parts.extend(Content(f"{_PLURALS[entity]} {count}") for entity, count in open_ones.most_common(5))
    line = Content(" · ").join(parts)
    if left is None:
        return line
    if left.interval is None:
        words = "residual: not tested yet, R"
    else:
        low, high = (round(100 * share) for share in left.interval)
        bound = f" (≤ {100 * left.upper:.0f} % leak)" if left.upper is not None else ""
        words = f"residual: {left.looked} looked at{bound} · planted {left.found}/{left.planted} found ({low}–{high} %)"
    return Content.assemble(line, "   ", (words, QUIET))


def row(surface: Surface, width: int) -> Content:
    """One surface on one line: mark, surface, entity, count, stand-in, and why it was found where there is room."""
    mark, style = _MARKS[surface.decision]
    wide = width >= 100
    name = 28 if wide else 20
    reads = "kept" if surface.decision == "reject" else f"→ {one_line(surface.replacement, name)}"
    why = f"is {surface.person}" if surface.person else surface.why
    return Content.assemble(
        (f"{mark} ", style),
        (_fit(one_line(surface.surface), name + 2), "bold" if surface.decision is None else ""),
        (f"{surface.as_entity or surface.entity:<9}", "$text-accent" if surface.decision is None else QUIET),
        f"{surface.count:>5}×  ",
        _fit(reads, name + 4),
        (one_line(why, max(0, width - 2 * name - 28)) if width > 2 * name + 36 else "", QUIET),
    )


def _fit(text: str, cells: int) -> str:
    """The text cut and padded to a number of terminal cells."""
    content = Content(text)
    while content.cell_length > cells - 1:
        text = text[: len(text) - max(1, (content.cell_length - cells) // 2 + 1)]
        content = Content(text + "…")
    return content.plain + " " * (cells - content.cell_length)


def both_sides(contexts: Sequence[Context]) -> tuple[Content, Content]:
    """What was written and what the model reads, one place after another, the span underlined in both."""
    wrote = [_marked(c.wrote, c.wrote_span) for c in contexts]
    reads = [_marked(c.reads, c.reads_span) for c in contexts]
    gap = Content.styled("\n┄\n", QUIET)
    return gap.join(wrote), gap.join(reads)


def _marked(text: str, span: tuple[int, int]) -> Content:
    start, end = span
    before, inside, after = visible(text[:start]), visible(text[start:end]), visible(text[end:])
    shown = plain(before) + Content.styled(inside, "underline bold $text-accent") + plain(after)
    return shown
