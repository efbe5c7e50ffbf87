"""Post-stratification: outcomes as often in training as in a random audit, by repeating, within bounds."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence

from studio.core.episode import OUTCOMES
from studio.core.manifest import Weights

CAP = 4.0
"""No outcome weighs more than this."""
LEAST_AUDIT = 30
"""Random-audit labels without which there is no target."""
LEAST_EFFICIENCY = 0.5
"""Kish's effective sample size over n below which weighting is refused."""
MOST_COPIES = 3
"""How often an example stands in train.jsonl at most."""


def poststratify(labelled: Sequence[str], audit: Sequence[str]) -> Weights:
    """Weights w_y = π_A(y) / π_L(y), one added to every audit count, capped at 4, mean 1 over the labelled.

    The effective size is Kish's (Σw)² / Σw². Copies are w over the smallest weight, 3 at most: nothing is left out.

    Args:
        labelled: Outcome of every training episode.
        audit: Outcome of every label given in a random audit.
    """
    have = Counter(labelled)
    kinds: list[str] = [outcome for outcome in OUTCOMES if have[outcome]]
    if not kinds:
        return Weights("poststratify", audit=len(audit))
    counts = {outcome: audit.count(outcome) + 1 for outcome in kinds}
    n, total = len(labelled), sum(counts.values())
    target = {outcome: counts[outcome] / total for outcome in kinds}
    share = {outcome: have[outcome] / n for outcome in kinds}
    raw = {outcome: min(CAP, target[outcome] / share[outcome]) for outcome in kinds}
    mean = sum(raw[outcome] * have[outcome] for outcome in kinds) / n
    weights = {outcome: raw[outcome] / mean for outcome in kinds}
    squares = sum(weights[outcome] ** 2 * have[outcome] for outcome in kinds)
    least = min(weights.values())
    return Weights(
        method="poststratify",
        audit=len(audit),
        target=_rounded(target),
        labelled=_rounded(share),
        weights=_rounded(weights),
        effective=round(n * n / squares, 2),
        copies=_rounded({outcome: min(MOST_COPIES, weights[outcome] / least) for outcome in kinds}),
    )


def efficient(weights: Weights, n: int) -> bool:
    """Whether weighting leaves at least half of the n training episodes' worth."""
    return weights.effective is not None and weights.effective >= LEAST_EFFICIENCY * n


def copies(weights: Weights, outcome: str | None, key: str, seed: int) -> int:
    """How often an example stands in train.jsonl, 1..3: the mean for its outcome, rounded by a seeded draw.

    Args:
        weights: As applied.
        outcome: The example's label.
        key: Identifies the example.
        seed: The build's.
    """
    mean = (weights.copies or {}).get(outcome or "", 1.0)
    whole = int(mean)
    digest = hashlib.blake2b(f"{seed}\x1fcopies\x1f{key}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return min(MOST_COPIES, whole + (int.from_bytes(digest, "big") / 2**64 < mean - whole))


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 6) for name, value in values.items()}
