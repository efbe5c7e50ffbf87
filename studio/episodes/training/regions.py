"""Which half of the body an exercise trains, by the words of its name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from studio.episodes.training.muscles import Muscle, muscles

Region = Literal["lower", "upper"]

_OF: dict[Muscle, Region | None] = {
    "chest": "upper", "back": "upper", "shoulders": "upper", "arms": "upper", "quads": "lower",
    "hamstrings and glutes": "lower", "calves": "lower", "core": None,
}  # fmt: skip

_LOWER = re.compile(
    r"squat|dead ?lift|\bleg|lunge|hip thrust|glute|hamstring|quad|calf|calves|step.?up|\brdl\b|good morning|"
    r"adductor|abductor|nordic|pistol|sled|kettlebell swing|\brun|cycl|bike|\bhik|stair|sprint",
    re.I,
)
_UPPER = re.compile(
    r"bench|press|\brow(?!ing)|pull|chin|curl|triceps?|biceps?|shoulder|lateral raise|front raise|\bfly|flye|\bdip|"
    r"push|\blat\b|shrug|face pull|skull|chest|delt|overhead|swim",
    re.I,
)


@lru_cache(maxsize=4096)
def region(exercise: str) -> Region | None:
    """`lower` or `upper`, by the muscle trained first; None for the core, or when the name does not tell."""
    trained = muscles(exercise)
    if trained is not None and (first := trained.primary[0]) in _OF:
        return _OF[first]
    if _LOWER.search(exercise):
        return "lower"
    if _UPPER.search(exercise):
        return "upper"
    return None


def regions(exercises: Iterable[str]) -> frozenset[Region]:
    """The halves of the body that these exercises train."""
    return frozenset(found for name in exercises if (found := region(name)))
