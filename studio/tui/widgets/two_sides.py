"""What was written beside what is read in its place, passage by passage, the words at stake marked in both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from studio.tui.plain import visible
from studio.tui.theme import QUIET
from studio.tui.widgets.line_board import LineBoard
from studio.tui.widgets.wrapping import wrap_spans

AROUND = 240
"""Characters kept on either side of the words at stake."""

INSIDE = 300
"""Characters kept of the words at stake; what lies between their ends is left out."""

_MARK = "underline bold $text-accent"


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text with the words at stake in it."""

    text: str
    span: tuple[int, int]


class TwoSides(LineBoard):
    """Pairs of passages in two columns, the first of each pair on the left.

    Args:
        widget_id: Its id.
        titles: Of the left and the right column.
    """

    def __init__(self, widget_id: str, titles: tuple[str, str]) -> None:
        super().__init__(widget_id)
        self._titles = titles
        self._pairs: Sequence[tuple[Passage, Passage]] = ()
        self._first = 0
        self.fit = 0
        """How many pairs were shown whole, from the first on show."""

    def show_pairs(self, pairs: Sequence[tuple[Passage, Passage]]) -> None:
        """Show these from the first on."""
        self._pairs, self._first = pairs, 0
        self._fill()

    @property
    def more(self) -> bool:
        """True where not all pairs are in view."""
        return self.fit < len(self._pairs)

    def turn(self) -> None:
        """The pairs that follow those on show; after the last the first again."""
        following = self._first + max(1, self.fit)
        self._first = following if following < len(self._pairs) else 0
        self._fill()

    def on_resize(self) -> None:
        """Break the lines anew."""
        super().on_resize()
        self._fill()

    def _fill(self) -> None:
        width, height = self.size
        if width < 10 or not height:
            return
        column = (width - 3) // 2
        body: list[Content] = []
        self.fit = 0
        for left, right in self._pairs[self._first :]:
            rows = _beside(_rows(left, column), _rows(right, column), column)
            if self.fit:
                rows = [Content(" " * column + " ┄ "), *rows]
            if self.fit and len(body) + len(rows) > height - 1:
                break
            body.extend(rows)
            self.fit += 1
        self.show_lines([self._head(column), *body[: height - 1]])

    def _head(self, column: int) -> Content:
        left, right = self._titles
        count = len(self._pairs)
        last = self._first + self.fit
        place = f" {self._first + 1}–{last} of {count} places " if count > self.fit else ""
        lead = f"── {left} "
        return Content.styled(
            set_cell_size(lead + "─" * (column - len(lead)), column)
            + "─┬─"
            + set_cell_size(f" {right} {place}" + "─" * column, column),
            QUIET,
        )


def _beside(left: list[Content], right: list[Content], column: int) -> list[Content]:
    rows = []
    for n in range(max(len(left), len(right))):
        one = left[n] if n < len(left) else Content("")
        other = right[n] if n < len(right) else Content("")
        rows.append(Content.assemble(one, " " * max(0, column - one.cell_length), (" │ ", QUIET), other))
    return rows


def _rows(passage: Passage, column: int) -> list[Content]:
    start, end = passage.span
    before = visible(passage.text[max(0, start - AROUND) : start])
    inside = _shortened(visible(passage.text[start:end]))
    after = visible(passage.text[end : end + AROUND])
    whole = before + inside + after
    begin, stop = len(before), len(before) + len(inside)
    rows = []
    for first, last in wrap_spans(whole, column):
        low, high = max(first, begin), min(last, stop)
        row = whole[first:last]
        if low < high:
            rows.append(Content.assemble(whole[first:low], Content.styled(whole[low:high], _MARK), whole[high:last]))
        else:
            rows.append(Content(row))
    return [row if cell_len(row.plain) <= column else row.truncate(column, ellipsis=True) for row in rows]


def _shortened(text: str) -> str:
    return text if len(text) <= INSIDE else f"{text[: INSIDE * 2 // 3]} … {text[-INSIDE // 3 :]}"
