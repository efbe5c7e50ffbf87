"""The checks, in the order they are shown."""

from __future__ import annotations

from studio.gaps.check import Check
from studio.gaps.checks import consistency, leak, outcome_mix, recall_lag, selection, time

CHECKS: list[Check] = [outcome_mix, selection, time, leak, consistency, recall_lag]
"""Every check; a new one is a module here and a line in this list."""
