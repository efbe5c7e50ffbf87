"""Looks: who looks often is alarmed by chance, so an alarm that overturns an answer has to hold twice running."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from studio.gaps.findings import CheckResult

if TYPE_CHECKING:
    from studio.store.attestations import Look

EVERY = 10
"""Labels from one look to the next."""
GROWN = 1.5
"""A record that has grown this many times since the last look is looked at afresh."""
EXACT = frozenset({"leak"})
"""Checks that count and do not estimate: chance has no part in them."""

_ONCE = " That is new since the last look; it counts as red once it holds for {} labels more."


def due(looks: Sequence[Look], labelled: int) -> bool:
    """Whether a look at this many labels is to be kept.

    Args:
        looks: The latest, the newest first.
        labelled: Labels there are now.
    """
    return not looks or abs(labelled - looks[0].labelled) >= EVERY


def settled(checks: Iterable[CheckResult], looks: Sequence[Look], labelled: int) -> list[CheckResult]:
    """The findings, red held back to amber where the look before answered fine or amber.

    A red one stands at once where there was no look before, where that one could not tell, or where the record has
    grown by half since.

    Args:
        checks: As weighed now.
        looks: The latest two, the newest first.
        labelled: Labels there are now.
    """
    before = next((look for look in looks if abs(labelled - look.labelled) >= EVERY), None)
    if before is None or labelled >= GROWN * before.labelled:
        return list(checks)
    return [_held(c) if _overturns(c, before) else c for c in checks]


def _overturns(check: CheckResult, before: Look) -> bool:
    return check.state == "red" and check.id not in EXACT and before.states.get(check.id) in ("fine", "amber")


def _held(check: CheckResult) -> CheckResult:
    return replace(check, state="amber", held=True, message=check.message + _ONCE.format(EVERY))
