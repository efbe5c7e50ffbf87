"""What is looked for, how sure one must be, and what a finding is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Entity = Literal[
    "PERSON", "LOCATION", "ADDRESS", "DATE", "AGE", "EMAIL", "PHONE", "URL", "HANDLE", "ID", "ORG", "SECRET"
]

ENTITIES: tuple[Entity, ...] = (
    "PERSON", "LOCATION", "ADDRESS", "DATE", "AGE", "EMAIL", "PHONE", "URL", "HANDLE", "ID", "ORG", "SECRET",
)  # fmt: skip
"""In the order they are listed."""

FROM_PRESIDIO: dict[str, Entity] = {
    "EMAIL_ADDRESS": "EMAIL",
    "PHONE_NUMBER": "PHONE",
    "CREDIT_CARD": "ID",
    "IBAN_CODE": "ID",
    "US_SSN": "ID",
    "UK_NINO": "ID",
    "UK_NHS": "ID",
    "UK_POSTCODE": "LOCATION",
    "IP_ADDRESS": "ID",
    "MAC_ADDRESS": "ID",
    "UUID": "ID",
    "CRYPTO": "ID",
    "URL": "URL",
}
"""Presidio's names of what its recognisers find → ours."""

SURE = 0.5
"""From this score on a finding is applied without a review (`studio scrub text`)."""

MAYBE = 0.4
"""From this score on a finding is shown for review."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a text that may identify a person."""

    start: int
    end: int
    entity: Entity
    text: str
    """The surface, as written."""
    score: float
    """0..1."""
    why: str
    """Which rule found it, in a plain sentence."""
    canonical: str = ""
    """What it is a mention of; equal canonicals get one surrogate."""
    surrogate: str = ""
    """What the model reads in its place."""


def group_key(surface: str, entity: str) -> str:
    """The surface as decisions are kept: case and white space do not matter, except in secrets and ids."""
    joined = " ".join(surface.split())
    return joined if entity in {"ID", "SECRET", "URL"} else joined.casefold()
