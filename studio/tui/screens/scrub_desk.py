"""The scrub room's frame: what is loaded, and how it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from studio.core.progress import Report, Stop
from studio.scrub.review.desk import Desk, Surface
from studio.scrub.review.listing import Listing
from studio.scrub.risk.residual import Residual, residual
from studio.scrub.scan import ScanReport, taught_since
from studio.store.decisions import Verdict
from studio.store.overview import Overview
from studio.tui.keymap import keymap_of, spoken
from studio.tui.plain import plain
from studio.tui.screens.room import RoomScreen
from studio.tui.screens.scrub_pace import DecidingPace
from studio.tui.screens.scrub_scanning import Scanning
from studio.tui.screens.scrub_words import State, about, below_head, head, row, scanning_words
from studio.tui.widgets.line_board import LineBoard
from studio.tui.widgets.line_input import LineInput
from studio.tui.widgets.line_list import LineList
from studio.tui.widgets.question import Question
from studio.tui.widgets.two_sides import Passage, TwoSides

SHOWN = 6
"""Contexts of the chosen surface on show."""

COUNTED_AFTER = 0.5
"""Seconds after the latest decision at which the whole record is counted again."""

CHANGING = ("undo", "scan", "stop", "more", "open", "accept", "residual", "filter")
"""Actions that act at times; the others with them."""

At = tuple[str, str]
"""(surface key, entity): what a decision is about."""


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What a load in a thread brings."""

    desk: Desk
    listing: Listing
    people: list[str]
    behind: bool


