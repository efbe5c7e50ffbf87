"""Texts as sets of hashed 5-character pieces, many at once: how alike they are, and which resemble which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.core.similarity import SHINGLE, case_folded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NEIGHBOURS = 10
"""Nearest texts that say how typical one is."""

_DIMENSIONS = 2048
_BLOCK = 256
_ODD = 0x9E3779B97F4A7C15


@dataclass(frozen=True, slots=True)
class Pieces:
    """The distinct pieces of each text, text by text; two pieces share a number once in 4 billion."""

    starts: NDArray[np.int64]
    """Where each text's pieces begin; one more at the end."""
    numbers: NDArray[np.uint64]
    """Below 2**32, ascending within a text."""

    def __len__(self) -> int:
        return len(self.starts) - 1

    def of(self, n: int) -> NDArray[np.uint64]:
        """The pieces of one text."""
        return self.numbers[self.starts[n] : self.starts[n + 1]]


def cut_to_pieces(texts: Sequence[str]) -> Pieces:
    """The pieces of each text, case and white space folded; a text shorter than a piece is one piece."""
    import numpy as np

    folded = [case_folded(text) for text in texts]
    padded = [text.ljust(SHINGLE) if text else "" for text in folded]
    lengths = np.array([len(text) for text in padded], dtype=np.int64)
    encoded = "".join(padded).encode("utf-32-le", "surrogatepass")
    letters = np.frombuffer(encoded, dtype=np.uint32).astype(np.uint64)
    windows = np.maximum(lengths - SHINGLE + 1, 0)
    owner = np.repeat(np.arange(len(texts), dtype=np.uint64), windows)
    skipped = np.repeat(np.cumsum(lengths - windows) - (lengths - windows), windows)
    at = np.arange(len(owner)) + skipped
    number = np.zeros(len(owner), dtype=np.uint64)
    for n in range(SHINGLE):
        number = (number + letters[at + n] + np.uint64(1)) * np.uint64(_ODD)
        number ^= number >> np.uint64(29)
    keys = np.sort(owner << np.uint64(32) | number >> np.uint64(32))
    if len(keys):
        keys = keys[np.concatenate([[True], keys[1:] != keys[:-1]])]
    counts = np.bincount((keys >> np.uint64(32)).astype(np.int64), minlength=len(texts))
    return Pieces(np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), keys & np.uint64(0xFFFFFFFF))


def typicality(pieces: Pieces) -> NDArray[np.float64]:
    """Mean cosine similarity of each text to its `NEIGHBOURS` nearest among these, 0..1.

    Pieces are folded onto 2,048 dimensions and weighed by how rare they are: 1 + ln((1 + n) / (1 + df)), the smoothed
    inverse document frequency.
    """
    import numpy as np

    n = len(pieces)
    if n < 2:
        return np.ones(n)
    held = _folded(pieces, 0, n) > 0
    weights = held * (1 + np.log((1 + n) / (1 + held.sum(axis=0)))).astype(np.float32)
    lengths = np.sqrt((weights * weights).sum(axis=1, keepdims=True))
    unit = weights / np.where(lengths > 0, lengths, 1)
    alike = unit @ unit.T
    np.fill_diagonal(alike, 0)
    nearest = min(NEIGHBOURS, n - 1)
    found: NDArray[np.float64] = np.partition(alike, n - nearest, axis=1)[:, n - nearest :].mean(axis=1)
    return found.astype(np.float64)


class Resembling:
    """Finds which of some texts are at least that alike to another text (Jaccard of their pieces, exact).

    Pieces folded onto fewer dimensions share at least as many places as the texts share pieces, so a product of two
    matrices leaves few pairs to compare exactly.

    Args:
        pieces: Of the texts to search among.
        at_least: Threshold, above 0.
    """

    def __init__(self, pieces: Pieces, at_least: float) -> None:
        import numpy as np

        self.pieces = pieces
        self._at_least = at_least
        self._sizes = np.diff(pieces.starts)
        self._held = np.ascontiguousarray((_folded(pieces, 0, len(pieces)) > 0).T)

    def to_one(self, numbers: NDArray[np.uint64]) -> list[int]:
        """Places of the texts that resemble the one with these pieces."""
        import numpy as np

        shared_at_most = np.zeros(len(self.pieces), dtype=np.int64)
        for begin in range(0, len(numbers), _BLOCK):
            dimensions = numbers[begin : begin + _BLOCK] % np.uint64(_DIMENSIONS)
            shared_at_most += self._held[dimensions].sum(axis=0, dtype=np.uint16)
        needed = self._at_least / (1 + self._at_least) * (len(numbers) + self._sizes)
        enough = np.flatnonzero((shared_at_most > 0) & (shared_at_most >= needed - 1e-3))
        return [place for place in enough.tolist() if self._alike(numbers, place)]

    def to_each(self, others: Pieces, most: int = 1 << 30) -> Iterator[tuple[int, int]]:
        """(place among the others, place here) of the pairs that are alike, at most so many for each place here."""
        import numpy as np

        found = np.zeros(len(self.pieces), dtype=np.int64)
        held = self._held.astype(np.float32)
        for begin in range(0, len(others), _BLOCK):
            end = min(begin + _BLOCK, len(others))
            shared_at_most = _folded(others, begin, end) @ held
            sizes = np.diff(others.starts[begin : end + 1])
            needed = self._at_least / (1 + self._at_least) * (sizes[:, None] + self._sizes)
            enough = (shared_at_most > 0) & (shared_at_most >= needed - 1e-3)
            for place in np.flatnonzero(enough.any(axis=0) & (found < most)).tolist():
                for row in np.flatnonzero(enough[:, place]).tolist():
                    if self._alike(others.of(begin + row), place):
                        found[place] += 1
                        yield begin + row, place
                        if found[place] >= most:
                            break

    def _alike(self, numbers: NDArray[np.uint64], place: int) -> bool:
        import numpy as np

        mine = self.pieces.of(place)
        shared = len(np.intersect1d(numbers, mine, assume_unique=True))
        return shared > 0 and shared >= self._at_least * (len(numbers) + len(mine) - shared)


def _folded(pieces: Pieces, begin: int, end: int) -> NDArray[np.float32]:
    """How many pieces of each text fall on each dimension."""
    import numpy as np

    numbers = pieces.numbers[pieces.starts[begin] : pieces.starts[end]]
    owner = np.repeat(np.arange(end - begin), np.diff(pieces.starts[begin : end + 1]))
    cells = owner * _DIMENSIONS + (numbers % np.uint64(_DIMENSIONS)).astype(np.int64)
    counts = np.bincount(cells, minlength=(end - begin) * _DIMENSIONS)
    return counts.reshape(end - begin, _DIMENSIONS).astype(np.float32)
