"""Room 2, cut: the silence that parts one talk from the next, and the episodes it makes."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from studio.core.episode import Episode
from studio.core.errors import StudioError
from studio.core.progress import Report, Stop
from studio.episodes.cutting import CutReport, cut
from studio.episodes.revise import merge, split
from studio.episodes.sessions import GapChoice, chosen_gap, learn_gap, spell_minutes
from studio.store import Store
from studio.store.episodes import EpisodeLine, EvidenceLine
from studio.store.overview import Overview
from studio.tui.plain import one_line, plain
from studio.tui.screens.room import RoomScreen
from studio.tui.theme import QUIET
from studio.tui.widgets.episode_list import JUDGED, EpisodeList

STEPS = (5, 10, 15, 20, 30, 45, 60, 75, 90, 120, 150, 180, 240, 300, 360, 480, 720, 1440, 2880)
"""Minutes that `+` and `-` stop at."""


SETTLES = 0.04
"""Seconds the cursor rests before the episode under it is opened."""
BESIDE = 40
"""Records beside the story that are shown at most."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What the room shows, read in a thread."""

    lines: Sequence[EpisodeLine]
    silences: Sequence[float]
    """Seconds, in order."""
    conversations: int
    learned: GapChoice

    @classmethod
    def read(cls, store: Store) -> Listing:
        """Read it from a store."""
        silences = sorted(store.episodes.silences())
        return cls(store.episodes.lines(), silences, len(store.records.conversations()), learn_gap(silences))

    def sessions(self, minutes: int) -> int:
        """How many sessions a threshold would make."""
        return self.conversations + len(self.silences) - bisect_right(self.silences, minutes * 60)


