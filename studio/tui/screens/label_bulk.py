"""Many episodes at once: mark them, and one key labels all that are marked as one action."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static

from studio.core.errors import StudioError
from studio.core.progress import Report, Stop
from studio.label.bulk import Bulk
from studio.label.journal import Change, Journal
from studio.label.suggest.suggesting import Suggester
from studio.store.episodes import EpisodeLine
from studio.tui.app import StudioApp
from studio.tui.keymap import keymap_of
from studio.tui.plain import one_line
from studio.tui.screens.label_bulk_words import BY_HAND, beside_words, offer, status
from studio.tui.screens.label_keys import LABEL_KEYS
from studio.tui.widgets.bulk_list import BulkList
from studio.tui.widgets.header import RoomHeader
from studio.tui.widgets.key_line import KeyLine
from studio.tui.widgets.label_entry import TextEntry
from studio.tui.widgets.line_board import LineBoard
from studio.tui.widgets.question import Answer, Question
from studio.tui.widgets.value_board import ValueBoard

STEP = 0.05
"""How far one key moves the score that suggestions are taken from."""
DIRECTLY = 20
"""So many episodes are labelled within the keystroke; more in a thread."""

_VALUES = [
    replace(key, show=False) for key in LABEL_KEYS if isinstance(key, Binding) and key.action.startswith("value(")
]
_OF_THE_LIST = frozenset(("kind", "words", "trigger", "accept", "undo", "open"))
_BULK = Binding.Group("many at once")


class BulkScreen(Screen[int]):
    """The episodes without an outcome, one kind at a time; dismissed with how many labels were given.

    Args:
        journal: Whose sitting the labels belong to.
        suggester: Where suggestions come from, warm; None for none.
        ids: Only these episodes; None for all.
    """

    studio = getters.app(StudioApp)
    CSS_PATH = "label_bulk.tcss"
    AUTO_FOCUS = "#bulk-list"
    BINDINGS: ClassVar[list[BindingType]] = [
        *_VALUES,
        Binding("u", "undo", "undo", id="label.undo", tooltip="Take the last action back, all of it", group=_BULK),
        Binding("U,ctrl+r", "redo", "redo", show=False, id="label.redo", tooltip="Bring back what was undone last"),
        Binding("slash", "words", "words", id="bulk.words", tooltip="List only those with these words"),
        Binding("T", "trigger", "trigger", id="bulk.trigger", tooltip="List only those of a suggested trigger"),
        Binding("Y", "accept", "accept", id="bulk.accept", tooltip="Accept the suggestions that are sure enough"),
        Binding("greater_than_sign", "threshold(1)", "surer", show=False, id="bulk.surer", tooltip="Only surer ones"),
        Binding(
            "less_than_sign", "threshold(-1)", "less sure", show=False, id="bulk.less", tooltip="Less sure ones too"
        ),
        Binding("tab", "kind", "other kind", id="bulk.kind", tooltip="Talks or training days", priority=True),
        Binding("enter", "open", "open", id="bulk.open", tooltip="Open this one to label it alone"),
        Binding("escape", "back", "back", id="bulk.back", tooltip="Back to one at a time"),
    ]

    listed = getters.query_one("#bulk-list", BulkList)
    top = getters.query_one("#bulk-top", LineBoard)
    entry = getters.query_one("#bulk-entry", TextEntry)
    question = getters.query_one("#bulk-question", Question)

    bulk: Bulk

    def __init__(self, journal: Journal, suggester: Suggester | None = None, ids: Sequence[str] | None = None) -> None:
        super().__init__()
        self.journal = journal
        self.suggester = suggester
        self.domain = ""
        """Which kind of episode is listed."""
        self.threshold = 0.8
        """Score from which `Y` accepts."""
        self._only = None if ids is None else frozenset(ids)
        self._rows: list[EpisodeLine] = []
        self._labels: dict[str, dict[str, Any]] = {}
        self._words: tuple[str, frozenset[str]] | None = None
        self._trigger: str | None = None
        self._taking = False
        self._given: set[str] = set()
        self._said = BY_HAND

    def compose(self) -> ComposeResult:
        """Status, list, values."""
        self.bulk = Bulk(self.studio.store, self.journal, self.suggester)
        yield RoomHeader()
        yield LineBoard("bulk-top")
        yield BulkList("bulk-list", self._beside)
        yield Static("Looking through your episodes …", id="bulk-empty", classes="empty-state", markup=False)
        yield Question("bulk-question")
        yield TextEntry("bulk-entry")
        yield ValueBoard("bulk-values")
        yield KeyLine()

    def on_mount(self) -> None:
        """Read what is left, in a thread."""
        self.set_class(True, "-nothing")
        self._read_rows()

    def _read_rows(self) -> None:
        bulk = self.bulk

        def work(report: Report, stop: Stop) -> tuple[list[EpisodeLine], dict[str, dict[str, Any]]]:
            rows = bulk.rows()
            return rows, bulk.labels_of([row.id for row in rows])

        self.studio.jobs.start(
            "label-bulk-rows", "Looking through your episodes", work, done=self._read, reads_only=True
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While words are typed the keys of the list are letters."""
        return action not in _OF_THE_LIST or not isinstance(self.focused, TextEntry)

    def on_screen_resume(self) -> None:
        """The header as it is now."""
        self.query_one(RoomHeader).update_from(self.studio)

    def on_unmount(self) -> None:
        """Look no further."""
        self.studio.jobs.stop("label-bulk-look")

    def _read(self, found: tuple[list[EpisodeLine], dict[str, dict[str, Any]]]) -> None:
        if not self.is_attached:
            return
        rows, self._labels = found
        known = self.journal.schemes
        self._rows = [r for r in rows if r.domain in known and (self._only is None or r.id in self._only)]
        kinds = self._kinds()
        self.domain = self.domain if self.domain in kinds else (kinds or [""])[0]
        self._list()
        self._look()

    def _kinds(self) -> list[str]:
        return sorted({row.domain for row in self._rows}, reverse=True)

    def _list(self) -> None:
        """Show what is left of this kind and passes the filters."""
        left = self._left()
        shown = left
        if self._words is not None:
            shown = [row for row in shown if row.id in self._words[1]]
        if self._trigger is not None:
            shown = [row for row in shown if self._suggested(row.id, "trigger") == self._trigger]
        self.listed.show(shown)
        self.set_class(not shown, "-nothing")
        if not shown:
            words = (
                "Nothing here has that. Esc shows the rest."
                if left
                else "Every one of these has an outcome.\n\nEsc back"
            )
            self.query_one("#bulk-empty", Static).update(Content(words))
        elif self.focused is None:
            self.call_after_refresh(self.listed.focus)
        self.query_one(ValueBoard).show(self.journal.schemes.get(self.domain), keymap_of(self.studio.settings))
        self._tell()

    def _left(self) -> list[EpisodeLine]:
        said = self._labels
        return [row for row in self._rows if row.domain == self.domain and "outcome" not in said.get(row.id, ())]

    def _tell(self) -> None:
        listed, left = self.listed.lines, len(self._left()) if self._filters() else len(self.listed.lines)
        width = self.top.size.width or self.size.width - 2
        first = status(self.domain, len(listed), left, self.listed.marks, self._filters(), width)
        second = Content(one_line(self._said, max(10, width)))
        if self._taking:
            found = self._offered()
            looked = sum(line.id in self.bulk.shown for line in listed)
            second = offer(sum(map(len, found.values())), len(found), self.threshold, looked, len(listed))
        self.top.show_lines([first, second])

    def _filters(self) -> list[str]:
        words = [f"“{one_line(self._words[0], 30)}”"] if self._words else []
        return words + ([f"trigger {self._trigger.replace('_', ' ')}"] if self._trigger else [])

    def _beside(self, episode_id: str) -> str:
        return beside_words(self._labels.get(episode_id, {}), self.bulk.shown.get(episode_id, ()))

    def _suggested(self, episode_id: str, field: str) -> str | None:
        return next((one.value for one in self.bulk.shown.get(episode_id, ()) if one.field == field), None)

    def _offered(self) -> dict[str, dict[str, object]]:
        return self.bulk.above([line.id for line in self.listed.lines], self.threshold)

    def _look(self) -> None:
        """Make suggestions in a thread, those in view first."""
        bulk = self.bulk
        ids = [*self.listed.in_view(), *(row.id for row in self._left())]

        def some() -> None:
            if self.is_running:
                self.app.call_later(self._looked)

        def work(report: Report, stop: Stop) -> int:
            return bulk.look(list(dict.fromkeys(ids)), report, stop, some)

        self.studio.jobs.start("label-bulk-look", "Looking for suggestions", work, reads_only=True)

    def _looked(self) -> None:
        if self.is_attached:
            self.listed.repaint()
            if self._taking:
                self._tell()

    @on(BulkList.Changed)
    def _moved(self) -> None:
        self._tell()

    def action_value(self, key: str) -> None:
        """A value key labels all that are marked, else the one under the cursor."""
        scheme = self.journal.schemes.get(self.domain)
        keyed = (scheme.outcome, scheme.trigger, scheme.response_style) if scheme else ()
        field, choice = next(((d.name, c) for d in keyed if (c := d.by_key(key)) is not None), ("", None))
        rows = self.listed.chosen
        if choice is None or not rows:
            self.notify("Nothing is on that key." if rows else "Nothing is listed.", timeout=3, markup=False)
            return
        values = {field: choice.value}
        self._do(rows, lambda: self.bulk.give(rows, values), f"{choice.words} on {len(rows):,}")

    def action_accept(self) -> None:
        """Count first what would be accepted."""
        self._taking = True
        self._tell()

    def action_threshold(self, by: int) -> None:
        """Accept from a higher or a lower score on."""
        self.threshold = min(1.0, max(0.5, round(self.threshold + by * STEP, 2)))
        self._taking = True
        self._tell()

    def action_open(self) -> None:
        """Accept what was counted, else open the one under the cursor alone."""
        if self._taking:
            self._take()
        elif (here := self.listed.here) is not None:
            self.studio.open_label([here.id], "spontaneous")
            self.dismiss(self._count())

    def _take(self) -> None:
        self._taking = False
        wanted = self._offered()
        rows = [row for row in self.listed.lines if row.id in wanted]
        score = self.threshold
        count = sum(map(len, wanted.values()))
        if not rows:
            self._say("No suggestion was sure enough.")
            return
        self._do(rows, lambda: self.bulk.take(rows, score), f"{count:,} suggestions on {len(rows):,}")

    def _do(self, rows: Sequence[EpisodeLine], act: Callable[[], Change | None], words: str) -> None:
        """Label within the keystroke when they are few, else in a thread."""
        ids = [row.id for row in rows]
        if len(rows) <= DIRECTLY:
            try:
                change = act()
            except StudioError as problem:
                self.studio.show_error(problem)
                return
            self._done(change, ids, words)
            return

        def work(report: Report, stop: Stop) -> Change | None:
            return act()

        begun = self.studio.jobs.start(
            "label-bulk", f"Labelling {len(rows):,}", work, done=lambda change: self._done(change, ids, words)
        )
        self._say(f"Labelling {len(rows):,} …" if begun else "The last ones are being written; press it again.")

    def _done(self, change: Change | None, ids: Sequence[str], words: str) -> None:
        if change is None or not self.is_attached:
            return
        self.listed.marked -= set(ids)
        self._given |= set(ids)
        self._read_labels(ids)
        self._say(f"{words}, as one action: u takes it back")

    def _read_labels(self, ids: Sequence[str]) -> None:
        now, moved = self.bulk.labels_of(ids), False
        for episode_id in ids:
            was = self._labels.get(episode_id, {})
            said = self._labels[episode_id] = now.get(episode_id, {})
            moved = moved or ("outcome" in was) != ("outcome" in said)
        if moved:
            self._list()
        else:
            self.listed.repaint()
            self._tell()

    def _say(self, words: str) -> None:
        self._said = words
        self._tell()

    def action_undo(self) -> None:
        """Take back the last action, all of it."""
        self._turned(self.bulk.undo(), "taken back", "Nothing to undo.")

    def action_redo(self) -> None:
        """Bring back the action that was undone last."""
        self._turned(self.bulk.redo(), "brought back", "Nothing to redo.")

    def _turned(self, turned: tuple[Change, tuple[str, ...]] | None, words: str, nothing: str) -> None:
        if turned is None:
            self._say(nothing)
            return
        change, ids = turned
        if change.undone_kind == "revise":
            self._read_rows()
        self._read_labels(ids)
        self._say(f"{words}: {one_line(change.said.replace('_', ' '), 40)} on {len(ids):,}")

    def action_words(self) -> None:
        """Ask for words that the listed ones are to have."""
        self.entry.ask(
            "words", "list those with these words", self._words[0] if self._words else "", "Enter lists · Esc"
        )

    @on(Input.Submitted, "#bulk-entry")
    def _filter(self, event: Input.Submitted) -> None:
        words = event.value.strip()
        self._close_entry()
        if not words:
            self._words = None
            self._list()
            return
        bulk = self.bulk

        def work(report: Report, stop: Stop) -> frozenset[str]:
            return bulk.containing(words)

        def done(found: frozenset[str]) -> None:
            if self.is_attached:
                self._words = (words, found)
                self._list()

        self.studio.jobs.start("label-bulk-words", "Looking for these words", work, done=done, reads_only=True)

    @on(TextEntry.Left)
    @on(Question.Dropped)
    def _close_entry(self) -> None:
        self.entry.display = False
        self.listed.focus()

    def action_trigger(self) -> None:
        """Ask which suggested trigger to list."""
        scheme = self.journal.schemes.get(self.domain)
        if scheme is not None:
            answers = [Answer(c.key, c.words, c.value) for c in scheme.trigger.choices]
            self.question.ask("trigger", "List those suggested as", [*answers, Answer("*", "any", "")])

    @on(Question.Answered)
    def _of_trigger(self, event: Question.Answered) -> None:
        self._trigger = event.value or None
        self._list()
        self.listed.focus()

    def action_kind(self) -> None:
        """Talks or training days."""
        kinds = self._kinds()
        if len(kinds) > 1:
            self.domain = kinds[(kinds.index(self.domain) + 1) % len(kinds)]
            self._trigger = None
            self.listed.cursor = 0
            self._list()
            self._look()

    def _count(self) -> int:
        return sum(bool(self._labels.get(episode_id)) for episode_id in self._given)

    def action_back(self) -> None:
        """Out of a count, then out of a filter, then back."""
        if self._taking:
            self._taking = False
            self._tell()
        elif self._filters():
            self._words = self._trigger = None
            self._list()
        else:
            self.dismiss(self._count())
