"""What the counts and the gap checks say together: a mark per room, and the one thing to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from studio.gaps.report import GapReport
    from studio.store.overview import Mark, NextStep, Overview

BEFORE_GAPS = frozenset({"bring_in", "episodes", "label"})
"""Rooms whose own next step comes before any finding."""


def marks(counts: Overview, gaps: GapReport | None) -> dict[str, Mark]:
    """Room name → mark; a finding that nobody attested makes the gaps need the person."""
    found = counts.marks
    if gaps is not None and gaps.nagging is not None and found["gaps"] != "empty":
        found["gaps"] = "needs_you"
    return found


def next_step(counts: Overview, gaps: GapReport | None) -> NextStep:
    """The one thing to do now: a red finding comes after labelling and before scrubbing."""
    from studio.store.overview import NextStep

    step = counts.next
    worst = gaps.nagging if gaps is not None else None
    if worst is not None and worst.state == "red" and step.room not in BEFORE_GAPS:
        return NextStep("gaps", f"{worst.headline}: see what would settle it")
    return step