class EpisodesScreen(RoomScreen):
    """The list of episodes, the chosen one, and the threshold that cuts them."""

    AUTO_FOCUS = ""
    CSS_PATH = "episodes.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "cut", "Cut", id="episodes.cut", tooltip="Cut what was brought in; labels stay"),
        Binding("minus", "gap(-1)", "Shorter", id="episodes.shorter", tooltip="A shorter silence ends a talk"),
        Binding("plus,equals_sign", "gap(1)", "Longer", id="episodes.longer", tooltip="A longer silence ends a talk"),
        Binding("0", "learned", "Learned", id="episodes.learned", tooltip="Back to the learned silence"),
        Binding("enter,l", "label", "Label", id="episodes.label", tooltip="Label this one now"),
        Binding("m", "merge", "Join next", id="episodes.merge", tooltip="Join it with the next one of its kind"),
        Binding("s", "split", "Split", id="episodes.split", tooltip="Choose the record the second half begins with"),
    ]

    listed = getters.query_one("#listed", EpisodeList)
    records = getters.query_one("#records", OptionList)
    who = getters.query_one("#who", OptionList)

    def __init__(self) -> None:
        super().__init__()
        self.listing: Listing | None = None
        self.wanted: int | None = None
        """Minutes set by hand here, before cutting; 0 for the learned ones."""
        self._read: Overview | None = None
        self._again = False
        self._open: str | None = None
        self._told_of: str | None = None
        self._soon: Timer | None = None

    def compose_room(self) -> ComposeResult:
        """The threshold above, the list and the chosen episode below."""
        yield Static("", id="gap", markup=False)
        yield Static("", id="nothing", classes="empty-state", markup=False)
        with Container(id="cut"):
            yield EpisodeList("listed")
            with Vertical(id="chosen", classes="card"):
                with VerticalScroll(id="detail"):
                    yield Static("", id="told", markup=False)
                yield OptionList(id="records", markup=False)
        yield OptionList(id="who", classes="card", markup=False)

    def on_mount(self) -> None:
        """Begin with nothing asked."""
        self.who.display = self.records.display = self.query_one("#cut").display = False
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
        kinds = Counter(line.domain for line in listing.lines)
        labelled = sum(line.judged is not None for line in listing.lines)
        told = Content.assemble(
            f" {len(listing.lines):,} episodes",
            (f" · {kinds['relationship']:,} talks, {kinds['fitness']:,} training days · {labelled:,} labelled", QUIET),
        )
        if listing.conversations:
            told = Content.assemble(
                told,
                "\n ",
                (f"{spell_minutes(gap.minutes)} of silence", "$text-accent bold"),
                f" end a talk: {listing.sessions(gap.minutes):,} sessions. ",
                (gap.why, QUIET),
            )
        if self.wanted is not None and listing.lines:
            told = Content.assemble(told, ("  ● press c to cut again", "$text-warning"))
        self.query_one("#gap", Static).update(told)

    @on(EpisodeList.Moved)
    def _moved(self) -> None:
        if self._soon is not None:
            self._soon.stop()
        self._soon = self.set_timer(SETTLES, self._tell)

    def _tell(self) -> None:
        """Open the episode under the cursor."""
        detail = self.query_one("#detail", VerticalScroll)
        self.records.display, detail.display = False, True
        line = self.listed.chosen
        episode = None if line is None else self.studio.store.episodes.get(line.id)
        self._open = None if episode is None else episode.id
        card = self.query_one("#chosen")
        if episode is None:
            self.query_one("#told", Static).update("")
            return
        card.border_title = f"{episode.started_at:%a %d %b %Y %H:%M}"
        if episode.id != self._told_of:
            detail.scroll_home(animate=False)
            self._told_of = episode.id
        lines = self.studio.store.episodes.evidence_lines(episode.id)
        self.query_one("#told", Static).update(_told(episode, lines))

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

    def action_merge(self) -> None:
        """Join the chosen episode with the next one of its kind."""
        lines, place = self.listed.lines, self.listed.cursor
        chosen = self.listed.chosen
        after = next((line for line in lines[place + 1 :] if chosen and line.domain == chosen.domain), None)
        if chosen is None or after is None:
            self.notify("There is no later one to join it with.", markup=False)
            return
        try:
            made = merge(self.studio.store, chosen.id, after.id)
        except StudioError as problem:
            self.studio.show_error(problem)
            return
        self._open = made.episode.id
        again = " Their outcomes differ: label the whole." if made.asks_again else ""
        self.notify(f"Two episodes are one now.{again}", markup=False)
        self.studio.changed()

    def action_split(self) -> None:
        """Show the records, to choose where the second half begins."""
        if self._open is None:
            return
        own = [e for e in self.studio.store.episodes.evidence_lines(self._open) if e.kind in ("message", "workout")]
        own = [e for e in own if e.part != "context"]
        if len(own) < 2:
            self.notify("It has no two records to split between.", markup=False)
            return
        self.records.clear_options()
        self.records.add_options([Option(_record(e), id=e.record_id) for e in own[1:]])
        self.query_one("#detail").display = False
        self.query_one("#chosen").border_title = "the second half begins with  ↑↓ Enter · Esc leaves it"
        self.records.display = True
        self.records.highlighted = 0
        self.records.focus()

    @on(OptionList.OptionSelected, "#records")
    def _split_at(self, event: OptionList.OptionSelected) -> None:
        if self._open is None or event.option_id is None:
            return
        try:
            made = split(self.studio.store, self._open, event.option_id)
        except StudioError as problem:
            self.studio.show_error(problem)
            return
        self._open = made.first.id
        self.notify("One episode is two now; each is to be judged for itself.", markup=False)
        self.listed.focus()
        self.studio.changed()

    def action_back(self) -> None:
        """Out of a question, else back to the week."""
        if self.records.display or self.who.display:
            self.who.display = False
            self._tell()
            self.listed.focus()
        else:
            super().action_back()


def _told(episode: Episode, lines: Sequence[EvidenceLine]) -> Content:
    judged = JUDGED.get(episode.labels.outcome or "", "not labelled")
    people = one_line(", ".join(episode.people), 40)
    parts: list[Content | str | tuple[str, str]] = [(f"{judged} · {people}" if people else judged, QUIET)]
    for title, text in (
        ("What led up to it", episode.situation),
        ("What I did", episode.response),
        ("What followed", episode.outcome),
    ):
        parts += ["\n\n", (title, "$text-accent bold"), "\n", plain(text) if text else ("not known", QUIET)]
    if lines:
        kinds = Counter(line.kind for line in lines)
        came = ", ".join(f"{count} {kind}{'s' if count > 1 else ''}" for kind, count in kinds.items())
        parts += ["\n\n", ("Came from", "$text-accent bold"), (f"  {came}", QUIET)]
        beside = [line for line in lines if line.kind != "message" or line.part == "context"]
        parts += [Content.assemble("\n", _record(line)) for line in beside[:BESIDE]]
    return Content.assemble(*parts)


def _record(line: EvidenceLine) -> Content:
    when = f"{line.at:%d %b %H:%M}  " if line.at else ""
    return plain(one_line(f"{when}{line.who or ''}  {line.text or ''}", 220))
