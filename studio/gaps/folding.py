"""Findings that most likely come with another one: shown under it, and not nagging on their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from studio.gaps.findings import CheckResult

FOLDS = {"selection": ("outcome_mix", "mood_logging")}
"""Check id → the checks whose alarms come under its red one, in the same domain."""


def fold(checks: Iterable[CheckResult]) -> tuple[CheckResult, ...]:
    """The findings with `folded_under` set on every alarm whose likely root is red."""
    found = tuple(checks)
    over = {(child, c.domain): c.id for c in found if c.state == "red" for child in FOLDS.get(c.id, ())}
    return tuple(
        replace(c, folded_under=over.get((c.id, c.domain), "")) if c.state in ("amber", "red") else c for c in found
    )


def nested(checks: Sequence[CheckResult]) -> list[CheckResult]:
    """In the same order, but every folded finding directly behind the one that it is under."""
    return [one for c in checks if not c.folded_under for one in (c, *(f for f in checks if f.folded_under == c.id))]


def under(check: CheckResult, checks: Iterable[CheckResult]) -> str:
    """What a folded finding says about where it belongs; empty when it stands alone."""
    parent = next((c for c in checks if c.id == check.folded_under), None)
    if parent is None:
        return ""
    return f"Shown under “{parent.headline}”: the one most likely comes with the other, so mend that one first."
