"""The whole record in a few counts, what state each room is in, and the one thing to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from studio.store.database import Store

Mark = Literal["done", "ready", "partly", "needs_you", "empty", "failed"]

ENOUGH_LABELS = 50
"""Labels from which a first look at patterns is worth it (the ladder 30 / 50 / 100 / 200)."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing to do now."""

    room: str
    text: str
    """A sentence that starts with a verb."""


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts of everything in the home."""

    sources: int
    messages: int
    notes: int
    workouts: int
    measurements: int
    rejected: int
    people: int
    me_known: bool
    sessions: int
    episodes: int
    threads: int
    labelled: int
    audited: int
    labelled_by_day: tuple[int, ...]
    """Labels given on each of the last 14 days with any, oldest first."""
    scanned: int
    """Texts the scrubber has looked at."""
    findings_pending: int
    """Surfaces found that still wait for a decision."""
    datasets: int
    dataset_newest: str | None
    runs: int
    runs_done: int
    turns: int

    @property
    def marks(self) -> dict[str, Mark]:
        """Room name → mark."""
        return {
            "bring_in": "done" if self.sources else "empty",
            "episodes": "done" if self.episodes else "ready" if self.sources else "empty",
            "label": _share(self.labelled, self.episodes),
            "gaps": "empty" if not self.labelled else "ready" if self.labelled >= 30 else "partly",
            "scrub": self._scrub_mark(),
            "dataset": "done" if self.datasets else "ready" if self.labelled >= ENOUGH_LABELS else "empty",
            "train": "done" if self.runs_done else "failed" if self.runs else "ready" if self.datasets else "empty",
            "talk": "ready" if self.runs_done else "empty",
        }

    def _scrub_mark(self) -> Mark:
        if not self.scanned:
            return "ready" if self.labelled else "empty"
        return "needs_you" if self.findings_pending else "done"

    @property
    def next(self) -> NextStep:
        """The first thing in the order of the week that is not done."""
        if not self.sources and not self.episodes:
            return NextStep("bring_in", "Bring in an export: a WhatsApp chat, a training log, your notes")
        if self.messages and not self.me_known:
            return NextStep("bring_in", "Say which name in the chat is you")
        if not self.episodes:
            if self.workouts or (self.messages and not self.sessions):
                return NextStep("episodes", "Cut what you brought in into episodes")
            return NextStep("bring_in", "Bring in a chat in which you both write, or a training log")
        if self.labelled < ENOUGH_LABELS and self.labelled < self.episodes:
            left = min(ENOUGH_LABELS, self.episodes) - self.labelled
            return NextStep("label", f"Label {left} more episodes, then patterns begin to show")
        if self.audited < 30 and self.labelled < self.episodes:
            return NextStep(
                "gaps", "Label 30 picked at random: it tells whether you only logged the bad ones (about 20 min)"
            )
        if not self.scanned:
            return NextStep("scrub", "Look for names, places and dates in what the model would read")
        if self.findings_pending:
            return NextStep("scrub", f"Review {self.findings_pending} names, places and dates that were found")
        if not self.datasets:
            return NextStep("dataset", "Pack what you labelled into a dataset")
        if not self.runs_done:
            return NextStep("train", f"Teach a model on {self.dataset_newest}")
        return NextStep("talk", "Ask your coach something, and compare it with the untuned model")


def _share(part: int, whole: int) -> Mark:
    if not whole:
        return "empty"
    if not part:
        return "ready"
    return "done" if part >= whole else "partly"


_COUNTS = """SELECT
    (SELECT count(*) FROM sources), (SELECT count(*) FROM messages), (SELECT count(*) FROM notes),
    (SELECT count(*) FROM workouts), (SELECT count(*) FROM measurements), (SELECT count(*) FROM rejects),
    (SELECT count(*) FROM people), (SELECT count(*) > 0 FROM people WHERE role = 'me'),
    (SELECT count(*) FROM sessions), (SELECT count(*) FROM episodes), (SELECT count(DISTINCT thread) FROM episodes),
    (SELECT count(DISTINCT text_hash) FROM scanned),
    (SELECT count(*) FROM datasets), (SELECT name FROM datasets ORDER BY utc DESC LIMIT 1),
    (SELECT count(*) FROM turns)"""


def overview(store: Store) -> Overview:
    """Count everything; some milliseconds at 100 k episodes."""
    n = store.row(_COUNTS)
    assert n is not None
    runs = store.runs.all()
    labelled, audited = store.row(
        """SELECT count(*), count(*) FILTER (WHERE why_labelled = 'audit') FROM current_labels
        SEMI JOIN episodes ON id = episode_id WHERE outcome IS NOT NULL"""
    ) or (0, 0)
    days = store.rows(
        """SELECT count(*) FROM (SELECT utc::DATE AS day FROM effective WHERE field = 'outcome')
        GROUP BY day ORDER BY day DESC LIMIT 14"""
    )
    return Overview(
        sources=n[0], messages=n[1], notes=n[2], workouts=n[3], measurements=n[4], rejected=n[5], people=n[6],
        me_known=n[7], sessions=n[8], episodes=n[9], threads=n[10], labelled=labelled, audited=audited,
        labelled_by_day=tuple(count for (count,) in reversed(days)), scanned=n[11],
        findings_pending=store.scrub.pending(), datasets=n[12], dataset_newest=n[13], runs=len(runs),
        runs_done=sum(run.usable and run.state != "running" for run in runs), turns=n[14],
    )  # fmt: skip
