"""The talking process: how it is started, and how its errors are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from studio.core.blas import preload_environment
from studio.core.child import ChildProcess
from studio.core.errors import StudioError

if TYPE_CHECKING:
    from studio.coach.contender import Contender
    from studio.core.paths import Home

LOADING_SECONDS = 600.0
"""Longest wait for a model to be read from disk."""


def start(home: Home, who: Contender) -> ChildProcess:
    """A process that begins to load a contender; its first message says that it is ready, or why not."""
    arguments = ["--model", str(who.model)]
    if who.adapter is not None:
        arguments += ["--adapter", str(who.adapter)]
    return ChildProcess("studio.coach.worker", arguments, environment=preload_environment(home), name="The coach")


def raise_error(message: dict[str, Any]) -> None:
    """Raise what a message of the process complains of.

    Raises:
        StudioError: it is an error.
    """
    if message.get("event") == "error":
        raise StudioError(
            f"The coach could not answer: {message.get('message')}.",
            fix="Try a shorter question, or another model (studio models list).",
            code="coach_failed",
        )
