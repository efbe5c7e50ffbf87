"""The four states of a finding, and the rule from an interval and a band to one of them."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from typing import Literal

from studio.core.shares import Z80, Z95, wilson

State = Literal["cant_tell", "fine", "amber", "red"]

SEVERITY: dict[State, int] = {"fine": 0, "cant_tell": 1, "amber": 2, "red": 3}
"""The worse, the higher; not knowing is worse than fine."""

MOST_ASKED = 10_000
"""Never ask for more labels than this, however close a share is to an edge."""


def worst(*states: State) -> State:
    """The most severe of some states."""
    return max(states, key=SEVERITY.__getitem__)


def band_state(share: float, n_effective: float, band: tuple[float, float]) -> State:
    """Fine when the 95 % interval lies inside the band, red when wholly outside, amber when the 80 % one does."""
    return interval_state(lambda z: wilson(share, n_effective, z), band)


def interval_state(interval: Callable[[float], tuple[float, float]], band: tuple[float, float]) -> State:
    """The rule of `band_state` for any interval, given as a function of its normal quantile."""
    low, high = interval(Z95)
    if low >= band[0] and high <= band[1]:
        return "fine"
    if high < band[0] or low > band[1]:
        return "red"
    low, high = interval(Z80)
    return "amber" if high < band[0] or low > band[1] else "cant_tell"


def n_needed(share: float, band: tuple[float, float], design_effect: float, least: int) -> int:
    """Labels at which a share is about clear of the nearest edge e: z²v/(p-e)², times the design effect.

    v is p(1-p), or e(1-e) where that is more: a Wilson interval leaves e out exactly when n exceeds z²e(1-e)/(p-e)².
    """
    edge = min(band, key=lambda one: abs(share - one))
    away = abs(share - edge)
    spread = max(share * (1 - share), edge * (1 - edge))
    if away * away * MOST_ASKED <= Z95 * Z95 * spread * design_effect:
        return max(least, MOST_ASKED)
    return max(least, ceil(Z95 * Z95 * spread / (away * away) * design_effect))
