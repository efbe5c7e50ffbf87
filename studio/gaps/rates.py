"""How often the person chose what a machine guesses went badly, against how often what it guesses went well."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt

from studio.core.shares import Z80, Z95, wilson
from studio.gaps.evidence import OWN_CHOICE, Evidence
from studio.gaps.findings import IntervalPlot, IntervalRow
from studio.gaps.statistics.intervals import design_effect
from studio.gaps.wording import percent

RATIO = 1.25
"""Rate ratios from its inverse to this are no alarm."""
LEAST_ARM = 10
"""Episodes on each side below which nothing is said."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Episodes that the person chose to label, of those guessed to have gone badly and well."""

    chosen_bad: int
    bad: int
    chosen_well: int
    well: int
    bad_effect: float = 1.0
    """Design effect over threads."""
    well_effect: float = 1.0

    @property
    def ratio(self) -> float:
        """Rate of choosing among the bad over that among the good, half added to each count (Walter 1975)."""
        return exp(self._log)

    def interval(self, z: float = Z95) -> tuple[float, float]:
        """Log interval of `ratio` (Katz et al. 1978 with half added), variances times the design effects."""
        reach = z * sqrt(
            self.bad_effect * (1 / (self.chosen_bad + 0.5) - 1 / (self.bad + 0.5))
            + self.well_effect * (1 / (self.chosen_well + 0.5) - 1 / (self.well + 0.5))
        )
        return exp(self._log - reach), exp(self._log + reach)

    @property
    def alarmed(self) -> bool:
        """Whether the 80 % interval lies outside what is tolerated."""
        low, high = self.interval(Z80)
        return low > RATIO or high < 1 / RATIO

    @property
    def way(self) -> str:
        """How those went that were chosen more often."""
        return "badly" if self.ratio > 1 else "well"

    @property
    def said(self) -> str:
        """The two rates in words."""
        low, high = self.interval()
        bad, well = percent(self.chosen_bad / self.bad), percent(self.chosen_well / self.well)
        return (
            f"By a machine's guesses, you chose {bad} of the {self.bad:,} that went badly and {well} of the "
            f"{self.well:,} that went well: {self.ratio:.1f} times as often ({low:.1f}–{high:.1f})."
        )

    def plot(self) -> IntervalPlot:
        """The two rates with their intervals."""
        sides = (
            ("guessed to go badly", self.chosen_bad, self.bad, self.bad_effect),
            ("guessed to go well", self.chosen_well, self.well, self.well_effect),
        )
        rows = [IntervalRow(name, k / n, *wilson(k / n, n / effect), n) for name, k, n, effect in sides]
        return IntervalPlot("share you chose to label", tuple(rows), (0.0, 0.0))

    @property
    def _log(self) -> float:
        bad = log((self.chosen_bad + 0.5) / (self.bad + 0.5))
        return bad - log((self.chosen_well + 0.5) / (self.well + 0.5))


def kept_rates(evidence: Evidence) -> Rates | None:
    """The rates over the frame; None where either side has fewer than `LEAST_ARM`.

    Labels given for any other reason were not chosen by the person; those given again are left out.
    """
    guesses = evidence.guesses
    sides: dict[bool, tuple[list[bool], list[str]]] = {True: ([], []), False: ([], [])}
    for row in evidence.rows:
        guess = guesses.get(row.id, 0.0)
        if not guess or row.why == "relabel":
            continue
        chosen, threads = sides[guess < 0]
        chosen.append(row.outcome is not None and (row.why or "spontaneous") in OWN_CHOICE)
        threads.append(row.thread)
    (bad, bad_threads), (well, well_threads) = sides[True], sides[False]
    if min(len(bad), len(well)) < LEAST_ARM:
        return None
    effects = design_effect(bad, bad_threads), design_effect(well, well_threads)
    return Rates(sum(bad), len(bad), sum(well), len(well), *effects)
