"""The one conversation that every side panel shows; it outlives the screen it was begun on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from studio.core.errors import StudioError
from studio.core.progress import Report, Stop

if TYPE_CHECKING:
    from studio.coach.session import Answer
    from studio.core.episode import Episode
    from studio.tui.app import StudioApp

BlockState = Literal["loading", "speaking", "done", "failed"]


@dataclass(eq=False)
class Block:
    """One question with what came back, growing while it is spoken."""

    question: str
    tuned: bool
    pieces: list[str] = field(default_factory=list)
    state: BlockState = "loading"
    answer: Answer | None = None
    cited: tuple[Episode, ...] = ()
    error: StudioError | None = None

    @property
    def text(self) -> str:
        """What was said so far."""
        return self.answer.answer if self.answer is not None else "".join(self.pieces).lstrip()


class Conversation:
    """Questions and answers, and the two switches: tuned or base, with or without own episodes."""

    def __init__(self, app: StudioApp) -> None:
        self._app = app
        self.blocks: list[Block] = []
        self.tuned = True
        self.retrieve = True

    @property
    def busy(self) -> bool:
        """True while an answer is being given."""
        return "coach" in self._app.jobs.running

    def ask(self, question: str) -> Block | None:
        """Begin a question in the background; None while another is being answered."""
        if self.busy:
            return None
        block = Block(question, self.tuned)
        self.blocks.append(block)

        def work(report: Report, stop: Stop) -> None:
            def heard(piece: str) -> None:
                block.state = "speaking"
                block.pieces.append(piece)

            answer = self._app.coach.ask(question, tuned=block.tuned, retrieve=self.retrieve, on_token=heard)
            found = (self._app.store.episodes.get(citation) for citation in answer.citations)
            block.cited = tuple(episode for episode in found if episode is not None)
            block.answer = answer
            block.state = "done"

        def failed(problem: StudioError) -> None:
            block.error = problem
            block.state = "failed"

        self._app.jobs.start("coach", "answering", work, failed=failed)
        return block

    def stop(self) -> None:
        """Call the answer off."""
        if self.busy:
            self._app.coach.stop()

    def forget(self) -> None:
        """Begin a new conversation."""
        if not self.busy:
            self.blocks.clear()
            self._app.coach.forget()
