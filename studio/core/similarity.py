"""How alike two texts are, for near copies that must not sit on both sides of a split."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHINGLE = 5
"""Characters in a shingle."""

_PAD = 0x110000
"""Fills up texts shorter than a shingle; no character has this number."""
_BITS = (256, 8_192)
"""Fewest and most bits of a sketch, a power of two; about three per shingle of a long text keep it telling."""
_LONG = 0.9
"""Quantile of the sizes that sketches are made for."""
_ROWS = 64
"""Texts compared with all later ones at once."""
_SPREADER = 0x9E3779B97F4A7C15
"""2⁶⁴ over the golden ratio: multiplied by it, neighbouring numbers fall far apart (Knuth, TAOCP 3, §6.4)."""


def shingles(text: str) -> frozenset[str]:
    """The set of overlapping 5-character pieces of a text, case and white space folded."""
    folded = case_folded(text)
    if len(folded) <= SHINGLE:
        return frozenset({folded}) if folded else frozenset()
    return frozenset(folded[i : i + SHINGLE] for i in range(len(folded) - SHINGLE + 1))


def jaccard(left: frozenset[str], right: frozenset[str]) -> float:
    """|A ∩ B| / |A ∪ B|, 0 when both are empty."""
    if not left and not right:
        return 0.0
    shared = len(left & right)
    return shared / (len(left) + len(right) - shared)


def similar_pairs(texts: Sequence[str], at_least: float) -> Iterator[tuple[int, int, float]]:
    """Every pair `(i, j, jaccard)`, i < j, whose shingle sets are at least that alike, in order.

    Exact. A sketch holds, bit by bit, whether an odd number of a text's shingles fall there; two sketches cannot differ
    in more bits than the texts do in shingles, so pairs that differ in too many are ruled out
    (the bitmap filter of Sandes, Teodoro & Melo 2017, arXiv 1711.07295). The others are counted.

    Args:
        texts: Compared all with all.
        at_least: Threshold, above 0.
    """
    if len(texts) < 2:
        return
    table = _tabulate([case_folded(text) for text in texts])
    for left, right in table.candidates(at_least):
        overlap = table.shared(left, right)
        alike = overlap / (table.sizes[left] + table.sizes[right] - overlap)
        for k in (alike >= at_least).nonzero()[0].tolist():
            yield int(left[k]), int(right[k]), float(alike[k])


def case_folded(text: str) -> str:
    """As texts are compared: lower case, every run of white space one space."""
    return " ".join(text.lower().split())


@dataclass(frozen=True, slots=True)
class _Table:
    """Which text holds which shingle."""

    sizes: NDArray[np.int64]
    """Distinct shingles of each text."""
    starts: NDArray[np.int64]
    """Where each text's shingles begin; one more at the end."""
    pieces: NDArray[np.int64]
    """Shingles as numbers, text by text."""

    def candidates(self, at_least: float) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        """Pairs (left, right), left < right and in order, among which are all that are at least that alike."""
        import numpy as np

        words = self._sketches()
        n = len(self.sizes)
        most = ((1 - at_least) / (1 + at_least) * self.sizes + 1e-6).astype(np.float32)
        most[self.sizes == 0] = -np.inf
        for begin in range(0, n, _ROWS):
            some = slice(begin, min(begin + _ROWS, n))
            apart = np.zeros((some.stop - begin, n - begin), dtype=np.uint16)
            differing = np.empty(apart.shape, dtype=np.uint64)
            bits = np.empty(apart.shape, dtype=np.uint8)
            for word in words:
                np.bitwise_xor(word[some, None], word[begin:], out=differing)
                apart += np.bitwise_count(differing, out=bits)
            left, right = np.nonzero(apart <= most[some, None] + most[begin:])
            later = right > left
            yield left[later] + begin, right[later] + begin

    def shared(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many shingles each pair shares; pairs with the same left one stand together."""
        import numpy as np

        found = np.zeros(len(left), dtype=np.int64)
        if not len(left):
            return found
        used = np.union1d(left, right)
        lengths = self.sizes[used]
        ends = np.cumsum(lengths)
        some = np.arange(int(ends[-1])) + np.repeat(self.starts[used] - ends + lengths, lengths)
        numbers = _numbered(self.pieces[some])
        mine = [numbers[end - length : end] for end, length in zip(ends.tolist(), lengths.tolist(), strict=True)]
        places = np.searchsorted(used, right)
        held = np.zeros(int(numbers.max()) + 1, dtype=np.bool_)
        cuts = [0, *(np.flatnonzero(np.diff(left)) + 1).tolist(), len(left)]
        for begin, end in pairwise(cuts):
            own = mine[int(np.searchsorted(used, left[begin]))]
            held[own] = True
            for k in range(begin, end):
                found[k] = np.count_nonzero(held[mine[places[k]]])
            held[own] = False
        return found

    def _sketches(self) -> NDArray[np.uint64]:
        """Sketches, 64 bits a row, one text a column."""
        import numpy as np

        n, bits = len(self.sizes), _BITS[0]
        while bits < min(_BITS[1], 3 * np.quantile(self.sizes, _LONG)):
            bits *= 2
        spread = self.pieces.astype(np.uint64) * np.uint64(_SPREADER)
        bit = (spread >> np.uint64(65 - bits.bit_length())).astype(np.int64)
        texts = np.repeat(np.arange(n), self.sizes)
        odd = (np.bincount(texts * bits + bit, minlength=n * bits) & 1).astype(np.uint8)
        return np.ascontiguousarray(np.packbits(odd.reshape(n, bits), axis=1).view(np.uint64).T)


def _tabulate(folded: Sequence[str]) -> _Table:
    """Characters are numbered and five of them joined in one integer.

    Where there are too many kinds of them, three and two are joined and numbered first. No step can confuse two
    shingles.
    """
    import numpy as np

    padded = [text.ljust(SHINGLE) if text else "" for text in folded]
    real = np.array([len(text) for text in folded], dtype=np.int64)
    lengths = np.array([len(text) for text in padded], dtype=np.int64)
    encoded = "".join(padded).encode("utf-32-le", "surrogatepass")
    written = np.frombuffer(encoded, dtype=np.uint32).astype(np.int64)
    begins = np.cumsum(lengths) - lengths
    written[np.arange(len(written)) - np.repeat(begins, lengths) >= np.repeat(real, lengths)] = _PAD
    used = np.zeros(_PAD + 1, dtype=np.int64)
    used[written] = 1
    kinds = int(used.sum())
    characters = (np.cumsum(used) - 1)[written]
    windows = np.maximum(lengths - SHINGLE + 1, 0)
    texts = np.repeat(np.arange(len(folded)), windows)
    before = np.cumsum(windows) - windows
    at = np.arange(int(windows.sum())) + np.repeat(begins - before, windows)
    head = (characters[at] * kinds + characters[at + 1]) * kinds + characters[at + 2]
    tail = characters[at + 3] * kinds + characters[at + 4]
    most = kinds**SHINGLE
    if most * len(folded) < 1 << 62:
        pieces = head * (kinds * kinds) + tail
    else:
        head, tail = _numbered(head), _numbered(tail)
        pieces = _numbered(head << 32 | tail)
        most = len(at) + 1
    keys = np.sort(texts * most + pieces)
    keys = keys[np.diff(keys, prepend=-1) > 0]
    held = keys // most
    sizes = np.bincount(held, minlength=len(folded))
    return _Table(sizes, np.concatenate([[0], np.cumsum(sizes)]), keys - held * most)


def _numbered(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """The values as numbers from 0, in their order."""
    import numpy as np

    return np.unique(values, return_inverse=True)[1].astype(np.int64)
