"""Sitting down: the queue is loaded, and what suggests and drafts is warmed up beside the first labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.label.journal import Journal
from studio.label.picking.queue import Mode, open_queue
from studio.label.sitting import Sitting
from studio.label.stats import SittingStats
from studio.label.suggest.suggesting import Suggester

if TYPE_CHECKING:
    from collections.abc import Sequence

    from studio.core.episode import Why
    from studio.core.paths import Home
    from studio.core.progress import Report, Stop
    from studio.store import Store


def begin(
    store: Store,
    home: Home | None,
    *,
    mode: Mode = "mixed",
    seed: int = 13,
    picks: Sequence[str] = (),
    picks_why: Why = "gap_fill",
    target: int = 0,
    after: Sitting | None = None,
    report: Report,
    stop: Stop,
) -> Sitting:
    """Load a queue and sit down to it; off the event loop.

    Args:
        store: The record.
        home: Whose own schemes apply; None for the shipped ones.
        mode: How to choose.
        seed: Of the random order, and of which suggestions are held back.
        picks: For mode `picks`: which, in this order.
        picks_why: What to record for them.
        target: Labels after which the sitting says it is enough; 0 for none.
        after: The sitting this one goes on with: its numbers, and what its suggestions were learned from.
        report: Told how far it is.
        stop: Polled.

    Raises:
        GateError: mode `uncertain` with too few labels.
        StudioError: a scheme file is broken.
    """
    journal = Journal(store, home)
    queue = open_queue(
        store, journal.schemes, mode=mode, seed=seed, picks=picks, picks_why=picks_why, report=report, stop=stop
    )
    if after is not None and after.suggester is not None and after.journal.schemes == journal.schemes:
        sitting = Sitting(journal, queue, suggester=after.suggester, stats=after.stats)
        sitting.go_on_from(after)
        return sitting
    stats = after.stats if after is not None else SittingStats(target=target)
    sitting = Sitting(journal, queue, suggester=Suggester(store, journal.schemes, seed=seed), stats=stats)
    sitting.warm()
    return sitting
