"""How steady the labels are, how good the suggestions, how this sitting goes; and a line to write a rule in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from studio.core.errors import StudioError
from studio.label.agreement import SelfAgreement, agreement
from studio.label.codebook.rules import set_rule
from studio.label.codebook.schemes import Scheme
from studio.label.stats import SittingStats
from studio.label.suggest.acceptance import SourceRate, acceptance
from studio.store import Store
from studio.tui.plain import one_line
from studio.tui.theme import QUIET
from studio.tui.widgets.line_input import LineInput


@dataclass(frozen=True, slots=True)
class Quality:
    """What the page tells."""

    agreement: SelfAgreement
    rates: Sequence[SourceRate]
    stats: SittingStats
    left: int
    """Episodes without a label that are not set aside."""
    schemes: Mapping[str, Scheme]
    """Domain → scheme; a rule is written for one of their values."""


class QualityScreen(ModalScreen[None]):
    """One page; `r` writes a one-line rule for a value."""

    DEFAULT_CSS = """
    QualityScreen { align: center middle; background: $background 60%; }
    QualityScreen > VerticalScroll {
        width: 92%; max-width: 110; height: auto; max-height: 88%;
        border: round $accent; border-title-color: $text-accent; padding: 0 1; background: $surface;
    }
    QualityScreen Static { width: 1fr; height: auto; }
    QualityScreen Input { display: none; border-title-color: $text-accent; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,A,q", "leave", "Close", id="label.quality.close", tooltip="Back to the episode"),
        Binding("r", "rule", "Rule", id="label.quality.rule", tooltip="Write one line on what a value means to you"),
    ]

    def __init__(self, quality: Quality, store: Store) -> None:
        super().__init__()
        self._quality, self._store = quality, store

    def compose(self) -> ComposeResult:
        """The page, and a line to write a rule in."""
        with VerticalScroll() as box:
            box.border_title = "how good are these labels · r writes a rule · Esc closes"
            yield Static(quality_words(self._quality))
            entry = LineInput(id="rule", select_on_focus=False)
            entry.border_title = Content("domain.field.value and what it means to you · Enter keeps, Esc leaves")
            yield entry

    def on_mount(self) -> None:
        """No key is typed anywhere yet."""
        self.set_focus(None)

    def action_leave(self) -> None:
        """Close the line, or the page."""
        entry = self.query_one("#rule", Input)
        if entry.display:
            entry.display = False
            self.set_focus(None)
        else:
            self.dismiss()

    def action_rule(self) -> None:
        """Open the line, begun for the value whose rule is wanting."""
        entry = self.query_one("#rule", Input)
        wanting = self._quality.agreement.rule_for
        entry.value = f"{wanting} " if wanting else f"{next(iter(self._quality.schemes))}.outcome."
        entry.cursor_position = len(entry.value)
        entry.display = True
        entry.focus()

    @on(Input.Submitted, "#rule")
    def _keep_rule(self, event: Input.Submitted) -> None:
        event.stop()
        name, _, text = event.value.strip().partition(" ")
        try:
            set_rule(self._store, self._quality.schemes, name, text)
        except StudioError as problem:
            self.notify(one_line(f"{problem.message} {problem.fix}", 300), timeout=8, markup=False, severity="error")
            return
        self.notify(f"Kept for {one_line(name, 60)}.", timeout=4, markup=False)
        self.action_leave()


def read_quality(store: Store, schemes: Mapping[str, Scheme], stats: SittingStats, left: int) -> Quality:
    """Read everything the page tells; in a thread."""
    return Quality(agreement(store, schemes), acceptance(store), stats, left, schemes)


def quality_words(quality: Quality) -> Content:
    """The page."""
    stats = quality.stats
    pace = f", {stats.median:.0f} s each (median)" if stats.median is not None else ""
    target = f" of {stats.target:,}" if stats.target else ""
    lines = [
        _head("this sitting"),
        Content(f"{stats.labelled:,}{target} labelled in {stats.minutes:.0f} min{pace}; {quality.left:,} left."),
    ]
    if stats.median is not None and quality.left:
        hours = stats.median * quality.left / 3600
        lines.append(Content.styled(f"All of them would take about {_spell(hours)}. You need not label all.", QUIET))
    steady = quality.agreement
    lines += [Content(""), _head("would you label it the same today?"), Content(steady.outcome.message)]
    for pair in steady.outcome.confused[:3]:
        told = f"  {pair.count} × first “{one_line(pair.first, 20)}”, then “{one_line(pair.second, 20)}”"
        lines.append(Content.styled(told, QUIET))
    lines += [
        Content(one_line(told, 300)) for told in (steady.drift.message, steady.advice) if told and steady.outcome.n
    ]
    lines += [Content(""), _head("how good are the suggestions?")]
    lines += [Content(one_line(rate.message, 500)) for rate in quality.rates] or [
        Content("Can't tell yet: nothing was suggested beside a label so far.")
    ]
    return Content("\n").join(lines)


def _spell(hours: float) -> str:
    return f"{hours * 60:.0f} min" if hours < 1 else f"{hours:.1f} h"


def _head(text: str) -> Content:
    return Content.styled(text, "bold $text-accent")
