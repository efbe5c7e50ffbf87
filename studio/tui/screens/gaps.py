"""Room 4, weigh: what was not logged, its picture, its numbers, and one key that mends it."""

from __future__ import annotations

from dataclasses import replace
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
from studio.gaps.audit import Audit, audit_of, go_on, showed
from studio.gaps.findings import CheckResult, Picks
from studio.gaps.folding import nested, under
from studio.gaps.pages.page import write_report
from studio.gaps.pages.summary import ordered
from studio.gaps.report import AUDIT, GapReport, attest, fill, weigh, withdraw
from studio.store.overview import Overview
from studio.tui.keymap import keymap_of, spoken
from studio.tui.plain import one_line, plain
from studio.tui.screens.gaps_words import audit_line, finding_line, fix_words, numbers_lines, report_line
from studio.tui.screens.room import RoomScreen
from studio.tui.widgets.pictures.finding import FindingPlot

REPORT_NAME = "gaps-report.html"
"""File that `o` writes into the home."""

_SHOWN = 1_200
"""Characters of each episode of a pair that are shown."""


class FindingList(OptionList):
    """The checks; Enter does the fix of the one that is chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Do the fix", id="gaps.fix", tooltip="Label what this finding asks for"),
        Binding("space", "screen.read(1)", "Read on", id="gaps.read_on", tooltip="More of the finding that is open"),
        Binding("pagedown", "screen.read(1)", show=False, id="gaps.page_down", tooltip="A page on in it"),
        Binding("pageup", "screen.read(-1)", show=False, id="gaps.page_up", tooltip="A page back in it"),
    ]


class GapsScreen(RoomScreen):
    """A list of findings; the chosen one opens with its picture, its numbers and its fix."""

    CSS_PATH = "gaps.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "attest", "As it is", id="gaps.attest", tooltip="Say that this is how it really is"),
        Binding("T", "withdraw", "Take back", id="gaps.withdraw", tooltip="Take back that this is how it really is"),
        Binding("w", "how", "Why", id="gaps.how", tooltip="The rule in words, with its formulas"),
        Binding("a", "audit", "30 at random", id="gaps.audit", tooltip="Label 30 picked at random, or go on with them"),
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
        self._audit = Audit()
        self._audit_over = False
        """True from when the person finished an audit until they begin another."""
        self._draws_more = False
        """True once it was said that the audit is done, and that the same key draws another."""

    def compose_room(self) -> ComposeResult:
        """The list above, the chosen finding below."""
        yield Static("", id="nothing", classes="empty-state")
        with Container(id="weighed"):
            yield Static("", id="counts", markup=False)
            yield Static("", id="audit", markup=False)
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

        def work(report: Report, stop: Stop) -> tuple[GapReport, Audit]:
            return weigh(store), audit_of(store, begun)

        begun = self._audit.ids
        self._draws_more = False
        self._weighed = self.studio.overview
        if self.studio.jobs.start("gaps", "weighing", work, done=self._show, reads_only=True) is None:
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
        place = self.findings.highlighted if self._checks else None
        return None if place is None or place >= len(self._checks) else self._checks[place]

    def _show(self, found: tuple[GapReport, Audit]) -> None:
        report, audit = found
        self.studio.gap_report = report
        if not self.is_current:
            self.studio.show_counts()
        elif self._again:
            self.call_later(self.refresh_room)
        self._again = False
        if not self.is_attached:
            return
        self.report = report
        over = bool(self._audit.open and audit.ids) and not audit.open
        self._audit = audit
        self._audit_over = not audit.open and (over or self._audit_over)
        nothing = not report.n_frame
        self.query_one("#weighed").display = not nothing
        self.query_one("#nothing").display = nothing
        if nothing:
            words = "Nothing to weigh yet.\nPress g c to cut episodes, then g l to label a few."
            self.query_one("#nothing", Static).update(plain(words))
            return
        self.query_one("#counts", Static).update(plain(report_line(report)))
        key = self._key_of("gaps.audit", "a")
        self._say_of_audit(showed(audit, report) if self._audit_over else audit_line(audit, key))
        stays = "selection" if over else self.chosen.id if self.chosen is not None else ""
        self._checks = nested(ordered(report.checks))
        self.findings.clear_options()
        self.findings.add_options([Option(finding_line(check), id=check.id) for check in self._checks])
        kept = [k for k, c in enumerate(self._checks) if c.id == stays]
        self.findings.highlighted = kept[0] if kept else 0
        if self.focused is None:
            self.findings.focus()
        self._open()

    def _say_of_audit(self, words: str) -> None:
        line = self.query_one("#audit", Static)
        line.update(plain(words))
        line.display = bool(words)

    @on(OptionList.OptionHighlighted, "#findings")
    def _chosen(self) -> None:
        self.query_one("#detail", VerticalScroll).scroll_home(animate=False)
        self._open()

    def _open(self) -> None:
        check = self.chosen
        if check is None:
            return
        self.query_one("#detail").border_title = Content(check.question)
        todo = f"\n→ {fix_words(check, 'Enter: ')}" if check.fix else ""
        todo += f". {check.fix.in_parts}" if check.fix and check.fix.in_parts else ""
        folded = f"\n{where}" if (where := under(check, self._checks)) else ""
        self.query_one("#message", Static).update(plain(check.message + folded + todo))
        said = self.query_one("#said", Static)
        said.display = check.attested
        said.update(plain(f"✓ You said that this is how it really is: {check.attested_note}"))

        self.picture.show(check.plot)
        self._show_pair(check)
        self.refresh_bindings()
        self.query_one("#numbers", Static).update(plain(numbers_lines(check)))
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
        elif check.fix.why == "plan":
            self.notify(one_line(f"Nothing to label for this. To do: {check.fix.action}.", 300), markup=False)
        else:
            store, check_id = self.studio.store, check.id

            def work(report: Report, stop: Stop) -> Picks:
                picks = fill(store, check_id)
                if picks.why != "audit":
                    return picks
                return replace(picks, ids=tuple(dict.fromkeys((*picks.ids, *audit_of(store).open))))

            self.studio.jobs.start("picks", "choosing episodes", work, done=self._label)

    def action_audit(self) -> None:
        """Go on with the random audit that is open, or draw 30 and go and label them."""
        store, more = self.studio.store, self._draws_more

        def work(report: Report, stop: Stop) -> Audit:
            before = audit_of(store)
            return go_on(store) if more or not before.ids else before

        self.studio.jobs.start("picks", "drawing at random", work, done=self._go_on)

    def _go_on(self, audit: Audit) -> None:
        """Label what is open of an audit; of a finished one, say that the same key draws another."""
        if audit.open:
            self._label(Picks(audit.open, "audit"))
        else:
            self._draws_more = True
            key = self._key_of("gaps.audit", "a")
            self._say_of_audit(f"{audit.said} {key} again draws {AUDIT} more.")

    def _label(self, picks: Picks) -> None:
        if picks.why == "audit":
            begun = self._audit.ids if self._audit.open else ()
            self._audit = Audit(tuple(dict.fromkeys((*begun, *picks.ids))), picks.ids)
        self.studio.open_label(picks.ids, picks.why)

    def _key_of(self, binding: str, given: str) -> str:
        """The key of an action as a person reads it, wherever they put it."""
        keys = keymap_of(self.studio.settings).get(binding)
        return spoken(keys[0]) if keys else given

    def action_read(self, pages: int) -> None:
        """Scroll the open finding while the list keeps the keys."""
        detail = self.query_one("#detail", VerticalScroll)
        detail.scroll_relative(y=pages * max(1, detail.size.height - 1), animate=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what was said can be taken back."""
        return action != "withdraw" or (self.chosen is not None and self.chosen.attested)

    def action_attest(self) -> None:
        """Ask why this is how it really is; of a finding of which it was said, take it back."""
        check = self.chosen
        if check is None:
            return
        if check.attested:
            self.action_withdraw()
            return
        said = [one.note for one in self.studio.store.attestations.all() if one.check_id == check.id and one.note]
        self.note.value = one_line(said[-1]) if said else ""
        self.note.display = True
        self.note.focus()

    def action_withdraw(self) -> None:
        """Take back that this is how it really is; what was said stays on record and comes back with the same key."""
        check = self.chosen
        if check is None or not check.attested:
            return
        store, key = self.studio.store, self._key_of("gaps.attest", "t")

        def taken_back(_: CheckResult) -> None:
            self.notify(f"Taken back. {key} says it again.", timeout=5, markup=False)
            self._weigh_here()

        self.studio.jobs.start("attest", "noting", lambda _r, _s: withdraw(store, check.id), done=taken_back)

    @on(Input.Submitted, "#note")
    def _attested(self, message: Input.Submitted) -> None:
        check, note = self.chosen, message.value.strip()
        if check is None:
            return
        if not note:
            self.notify("Say in a few words why, or leave with Esc.", markup=False)
            return
        store = self.studio.store
        self._close_note()

        def work(report: Report, stop: Stop) -> CheckResult:
            return attest(store, check.id, note)

        self.studio.jobs.start("attest", "noting", work, done=lambda _: self._weigh_here())

    def _weigh_here(self) -> None:
        """Weigh again if the person is still here; where they label meanwhile, coming back weighs."""
        if self.is_current:
            self.refresh_room()

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
            self.call_after_refresh(self._scroll_to_how)

    def _scroll_to_how(self) -> None:
        self.query_one("#detail", VerticalScroll).scroll_to_widget(self.query_one("#how"), top=True, animate=False)

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
