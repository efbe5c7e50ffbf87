"""National numbers and postcodes of the regions in the settings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from studio.scrub.recognizers.base import Hit, PlainRecognizer
from studio.scrub.regions import numbers_of, postcodes_of


class NationalRecognizer(PlainRecognizer):
    """What a state gives out: numbers of people and cars, and postcodes with letters.

    Args:
        regions: ISO codes, such as `("NL", "DE")`.
    """

    ENTITIES = ("ID", "LOCATION")
    GATE = re.compile(r"\d\d|[A-Z]\d[A-Z\d]")

    def __init__(self, regions: tuple[str, ...]) -> None:
        self.numbers = numbers_of(regions)
        self.postcodes = postcodes_of(regions)
        super().__init__()

    def may(self, text: str) -> bool:
        """Only where a region has any, and only texts with digits close together."""
        return bool(self.numbers or self.postcodes) and super().may(text)

    def hits(self, text: str) -> Iterator[Hit]:
        """Numbers whose check digits hold, and postcodes."""
        for pattern, number in self.numbers:
            for match in pattern.finditer(text):
                if number.valid is None or number.valid(match[0]):
                    yield Hit(*match.span(), "ID", number.score, number.why)
        for match in self.postcodes.finditer(text) if self.postcodes else ():
            yield Hit(*match.span(), "LOCATION", 0.6, "a postcode")
