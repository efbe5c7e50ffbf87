"""The label scheme beside the evidence: every value on its key, what is chosen, and the free texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual.content import Content

from studio.label.schemes import FREE_TEXT, Dimension, Scheme
from studio.tui.plain import one_line
from studio.tui.theme import QUIET
from studio.tui.widgets.line_board import LineBoard

TEXT_KEYS = {"what_helped": "h", "advice": "i", "better": "v", "note": "n"}
TEXT_TITLES = {"what_helped": "helped", "advice": "advice", "better": "better", "note": "note"}


class SchemePanel(LineBoard):
    """The whole scheme in one widget; a key repaints the lines it changed."""

    def __init__(self, widget_id: str) -> None:
        super().__init__(widget_id)
        self._shown: tuple[Scheme, Mapping[str, Any], Mapping[str, str], Mapping[str, str], bool] | None = None

    def show(
        self,
        scheme: Scheme,
        labels: Mapping[str, Any],
        keys: Mapping[str, str],
        drafts: Mapping[str, str],
        *,
        hidden: bool = False,
    ) -> None:
        """Show a scheme and what is chosen.

        Args:
            scheme: Of the episode's domain.
            labels: Field → value as it stands.
            keys: Binding id → the key it is on, as remapped.
            drafts: Free-text field → text begun and not yet kept.
            hidden: True hides what stands (a second reading).
        """
        self._shown = (scheme, labels, keys, drafts, hidden)
        self.show_lines(self._content())

    def on_resize(self) -> None:
        """Fit the columns to the new width."""
        super().on_resize()
        if self._shown is not None:
            self.show_lines(self._content())

    def _content(self) -> list[Content]:
        assert self._shown is not None
        scheme, labels, keys, drafts, hidden = self._shown
        standing: Mapping[str, Any] = {} if hidden else labels
        width = max(20, self.size.width)
        lines: list[Content] = []
        for dimension in (scheme.outcome, scheme.trigger, scheme.response_style):
            lines += _dimension(dimension, standing.get(dimension.name), keys, width)
        topics = ", ".join(standing.get("topics") or ())
        lines.append(_title(f"{keys.get('label.topics', 'j')}  {scheme.topics.title}", width))
        lines.append(Content.styled(one_line(topics, width - 2) or "–", "bold $text-accent" if topics else QUIET))
        lines.append(_title("in your words", width))
        for name in FREE_TEXT:
            lines.append(_free_text(name, standing.get(name), drafts.get(name), keys, width))
        return lines


def _title(text: str, width: int) -> Content:
    return Content.styled(f"─ {text} ".ljust(width, "─")[:width], QUIET)


def _dimension(dimension: Dimension, chosen: Any, keys: Mapping[str, str], width: int) -> list[Content]:
    lines = [_title(dimension.title, width)]
    half = width // 2
    cells: list[Content] = []
    for choice in dimension.choices:
        here = choice.value == chosen
        key = keys.get(f"label.{dimension.name}.{choice.key}", choice.key)
        mark = "▸" if here else " "
        text = f"{mark}{key} {choice.words}"[:half].ljust(half)
        style = "bold $text-accent" if here else ""
        cells.append(Content.styled(text, style) if here else Content(text).stylize("$text-accent", 1, 1 + len(key)))
    for at in range(0, len(cells), 2):
        lines.append(Content.assemble(*cells[at : at + 2]))
    return lines


def _free_text(name: str, value: Any, draft: str | None, keys: Mapping[str, str], width: int) -> Content:
    key = keys.get(f"label.{name}", TEXT_KEYS[name])
    head = f" {key} {TEXT_TITLES[name]} "
    if draft:
        tail = Content.styled(one_line("✎ " + draft, max(1, width - len(head))), "$text-warning")
    elif value:
        tail = Content(one_line(str(value), max(1, width - len(head))))
    else:
        tail = Content.styled("…", QUIET)
    return Content.assemble(Content(head).stylize("$text-accent", 1, 1 + len(key)), tail)
