"""Whether the words of an episode tell what kind its person says it is: guessed unseen, thread by thread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from studio.gaps.situations.kinds import Kinds

FOLDS = 10
"""Parts the threads are dealt into; each is guessed from the others."""
TELLS = 0.2
"""Agreement beyond chance from which on words are taken to tell kinds."""


@dataclass(frozen=True, slots=True)
class Telling:
    """How often the kind that was said is guessed from the words alone."""

    right: int
    n: int
    by_chance: float
    """Share that would be right if guesses and kinds had nothing to do with each other."""

    @property
    def kappa(self) -> float:
        """Agreement beyond chance, 1 at best (Cohen 1960)."""
        if not self.n or self.by_chance >= 1:
            return 0.0
        return (self.right / self.n - self.by_chance) / (1 - self.by_chance)

    @property
    def tells(self) -> bool:
        """Whether the words tell kinds at all."""
        return self.kappa >= TELLS


def telling(kinds: Kinds, values: Mapping[str, str]) -> Telling:
    """Guess each label's value from those of other threads (naive Bayes over the kinds by words, half a count added).

    Args:
        kinds: By words.
        values: Episode id → value that was said.
    """
    import numpy as np

    places = [k for k, r in enumerate(kinds.labelled) if r.id in values]
    if not places:
        return Telling(0, 0, 1.0)
    said = [values[kinds.labelled[k].id] for k in places]
    names = sorted(set(said))
    truth = np.array([names.index(value) for value in said])
    first: dict[str, int] = {}
    fold = np.array([first.setdefault(kinds.labelled[k].thread, len(first)) % FOLDS for k in places])
    of = kinds.of_labelled[places].astype(np.float64)
    member = np.eye(len(names))[truth]
    guess = np.zeros(len(places), dtype=np.int64)
    for part in range(FOLDS):
        there, here = fold != part, fold == part
        if not here.any() or not there.any():
            continue
        counts = member[there].sum(axis=0)
        rates = (member[there].T @ of[there] + 0.5) / (counts[:, None] + 1)
        scores = np.log(counts + 0.5) + of[here] @ np.log(rates).T + (1 - of[here]) @ np.log(1 - rates).T
        guess[here] = scores.argmax(axis=1)
    n = len(places)
    guessed, given = Counter(guess.tolist()), Counter(truth.tolist())
    by_chance = sum(guessed[k] * given[k] for k in given) / (n * n)
    return Telling(int((guess == truth).sum()), n, by_chance)
