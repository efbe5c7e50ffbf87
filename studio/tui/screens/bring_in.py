"""Room 1, bring in: type a path, see what it is, take it in; what was read, what was not, and who is who."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from textual import events, getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, OptionList, Static

from studio.core.errors import StudioError
from studio.core.progress import Report, Step, Stop
from studio.ingest.acquaintance import Suggestion, suggestions
from studio.ingest.pipeline import Haul, gather, nothing_usable
from studio.ingest.sniff import recognise
from studio.ingest.taking import Request
from studio.store.people import Person
from studio.store.sources import Source
from studio.tui.plain import one_line, plain
from studio.tui.screens.bring_in_asking import Asking, askings
from studio.tui.screens.bring_in_forgetting import ABOUT as FORGET
from studio.tui.screens.bring_in_forgetting import Forgetting
from studio.tui.screens.bring_in_lists import PeopleList, SourceList, fill
from studio.tui.screens.bring_in_words import (
    QUESTIONS,
    empty_words,
    haul_line,
    labels,
    person_line,
    seen_line,
    source_line,
    step_line,
    trouble_line,
)
from studio.tui.screens.import_report import ImportReport, formats_screen, source_screen
from studio.tui.screens.room import RoomScreen
from studio.tui.widgets.path_entry import PathEntry, typed_path
from studio.tui.widgets.question import Answer, Question
from studio.tui.widgets.zone_entry import ZoneEntry

_PAUSE = 0.25
"""Seconds of quiet after a keystroke before the path is looked at."""


class BringInScreen(RoomScreen):
    """A path on top, what it is below it, then sources and people side by side."""

    CSS_PATH = "bring_in.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i", "path", "Path", id="bring_in.path", tooltip="Type or paste the path of an export"),
        Binding("s", "sources", "Sources", id="bring_in.sources", tooltip="Go to what was brought in"),
        Binding("w", "people", "Who is who", id="bring_in.people", tooltip="Go to the people"),
        Binding(
            "r", "replace", "Replace", id="bring_in.replace", tooltip="Take out an earlier export of the same chat"
        ),
        Binding("o", "report", "Report", id="bring_in.report", tooltip="What became of every file of the last import"),
        Binding("f2,h", "how", "How to export", id="bring_in.how", tooltip="How to get an export out of each app"),
        Binding("x", "stop", "Stop", id="bring_in.stop", tooltip="Stop bringing in; nothing half-read is kept"),
    ]

    entry = getters.query_one("#path", PathEntry)
    look = getters.query_one("#look", Static)
    question = getters.query_one("#question", Question)
    zone_entry = getters.query_one("#zone", ZoneEntry)
    source_list = getters.query_one("#sources", SourceList)
    people_list = getters.query_one("#people", PeopleList)

    def __init__(self) -> None:
        super().__init__()
        self._timer: Timer | None = None
        self._awaited = ""
        self._sources: list[Source] = []
        self._people: list[Person] = []
        self._last: tuple[Path, Request] | None = None
        self._haul: Haul | None = None
        self._to_ask: deque[Asking] = deque()
        self._alike: list[Suggestion] = []
        self._names = labels()

    def compose_room(self) -> ComposeResult:
        """The path, the line under it, the question, the two lists."""
        entry = PathEntry(placeholder="path of an export: a file, a zip, or a folder", id="path")
        entry.border_title = "bring in"
        yield entry
        yield Static("", id="look")
        yield Question("question")
        yield ZoneEntry("zone")
        yield Static(empty_words(), id="nothing", classes="empty-state")
        with Horizontal(id="lists"):
            sources = SourceList(id="sources", markup=False, classes="card")
            sources.border_title = "sources"
            yield sources
            people = PeopleList(id="people", markup=False, classes="card")
            people.border_title = "people"
            yield people

    def on_mount(self) -> None:
        """Nothing is asked yet."""
        self._farewell = Forgetting(self.studio, self.look.update, self._put, self.refresh_room)
        self.question.display = False
        self.zone_entry.display = False

    def refresh_room(self) -> None:
        """List sources and people as they are now."""
        self._sources = self.studio.store.sources.all()
        self._people = self.studio.store.people.all()
        nothing = not self._sources
        self.query_one("#nothing", Static).display = nothing
        self.query_one("#lists", Horizontal).display = not nothing
        fill(self.source_list, [source_line(s, self._names.get(s.format, s.format)) for s in self._sources])
        fill(self.people_list, [person_line(person) for person in self._people])
        if self.focused is None and not nothing:
            self.source_list.focus()
        self._find_alike(self._people, self.studio.store.people.apart())

    @work(thread=True, exclusive=True, group="alike", exit_on_error=False)
    def _find_alike(self, people: list[Person], apart: list[tuple[str, str]]) -> None:
        self.post_message(self.Alike(people, suggestions(people, apart)))

    @dataclass
    class Alike(Message):
        """Who may be one person was worked out; stale when the people have changed since."""

        people: list[Person]
        found: list[Suggestion]

    @on(Alike)
    def _alike_found(self, event: Alike) -> None:
        if event.people is self._people:
            self._alike = event.found
            more = f" · {len(event.found):,} may be the same: w, then +" if event.found else ""
            self.people_list.border_title = f"people{more}"

    @on(PeopleList.Same)
    def _ask_same(self) -> None:
        if not self._alike:
            self.notify("Nobody looks like somebody else.", timeout=3)
            return
        first = self._alike[0]
        words = f"Are “{one_line(first.other, 40)}” and “{one_line(first.keep, 40)}” one person? {first.why}"
        self._to_ask.append(Asking("same", words, (Answer("y", "one person", "y"), Answer("n", "two people", "n"))))
        self._ask_next()

    def _same(self, one: bool) -> None:
        first = self._alike.pop(0)
        people = self.studio.store.people
        if one:
            people.merge(first.keep, first.other)
        else:
            people.part(first.keep, first.other)
        self.studio.changed()
        self.refresh_room()
        self.people_list.focus()
        if self._alike:
            self._ask_same()

    def focus_room(self) -> None:
        """Back to the list."""
        self.set_focus(self.source_list if self._sources else None)

    def action_path(self) -> None:
        """Go to the path line."""
        self.entry.focus()

    def on_key(self, event: events.Key) -> None:
        """`/` and `~` begin a path wherever the keys are."""
        if event.character in ("/", "~") and self.focused is not self.entry:
            event.stop()
            event.prevent_default()
            self.entry.focus()
            self.entry.value = event.character
            self.entry.cursor_position = 1

    def on_paste(self, event: events.Paste) -> None:
        """A path pasted, or a file dropped on the window."""
        if self.focused is not self.entry:
            event.stop()
            self.entry.focus()
            self.entry.value = event.text.strip().splitlines()[0] if event.text.strip() else ""
            self.entry.cursor_position = len(self.entry.value)

    def action_sources(self) -> None:
        """Go to the sources."""
        self.source_list.focus()

    def action_people(self) -> None:
        """Go to the people."""
        self.people_list.focus()

    def action_stop(self) -> None:
        """Stop the import that runs."""
        self.studio.jobs.stop("import")

    def action_replace(self) -> None:
        """Bring in the path again, in place of earlier exports of the same."""
        path = typed_path(self.entry.value)
        if path is None:
            self.notify("Give a path first.", timeout=3)
        else:
            self._start(path, Request(replace=True))

    @on(Input.Changed, "#path")
    def _typed(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_PAUSE, self._look_now)

    def _look_now(self) -> None:
        path = typed_path(self.entry.value)
        if path is None:
            self.look.update("")
        elif "import" not in self.studio.jobs.running:
            self._awaited = self.entry.value
            self._look(self.entry.value, path)

    @work(thread=True, exclusive=True, group="look", exit_on_error=False)
    def _look(self, line: str, path: Path) -> None:
        try:
            said = seen_line(recognise(path.absolute()))
        except StudioError as problem:
            said = Content("") if problem.code == "not_found" else trouble_line(problem)
        self.post_message(self.Looked(line, said))

    @dataclass
    class Looked(Message):
        """A path was looked at; stale when the line has changed since."""

        line: str
        said: Content

    @on(Looked)
    def _looked(self, event: Looked) -> None:
        if event.line == self.entry.value == self._awaited:
            self.look.update(event.said)

    @on(PathEntry.Candidates)
    def _candidates(self, event: PathEntry.Candidates) -> None:
        shown = "   ".join(one_line(name, 40) for name in event.names[:12]) or "nothing here begins so"
        more = f"   … {len(event.names) - 12:,} more" if len(event.names) > 12 else ""
        self.look.update(plain(shown + more))

    @on(PathEntry.Left)
    def _leave(self) -> None:
        self.focus_room()

    @on(Input.Submitted, "#path")
    def _submitted(self) -> None:
        path = typed_path(self.entry.value)
        if path is not None:
            self._start(path, Request())

    def _start(self, path: Path, request: Request) -> None:
        self._last = (path, request)
        self._awaited = ""
        if self._timer is not None:
            self._timer.stop()
        store, settings = self.studio.store, self.studio.settings

        def bring(report: Report, stop: Stop) -> Haul:
            haul = gather(store, [path], request, settings=settings, report=report, stop=stop)
            if not haul.sources:
                raise nothing_usable(haul)
            return haul

        job = self.studio.jobs.start(
            "import", "Bringing in", bring, done=self._brought, failed=self._failed, progress=self._progress
        )
        if job is None:
            self.notify("One import at a time: wait for the other, or stop it with x.", timeout=4)
        else:
            self.look.update(plain(f"Reading {one_line(path.name, 60)} …   x stops"))
            self.focus_room()
            self.refresh_bindings()

    def _progress(self, step: Step) -> None:
        if self.is_attached:
            self.look.update(step_line(step))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Stopping is offered while something is being brought in, the report once there is one."""
        if action == "stop":
            return "import" in self.studio.jobs.running
        return action != "report" or self._haul is not None

    def action_report(self) -> None:
        """What became of every file of the last import."""
        if self._haul is not None:
            self.app.push_screen(ImportReport(self.studio, self._haul))

    def action_how(self) -> None:
        """How to get an export out of each app."""
        self.app.push_screen(formats_screen())

    def _brought(self, haul: Haul) -> None:
        self._haul = haul
        self.refresh_bindings()
        if not self.is_attached:
            return
        self.look.update(haul_line(haul))
        with self.entry.prevent(Input.Changed):
            self.entry.value = ""
        self.refresh_room()
        self._to_ask = deque(askings(haul, self.studio.store, self.studio.settings))
        if self._to_ask:
            self._ask_next()
        elif haul.refused or haul.skipped:
            self.action_report()

    def _failed(self, problem: StudioError) -> None:
        self.refresh_bindings()
        if not self.is_attached:
            return
        if problem.code in QUESTIONS:
            self.look.update("")
            self._to_ask = deque([Asking(problem.code, problem.message, QUESTIONS[problem.code])])
            self._ask_next()
        else:
            self.look.update(trouble_line(problem))

    def _put(self, asking: Asking) -> None:
        self._to_ask.append(asking)
        self._ask_next()

    def _ask_next(self) -> None:
        if self._to_ask:
            asking = self._to_ask.popleft()
            self.question.ask(asking.about, asking.words, asking.answers)
        else:
            self.focus_room()

    @on(Question.Answered)
    def _answered(self, event: Question.Answered) -> None:
        self.focus_room()
        if event.about == "me":
            self.studio.store.people.set_role(event.value, "me")
            self.look.update(plain(f"✓ {one_line(event.value, 40)} is you."))
            self.studio.changed()
            self._ask_next()
        elif event.about == "same":
            self._same(event.value == "y")
        elif event.about == FORGET:
            self._farewell.answered(event.value)
        elif event.about == "tz":
            if event.value:
                self._in_zone(event.value)
            else:
                self.zone_entry.display = True
                self.zone_entry.focus()
        elif self._last is not None:
            path, request = self._last
            answer = event.value
            asked = {"date_order": replace(request, date_order=answer), "unit_unknown": replace(request, unit=answer)}
            self._start(path, asked[event.about])

    def _in_zone(self, name: str) -> None:
        """Remember the zone of exports that carry none, and read them again if it is another than was taken."""
        self.studio.save_settings(replace(self.studio.settings, tz=name))
        taken = {source.tz for source in self._haul.sources if source.tz_source == "system"} if self._haul else set()
        if self._last is not None and taken - {name}:
            self._start(self._last[0], replace(self._last[1], replace=True))
        else:
            self.look.update(plain(f"✓ Times without a zone are read as {name}."))
            self._ask_next()

    @on(ZoneEntry.Chosen)
    def _zone_chosen(self, event: ZoneEntry.Chosen) -> None:
        self.zone_entry.display = False
        if event.zone:
            self._in_zone(event.zone)
        else:
            self._ask_next()

    @on(Question.Dropped)
    def _dropped(self) -> None:
        self._to_ask.clear()
        self.focus_room()

    @on(OptionList.OptionSelected, "#sources")
    def _open(self, event: OptionList.OptionSelected) -> None:
        self.app.push_screen(source_screen(self.studio, self._sources[event.option_index]))

    @on(PeopleList.Forget)
    def _forget(self, event: PeopleList.Forget) -> None:
        self._farewell.begin(self._people[event.row].name)

    @on(PeopleList.Named)
    def _named(self, event: PeopleList.Named) -> None:
        self.studio.store.people.set_role(self._people[event.row].name, event.role or None)
        self.studio.changed()
