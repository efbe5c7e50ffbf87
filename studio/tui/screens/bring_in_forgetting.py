"""Forgetting a person from the people list: look, say what would go, ask, then do it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.content import Content

from studio.core.errors import StudioError
from studio.core.progress import Report, Stop
from studio.scrub.forgetting import Farewell, Mentions, forget, look
from studio.tui.plain import one_line, plain
from studio.tui.screens.bring_in_asking import Asking
from studio.tui.widgets.question import Answer

if TYPE_CHECKING:
    from studio.tui.app import StudioApp

ABOUT = "forget"
ANSWERS = (
    Answer("y", "yes, and texts that name them", "remove"),
    Answer("k", "yes, keep those with “someone”", "someone"),
)
_JOB = "forget"


class Forgetting:
    """One forgetting at a time, in a thread of its own.

    Args:
        studio: The app.
        say: Shows a line.
        ask: Puts a question; the answer goes to `answered`.
        over: Called when somebody was forgotten.
    """

    def __init__(
        self,
        studio: StudioApp,
        say: Callable[[Content], None],
        ask: Callable[[Asking], None],
        over: Callable[[], None],
    ) -> None:
        self._studio = studio
        self._say = say
        self._ask = ask
        self._over = over
        self._name = ""

    def begin(self, name: str) -> None:
        """Look what holds somebody, then ask."""
        studio = self._studio

        def work(report: Report, stop: Stop) -> Farewell:
            del report, stop
            return look(studio.store, studio.home, studio.settings, name)

        self._name = name
        started = studio.jobs.start(
            _JOB, "looking for what holds them", work, done=self._looked, failed=self._failed, reads_only=True
        )
        if started is not None:
            self._say(plain(f"Looking for what holds {one_line(name, 40)} …"))

    def answered(self, value: str) -> None:
        """Do as was answered."""
        studio, name = self._studio, self._name
        mentions: Mentions = "someone" if value == "someone" else "remove"

        def work(report: Report, stop: Stop) -> Farewell:
            del report, stop
            return forget(studio.store, studio.home, studio.settings, name, mentions)

        self._say(plain(f"Forgetting {one_line(name, 40)} …"))
        studio.jobs.start(_JOB, "forgetting somebody", work, done=self._done, failed=self._failed)

    def _looked(self, found: Farewell) -> None:
        self._say(Content(""))
        self._ask(Asking(ABOUT, f"Forget {one_line(found.name, 40)}? It cannot be undone. {told(found)}", ANSWERS))

    def _done(self, found: Farewell) -> None:
        self._studio.conversation.forget()
        cut = found.holdings.counts.get("episodes", 0)
        then = " Cut again (2), then scan again (5)." if cut else ""
        self._say(plain(f"✓ {one_line(found.name, 40)} is forgotten. {told(found)}{then}"))
        self._over()

    def _failed(self, problem: StudioError) -> None:
        self._say(plain(f"✕ {one_line(f'{problem.message} {problem.fix}', 300)}"))


def told(found: Farewell) -> str:
    """What holds a person, in a sentence."""
    counts = found.holdings.counts
    parts = [
        f"{count:,} {one if count == 1 else many}"
        for what, one, many in (
            ("messages", "message of theirs", "messages of theirs"),
            ("mentions", "that names them", "that name them"),
            ("notes", "note", "notes"),
            ("episodes", "episode with its labels", "episodes with their labels"),
        )
        if (count := counts.get(what, 0))
    ]
    made = [("datasets", found.holdings.datasets), ("runs", found.holdings.runs)]
    parts += [f"{kind} that become stale: {len(those):,}" for kind, those in made if those]
    return f"{', '.join(parts)}." if parts else "Only this list knows them."
