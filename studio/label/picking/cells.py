"""Which trigger × outcome cells are hardly filled, and how much an episode of a kind would help."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from studio.core.episode import DOMAINS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from studio.label.codebook.schemes import Scheme

CELL_TARGET = 5
"""Labels of one trigger × outcome after which the cell needs no more."""
TRIGGER_TRUST = 0.7
"""How often a guess names the right trigger (assumed, as in the simulations behind the design)."""
OUTCOME_TRUST = 0.75
"""How often a guess names the right outcome (assumed likewise)."""

GOOD_BAD = ("good", "mixed", "bad")
_WENT = {"good": "went well", "mixed": "went half well", "bad": "went badly"}
_GUESSES = len(GOOD_BAD) + 1


class Cells:
    """Labels per cell, and the need of each kind: Σ P(cell | kind) · max(0, 5 − n_cell).

    A kind is what is guessed of an episode before it is read: its domain, a trigger or none, an outcome or none. Kinds
    are numbered; a kind of which nothing is guessed has no need, as it cannot be told from any other.

    Args:
        schemes: Domain → scheme.
    """

    def __init__(self, schemes: Mapping[str, Scheme]) -> None:
        import numpy as np

        self.triggers: tuple[str, ...] = tuple(
            dict.fromkeys(value for scheme in schemes.values() for value in scheme.trigger.values)
        )
        """Of all schemes; codes count from 1."""
        self._per_domain = (len(self.triggers) + 1) * _GUESSES
        self._counts = np.zeros((len(DOMAINS), len(self.triggers), len(GOOD_BAD)), dtype=np.int64)
        self._outcome_shares = _shares(range(len(GOOD_BAD)), len(GOOD_BAD), OUTCOME_TRUST)
        own = [[self.triggers.index(t) for t in schemes[d].trigger.values] if d in schemes else [] for d in DOMAINS]
        self._trigger_shares = [_shares(places, len(self.triggers), TRIGGER_TRUST) for places in own]

    def kind(self, domain: int, trigger: int, outcome: int) -> int:
        """The number of a kind.

        Args:
            domain: Code into `DOMAINS`, from 1.
            trigger: Code into `triggers`, from 1; 0 when none is guessed.
            outcome: Code into `GOOD_BAD`, from 1; 0 when none is guessed.
        """
        return (domain - 1) * self._per_domain + trigger * _GUESSES + outcome

    def code(self, trigger: str | None) -> int:
        """The code of a trigger; 0 for none and for one that is in no scheme."""
        return self.triggers.index(trigger) + 1 if trigger in self.triggers else 0

    def with_trigger(self, kind: int, trigger: int) -> int:
        """The kind with this trigger in place of none; one that has a trigger stays."""
        return kind if self._parts(kind)[1] else kind + trigger * _GUESSES

    def count(self, domain: int, trigger: int, outcome: int, by: int) -> None:
        """Count labels of a cell in or out; what belongs to no cell is not counted."""
        if domain and trigger and 1 <= outcome <= len(GOOD_BAD):
            self._counts[domain - 1, trigger - 1, outcome - 1] += by

    def count_all(self, domain: NDArray[np.int8], trigger: NDArray[np.int16], outcome: NDArray[np.int8]) -> None:
        """Count a whole record in."""
        import numpy as np

        real = (domain > 0) & (trigger > 0) & (outcome >= 1) & (outcome <= len(GOOD_BAD))
        np.add.at(self._counts, (domain[real] - 1, trigger[real] - 1, outcome[real] - 1), 1)

    def needs(self, domains: Collection[int]) -> NDArray[np.float64]:
        """The need of every kind, by its number; none outside these domains (codes from 1)."""
        import numpy as np

        short = np.maximum(0, CELL_TARGET - self._counts)
        found = [
            (shares @ missing @ self._outcome_shares.T).ravel()
            for shares, missing in zip(self._trigger_shares, short, strict=True)
        ]
        for domain, needs in enumerate(found, 1):
            needs[slice(None) if domain not in domains else 0] = 0
        return np.concatenate(found)

    def reason(self, kind: int) -> str:
        """One line on why an episode of this kind would help."""
        domain, trigger, outcome = self._parts(kind)
        went = _WENT[GOOD_BAD[outcome - 1]] if outcome else ""
        if not trigger:
            return f"few that {went} are labelled, and this may be one"
        name = self.triggers[trigger - 1].replace("_", " ")
        if went:
            n = int(self._counts[domain - 1, trigger - 1, outcome - 1])
            return f"you have {n or 'no'} “{name}” that {went}, and this may be one"
        n = int(self._counts[domain - 1, trigger - 1].sum())
        return f"you have {n or 'no'} “{name}” so far, and this may be one"

    def _parts(self, kind: int) -> tuple[int, int, int]:
        domain, rest = divmod(kind, self._per_domain)
        return (domain + 1, *divmod(rest, _GUESSES))


def _shares(places: Sequence[int], width: int, trust: float) -> NDArray[np.float64]:
    """P(value | guess): one row for no guess, then one for each of the values; values outside `places` have none."""
    import numpy as np

    found = np.zeros((width + 1, width))
    if not places:
        return found
    found[:, list(places)] = 1 / len(places)
    for place in places:
        found[place + 1, list(places)] = (1 - trust) / max(1, len(places) - 1)
        found[place + 1, place] = trust if len(places) > 1 else 1.0
    return found
