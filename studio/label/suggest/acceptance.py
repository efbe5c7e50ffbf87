"""What became of suggestions: how many were taken, and whether seeing one pulls the person towards it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from studio.core.shares import newcombe, wilson

if TYPE_CHECKING:
    from studio.store import Store

SHOWN_NEEDED = 30
"""Suggestions shown below which nothing is said of a source."""
HIDDEN_NEEDED = 10
"""Suggestions held back below which nothing is said of their pull."""

Interval = tuple[float, float]

_NAMES = {"outcome": "the outcome", "trigger": "the trigger", "response_style": "the response", "topics": "the topic"}


@dataclass(frozen=True, slots=True)
class SourceRate:
    """What became of one source's suggestions for one field; each episode counts once, as it was first labelled."""

    source: str
    field: str
    offered: int
    """Shown, not held back."""
    accepted: int
    """Shown, and the field came to say the same."""
    edited: int
    """Shown, and it came to say something else."""
    rejected: int
    """Shown, and it was left empty."""
    share: float | None
    """Accepted of those shown."""
    interval: Interval | None
    """95 %, Wilson."""
    hidden_n: int
    """Held back on episodes where the field was given a value."""
    hidden_agree: float | None
    """Share of those where the person said the same unprompted."""
    hidden_interval: Interval | None
    """95 %, Wilson."""
    anchoring: float | None
    """Agreement where shown minus agreement where held back, both among fields that were given a value."""
    anchoring_interval: Interval | None
    """95 %, Newcombe's method 10."""
    state: Literal["cant_tell", "told"]
    """`told` once enough were shown and enough were held back."""
    message: str

    def as_dict(self) -> dict[str, Any]:
        """The rate as `studio label acceptance --json` prints it."""
        told = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in told.items()}


def acceptance(store: Store) -> list[SourceRate]:
    """Every source and field that was ever suggested for; labels that were undone do not count."""
    counts: dict[tuple[str, str], dict[tuple[bool, str], int]] = {}
    for row in store.suggestions.verdicts():
        counts.setdefault((row.source, row.field), {})[row.hidden, row.verdict] = row.count
    return [rate(source, field, found) for (source, field), found in sorted(counts.items())]


def rate(source: str, field: str, counts: dict[tuple[bool, str], int]) -> SourceRate:
    """The rate of (hidden, verdict) counts."""
    accepted, edited, rejected = (counts.get((False, verdict), 0) for verdict in ("accepted", "edited", "rejected"))
    agreed, differed = counts.get((True, "accepted"), 0), counts.get((True, "edited"), 0)
    shown, answered, hidden = accepted + edited + rejected, accepted + edited, agreed + differed
    share, interval = _share(accepted, shown)
    hidden_agree, hidden_interval = _share(agreed, hidden)
    pull: float | None = None
    pull_interval: Interval | None = None
    if answered and hidden:
        pull = accepted / answered - agreed / hidden
        pull_interval = newcombe(accepted / answered, answered, agreed / hidden, hidden)
    told = answered >= SHOWN_NEEDED and hidden >= HIDDEN_NEEDED
    what = f"{_NAMES.get(field, field)} ({source})"
    return SourceRate(
        source, field, shown, accepted, edited, rejected, share, interval, hidden, hidden_agree, hidden_interval,
        pull, pull_interval, "told" if told else "cant_tell",
        f"{_taken(what, accepted, shown, interval)} {_pull(answered, hidden, pull, pull_interval)}",
    )  # fmt: skip


def _share(hits: int, n: int) -> tuple[float | None, Interval | None]:
    return (hits / n, wilson(hits / n, n)) if n else (None, None)


def _taken(what: str, accepted: int, shown: int, interval: Interval | None) -> str:
    if shown < SHOWN_NEEDED or interval is None:
        return f"Suggestions for {what}: you took {accepted} of {shown}; can't tell yet, it needs {SHOWN_NEEDED}."
    low, high = interval
    return f"Suggestions for {what}: you took {accepted} of {shown} ({low:.0%} to {high:.0%})."


def _pull(answered: int, hidden: int, pull: float | None, interval: Interval | None) -> str:
    if answered < SHOWN_NEEDED or hidden < HIDDEN_NEEDED or pull is None or interval is None:
        missing = []
        if answered < SHOWN_NEEDED:
            missing.append(f"{SHOWN_NEEDED - answered} more shown and answered")
        if hidden < HIDDEN_NEEDED:
            missing.append(f"{HIDDEN_NEEDED - hidden} more held back and answered")
        return f"Whether seeing them pulls you: can't tell yet, it needs {' and '.join(missing)}."
    low, high = (round(100 * edge) for edge in interval)
    points = f"{100 * pull:+.0f} points ({low:+d} to {high:+d})"
    if interval[0] > 0:
        return f"Seeing one goes with saying the same more often: {points}. Your labels lean towards what is suggested."
    if interval[1] < 0:
        return f"Seeing one goes with saying the same less often: {points}."
    return f"No pull can be seen: {points} between seeing one and not."
