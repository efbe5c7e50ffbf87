"""What came of an import, file by file, and everything about one source or one way to export."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from studio.ingest.pipeline import Haul
from studio.store.sources import Source
from studio.tui.app import StudioApp
from studio.tui.screens.bring_in_words import (
    Outcome,
    how_to_export_page,
    labels,
    outcomes,
    report_sum,
    source_page,
    told_page,
)


class PageScreen(ModalScreen[None]):
    """A text in a box: a source with every piece that was not taken, or how to export from each app."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", "Close", id="bring_in.close", tooltip="Back to the list"),
    ]

    def __init__(self, page: Content, title: str) -> None:
        super().__init__()
        self._page = page
        self._title = title

    def compose(self) -> ComposeResult:
        """The page in a box."""
        with VerticalScroll(id="page") as box:
            box.border_title = f"{self._title} · Esc closes"
            yield Static(self._page)


def source_screen(studio: StudioApp, source: Source) -> PageScreen:
    """The page of one source."""
    rejects = studio.store.sources.rejects(source.source_id)
    return PageScreen(source_page(source, labels().get(source.format, source.format), rejects), "source")


def formats_screen() -> PageScreen:
    """How to get an export out of every app that can be read."""
    return PageScreen(how_to_export_page(), "what can be read")


class ImportReport(ModalScreen[None]):
    """Every file of an import: taken, left alone or refused; Enter says more."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", "Close", id="bring_in.close", tooltip="Back to the room"),
        Binding("enter", "select", "More", id="bring_in.more", tooltip="What was read of it, or why it was not"),
    ]

    files = getters.query_one("#files", OptionList)

    def __init__(self, studio: StudioApp, haul: Haul) -> None:
        super().__init__()
        self._studio = studio
        self._haul = haul
        self._outcomes: Sequence[Outcome] = outcomes(haul)

    def compose(self) -> ComposeResult:
        """The sum on top, the files below it."""
        with Vertical(id="report") as box:
            box.border_title = "import report · Enter says more · Esc closes"
            yield Static(report_sum(self._haul), id="sum")
            yield OptionList(*[Option(one.line) for one in self._outcomes], id="files", markup=False)

    def on_mount(self) -> None:
        """The list has the keys."""
        self.files.focus()

    @on(OptionList.OptionSelected, "#files")
    def _more(self, event: OptionList.OptionSelected) -> None:
        chosen = self._outcomes[event.option_index]
        if chosen.source is not None:
            self.app.push_screen(source_screen(self._studio, chosen.source))
        else:
            self.app.push_screen(PageScreen(told_page(chosen), "why"))
