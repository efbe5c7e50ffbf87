"""The surfaces as they are gone through: which are listed, which are open, which are forms of one name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from studio.scrub.lexicon.names import fold
from studio.scrub.review.desk import Surface


class Listing:
    """Surfaces in the order of a desk, narrowed down by entity and words.

    Args:
        surfaces: In the order they are to be listed, forms of one name together.
    """

    def __init__(self, surfaces: Iterable[Surface]) -> None:
        self.every = list(surfaces)
        self.entity: str | None = None
        """Only this one is listed; None for all."""
        self.words = ""
        """Only what holds these is listed."""
        self.open = Counter(s.entity for s in self.every if s.decision is None)
        """Entity → surfaces without a decision, whatever is listed."""
        self.decided = sum(s.decision is not None for s in self.every)
        self._places = {s.at: n for n, s in enumerate(self.every)}
        self._sought = [_sought(s) for s in self.every]
        self._listed = list(range(len(self.every)))
        self._rows: dict[int, int] | None = None

    def __len__(self) -> int:
        return len(self._listed)

    def __getitem__(self, row: int) -> Surface:
        return self.every[self._listed[row]]

    @property
    def narrowed(self) -> bool:
        """True while something is not listed for its entity or its words."""
        return self.entity is not None or bool(self.words)

    def narrow(self, entity: str | None = None, words: str = "") -> None:
        """List only one entity, or what holds these words in its surface, its name or its stand-in."""
        self.entity, self.words = entity, words
        sought = fold(words.strip())
        self._listed = [
            n
            for n, s in enumerate(self.every)
            if entity in {None, s.entity} and (not sought or sought in self._sought[n])
        ]
        self._rows = None

    def row_of(self, at: tuple[str, str]) -> int | None:
        """The row a surface is listed on; None where it is not."""
        if self._rows is None:
            self._rows = {place: row for row, place in enumerate(self._listed)}
        place = self._places.get(at)
        return None if place is None else self._rows.get(place)

    def find(self, at: tuple[str, str]) -> Surface | None:
        """A surface by (key, entity), listed or not."""
        place = self._places.get(at)
        return None if place is None else self.every[place]

    def put(self, surface: Surface) -> int | None:
        """Take a surface with another decision in the place of its former self; returns the row it is listed on."""
        place = self._places[surface.at]
        before = self.every[place]
        self.every[place] = surface
        if (before.decision is None) != (surface.decision is None):
            step = 1 if surface.decision is None else -1
            self.open[surface.entity] += step
            self.decided -= step
        self._sought[place] = _sought(surface)
        return self.row_of(surface.at)

    def next_open(self, row: int, by: int = 1) -> int | None:
        """The nearest listed row without a decision, past the end from the other side; None where there is none."""
        count = len(self._listed)
        for step in range(1, count + 1):
            at = (row + by * step) % count
            if self[at].decision is None:
                return at
        return None

    def is_form(self, row: int) -> bool:
        """True for a row that stands under another form of the same name."""
        return row > 0 and _same_name(self[row - 1], self[row])

    def forms(self, row: int) -> list[Surface]:
        """The surface on a row; on the first row of a name, the undecided forms listed under it too."""
        found = [self[row]]
        if not self.is_form(row):
            for under in range(row + 1, len(self._listed)):
                if not _same_name(self[row], self[under]):
                    break
                if self[under].decision is None:
                    found.append(self[under])
        return found

    def like(self, row: int, *, surer: bool) -> list[Surface]:
        """Every listed surface of the same entity without a decision, found as surely or more, or as surely or less."""
        here = self[row]
        return [
            s
            for s in map(self.every.__getitem__, self._listed)
            if s.decision is None
            and s.entity == here.entity
            and (s.score >= here.score if surer else s.score <= here.score)
        ]


def pick(surfaces: Sequence[Surface], *, pending: bool = False, words: str = "") -> list[Surface]:
    """Those without a decision, or all, that hold these words."""
    listing = Listing(surfaces)
    listing.narrow(words=words)
    listed = [listing[row] for row in range(len(listing))]
    return [s for s in listed if s.decision is None] if pending else listed


def _same_name(one: Surface, other: Surface) -> bool:
    return one.entity == other.entity and one.canonical == other.canonical


def _sought(surface: Surface) -> str:
    return fold(f"{surface.surface}\n{surface.replacement}\n{surface.person or ''}\n{surface.canonical}")
