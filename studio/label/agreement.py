"""Would you label it the same today? Agreement of first and second readings of the same episodes."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from studio.store import Store

NEEDED = 30
"""Second readings below which nothing is said (published coverage of the interval is poor below; Gwet 2016)."""
DRAWS = 2000
"""Bootstrap samples."""

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well second readings agree with the first."""

    n: int
    needed: int
    state: Literal["cant_tell", "told"]
    raw: float | None
    """Share of equal readings."""
    kappa: float | None
    """Cohen's kappa; None where it is not defined (all readings equal)."""
    interval: tuple[float, float] | None
    """95 % percentile bootstrap of kappa; None below `needed`."""
    confused: tuple[tuple[str, str, int], ...]
    """(first, second, how often), the most frequent disagreement first."""
    message: str

    def as_dict(self) -> dict[str, Any]:
        """The agreement as `studio label agreement --json` prints it."""
        return {
            "n": self.n, "needed": self.needed, "state": self.state, "raw": self.raw, "kappa": self.kappa,
            "interval": list(self.interval) if self.interval else None,
            "confused": [{"first": a, "second": b, "count": n} for a, b, n in self.confused],
            "message": self.message,
        }  # fmt: skip


def raw_agreement(pairs: Pairs) -> float:
    """Share of pairs whose readings are equal.

    Raises:
        ValueError: there are no pairs.
    """
    if not pairs:
        raise ValueError("no pairs")
    return sum(first == second for first, second in pairs) / len(pairs)


def cohen_kappa(pairs: Pairs) -> float | None:
    """Cohen's kappa κ = (pₒ − pₑ) / (1 − pₑ), pₑ = Σ_k p₁(k)·p₂(k) (Cohen 1960, Educ. Psychol. Meas. 20:37).

    None where pₑ = 1 (every reading the same value), as κ is not defined there.

    Raises:
        ValueError: there are no pairs.
    """
    n = len(pairs)
    observed = raw_agreement(pairs)
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    expected = sum(count * second[value] for value, count in first.items()) / (n * n)
    return None if expected >= 1 else (observed - expected) / (1 - expected)


def kappa_interval(pairs: Pairs, *, level: float = 0.95, draws: int = DRAWS, seed: int = 13) -> tuple[float, float]:
    """Percentile bootstrap interval of kappa over pairs (Efron & Tibshirani 1993, §13.3); undefined draws count as 1.

    Raises:
        ValueError: there are no pairs.
    """
    if not pairs:
        raise ValueError("no pairs")
    dice = random.Random(seed)
    found = []
    for _ in range(draws):
        kappa = cohen_kappa(dice.choices(pairs, k=len(pairs)))
        found.append(1.0 if kappa is None else kappa)
    found.sort()
    low, high = (1 - level) / 2, (1 + level) / 2
    return found[round(low * (draws - 1))], found[round(high * (draws - 1))]


def weigh(pairs: Pairs) -> Agreement:
    """Agreement of (first, second) readings, with words that say no more than n allows."""
    n = len(pairs)
    confused = Counter((a, b) for a, b in pairs if a != b)
    listed = tuple((a, b, count) for (a, b), count in sorted(confused.items(), key=lambda item: (-item[1], item[0])))
    if n == 0:
        message = (
            f"Can't tell yet: nothing was labelled twice. It needs {NEEDED} second readings, a week after the first."
        )
        return Agreement(0, NEEDED, "cant_tell", None, None, None, (), message)
    raw, kappa = raw_agreement(pairs), cohen_kappa(pairs)
    if n < NEEDED:
        message = f"Can't tell yet: {n} labelled twice, {NEEDED - n} more are needed."
        return Agreement(n, NEEDED, "cant_tell", raw, kappa, None, listed, message)
    interval = kappa_interval(pairs)
    shown = "not defined (one value only)" if kappa is None else f"{kappa:.2f} ({interval[0]:.2f} to {interval[1]:.2f})"
    message = f"You said the same {raw:.0%} of the time on {n} second readings; kappa {shown}."
    return Agreement(n, NEEDED, "told", raw, kappa, interval, listed, message)


def agreement(store: Store) -> Agreement:
    """Agreement of the record's own second readings (labels given with why = relabel)."""
    return weigh([(reading.first, reading.second) for reading in store.labels.readings()])
