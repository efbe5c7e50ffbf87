"""Post-stratification: outcomes and situations as often in training as in a random audit, by repeating."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from studio.core.episode import OUTCOMES
from studio.core.manifest import Weights
from studio.dataset.raking import Cell, rake

CAP = 4.0
"""No ratio to the audit counts for more than this."""
LEAST_AUDIT = 30
"""Random-audit labels without which there is no target."""
LEAST_PER_SITUATION = 5
"""Random-audit labels without which a situation is not told from the rest."""
LEAST_NAMED = 0.8
"""Share of labels, in training and in the audit, that must name a trigger before situations are weighed."""
LEAST_EFFICIENCY = 0.5
"""Kish's effective sample size over n below which weighting is refused."""
MOST_COPIES = 3
"""How often an example stands in train.jsonl at most."""

Said = tuple[str, str]
"""(outcome, trigger, empty where none was named)."""


@dataclass(frozen=True, slots=True)
class Weighting:
    """Weights, and what they come to."""

    mark: Weights
    """As the manifest keeps them."""
    repeats: tuple[float, ...] = ()
    """Mean number of copies of each training episode, 1..3, in the order they were given."""


def poststratify(labelled: Sequence[Said], audit: Sequence[Said]) -> Weighting:
    """Weights that make the training episodes agree with a random audit in outcome, and in trigger where it can tell.

    Outcome alone: w_y = π_A(y) / π_L(y). With situations: raking over both margins. One is added to every audit
    count, ratios are capped at 4, then the mean is made 1. The effective size is Kish's (Σw)² / Σw². Situations are
    left aside where too few labels name a trigger, the audit is too thin for each, or they would make the weights too
    lopsided. Nothing is left out: every episode stands once at least.

    Args:
        labelled: Every training episode.
        audit: Every label given in a random audit.
    """
    if not labelled:
        return Weighting(Weights("poststratify", audit=len(audit)))
    alone = _by_outcome(labelled, audit)
    groups = _groups(labelled, audit)
    if isinstance(groups, str):
        return replace(alone, mark=replace(alone.mark, without_situations=groups))
    both = _by_both(labelled, audit, groups)
    if not efficient(both.mark, len(labelled)):
        return replace(alone, mark=replace(alone.mark, without_situations="lopsided"))
    return both


def efficient(weights: Weights, n: int) -> bool:
    """Whether weighting leaves at least half of the n training episodes' worth."""
    return weights.effective is not None and weights.effective >= LEAST_EFFICIENCY * n


