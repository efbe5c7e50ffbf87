"""Not flagged, please look: lines nothing was found in, one key each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input

from studio.core.errors import StudioError
from studio.scrub.review import review
from studio.scrub.risk.residual import Residual, upper_bound
from studio.tui.app import StudioApp
from studio.tui.plain import one_line, visible
from studio.tui.screens.scrub_words import TOLD_BELOW, TYPES, look_row
from studio.tui.theme import QUIET
from studio.tui.widgets.header import RoomHeader
from studio.tui.widgets.key_line import KeyLine
from studio.tui.widgets.line_board import LineBoard
from studio.tui.widgets.line_input import LineInput
from studio.tui.widgets.line_list import LineList
from studio.tui.widgets.question import Answer, Question
from studio.tui.widgets.wrapping import wrap

LONGEST = 4_000
"""Characters of a line that are shown."""


class LookScreen(Screen[bool]):
    """Unflagged lines drawn at random; dismissed with True when more are wanted.

    Args:
        lines: To be looked at.
        left: What is known so far.
        taught: Called when words were named that are to be looked for everywhere.
    """

    studio = getters.app(StudioApp)
    CSS_PATH = "scrub.tcss"
    AUTO_FOCUS = "#look-list"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "clean", "Nobody", id="look.clean", tooltip="This line identifies nobody"),
        Binding("y", "leak", "Somebody", id="look.leak", tooltip="It identifies somebody: say which words"),
        Binding("u", "undo", "Undo", id="look.undo", tooltip="Take back what was said of the latest line"),
        Binding("m", "further", "More lines", id="look.further", tooltip="Draw more lines at random"),
        Binding("escape", "back", "Back", id="look.back", tooltip="Back to what was found"),
    ]

    lines_list = getters.query_one("#look-list", LineList)
    entry = getters.query_one("#look-entry", LineInput)
    question = getters.query_one("#look-asked", Question)

    def __init__(self, lines: Sequence[str], left: Residual, taught: Callable[[], None]) -> None:
        super().__init__()
        self.lines = list(lines)
        self.said: list[bool | None] = [None] * len(self.lines)
        """What was said of each line: True for a leak."""
        self._left = left
        self._taught = taught
        self._order: list[int] = []
        self._words = ""

    def compose(self) -> ComposeResult:
        """The lines above, the one under the cursor whole below."""
        yield RoomHeader()
        yield LineBoard("look-head")
        yield LineList("look-list", self._row)
        yield LineBoard("look-whole")
        yield Question("look-asked")
        yield LineInput(id="look-entry")
        yield KeyLine()

    def on_mount(self) -> None:
        """Begin with the first line."""
        self.entry.display = False
        self.question.display = False
        self.query_one(RoomHeader).update_from(self.studio)
        self.lines_list.show(len(self.lines))
        self.call_after_refresh(self._renew)

    def on_resize(self) -> None:
        """Break the words anew."""
        self.call_after_refresh(self._renew)

    def _row(self, at: int, width: int) -> Content:
        return look_row(self.lines[at], self.said[at], width)

    @on(LineList.Moved)
    def _renew(self) -> None:
        known = [one for one in self.said if one is not None]
        looked, leaks = self._left.looked + len(known), self._left.leaks + sum(known)
        upper = upper_bound(leaks, looked)
        bound = ""
        if upper is not None and upper < TOLD_BELOW:
            bound = f" · at most {100 * upper:.0f} % of such lines identify somebody"
        open_ones = len(self.lines) - len(known)
        head = Content.assemble(
            (f"{open_ones} to look at" if open_ones else "✓ all looked at", "bold"),
            f" · {looked:,} of {self._left.unflagged:,} lines nothing was found in",
            (bound, QUIET),
        )
        self.query_one("#look-head", LineBoard).show_lines(
            [head, Content.styled("Does this line identify anybody, or say where or when?", "$text-accent")]
        )
        whole = self.query_one("#look-whole", LineBoard)
        text = visible(self.lines[self.lines_list.cursor][:LONGEST])
        whole.show_lines([Content(one) for one in wrap(text, max(20, whole.size.width))])
        self.refresh_bindings()

    def action_clean(self) -> None:
        """The line identifies nobody."""
        at = self.lines_list.cursor
        self.studio.store.scrub.look(self.lines[at], False)
        self._said(at, False)

    def _said(self, at: int, leak: bool) -> None:
        self.said[at] = leak
        self._order.append(at)
        self.lines_list.renew([at])
        ahead = [*range(at + 1, len(self.lines)), *range(at)]
        self.lines_list.action_jump(next((n for n in ahead if self.said[n] is None), at))
        self._renew()

    def action_leak(self) -> None:
        """Ask which words of it do."""
        self.entry.border_title = Content("which words of it? · Enter alone: all of it · Esc leaves")
        self.entry.value = ""
        self.entry.display = True
        self.entry.focus()

    @on(Input.Submitted, "#look-entry")
    def _worded(self, message: Input.Submitted) -> None:
        line = self.lines[self.lines_list.cursor]
        try:
            self._words = review.words_of_line(line, message.value)
        except StudioError as problem:
            self.studio.show_error(problem)
            return
        self.entry.display = False
        answers = [Answer(key, word, entity) for key, word, entity in TYPES]
        self.question.ask("leak", f"What is “{one_line(self._words[:200], 60)}”?", answers)

    @on(Question.Answered)
    def _typed(self, message: Question.Answered) -> None:
        at = self.lines_list.cursor
        self.lines_list.focus()
        try:
            named = review.name_leak(self.studio.store, self.lines[at], self._words, message.value)
        except StudioError as problem:
            self.studio.show_error(problem)
            return
        self._said(at, True)
        self._taught()
        self.notify(f"“{one_line(named[:200], 40)}” is looked for everywhere now.", markup=False)

    @on(Question.Dropped)
    def _dropped(self) -> None:
        self.lines_list.focus()

    def action_undo(self) -> None:
        """Take back what was said last here."""
        if not self._order:
            return
        at = self._order.pop()
        store = self.studio.store
        leak, self.said[at] = self.said[at], None
        if leak:
            store.scrub.undo()
            self._taught()
        store.scrub.look(self.lines[at], None)
        self.lines_list.renew([at])
        self.lines_list.action_jump(at)
        self._renew()

    def action_further(self) -> None:
        """Draw more lines."""
        self.dismiss(True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While words or an answer are asked for, the keys of the list are letters."""
        if action in {"clean", "leak", "undo", "further"}:
            if isinstance(self.focused, (Input, Question)):
                return False
            return bool(self._order) if action == "undo" else action != "further" or None not in self.said
        return super().check_action(action, parameters)

    def action_back(self) -> None:
        """Leave what is asked first, then the list."""
        if self.entry.display:
            self.entry.display = False
            self.lines_list.focus()
        else:
            self.dismiss(False)
