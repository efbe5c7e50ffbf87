"""Texts as sparse vectors of hashed words and pieces of words, and how alike they are."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from time import sleep
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from studio.core.progress import Stop

WIDTH = 1 << 16
"""Hashed features; two meet in one by chance about once in 65,000."""
PIECE = 4
"""Characters in a piece of a word; pieces carry the likeness of inflected words and of scripts without spaces."""
PIECE_WEIGHT = 0.25
"""Of a piece, where a word weighs 1."""
KEPT = 128
"""Heaviest features kept of a text."""
_PRIME = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1


def folded(text: str) -> str:
    """Case, width and accents folded away; punctuation, control characters and lone surrogates become gaps."""
    plain = unicodedata.normalize("NFKD", text.encode("utf-8", "replace").decode("utf-8")).casefold()
    return " ".join("".join(_kept(c) for c in plain).split())


def _kept(character: str) -> str:
    """Letters, digits and the marks that some scripts spell with; an accent is nothing, all else a gap."""
    if character.isalnum():
        return character
    if "\u0300" <= character <= "\u036f":
        return ""
    return character if unicodedata.category(character)[0] == "M" else " "


def features(text: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """(feature, weight) of a folded text: its words, and the pieces of four characters that cross no gap."""
    import numpy as np

    codes = np.frombuffer(f" {text} ".encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    words = _word_hashes(text)
    hashes = [words]
    if len(codes) >= PIECE:
        with np.errstate(over="ignore"):
            rolled = np.zeros(len(codes) - PIECE + 1, dtype=np.uint64)
            for place in range(PIECE):
                rolled = rolled * np.uint64(_PRIME) + codes[place : len(codes) - PIECE + 1 + place]
            rolled = (rolled ^ (rolled >> np.uint64(29))) * np.uint64(_PRIME)
        inside = np.ones(len(rolled), dtype=bool)
        for place in range(1, PIECE - 1):
            inside &= codes[place : len(codes) - PIECE + 1 + place] != 32
        hashes.append(rolled[inside])
    found = np.concatenate(hashes) >> np.uint64(64 - 16)
    numbers, first, counts = np.unique(found.astype(np.int64), return_index=True, return_counts=True)
    weights = np.where(first < len(words), 1.0, PIECE_WEIGHT) * np.sqrt(counts)
    return numbers, weights.astype(np.float32)


def _word_hashes(text: str) -> NDArray[np.uint64]:
    import zlib

    import numpy as np

    return np.array([zlib.crc32(w.encode()) * _PRIME & _MASK for w in text.split()], dtype=np.uint64)


class Vectors:
    """Rows that can be added to, and the cosine of every row with a text; TF-IDF, smoothed.

    The inverse document frequency is log((1 + n) / (1 + df)) + 1 over the texts given at the start (Salton & Buckley
    1988); counts enter as their square root.

    Args:
        texts: Folded texts, the first rows.
        stop: Polled while they are read.
    """

    def __init__(self, texts: Sequence[str] = (), stop: Stop | None = None) -> None:
        import numpy as np

        self._idf = np.ones(WIDTH, dtype=np.float32)
        self._asked = np.zeros(WIDTH, dtype=np.float32)
        self._features = np.zeros((64, KEPT), dtype=np.int32)
        self._weights = np.zeros((64, KEPT), dtype=np.float32)
        self.rows = 0
        made = []
        for text in texts:
            made.append(features(text))
            if stop is not None:
                stop.check()
            sleep(0)  # A thread that paints may need the interpreter.
        if made:
            holders = np.bincount(np.concatenate([numbers for numbers, _ in made]), minlength=WIDTH)
            self._idf = (np.log((1 + len(made)) / (1 + holders)) + 1).astype(np.float32)
        for numbers, counts in made:
            self._append(numbers, counts)
            if stop is not None:
                stop.check()

    def add(self, text: str) -> int:
        """Add a row; returns its place."""
        self._append(*features(text))
        return self.rows - 1

    def cosines(self, text: str) -> NDArray[np.float32]:
        """How alike a folded text is to every row, 0..1."""
        numbers, weights = self._weighed(*features(text))
        return self._against(numbers, weights)

    def cosines_of(self, row: int) -> NDArray[np.float32]:
        """How alike a row is to every row."""
        return self._against(self._features[row], self._weights[row])

    def _against(self, numbers: NDArray[np.int32], weights: NDArray[np.float32]) -> NDArray[np.float32]:
        import numpy as np

        asked = self._asked
        np.add.at(asked, numbers, weights)
        found: NDArray[np.float32] = np.einsum(
            "ij,ij->i", asked[self._features[: self.rows]], self._weights[: self.rows]
        )
        asked[numbers] = 0
        return found

    def _weighed(
        self, numbers: NDArray[np.int64], counts: NDArray[np.float32]
    ) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """The heaviest features of a text with weights of length 1."""
        import numpy as np

        weights = counts * self._idf[numbers]
        if len(weights) > KEPT:
            top = np.argpartition(-weights, KEPT)[:KEPT]
            numbers, weights = numbers[top], weights[top]
        length = float(np.sqrt((weights * weights).sum()))
        return numbers.astype(np.int32), (weights / length if length else weights).astype(np.float32)

    def _append(self, numbers: NDArray[np.int64], counts: NDArray[np.float32]) -> None:
        import numpy as np

        if self.rows == len(self._features):
            self._features = np.concatenate([self._features, np.zeros_like(self._features)])
            self._weights = np.concatenate([self._weights, np.zeros_like(self._weights)])
        kept, weights = self._weighed(numbers, counts)
        self._features[self.rows, : len(kept)] = kept
        self._weights[self.rows, : len(weights)] = weights
        self.rows += 1
