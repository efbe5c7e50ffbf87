"""The values of a scheme on their keys, a few lines beneath a list; as many as the width asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from textual.content import Content

from studio.label.codebook.schemes import Dimension, Scheme
from studio.tui.keymap import spoken
from studio.tui.plain import one_line
from studio.tui.theme import QUIET
from studio.tui.widgets.line_board import LineBoard


class ValueBoard(LineBoard):
    """Shows every value and its key; none is cut off."""

    def __init__(self, widget_id: str) -> None:
        super().__init__(widget_id)
        self._shown: tuple[Scheme, Mapping[str, Sequence[str]], Mapping[str, Any]] | None = None

    def show(
        self, scheme: Scheme | None, keymap: Mapping[str, Sequence[str]], labels: Mapping[str, Any] | None = None
    ) -> None:
        """Show a scheme's values on the keys they are on now; `▸` marks those among the labels."""
        self._shown = (scheme, keymap, labels or {}) if scheme is not None else None
        self._fit()

    def on_resize(self) -> None:
        """Break the lines anew."""
        super().on_resize()
        self._fit()

    def _fit(self) -> None:
        lines: list[Content] = []
        if self._shown is not None:
            scheme, keymap, labels = self._shown
            for dimension in (scheme.outcome, scheme.trigger, scheme.response_style):
                lines += value_lines(dimension, keymap, max(20, self.size.width), labels.get(dimension.name))
        self.styles.height = max(1, len(lines))
        self.show_lines(lines)


def value_lines(
    dimension: Dimension, keymap: Mapping[str, Sequence[str]], width: int, chosen: str | None = None
) -> list[Content]:
    """A dimension's values on their keys, in lines of at most `width` cells; `▸` marks the one chosen."""
    lines = [Content.styled(f"{dimension.title}  ", QUIET)]
    for choice in dimension.choices:
        key = spoken(keymap.get(f"label.value.{choice.key}", (choice.key,))[0])
        mark, style = ("▸", "bold $text-accent") if choice.value == chosen else ("", "")
        words = Content.styled(f" {one_line(choice.words)}", style)
        cell = Content.assemble(mark, Content.styled(key, "bold $text-accent"), words)
        if lines[-1].cell_length + cell.cell_length > width:
            lines.append(Content("  "))
        lines[-1] = Content.assemble(lines[-1], cell, "  ")
    return lines
