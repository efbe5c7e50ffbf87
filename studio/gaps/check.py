"""The Protocol every check satisfies: a module with three constants and two functions."""

from __future__ import annotations

from typing import Protocol

from studio.gaps.evidence import Evidence
from studio.gaps.findings import CheckResult, Picks


class Check(Protocol):
    """One question about what was logged and what was not."""

    @property
    def ID(self) -> str:
        """Lower-case name used on the command line and in attestations; never renamed."""
        ...

    @property
    def QUESTION(self) -> str:
        """What it asks, in plain words."""
        ...

    @property
    def HOW(self) -> str:
        """Its rule in words, with the names of its formulas."""
        ...

    def weigh(self, evidence: Evidence) -> CheckResult:
        """The answer for one domain; the same evidence always gives the same answer, whatever the row order."""
        ...

    def picks(self, evidence: Evidence) -> Picks:
        """The episodes that its fix would have the person label; none when there is nothing to do."""
        ...
