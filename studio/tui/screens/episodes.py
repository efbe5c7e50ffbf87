"""Room 2, cut: the silence that parts one talk from the next, and the episodes it makes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.timer import Timer
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from studio.core.errors import StudioError
from studio.core.progress import Report, Stop
from studio.episodes.cutting import CutReport, cut
from studio.episodes.talk.sessions import GapChoice, chosen_gap
from studio.store import Store
from studio.store.episodes import EpisodeLine
from studio.store.overview import Overview
from studio.store.revisions import Side
from studio.tui.plain import one_line, plain
from studio.tui.screens.episodes_reading import Listing, Opened, as_line, read_opened
from studio.tui.screens.episodes_revising import Revised, join, move_edge, take_apart, take_in, turned
from studio.tui.screens.episodes_words import gap_words, head_words
from studio.tui.screens.room import RoomScreen
from studio.tui.widgets.episode_list import EpisodeList
from studio.tui.widgets.record_list import Entry, RecordList

STEPS = (5, 10, 15, 20, 30, 45, 60, 75, 90, 120, 150, 180, 240, 300, 360, 480, 720, 1440, 2880)
"""Minutes that `+` and `-` stop at."""


SETTLES = 0.04
"""Seconds the cursor rests before the episode under it is opened."""


class EpisodesScreen(RoomScreen):
    """The list of episodes, the chosen one, and the threshold that cuts them."""

    AUTO_FOCUS = ""
    CSS_PATH = "episodes.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "cut", "Cut", id="episodes.cut", tooltip="Cut what was brought in; labels stay"),
        Binding("enter,l", "label", "Label", id="episodes.label", tooltip="Label this one now"),
        Binding("s", "split", "Split", id="episodes.split", tooltip="A new episode begins with the line chosen"),
        Binding(
            "left_square_bracket", "begin", "Begin", id="episodes.begin", tooltip="Let it begin with the line chosen"
        ),
        Binding("right_square_bracket", "end", "End", id="episodes.end", tooltip="Let it end with the line chosen"),
        Binding(
            "left_curly_bracket",
            "extend('before')",
            "Before",
            id="episodes.before",
            tooltip="Take in the line before",
        ),
        Binding(
            "right_curly_bracket", "extend('after')", "After", id="episodes.after", tooltip="Take in the line after"
        ),
        Binding("m", "merge", "Join", id="episodes.merge", tooltip="Join it with the next one of its kind"),
        Binding("u", "turn('undo')", "Undo", id="episodes.undo", tooltip="Take back the last thing, labels too"),
        Binding("U", "turn('redo')", "Redo", id="episodes.redo", tooltip="Bring back what was taken back"),
        Binding("minus", "gap(-1)", "Shorter", id="episodes.shorter", tooltip="A shorter silence ends a talk"),
        Binding("plus,equals_sign", "gap(1)", "Longer", id="episodes.longer", tooltip="A longer silence ends a talk"),
        Binding("0", "learned", "Learned", id="episodes.learned", tooltip="Back to the learned silence"),
    ]

    listed = getters.query_one("#listed", EpisodeList)
    records = getters.query_one("#records", RecordList)
    who = getters.query_one("#who", OptionList)

    def __init__(self) -> None:
        super().__init__()
        self.listing: Listing | None = None
        self.wanted: int | None = None
        """Minutes set by hand here, before cutting; 0 for the learned ones."""
        self._read: Overview | None = None
        self._again = False
        self._open: str | None = None
        self._opened: Opened | None = None
        self._at: str | None = None
        """The record to stand on once what is open was read again."""
        self._soon: Timer | None = None
        self._waiting: deque[tuple[str, Callable[[Store, str], Revised]]] = deque()

    def compose_room(self) -> ComposeResult:
        """The threshold above, the list and the chosen episode below."""
        yield Static("", id="gap", markup=False)
        yield Static("", id="nothing", classes="empty-state", markup=False)
        with Container(id="cut"):
            yield EpisodeList("listed")
            with Vertical(id="chosen", classes="card"):
                yield Static("", id="told", markup=False)
                yield RecordList("records")
        yield OptionList(id="who", classes="card", markup=False)

    def on_mount(self) -> None:
        """Begin with nothing asked."""
        self.who.display = self.query_one("#cut").display = False
        self.query_one("#nothing", Static).update(plain("Reading …"))

    def refresh_room(self) -> None:
        """Read the list again, in a thread."""
        store = self.studio.store
        self._read = self.studio.overview

        def work(report: Report, stop: Stop) -> Listing:
            return Listing.read(store)

        if self.studio.jobs.start("episodes-list", "reading episodes", work, done=self._show) is None:
            self._again = True

    def overview_changed(self) -> None:
        """Read again only when something was counted differently."""
        if self.studio.overview != self._read:
            self.refresh_room()

    def focus_room(self) -> None:
        """Give the keys to the list."""
        self.listed.focus()

    @property
    def gap(self) -> GapChoice | None:
        """The threshold the next cut would use; None before anything was read."""
        minutes = self.studio.settings.session_gap_minutes if self.wanted is None else self.wanted
        if minutes:
            return chosen_gap(minutes)
        return None if self.listing is None else self.listing.learned

    def _show(self, listing: Listing) -> None:
        if self._again:
            self._again = False
            self.call_later(self.refresh_room)
        if not self.is_attached:
            return
        self.listing = listing
        empty = not listing.lines
        self.query_one("#cut").display = not empty
        self.query_one("#nothing").display = empty
        self.query_one("#nothing", Static).update(plain(self._what_to_do()))
        before = self.listed.chosen
        self.listed.show(listing.lines, at=self._open or (before.id if before else None))
        if self.focused is None and not self.who.display and not empty:
            self.listed.focus()
        self._show_gap()
        self._tell()

    def _what_to_do(self) -> str:
        seen = self.studio.overview
        if seen is not None and (seen.messages or seen.workouts):
            return (
                f"{seen.messages:,} messages and {seen.workouts:,} workouts wait.\nPress c to cut them into episodes."
            )
        return "Nothing here yet.\nPress g i and give Studio an export; then c cuts it into episodes."

    def _show_gap(self) -> None:
        gap, listing = self.gap, self.listing
        if gap is None or listing is None:
            return
        self.query_one("#gap", Static).update(gap_words(listing, gap, by_hand=self.wanted is not None))

    @on(EpisodeList.Moved)
    def _moved(self) -> None:
        if self._soon is not None:
            self._soon.stop()
        self._soon = self.set_timer(SETTLES, self._tell)

    def _tell(self) -> None:
        """Open the episode under the cursor, read in a thread."""
        line, store = self.listed.chosen, self.studio.store
        self._open = None if line is None else line.id
        if line is None:
            self._show_opened(None, None)
            return

        def work() -> None:
            opened = read_opened(store, line.id)
            self.app.call_from_thread(self._show_opened, line.id, opened)

        self.run_worker(work, thread=True, exclusive=True, group="open", exit_on_error=False)

    def _show_opened(self, wanted: str | None, opened: Opened | None) -> None:
        if wanted != self._open or not self.is_attached:
            return
        before, self._opened = self._opened, opened
        told, card = self.query_one("#told", Static), self.query_one("#chosen")
        if opened is None:
            told.update("")
            self.records.show(())
            return
        card.border_title = f"{opened.episode.started_at:%a %d %b %Y %H:%M}"
        told.update(head_words(opened))
        at, self._at = self._at, None
        if at is None and before is not None and before.episode.id == opened.episode.id:
            if before.entries == opened.entries:
                return
            at = self.records.chosen.record_id if self.records.chosen else None
        self.records.show(opened.entries, at=at)

    def action_gap(self, by: int) -> None:
        """A longer or shorter silence."""
        if (gap := self.gap) is None or self.listing is None or not self.listing.conversations:
            return
        steps = [n for n in STEPS if (n > gap.minutes if by > 0 else n < gap.minutes)]
        if steps:
            self.wanted = steps[0] if by > 0 else steps[-1]
            self._show_gap()

    def action_learned(self) -> None:
        """The learned silence."""
        self.wanted = 0
        self._show_gap()

    def action_cut(self) -> None:
        """Cut, and keep a threshold set by hand."""
        studio = self.studio
        if self.wanted is not None:
            studio.save_settings(replace(studio.settings, session_gap_minutes=self.wanted))
            self.wanted = None
        store, minutes = studio.store, studio.settings.session_gap_minutes or None

        def work(report: Report, stop: Stop) -> CutReport:
            return cut(store, gap_minutes=minutes, report=report, stop=stop)

        if studio.jobs.start("cut", "cutting", work, done=self._was_cut, failed=self._not_cut) is None:
            self.notify("It is cutting already.", markup=False)

    def _was_cut(self, made: CutReport) -> None:
        kept = f"; {made.kept:,} you touched stay as they were" if made.kept else ""
        self.notify(f"{made.created:,} new episodes of {made.total:,}{kept}.", markup=False)
        if self.is_attached:
            self.refresh_room()

    def _not_cut(self, problem: StudioError) -> None:
        if problem.code != "who_am_i" or not self.is_attached:
            self.studio.show_error(problem)
            return
        self.who.clear_options()
        for name, count in self.studio.store.records.senders()[:20]:
            self.who.add_option(Option(plain(f"{one_line(name, 60)}  {count:,} messages"), id=name))
        self.who.border_title = "Which of these is you?  ↑↓ Enter"
        self.who.display = True
        self.who.highlighted = 0
        self.who.focus()

    @on(OptionList.OptionSelected, "#who")
    def _i_am(self, event: OptionList.OptionSelected) -> None:
        name = event.option_id
        self.who.display = False
        if name is not None:
            self.studio.store.people.add([name])
            self.studio.store.people.set_role(name, "me")
            self.action_cut()

    def action_label(self) -> None:
        """Label the chosen episode now."""
        if self._open is not None:
            self.studio.open_label([self._open], "spontaneous")

    def action_enter_records(self) -> None:
        """Give the keys to the lines of the chosen episode."""
        if self._opened is not None and self._opened.entries:
            self.records.focus()

    def action_leave_records(self) -> None:
        """Give the keys back to the list."""
        self.listed.focus()

    def action_merge(self) -> None:
        """Join the chosen episode with the next one of its kind."""
        lines, place, chosen = self.listed.lines, self.listed.cursor, self.listed.chosen
        after = next((line for line in lines[place + 1 :] if chosen and line.domain == chosen.domain), None)
        if after is None:
            self.notify("There is no later one to join it with.", markup=False)
            return
        self._revise("joining", partial(join, other=after.id))

    def action_split(self) -> None:
        """Take the chosen episode apart before the line under the cursor."""
        if (entry := self._line("split")) is None:
            return
        if entry.standing != "own" or entry.record_id is None:
            self.notify("That line is not part of it: choose one that is.", markup=False)
            return
        self._revise("splitting", partial(take_apart, record=entry.record_id))

    def action_begin(self) -> None:
        """Let the chosen episode begin with the line under the cursor, also with one before it."""
        self._move_edge("before", "begin")

    def action_end(self) -> None:
        """Let the chosen episode end with the line under the cursor, also with one after it."""
        self._move_edge("after", "end")

    def action_extend(self, side: Side) -> None:
        """Take in one more line."""
        self._revise("extending", partial(take_in, side=side, count=1))

    def action_turn(self, kind: str) -> None:
        """Undo or redo the last thing done, here or in the label room."""
        self._revise("taking back", lambda store, _: turned(store, kind))

    def _move_edge(self, side: Side, word: str) -> None:
        entry, opened = self._line(word), self._opened
        if entry is None or opened is None:
            return
        if entry.standing == side:
            beside = [e.record_id for e in opened.entries if e.standing == side]
            place = beside.index(entry.record_id)
            count = len(beside) - place if side == "before" else place + 1
            self._revise("extending", partial(take_in, side=side, count=count))
        elif entry.standing == "own" and entry.record_id is not None:
            self._revise("trimming", partial(move_edge, side=side, record=entry.record_id))
        else:
            self.notify(f"It cannot {word} there: choose one of its lines.", markup=False)

    def _line(self, what: str) -> Entry | None:
        """The line under the cursor; the first press only goes there."""
        if self._open is None or self._opened is None:
            return None
        if self.focused is not self.records:
            self.records.focus()
            self.notify(f"Choose the line with ↑ ↓, then press the key again to {what} there.", markup=False)
            return None
        return self.records.chosen

    def _revise(self, label: str, work: Callable[[Store, str], Revised]) -> None:
        """Do it in a thread, one after the other in the order of the keys."""
        if "cut" in self.studio.jobs.running:
            self.notify("It is being cut: wait until that is done.", markup=False)
            return
        self._waiting.append((label, work))
        self._revise_next()

    def _revise_next(self) -> None:
        if not self._waiting or "revise" in self.studio.jobs.running:
            return
        label, work = self._waiting.popleft()
        episode_id, store = self._open, self.studio.store
        if episode_id is None:
            return

        def run(report: Report, stop: Stop) -> tuple[Revised, list[EpisodeLine]]:
            done = work(store, episode_id)
            found = (store.episodes.get(made) for made in done.made)
            return done, [as_line(episode) for episode in found if episode is not None]

        self.studio.jobs.start("revise", label, run, done=self._revised, failed=self._not_revised)

    def _revised(self, result: tuple[Revised, list[EpisodeLine]]) -> None:
        done, lines = result
        if not self.is_attached:
            return
        self.notify(done.said, markup=False)
        if done.made:
            self._open, self._at = done.made[0], done.at
            self.listed.exchange(done.gone, lines, at=self._open)
            self._tell()
        self._revise_next()

    def _not_revised(self, problem: StudioError) -> None:
        self._waiting.clear()
        self.studio.show_error(problem)

    def action_back(self) -> None:
        """Out of a question, else back to the week."""
        if self.focused is self.records or self.who.display:
            self.who.display = False
            self.listed.focus()
        else:
            super().action_back()
