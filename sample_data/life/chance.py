"""Chance that comes out the same on every machine: a seeded source, and decks that are dealt before they repeat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """A seeded source of everything random; uses only additions, so that no platform differs."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._decks: dict[str, list[int]] = {}

    def under(self, share: float) -> bool:
        """True in this share of calls."""
        return self._random.random() < share

    def between(self, low: float, high: float) -> float:
        """Uniform in [low, high)."""
        return low + (high - low) * self._random.random()

    def whole(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int((high - low + 1) * self._random.random())

    def bell(self, mean: float = 0.0, spread: float = 1.0) -> float:
        """Nearly normal: twelve uniforms added."""
        return mean + spread * (sum(self._random.random() for _ in range(12)) - 6)

    def one(self, options: Sequence[T]) -> T:
        """Any of them, each as likely."""
        return options[int(len(options) * self._random.random())]

    def weighted(self, weights: Mapping[str, float]) -> str:
        """A key, as likely as its weight."""
        at = self._random.random() * sum(weights.values())
        for key, weight in weights.items():
            at -= weight
            if at < 0:
                return key
        return next(iter(weights))

    def shuffled(self, options: Sequence[T]) -> list[T]:
        """All of them in a new order."""
        rest, order = list(options), []
        while rest:
            order.append(rest.pop(int(len(rest) * self._random.random())))
        return order

    def deal(self, deck: str, options: Sequence[T]) -> T:
        """The next of a named deck: every option comes once before any comes twice."""
        left = self._decks.get(deck)
        if not left:
            left = self.shuffled(range(len(options)))
            self._decks[deck] = left
        return options[left.pop()]
