"""The side panel: ask the tuned model from any room, and see which episodes an answer leans on."""

from __future__ import annotations

from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from studio.core.episode import Episode
from studio.tui.app import StudioApp
from studio.tui.panels.conversation import Block
from studio.tui.plain import one_line, plain, plain_line
from studio.tui.theme import QUIET

OUTCOME_MARKS = {"good": "✓", "mixed": "◐", "bad": "✕", "unknown": "?", None: "·"}
"""How a cited episode went, by shape."""

FRAMES_PER_SECOND = 15


class BlockView(Static):
    """One question and its answer."""

    def __init__(self, block: Block) -> None:
        super().__init__(classes="block")
        self.block = block
        self._drawn: tuple[str, int] | None = None

    def on_mount(self) -> None:
        """Show what is there."""
        self.draw()

    def draw(self) -> None:
        """Redraw if more was said since."""
        block = self.block
        state = (block.state, len(block.pieces))
        if state == self._drawn:
            return
        self._drawn = state
        parts: list[Content] = [Content.assemble(("▸ ", "bold $text-accent"), plain(block.question, "bold"))]
        if block.error is not None:
            parts.append(plain(f"✕ {block.error.message}\n{block.error.fix}", "$text-error"))
        elif block.state == "loading":
            parts.append(Content.styled("… waking the model", QUIET))
        else:
            parts.append(plain(block.text or "…"))
        if block.answer is not None:
            parts.extend(self._leaning(block))
        self.update(Content("\n").join(parts))

    def _leaning(self, block: Block) -> list[Content]:
        answer = block.answer
        assert answer is not None
        lines: list[Content] = []
        if block.cited:
            told = answer.evidence
            summary = f"nearest in your record: {told['good']} good, {told['mixed']} mixed, {told['bad']} bad"
            lines.append(Content.styled(summary, QUIET))
            lines += [_citation(n, episode) for n, episode in enumerate(block.cited, 1)]
        speed = f" · {answer.tokens_per_second:.0f} tok/s" if answer.tokens_per_second else ""
        kept = f" · {answer.cached_tokens} of {answer.prompt_tokens} kept" if answer.cached_tokens else ""
        lines.append(Content.styled(f"{answer.contender}{speed}{kept}", QUIET))
        return lines


def _citation(number: int, episode: Episode) -> Content:
    mark = OUTCOME_MARKS[episode.labels.outcome]
    when = f"{episode.started_at:%d %b %Y}"
    head = Content.styled(f" {number} {mark} {when} ", "$text-accent")
    return Content.assemble(head, plain_line(one_line(episode.situation), 60, QUIET))


class CoachPanel(Vertical):
    """Question below, answers above."""

    studio = getters.app(StudioApp)

    DEFAULT_CSS = """
    CoachPanel { height: 1fr; }
    CoachPanel #who { height: auto; padding: 0 1; background: $panel; color: $text-muted; }
    CoachPanel #said { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
    CoachPanel .block { height: auto; margin: 0 0 1 0; }
    CoachPanel #silence { color: $text-muted; padding: 1 0; height: auto; }
    CoachPanel Input { margin: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+b", "switch", "Base/tuned", id="coach.switch", priority=True,
                tooltip="Ask the base without your training, or the tuned model"),
        Binding("ctrl+e", "retrieve", "Episodes", id="coach.retrieve", priority=True,
                tooltip="Show the model your nearest episodes, or not"),
        Binding("ctrl+n", "forget", "New", id="coach.new", tooltip="Begin a new conversation", priority=True),
        Binding("ctrl+x", "stop", "Stop", id="coach.stop", tooltip="Stop the answer", priority=True),
    ]  # fmt: skip

    def compose(self) -> ComposeResult:
        """Who answers, what was said, the question."""
        yield Static("", id="who")
        with VerticalScroll(id="said", can_focus=False):
            yield Static("Ask about your own record: “They went quiet after I was late. What now?”", id="silence")
        yield Input(placeholder="Ask…  Enter", id="question")

    def on_mount(self) -> None:
        """Show the conversation so far and keep it fresh while something is being said."""
        said = self.query_one("#said")
        said.mount(*(BlockView(block) for block in self.studio.conversation.blocks))
        self._show_who()
        self.set_interval(1 / FRAMES_PER_SECOND, self._refresh)

    def focus_question(self) -> None:
        """Put the cursor where the question goes."""
        self.query_one("#question", Input).focus()

    @on(Input.Submitted, "#question")
    def _asked(self, event: Input.Submitted) -> None:
        event.stop()
        question = event.value.strip()
        if not question:
            return
        if self.studio.conversation.ask(question) is None:
            self.notify("One question at a time: Ctrl+X stops the answer.", markup=False)
            return
        event.input.value = ""
        self._refresh()

    def _refresh(self) -> None:
        blocks = self.studio.conversation.blocks
        said = self.query_one("#said", VerticalScroll)
        views = list(said.query(BlockView))
        for view in views:
            if view.block not in blocks:
                view.remove()
        shown = {view.block for view in views}
        fresh = [BlockView(block) for block in blocks if block not in shown]
        if fresh:
            said.mount(*fresh)
        drawn = [(view, view._drawn) for view in views]
        for view, before in drawn:
            view.draw()
            if view._drawn != before:
                said.scroll_end(animate=False)
        self.query_one("#silence").display = not blocks

    def _show_who(self) -> None:
        talk = self.studio.conversation
        who = "the tuned model" if talk.tuned else "the base, untrained"
        beside = "with your nearest episodes" if talk.retrieve else "without your episodes"
        self.query_one("#who", Static).update(f"asking {who}, {beside}")

    def action_switch(self) -> None:
        """Ask the other one from now on."""
        self.studio.conversation.tuned = not self.studio.conversation.tuned
        self._show_who()

    def action_retrieve(self) -> None:
        """Show the model the nearest episodes, or not."""
        self.studio.conversation.retrieve = not self.studio.conversation.retrieve
        self._show_who()

    def action_forget(self) -> None:
        """Begin a new conversation."""
        self.studio.conversation.forget()
        self._refresh()

    def action_stop(self) -> None:
        """Stop the answer being given; what was said is kept."""
        self.studio.conversation.stop()
