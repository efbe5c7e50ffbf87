"""Benchmarks: ratios against a peer in the same run. `python -m tests.bench NAME|all --json`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison."""

    what: str
    ours: float
    peer: float | None
    """The peer's figure in the same unit; None where the target is absolute."""
    ratio: float
    """Above 1 means better than the peer (or than the target, where there is no peer)."""
    target: float
    """Least ratio that holds."""
    unit: str

    @property
    def holds(self) -> bool:
        """Whether the target was met in this run."""
        return self.ratio >= self.target
