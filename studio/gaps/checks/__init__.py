"""The checks, in the order they are shown."""

from __future__ import annotations

from studio.gaps.check import Check
from studio.gaps.checks import (
    consistency,
    coverage,
    enough,
    leak,
    mood_logging,
    no_counterexample,
    one_voice,
    outcome_missing,
    outcome_mix,
    recall_lag,
    selection,
    shortcut,
    survivorship,
    tangled_causes,
    time,
)

CHECKS: list[Check] = [
    outcome_mix,
    selection,
    mood_logging,
    time,
    coverage,
    no_counterexample,
    one_voice,
    tangled_causes,
    shortcut,
    leak,
    consistency,
    recall_lag,
    outcome_missing,
    survivorship,
    enough,
]
"""Every check; a new one is a module here and a line in this list."""
