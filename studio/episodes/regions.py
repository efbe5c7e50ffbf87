"""Which half of the body an exercise trains, by the words of its name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

Region = Literal["lower", "upper"]

_LOWER = re.compile(
    r"squat|dead ?lift|\bleg|lunge|hip thrust|glute|hamstring|quad|calf|calves|step.?up|\brdl\b|good morning|"
    r"adductor|abductor|nordic|pistol|sled|kettlebell swing|\brun|cycl|bike|\bhik|stair|sprint",
    re.I,
)
_UPPER = re.compile(
    r"bench|press|\brow|pull|chin|curl|triceps?|biceps?|shoulder|lateral raise|front raise|\bfly|flye|\bdip|push|"
    r"\blat\b|shrug|face pull|skull|chest|delt|overhead|swim",
    re.I,
)


@lru_cache(maxsize=4096)
def region(exercise: str) -> Region | None:
    """`lower` or `upper`, or None when the name does not tell (`Leg press` and `Leg curl` are lower)."""
    if _LOWER.search(exercise):
        return "lower"
    if _UPPER.search(exercise):
        return "upper"
    return None


def regions(exercises: Iterable[str]) -> frozenset[Region]:
    """The halves of the body that these exercises train."""
    return frozenset(found for name in exercises if (found := region(name)))
