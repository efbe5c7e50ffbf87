"""Formats a dataset can be handed out in, one small module each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from studio.dataset.formats import completions, mlx, openai

Messages = Sequence[Mapping[str, str]]
"""Turns with `role` and `content`."""


class Format(Protocol):
    """One format; a module satisfies it."""

    @property
    def NAME(self) -> str:
        """What `--format` calls it."""
        ...

    @property
    def LABEL(self) -> str:
        """Who reads it."""
        ...

    @property
    def FILES(self) -> Mapping[str, str]:
        """Split → file name."""
        ...

    def line(self, messages: Messages) -> dict[str, Any]:
        """One example as the format's JSON object."""
        ...


FORMATS: list[Format] = [mlx, openai, completions]
