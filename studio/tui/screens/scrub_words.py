"""How the scrub room puts surfaces, counts and both sides of a text into lines."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from studio.core.progress import Step
from studio.scrub.entities import SURE
from studio.scrub.review.desk import Surface
from studio.scrub.review.listing import Listing
from studio.scrub.risk.residual import Residual
from studio.tui.plain import one_line
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

SINGULARS = {entity: word for _, word, entity in TYPES}
"""Entity → what one of it is called."""

PLURALS = {
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
"""Entity → what several are called."""

_MARKS = {
    None: ("▲", "$text-warning"),
    "accept": ("✓", "$text-success"),
    "replace": ("✓", "$text-success"),
    "reject": ("–", QUIET),
}


TOLD_BELOW = 0.5
"""A bound on the share of leaks that says less than this is not told."""


@dataclass(frozen=True, slots=True)
class State:
    """What the second line tells."""

    unscanned: int = 0
    behind: bool = False
    """Names were taught that the last scan did not know."""
    decided: int = 0
    pending: int = 0
    seconds_left: float | None = None
    left: Residual | None = None
    step: Step | None = None
    """How far a scan is that runs now."""
    scan_key: str = "s"
    stop_key: str = "x"
    look_key: str = "R"


def head(listing: Listing, width: int, go: str) -> Content:
    """`214 to decide · people 31 · …`, and what is listed of them; `go` is the key that goes to a room."""
    total = sum(listing.open.values())
    parts = [Content.styled(f"{total:,} to decide" if total else "✓ all decided", "bold")]
    if not total:
        parts.append(Content(f"{go} p packs"))
    parts += [Content(f"{PLURALS[entity]} {count:,}") for entity, count in listing.open.most_common() if count]
    if listing.narrowed:
        of = PLURALS[listing.entity] if listing.entity else f"“{one_line(listing.words, 24)}”"
        parts.insert(1, Content.styled(f"listed: {of} {len(listing):,}, Esc lists all", "$text-accent"))
    return _fitted(parts, width)


def _fitted(parts: list[Content], width: int) -> Content:
    """As many parts as fit."""
    while len(parts) > 1 and sum(p.cell_length for p in parts) + 3 * (len(parts) - 1) > width:
        parts = parts[:-1]
    return Content(" · ").join(parts)


def below_head(state: State, width: int) -> Content:
    """One line: what is being looked through, else the holes that are left, how far one is, and the residual."""
    if state.step is not None:
        return Content.styled(scanning_words(state.step, state.stop_key), "$text-accent")
    parts: list[Content] = []
    if state.unscanned:
        words = (
            f"▲ {state.unscanned:,} {'text' if state.unscanned == 1 else 'texts'} not looked through: {state.scan_key}"
        )
        parts.append(Content.styled(words, "$text-warning"))
    elif state.behind:
        parts.append(Content.styled(f"▲ you taught names since the scan: {state.scan_key}", "$text-warning"))
    if state.decided and state.pending:
        share = 100 * state.decided // (state.decided + state.pending)
        left = f", {_minutes(state.seconds_left)} left" if state.seconds_left is not None else ""
        parts.append(Content(f"{share} % decided{left}"))
    if state.left is not None and (state.left.unflagged or state.left.planted):
        parts.append(Content.styled(residual_words(state.left, state.look_key), QUIET))
    return _fitted(parts, width)


def residual_words(left: Residual, key: str) -> str:
    """`residual: 0 of 120 looked at · planted 196/200 found (95–99 %)`."""
    bound = f" (at most {100 * left.upper:.0f} % leak)" if left.upper is not None and left.upper < TOLD_BELOW else ""
    looked = f"residual: {left.looked:,} of {left.unflagged:,} lines looked at{bound}"
    if left.interval is None:
        return f"{looked}: {key}"
    low, high = (round(100 * share) for share in left.interval)
    return f"{looked} · planted {left.found}/{left.planted} found ({low}–{high} %)"


def scanning_words(step: Step, stop_key: str) -> str:
    """`Looking for names … 41 % · 12 s left · x stops`."""
    share = f" {100 * step.done / step.total:.0f} %" if step.total else ""
    left = f" · {_minutes(step.seconds_left)} left" if step.seconds_left else ""
    return f"▸ {step.what} …{share}{left} · {stop_key} stops"


def _minutes(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return f"{round(seconds)} s" if seconds < 90 else f"about {round(seconds / 60)} min"


def row(surface: Surface, width: int, *, form: bool = False, waits: bool = False) -> Content:
    """One surface on one line: mark, surface, entity, count, stand-in, and why it was found where there is room.

    Args:
        surface: What is on the line.
        width: In terminal cells.
        form: It stands under another form of the same name.
        waits: Its stand-in is being chosen.
    """
    mark, style = _MARKS[surface.decision]
    name = 30 if width >= 150 else 26 if width >= 100 else 20
    reads = "kept" if surface.decision == "reject" else f"→ {one_line(surface.replacement, name)}"
    reads = "→ …" if waits else reads
    why = f"is {surface.person}" if surface.person else surface.why
    open_one = surface.decision is None
    return Content.assemble(
        (f"{mark} ", style),
        (_fit(("└ " if form else "") + one_line(surface.surface[:200]), name + 2), "bold" if open_one else ""),
        (f"{surface.as_entity or surface.entity:<9}", "$text-accent" if open_one else QUIET),
        f"{surface.count:>6,}×  ",
        _fit(reads, name + 4),
        (one_line(why, max(0, width - 2 * name - 30)) if width > 2 * name + 38 else "", QUIET),
    )


def about(surface: Surface, forms: int, key: str, width: int) -> Content:
    """Why the chosen surface was found, how sure, and what one key decides about it."""
    parts = [Content.styled(one_line(surface.surface[:200], 40), "bold")]
    if forms:
        words = f"{key} decides {forms} more {'form' if forms == 1 else 'forms'} of it"
        parts.append(Content.styled(words, "$text-accent"))
    parts += [
        Content(SINGULARS[surface.as_entity or surface.entity]),
        Content(f"is {one_line(surface.person, 40)}" if surface.person else one_line(surface.why, 60)),
        Content(f"{sure_words(surface.score)} ({surface.score:.2f})"),
    ]
    return _fitted(parts, width)


def sure_words(score: float) -> str:
    """How sure a score is, in words."""
    return "sure" if score >= 0.75 else "likely" if score >= SURE else "a guess"


def look_row(line: str, leak: bool | None, width: int) -> Content:
    """One unflagged line, and what was said of it."""
    mark, style = {None: ("▲", "$text-warning"), False: ("✓", "$text-success"), True: ("✕", "$text-error")}[leak]
    return Content.assemble(
        (f"{mark} ", style), (one_line(line[:400], max(1, width - 2)), "" if leak is None else QUIET)
    )


def _fit(text: str, cells: int) -> str:
    """The text cut and padded to a number of terminal cells."""
    if cell_len(text) > cells - 1:
        text = set_cell_size(text, cells - 2).rstrip() + "…"
    return set_cell_size(text, cells)
