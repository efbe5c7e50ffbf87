"""Label values as they are stored: checked against the scheme, text cleaned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from studio.core.episode import LABEL_FIELDS
from studio.core.errors import UsageError
from studio.label.codebook.schemes import FREE_TEXT, Scheme


def checked_values(scheme: Scheme, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as they are stored: checked against the scheme, text cleaned, empty text and lists as None.

    Raises:
        UsageError: a field or value is not in the scheme.
    """
    clean: dict[str, Any] = {}
    for name, value in values.items():
        if name not in LABEL_FIELDS:
            raise UsageError(
                f"“{name}” is no label field.", fix=f"Fields: {', '.join(LABEL_FIELDS)}.", code="unknown_field"
            )
        if name == "topics":
            if isinstance(value, str) or not all(isinstance(topic, str) for topic in value or ()):
                raise UsageError(
                    "topics must be a list of words.", fix="Give them one by one: --topic WORD.", code="unknown_value"
                )
            value = list(dict.fromkeys(topic for topic in (cleaned(t) for t in value or ()) if topic)) or None
        elif isinstance(value, str):
            value = cleaned(value) if name in FREE_TEXT else value
            value = value or None
        elif value is not None:
            raise UsageError(f"{name} must be text.", code="unknown_value")
        scheme.check(name, value)
        clean[name] = value
    if not clean:
        raise UsageError("No label was given.", fix=f"Fields: {', '.join(LABEL_FIELDS)}.", code="nothing_to_do")
    return clean


def cleaned(text: str) -> str:
    """The text without NUL and halves of surrogate pairs, which no database keeps; white space at the ends removed."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8").strip()