class ScrubDesk(RoomScreen):
    """Loads the desk in a thread and keeps what is shown in step with the decisions on disk."""

    listing_widget = getters.query_one("#surfaces", LineList)
    entry = getters.query_one("#entry", LineInput)
    question = getters.query_one("#asked", Question)
    sides = getters.query_one("#sides", TwoSides)

    def __init__(self) -> None:
        super().__init__()
        self.desk: Desk | None = None
        self.listing = Listing(())
        self.left: Residual | None = None
        self._people: list[str] = []
        self._behind = False
        self._counted: tuple[int, ...] = ()
        self._again = False
        self._since: dict[At, Verdict | None] = {}
        self._waiting: set[At] = set()
        self._pace = DecidingPace()
        self._counting: Timer | None = None
        self._opened: Surface | None = None
        self._able: tuple[object, ...] = ()

    def compose_room(self) -> ComposeResult:
        """The list above; below, both sides of where the chosen one stands."""
        yield Static("", id="nothing", classes="empty-state", markup=False)
        with Container(id="desk"):
            yield LineBoard("head")
            yield LineList("surfaces", self._row)
            yield LineBoard("about")
            yield TwoSides("sides", ("you wrote", "the model reads"))
            yield Question("asked")
            yield LineInput(id="entry")

    def on_mount(self) -> None:
        """Begin with nothing asked."""
        self.scanning = Scanning(self.studio, self._scan_went_on, self._scanned)
        self.entry.display = False
        self.question.display = False
        self.query_one("#desk").display = False
        self.query_one("#nothing", Static).update(plain("Reading …"))

    def refresh_room(self) -> None:
        """Read again what was found, in a thread."""
        self._counted = _counted(self.studio.overview)
        store, settings = self.studio.store, self.studio.settings

        def work(report: Report, stop: Stop) -> _Loaded:
            desk = Desk(store)
            names = [p.name for p in store.people.all()]
            return _Loaded(desk, Listing(desk.surfaces()), names, taught_since(store, settings))

        if self.studio.jobs.start("scrub-desk", "reading", work, done=self._show, reads_only=True) is None:
            self._again = True
        else:
            self._since = {}

    def overview_changed(self) -> None:
        """Read again only when texts or people changed, never after a decision of one's own."""
        if _counted(self.studio.overview) != self._counted:
            self.refresh_room()

    def focus_room(self) -> None:
        """Give the keys to the list."""
        if self.query_one("#desk").display:
            self.listing_widget.focus()

    @property
    def place(self) -> int | None:
        """Row of the chosen surface."""
        at = self.listing_widget.cursor
        return at if at < len(self.listing) else None

    @property
    def chosen(self) -> Surface | None:
        """The surface that is open."""
        return None if self.place is None else self.listing[self.place]

    def _show(self, loaded: _Loaded) -> None:
        if self._again:
            self._again = False
            self.call_later(self.refresh_room)
        if not self.is_attached:
            return
        self._measure()
        before, narrowed = self.chosen, (self.listing.entity, self.listing.words)
        self.desk, self.listing = loaded.desk, loaded.listing
        self._people, self._behind = loaded.people, loaded.behind
        self._take(self._since)
        self.listing.narrow(*narrowed)
        if not len(self.listing):
            self.listing.narrow()
        found = bool(self.listing.every)
        self.query_one("#desk").display = found
        self.query_one("#nothing").display = not found
        if not found:
            self._say_nothing()
            return
        at = self.listing.row_of(before.at) if before else None
        if at is None or (before is not None and before.decision is None and self.listing[at].decision is not None):
            at = 0
        self.listing_widget.show(len(self.listing), at)
        self._show_head()
        if self.focused is None:
            self.listing_widget.focus()
        self._open()

    def _measure(self) -> None:
        """Count what is known of what slipped through, in a thread, after the list is there."""
        store = self.studio.store

        def done(left: Residual) -> None:
            self.left = left
            if self.is_attached and self.listing.every:
                self._show_head()

        self.studio.jobs.start(
            "scrub-left", "counting lines", lambda report, stop: residual(store), done=done, reads_only=True
        )

    def _say_nothing(self) -> None:
        assert self.desk is not None
        s, step = self._key("scrub.scan", "s"), self.scanning.step
        if step is not None:
            words = scanning_words(step, f"Esc or {self._key('scrub.stop', 'x')}")
        elif self.desk.empty:
            words = f"Nothing to scrub yet.\nPress {self._key('app.go', 'g')} c to cut episodes first."
        elif self.desk.unscanned:
            count = f"{self.desk.unscanned:,} texts have" if self.desk.unscanned > 1 else "1 text has"
            words = f"{count} not been looked through.\nPress {s} to look for names, places and dates."
        else:
            words = (
                "✓ Nothing that identifies anybody was found.\n"
                f"Press {self._key('scrub.residual', 'R')} to look at some lines yourself, "
                f"or {self._key('app.go', 'g')} p to pack."
            )
        self.query_one("#nothing", Static).update(plain(words))
        self._able_again()

    def _key(self, name: str, usual: str) -> str:
        return spoken(keymap_of(self.studio.settings).get(name, (usual,))[0])

    def _row(self, at: int, width: int) -> Content:
        surface = self.listing[at]
        return row(surface, width, form=self.listing.is_form(at), waits=surface.at in self._waiting)

    def on_resize(self) -> None:
        """Fit the words to the new width."""
        if self.listing.every:
            self.call_after_refresh(self._show_head)
            self.call_after_refresh(self._open)

    def _show_head(self) -> None:
        width = max(20, self.size.width - 2)
        board = self.query_one("#head", LineBoard)
        width = board.size.width or width
        pending = sum(self.listing.open.values())
        state = State(
            unscanned=self.desk.unscanned if self.desk else 0,
            behind=self._behind and self.scanning.step is None,
            decided=self.listing.decided,
            pending=pending,
            seconds_left=self._pace.left(pending),
            left=self.left,
            step=self.scanning.step,
            scan_key=self._key("scrub.scan", "s"),
            stop_key=self._key("scrub.stop", "x"),
            look_key=self._key("scrub.residual", "R"),
        )
        go = self._key("app.go", "g")
        board.show_lines([head(self.listing, width, go), below_head(state, width)])
        self._able_again()

    def _able_again(self) -> None:
        """Tell the bottom line when other keys act."""
        able = tuple(self.acts(name) for name in CHANGING)
        if able != self._able:
            self._able = able
            self.refresh_bindings()

    @on(LineList.Moved)
    def _moved(self) -> None:
        if self.chosen is not self._opened:
            self._open()

    def _open(self) -> None:
        at, chosen = self.place, self.chosen
        if self.desk is None or chosen is None or at is None:
            return
        self._opened = chosen
        pairs = [
            (Passage(c.wrote, c.wrote_span), Passage(c.reads, c.reads_span)) for c in self.desk.contexts(chosen, SHOWN)
        ]
        self.sides.show_pairs(pairs)
        board = self.query_one("#about", LineBoard)
        forms = len(self.listing.forms(at)) - 1 if chosen.decision is None else 0
        board.show_lines([about(chosen, forms, self._key("scrub.accept", "y"), board.size.width or 78)])
        self._able_again()

    def _take(self, changes: Mapping[At, Verdict | None]) -> list[int]:
        """Take decisions that are on disk; returns the rows they are about."""
        if self.desk is None:
            return []
        self._since.update(changes)
        self.desk.take(changes)
        known = [s for s in map(self.listing.find, changes) if s is not None]
        return [at for at in (self.listing.put(self.desk.again(s)) for s in known) if at is not None]

    def _renew(self, changes: Mapping[At, Verdict | None], *, onward: bool) -> None:
        """Show the decisions that stand now; `onward` moves to the next undecided surface."""
        self.listing_widget.renew(self._take(changes))
        at = self.place
        if onward and at is not None:
            following = self.listing.next_open(at)
            self.listing_widget.action_jump(at if following is None else following)
        self._show_head()
        self._open()
        self._count_soon()

    def _count_soon(self) -> None:
        if self._counting is not None:
            self._counting.stop()
        self._counting = self.set_timer(COUNTED_AFTER, self.studio.changed)

    def _narrow(self, entity: str | None = None, words: str = "") -> None:
        """List only one entity, or what holds these words; all without either."""
        chosen = self.chosen
        self.listing.narrow(entity, words)
        at = self.listing.row_of(chosen.at) if chosen is not None else None
        self.listing_widget.show(len(self.listing), at or 0)
        self._show_head()
        self._open()

    def acts(self, action: str) -> bool:
        """Whether an action of the room would do something now."""
        return True

    def _scan_went_on(self) -> None:
        if not self.is_attached or self.desk is None:
            return
        if self.listing.every:
            self._show_head()
        else:
            self._say_nothing()

    def _scanned(self, report: ScanReport, asked: bool) -> None:
        if asked:
            read = f"{report.read:,} of {report.texts:,} texts read"
            self.notify(f"{read}: {report.pending:,} to decide.", markup=False)
        if self.is_attached:
            self.refresh_room()


def _counted(overview: Overview | None) -> tuple[int, ...]:
    """The counts a reload depends on."""
    return (overview.episodes, overview.labelled, overview.scanned, overview.people) if overview else ()
