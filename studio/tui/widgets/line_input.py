"""One line to type in that shows what was pasted as what it is: no control characters, no line feeds."""

from __future__ import annotations

from textual.widgets import Input

from studio.tui.plain import visible


class LineInput(Input):
    """An input whose text is always fit to be painted."""

    def validate_value(self, value: str) -> str:
        """Line feeds as spaces, control characters as pictures."""
        return visible(value).replace("\n", " ")