def copies(mean: float, key: str, seed: int) -> int:
    """How often an example stands in train.jsonl, 1..3: the mean for its kind, rounded by a seeded draw.

    Args:
        mean: Of its episode, 1..3.
        key: Identifies the example.
        seed: The build's.
    """
    whole = int(mean)
    digest = hashlib.blake2b(f"{seed}\x1fcopies\x1f{key}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return min(MOST_COPIES, whole + (int.from_bytes(digest, "big") / 2**64 < mean - whole))


def _by_outcome(labelled: Sequence[Said], audit: Sequence[Said]) -> Weighting:
    cells = [(outcome, "") for outcome, _ in labelled]
    have = Counter(cells)
    target = _target([outcome for outcome, _ in labelled], [outcome for outcome, _ in audit])
    raw = {cell: target[cell[0]] * len(labelled) / count for cell, count in have.items()}
    return _weighting(cells, raw, target, Weights("poststratify", audit=len(audit), margins=("outcome",)))


def _by_both(labelled: Sequence[Said], audit: Sequence[Said], groups: Mapping[str, str]) -> Weighting:
    cells = [(outcome, groups[trigger]) for outcome, trigger in labelled]
    drawn = [groups[trigger] for _, trigger in audit if trigger in groups]
    outcomes = _target([outcome for outcome, _ in labelled], [outcome for outcome, _ in audit])
    situations = _target([group for _, group in cells], drawn)
    fitted = rake(Counter(cells), outcomes, situations)
    mark = Weights(
        "poststratify",
        audit=len(audit),
        margins=("outcome", "situation"),
        situations=len(situations),
        rounds=fitted.rounds,
        converged=fitted.converged,
    )
    return _weighting(cells, fitted.weights, outcomes, mark)


def _target(labelled: Sequence[str], audit: Sequence[str]) -> dict[str, float]:
    """Share of each kind that occurs in training among the audit, one added to every count."""
    drawn = Counter(audit)
    counts = {kind: drawn[kind] + 1 for kind in sorted(set(labelled))}
    total = sum(counts.values())
    return {kind: count / total for kind, count in counts.items()}


def _groups(labelled: Sequence[Said], audit: Sequence[Said]) -> dict[str, str] | str:
    """Trigger → the kind it is weighed as, rare ones together as one; or why they cannot be weighed."""
    for said in (labelled, audit):
        if sum(bool(trigger) for _, trigger in said) < LEAST_NAMED * len(said):
            return "few_named"
    kinds = {trigger for _, trigger in labelled}
    drawn = Counter(trigger for _, trigger in audit)
    own = sorted((k for k in kinds if k and drawn[k] >= LEAST_PER_SITUATION), key=lambda k: (-drawn[k], k))
    rest = kinds.difference(own)
    while rest and own and sum(drawn[k] for k in rest) < LEAST_PER_SITUATION:
        rest.add(own.pop())
    if len(own) + bool(rest) < 2:
        return "thin"
    return {**{k: k for k in own}, **dict.fromkeys(rest, "")}


def _weighting(
    cells: Sequence[Cell], raw: Mapping[Cell, float], target: Mapping[str, float], mark: Weights
) -> Weighting:
    """Ratios capped and brought to mean 1, with what they come to."""
    n, have = len(cells), Counter(cells)
    capped = {cell: min(CAP, ratio) for cell, ratio in raw.items()}
    mean = sum(capped[cell] * count for cell, count in have.items()) / n
    weights = {cell: ratio / mean for cell, ratio in capped.items()}
    repeats = _repeats(have, weights)
    told = replace(
        mark,
        target=_in_order(target),
        labelled=_in_order(_shares(have, dict.fromkeys(have, 1.0))),
        weights=_in_order(_means(have, weights)),
        effective=round(n * n / sum(weights[cell] ** 2 * count for cell, count in have.items()), 2),
        copies=_in_order(_means(have, repeats)),
        reached=_in_order(_shares(have, repeats)),
    )
    return Weighting(told, tuple(repeats[cell] for cell in cells))


def _repeats(have: Mapping[Cell, int], weights: Mapping[Cell, float]) -> dict[Cell, float]:
    """Copies per case, 1..3, in proportion to the weights as far as that goes, and of such the fewest.

    The scale is the one, among those at which some cell meets a bound, with the least total variation between the
    cells as repeated and as weighted.
    """
    n = sum(have.values())

    def bounded(scale: float) -> dict[Cell, float]:
        return {cell: min(float(MOST_COPIES), max(1.0, scale * weight)) for cell, weight in weights.items()}

    def cost(scale: float) -> tuple[float, float]:
        times = bounded(scale)
        total = sum(times[cell] * count for cell, count in have.items())
        apart = sum(abs(times[cell] / total - weights[cell] / n) * count for cell, count in have.items())
        return round(apart, 9), total

    scales = {bound / max(weight, 1e-9) for weight in weights.values() for bound in (1.0, MOST_COPIES)}
    return bounded(min(sorted(scales), key=cost))


def _means(have: Mapping[Cell, int], values: Mapping[Cell, float]) -> dict[str, float]:
    """Outcome → mean over its cases."""
    counts: Counter[str] = Counter()
    for (outcome, _), count in have.items():
        counts[outcome] += count
    return {kind: _total(have, values, kind) / count for kind, count in counts.items()}


def _shares(have: Mapping[Cell, int], values: Mapping[Cell, float]) -> dict[str, float]:
    """Outcome → its part of the sum over all cases."""
    whole = sum(values[cell] * count for cell, count in have.items())
    return {kind: _total(have, values, kind) / whole for kind in {outcome for outcome, _ in have}}


def _total(have: Mapping[Cell, int], values: Mapping[Cell, float], outcome: str) -> float:
    return sum(values[cell] * count for cell, count in have.items() if cell[0] == outcome)


def _in_order(values: Mapping[str, float]) -> dict[str, float]:
    return {kind: round(values[kind], 6) for kind in OUTCOMES if kind in values}
