"""Room 4, weigh: what was not logged, its picture, its numbers, and one key that mends it."""

from __future__ import annotations

from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from studio.core.errors import StudioError
from studio.core.progress import Report, Stop
from studio.gaps.findings import CheckResult, Picks
from studio.gaps.folding import nested, under
from studio.gaps.page import write_report
from studio.gaps.report import AUDIT, GapReport, attest, audit_draw, fill, weigh
from studio.gaps.states import SEVERITY
from studio.store.overview import Overview
from studio.tui.plain import one_line, plain
from studio.tui.screens.room import RoomScreen
from studio.tui.widgets.pictures.finding import FindingPlot

REPORT_NAME = "gaps-report.html"
"""File that `o` writes into the home."""

STATES = {
    "red": ("▲ red", "$text-error"),
    "amber": ("◐ amber", "$text-warning"),
    "fine": ("✓ fine", "$text-success"),
    "cant_tell": ("○ can't tell", "$text-muted"),
}
"""State → its mark and word, and the style of them."""

_SHOWN = 1_200
"""Characters of each episode of a pair that are shown."""


class FindingList(OptionList):
    """The checks; Enter does the fix of the one that is chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Do the fix", id="gaps.fix", tooltip="Label what this finding asks for"),
    ]


class GapsScreen(RoomScreen):
    """A list of findings; the chosen one opens with its picture, its numbers and its fix."""

    CSS_PATH = "gaps.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "attest", "As it is", id="gaps.attest", tooltip="Say that this is how it really is"),
        Binding("w", "how", "Why", id="gaps.how", tooltip="The rule in words, with its formulas"),
        Binding("a", "audit", "30 at random", id="gaps.audit", tooltip="Label 30 picked at random"),
        Binding("o", "report", "Report", id="gaps.report", tooltip="Write the report with its pictures"),
    ]

    findings = getters.query_one("#findings", FindingList)
    picture = getters.query_one("#picture", FindingPlot)
    note = getters.query_one("#note", Input)

    def __init__(self) -> None:
        super().__init__()
        self.report: GapReport | None = None
        self._checks: list[CheckResult] = []
        self._weighed: Overview | None = None
        self._again = False
        self._explains = False

    def compose_room(self) -> ComposeResult:
        """The list above, the chosen finding below."""
        yield Static("", id="nothing", classes="empty-state")
        with Container(id="weighed"):
            yield FindingList(id="findings", markup=False)
            with VerticalScroll(id="detail", classes="card"):
                yield Static("", id="message", markup=False)
                yield Static("", id="said", classes="muted", markup=False)
                yield FindingPlot(id="picture")
                with Horizontal(id="pair"):
                    yield Static("", id="left", classes="card", markup=False)
                    yield Static("", id="right", classes="card", markup=False)
                yield Static("", id="numbers", markup=False)
                yield Static("", id="how", classes="muted", markup=False)
            yield Input(id="note", placeholder="why this is how it really is · Enter keeps it, Esc leaves it")

    def on_mount(self) -> None:
        """Begin without a note being asked for."""
        self.note.display = False
        self.query_one("#weighed").display = False
        self.query_one("#nothing", Static).update(plain("Weighing …"))

    def refresh_room(self) -> None:
        """Weigh again, in a thread."""
        store = self.studio.store

        def work(report: Report, stop: Stop) -> GapReport:
            return weigh(store)

        self._weighed = self.studio.overview
        if self.studio.jobs.start("gaps", "weighing", work, done=self._show) is None:
            self._again = True

    def overview_changed(self) -> None:
        """Weigh again only when something was counted differently."""
        if self.studio.overview != self._weighed:
            self.refresh_room()

    def focus_room(self) -> None:
        """Give the keys to the list."""
        if self.query_one("#weighed").display:
            self.findings.focus()

    @property
    def chosen(self) -> CheckResult | None:
        """The finding that is open."""
        place = self.findings.highlighted
        return None if place is None or place >= len(self._checks) else self._checks[place]

    def _show(self, report: GapReport) -> None:
        if self._again:
            self._again = False
            self.call_later(self.refresh_room)
        if not self.is_attached:
            return
        self.report = report
        nothing = not report.n_frame
        self.query_one("#weighed").display = not nothing
        self.query_one("#nothing").display = nothing
        if nothing:
            words = "Nothing to weigh yet.\nPress g c to cut episodes, then g l to label a few."
            self.query_one("#nothing", Static).update(plain(words))
            return
        before = self.chosen
        self._checks = nested(sorted(report.checks, key=lambda c: (not c.nags, -SEVERITY[c.state])))
        self.findings.clear_options()
        self.findings.add_options([Option(_line(check), id=check.id) for check in self._checks])
        kept = [k for k, c in enumerate(self._checks) if before is not None and c.id == before.id]
        self.findings.highlighted = kept[0] if kept else 0
        if self.focused is None:
            self.findings.focus()
        self._open()

    @on(OptionList.OptionHighlighted, "#findings")
    def _chosen(self) -> None:
        self.query_one("#detail", VerticalScroll).scroll_home(animate=False)
        self._open()

    def _open(self) -> None:
        check = self.chosen
        if check is None:
            return
        self.query_one("#detail").border_title = Content(check.question)
        todo = f"\n→ Enter: {check.fix.action}" if check.fix else ""
        folded = f"\n{where}" if (where := under(check, self._checks)) else ""
        self.query_one("#message", Static).update(plain(check.message + folded + todo))
        said = self.query_one("#said", Static)
        said.display = check.attested
        said.update(plain(f"✓ You said that this is how it really is: {check.attested_note}"))

        self.picture.show(check.plot)
        self._show_pair(check)
        low, high = check.interval
        share = "–" if check.estimate is None else f"{100 * check.estimate:.0f} %"
        first = f"found {share}, interval {100 * low:.0f}–{100 * high:.0f} %, n = {check.n} (needs {check.n_needed:,})"
        rest = [f"{name}: {value}" for name, value in check.numbers]
        self.query_one("#numbers", Static).update(plain("\n".join([first, " · ".join(rest)])))
        how = self.query_one("#how", Static)
        how.display = self._explains
        how.update(plain(check.how))

    def _show_pair(self, check: CheckResult) -> None:
        pair = check.plot.pair
        self.query_one("#pair").display = pair is not None
        if pair is None:
            return
        for side, title, text in (("#left", pair.left_title, pair.left), ("#right", pair.right_title, pair.right)):
            box = self.query_one(side, Static)
            box.border_title = Content(title)
            box.update(plain(text[:_SHOWN]))

    @on(OptionList.OptionSelected, "#findings")
    def action_fix(self) -> None:
        """Queue exactly the episodes that the chosen finding asks for, and go and label them."""
        check = self.chosen
        if check is None:
            return
        if check.fix is None:
            self.notify("Nothing to mend here.", markup=False)
        elif check.fix.why == "rebuild":
            self.studio.go("dataset")
        else:
            store, check_id = self.studio.store, check.id
            self.studio.jobs.start("picks", "choosing episodes", lambda _r, _s: fill(store, check_id), done=self._label)

    def action_audit(self) -> None:
        """Draw 30 at random and go and label them."""
        store = self.studio.store
        self.studio.jobs.start("picks", "drawing at random", lambda _r, _s: audit_draw(store, AUDIT), done=self._label)

    def _label(self, picks: Picks) -> None:
        self.studio.open_label(picks.ids, picks.why)

    def action_attest(self) -> None:
        """Ask why this is how it really is."""
        if self.chosen is not None:
            self.note.value = ""
            self.note.display = True
            self.note.focus()

    @on(Input.Submitted, "#note")
    def _attested(self, message: Input.Submitted) -> None:
        check, note = self.chosen, message.value.strip()
        if check is None or not note:
            return
        store = self.studio.store
        self._close_note()

        def work(report: Report, stop: Stop) -> CheckResult:
            return attest(store, check.id, note)

        self.studio.jobs.start("attest", "noting", work, done=lambda _: self.refresh_room())

    def _close_note(self) -> None:
        self.note.display = False
        self.findings.focus()

    def action_back(self) -> None:
        """Leave the note first, then the room."""
        if self.note.display:
            self._close_note()
        else:
            super().action_back()

    def action_how(self) -> None:
        """Show or hide the rule in words."""
        self._explains = not self._explains
        self._open()
        if self._explains:
            self.query_one("#detail", VerticalScroll).scroll_end(animate=False)

    def action_report(self) -> None:
        """Write the report into the home."""
        if self.report is None:
            return
        path = self.studio.home.root / REPORT_NAME
        try:
            write_report(self.report, path)
        except StudioError as problem:
            self.studio.show_error(problem)
            return
        self.notify(one_line(f"Written: {path}"), markup=False)


def _line(check: CheckResult) -> Content:
    mark, style = STATES[check.state]
    said = "  (as it is)" if check.attested else ""
    fix = f"[Enter] {check.fix.action} · " if check.fix and not check.attested else ""
    inset = "  └ " if check.folded_under else ""
    return Content.assemble(
        inset,
        (mark.ljust(13), style),
        (f"{one_line(check.headline)}{said}", "bold"),
        "\n" + " " * (13 + len(inset)),
        (fix, "$text-accent"),
        (one_line(check.message, 120), "$text-muted"),
    )
