"""The gates in front of a dataset: what must be true before a person's words are learned from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from studio.core.manifest import Gate, Weights
from studio.dataset.render import Example
from studio.dataset.weights import LEAST_AUDIT, efficient

LEAST_EPISODES = 8
"""Labelled episodes without which nothing is packed."""
TELLING_HELD_OUT = 30
"""Held-out examples below which a difference between two models hardly shows."""


def examine(
    examples: Mapping[str, Sequence[Example]],
    weights: Weights,
    *,
    episodes: int,
    learned: int,
    wants_valid: bool,
    pending_texts: int,
    pending_surfaces: int,
    why_unreviewed: str | None,
) -> tuple[Gate, ...]:
    """Every gate's answer, the ones that matter most first.

    Args:
        examples: Split → examples.
        weights: As they would be applied.
        episodes: Labelled episodes that make an example.
        learned: Those of them in training.
        wants_valid: Whether a validation set was asked for.
        pending_texts: Texts in the examples that are not reviewed.
        pending_surfaces: Names, places, dates… that wait for a decision.
        why_unreviewed: The person's reason to let unreviewed text in, if they gave one.
    """
    gates = [_enough(episodes), _reviewed(pending_texts, pending_surfaces, why_unreviewed, episodes)]
    if episodes >= LEAST_EPISODES:
        gates += [_apart(examples, wants_valid), _held_out(examples)]
        if weights.method != "none":
            gates.append(_weighed(weights, learned))
    return tuple(gates)


def _enough(episodes: int) -> Gate:
    if episodes >= LEAST_EPISODES:
        return Gate("enough", "passed", f"{episodes} labelled episodes make examples; {LEAST_EPISODES} are needed.")
    return Gate(
        "enough",
        "refused",
        f"Only {episodes} labelled episodes make an example; {LEAST_EPISODES} are needed.",
        f"Label {LEAST_EPISODES - episodes} more, with advice: studio label next.",
    )


def _reviewed(texts: int, surfaces: int, why: str | None, episodes: int) -> Gate:
    if not texts:
        return Gate("reviewed", "passed", "Every text in it is scrubbed and reviewed." if episodes else "No text yet.")
    told = f"{_count(texts, 'text')} not reviewed yet"
    waiting = f" ({_count(surfaces, 'name, place or date', 'names, places or dates')} to decide)" if surfaces else ""
    if why is not None:
        return Gate("reviewed", "overridden", f"{told}{waiting}; let in because: {why}")
    command = "studio scrub review" if surfaces else "studio scrub scan, then studio scrub review"
    return Gate(
        "reviewed",
        "refused",
        f"Refused, with {told}{waiting}: nothing is packed that nobody has looked at.",
        f"{command}.",
    )


def _apart(examples: Mapping[str, Sequence[Example]], wants_valid: bool) -> Gate:
    if not examples["train"]:
        return Gate(
            "apart", "refused", "Nothing is left to learn from.", "Label episodes of other days: studio label next."
        )
    if wants_valid and not examples["valid"]:
        return Gate(
            "apart",
            "refused",
            "Nothing can be held out: all labelled episodes hang together, or were sought out on purpose.",
            "Label a few picked at random: studio label next --why audit.",
        )
    return Gate("apart", "passed", "No thread and no near copy has one part to learn from and one for the exam.")


def _held_out(examples: Mapping[str, Sequence[Example]]) -> Gate:
    held = len(examples["valid"]) + len(examples["test"])
    if held >= TELLING_HELD_OUT:
        return Gate("held_out", "passed", f"{held} examples are held out.")
    return Gate(
        "held_out",
        "warned",
        f"Only {held} examples are held out: whether tuning helped will hardly show below {TELLING_HELD_OUT}.",
        "Label more when you can.",
    )


def _weighed(weights: Weights, learned: int) -> Gate:
    if weights.audit < LEAST_AUDIT:
        return Gate(
            "weights",
            "refused",
            f"Weights need {LEAST_AUDIT} labels picked at random; there are {weights.audit}.",
            f"Label {LEAST_AUDIT - weights.audit} more at random: studio label next --why audit.",
        )
    size = f"{weights.effective:.0f} of {learned}" if weights.effective is not None else "none"
    if not efficient(weights, learned):
        return Gate(
            "weights",
            "refused",
            f"Too lopsided to weight: the training episodes would count for {size}, and half is the least.",
            "Label more of what is rare: studio gaps.",
        )
    return Gate("weights", "passed", f"Weighted to the random audit ({weights.audit} labels); worth {size} episodes.")


def _count(n: int, one: str, many: str = "") -> str:
    return f"{n:,} {one if n == 1 else many or one + 's'}"
