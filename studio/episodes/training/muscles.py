"""Which muscles an exercise trains, by the words of its name, and how much each got."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from studio.store.records import StoredSet

Muscle = Literal["chest", "back", "shoulders", "arms", "quads", "hamstrings and glutes", "calves", "core", "cardio"]
MUSCLES: tuple[Muscle, ...] = (
    "chest", "back", "shoulders", "arms", "quads", "hamstrings and glutes", "calves", "core", "cardio",
)  # fmt: skip
"""In the order they are told."""
SECONDARY = 0.5
"""Share of a set counted for a muscle that only helps."""


@dataclass(frozen=True, slots=True)
class Trained:
    """The muscles of an exercise."""

    primary: tuple[Muscle, ...]
    secondary: tuple[Muscle, ...] = ()


_PATTERNS: tuple[tuple[str, tuple[Muscle, ...], tuple[Muscle, ...]], ...] = (
    # The first that fits counts, so narrow names stand before wide ones.
    (r"crunch|plank|sit.?up|\babs?\b|(leg|knee) raise|twist|mountain climber|dead ?bug|pallof|hollow|roll.?out|"
     r"side bend|toes.to.bar|v.?up\b|wood ?chop|bird ?dog|\bcore\b", ("core",), ()),
    (r"(farmer|suitcase|loaded).*(walk|carry)|\bcarry", ("core",), ("back", "arms")),
    (r"calf|calves", ("calves",), ()),
    (r"lunge|step.?up|split squat|leg press|hack|squat(?!.*thrust)|pistol|wall sit|sled|leg extension|\bquad",
     ("quads",), ("hamstrings and glutes",)),
    (r"leg curl|hamstring|nordic|hip thrust|glute|abduct|adduct|donkey|bridge", ("hamstrings and glutes",), ()),
    (r"dead ?lift|\brdl\b|good morning|hyperextension|back extension|swing", ("hamstrings and glutes",), ("back",)),
    (r"clean|snatch|thruster", ("hamstrings and glutes", "quads"), ("shoulders", "back")),
    (r"\brun|jog|treadmill|cycling|\bbik(e|ing)|\brid(e|ing)\b|\bbicycl|spinning|\browing|"
     r"row(er|ing) (machine|erg)|erg\b|elliptical|cross.?trainer|stair|swim|\bwalk|\bhik|\bski|jump rope|skipping|"
     r"hiit|sprint|assault|cardio|burpee|aerobic|zumba|dance|football|tennis|climbing", ("cardio",), ()),
    (r"reverse fl|rear delt|face pull", ("shoulders",), ("back",)),
    (r"close.?grip.*(bench|press)|tricep.*dip", ("arms",), ("chest",)),
    (r"lateral raise|front raise|side raise|upright row|\bdelt", ("shoulders",), ()),
    (r"(overhead|shoulder|military|arnold|push|landmine|strict|z) press|\bohp\b|handstand|\bpike",
     ("shoulders",), ("arms",)),
    (r"bench|chest|push.?up|press.?up|\bfly|flye|\bpec\b|\bdips?\b", ("chest",), ("shoulders", "arms")),
    (r"\brows?\b|pull.?down|pull.?up|chin.?up|\blats?\b|pull.?over|shrug|\bback\b|muscle.?up|inverted",
     ("back",), ("arms",)),
    (r"curl|tricep|bicep|skull|push.?down|kick.?back|forearm|wrist|french|preacher|\barms?\b", ("arms",), ()),
    (r"press", ("chest",), ("shoulders", "arms")),
    (r"\blegs?\b|\bthigh", ("quads",), ("hamstrings and glutes",)),
    (r"shoulder", ("shoulders",), ()),
)  # fmt: skip
_COMPILED = tuple((re.compile(words, re.IGNORECASE), Trained(first, second)) for words, first, second in _PATTERNS)


@lru_cache(maxsize=4096)
def muscles(exercise: str) -> Trained | None:
    """What an exercise trains; None when its name does not tell (`Rowing` is cardio, `Seated Row` is not)."""
    name = exercise[:200]
    if re.search(r"rowing.*(barbell|dumbbell|cable)", name, re.IGNORECASE):
        return Trained(("back",), ("arms",))
    return next((trained for shape, trained in _COMPILED if shape.search(name)), None)


@dataclass(slots=True)
class Volume:
    """What one muscle got."""

    sets: float = 0.0
    """Those of exercises it only helps in count half."""
    kilograms: float = 0.0
    """Weight times repetitions, halved likewise."""
    seconds: float = 0.0


def volume_by_muscle(sets: Iterable[StoredSet]) -> dict[Muscle, Volume]:
    """Muscle → what it got of these working sets, in the order of `MUSCLES`; unknown exercises are left out."""
    found = {muscle: Volume() for muscle in MUSCLES}
    for one in sets:
        trained = muscles(one.exercise)
        if trained is None:
            continue
        lifted = lifted_kg(one)
        for names, share in ((trained.primary, 1.0), (trained.secondary, SECONDARY)):
            for name in names:
                found[name].sets += share
                found[name].kilograms += share * lifted
                found[name].seconds += share * (one.seconds or 0.0)
    return {muscle: got for muscle, got in found.items() if got.sets}


def lifted_kg(one: StoredSet) -> float:
    """Weight times repetitions; 0 where either is unknown, or a machine helped."""
    return max(0.0, one.weight_kg or 0.0) * (one.reps or 0)
