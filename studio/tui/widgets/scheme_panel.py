"""The label scheme beside the evidence: every value on its key, what is chosen or suggested, and the free texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from textual.content import Content

from studio.label.codebook.schemes import FREE_TEXT, Choice, Dimension, Scheme
from studio.tui.plain import one_line
from studio.tui.theme import QUIET
from studio.tui.widgets.line_board import LineBoard

TEXT_KEYS = {"what_helped": "h", "advice": "i", "better": "v", "note": "n"}
TEXT_TITLES = {"what_helped": "helped", "advice": "advice", "better": "better", "note": "note"}

SOME_WORDS = 4
"""Characters of a free text that are worth showing; with less room its mark says that it is there."""
_MARKED = {"✎": "$text-warning", "▸": "bold $text-accent", "≈": "bold $text-warning", " ": ""}

_COLOURS = {
    "accent": "$text-accent", "success": "$text-success", "warning": "$text-warning", "error": "$text-error",
    "secondary": "$text-secondary", "muted": QUIET,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PanelState:
    """What the panel shows."""

    scheme: Scheme
    """Of the episode's domain."""
    labels: Mapping[str, Any]
    """Field → value as it stands."""
    keys: Mapping[str, str]
    """Binding id → the key it is on, where it was remapped."""
    drafts: Mapping[str, str] = field(default_factory=dict)
    """Free-text field → text begun and not yet kept."""
    suggested: Mapping[str, str] = field(default_factory=dict)
    """Field → value suggested."""
    means: str = ""
    """What the value given last means, in the words of the scheme or the person's own rule."""
    drafted: bool = False
    """True when one's own record has advice to offer."""


class SchemePanel(LineBoard):
    """The whole scheme in one widget; a key repaints the lines it changed."""

    def __init__(self, widget_id: str) -> None:
        super().__init__(widget_id)
        self._state: PanelState | None = None

    def show(self, state: PanelState) -> None:
        """Show a scheme and what is chosen."""
        self._state = state
        self.show_lines(self._content(state))

    def on_resize(self) -> None:
        """Fit the columns to the new size."""
        super().on_resize()
        if self._state is not None:
            self.show_lines(self._content(self._state))

    def _content(self, state: PanelState) -> list[Content]:
        width, height = max(20, self.size.width), self.size.height
        lines: list[Content] = []
        for dimension in (state.scheme.outcome, state.scheme.trigger, state.scheme.response_style):
            lines += _dimension(dimension, state, width)
        topics = ", ".join(state.labels.get("topics") or ())
        lines.append(_title(f"{state.keys.get('label.topics', 'j')}  {state.scheme.topics.title}", width))
        lines.append(Content.styled(one_line(topics, width - 2) or "–", "bold $text-accent" if topics else QUIET))
        lines.append(_title("in your words", width))
        if len(lines) + len(FREE_TEXT) <= height:
            lines += [_free_text(name, state, width) for name in FREE_TEXT]
        else:
            texts = [_free_text(name, state, width // 2) for name in FREE_TEXT]
            lines += [Content.assemble(*texts[at : at + 2]) for at in range(0, len(texts), 2)]
        if state.means and len(lines) + 2 <= height:
            lines += [Content(""), Content.styled(one_line(state.means, width), QUIET)]
        return lines


def _title(text: str, width: int) -> Content:
    return Content.styled(f"─ {text} ".ljust(width, "─")[:width], QUIET)


def _dimension(dimension: Dimension, state: PanelState, width: int) -> list[Content]:
    lines = [_title(dimension.title, width)]
    left = _left_column([_text(choice, state) for choice in dimension.choices], width)
    cells = [
        _choice(dimension, choice, state, width - left if n % 2 else left, n % 2 == 1)
        for n, choice in enumerate(dimension.choices)
    ]
    for at in range(0, len(cells), 2):
        lines.append(Content.assemble(*cells[at : at + 2]))
    return lines


def _left_column(texts: Sequence[str], width: int) -> int:
    """Width of the first of two columns: half, or what its longest value needs where the second can spare it."""
    left = max((2 + len(text) for text in texts[::2]), default=0)
    right = max((1 + len(text) for text in texts[1::2]), default=0)
    return max(left, min(width // 2, width - right)) if left + right <= width else width // 2


def _text(choice: Choice, state: PanelState) -> str:
    return f"{state.keys.get(f'label.value.{choice.key}', choice.key)} {one_line(choice.words)}"


def _choice(dimension: Dimension, choice: Choice, state: PanelState, width: int, last: bool) -> Content:
    """`▸` is what stands, `≈` what is suggested; the last one of a row may fill its column."""
    key = state.keys.get(f"label.value.{choice.key}", choice.key)
    chosen = choice.value == state.labels.get(dimension.name)
    mark = "▸" if chosen else "≈" if choice.value == state.suggested.get(dimension.name) else " "
    text = f"{mark}{_text(choice, state)}"[: width if last else width - 1].ljust(width)
    if chosen:
        return Content.styled(text, "bold $text-accent")
    after_key = 1 + len(key)
    cell = Content(text).stylize("$text-accent", 1, after_key)
    if mark == "≈":
        return cell.stylize("bold $text-warning", 0, 1)
    colour = _COLOURS.get(choice.colour, "")
    return cell.stylize(colour, after_key, len(text)) if colour else cell


def _free_text(name: str, state: PanelState, width: int) -> Content:
    """`✎` is text begun, `▸` text kept, `≈` what one's own record offers; the words follow where there is room."""
    key = state.keys.get(f"label.{name}", TEXT_KEYS[name])
    draft, value = state.drafts.get(name), state.labels.get(name)
    mark = "✎" if draft else "▸" if value else "≈" if name == "advice" and state.drafted else " "
    head = f"{key} {TEXT_TITLES[name]} "
    room = width - len(head) - 2
    text = one_line(draft or str(value), room) if (draft or value) and room >= SOME_WORDS else ""
    tail = (
        Content.styled(text, _MARKED["✎"] if draft else "")
        if text
        else Content.styled("" if mark.strip() else "…", QUIET)
    )
    line = Content.assemble(
        Content.styled(mark, _MARKED[mark]), Content(head).stylize("$text-accent", 0, len(key)), tail
    )
    return line.pad_right(max(0, width - line.cell_length))
