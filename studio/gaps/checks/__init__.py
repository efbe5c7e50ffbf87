"""The checks, in the order they are shown."""

from __future__ import annotations

from studio.gaps.check import Check
from studio.gaps.checks import leak, outcome_mix, selection, time

CHECKS: list[Check] = [outcome_mix, selection, time, leak]
"""Every check; a new one is a module here and a line in this list."""
