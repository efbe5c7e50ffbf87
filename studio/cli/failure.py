"""How a failure is told: one place, with or without JSON."""

from __future__ import annotations

import os
import re
import sys

from studio.core.errors import StudioError

_DRIVES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What drives a terminal, turns the order of what follows around, or is no character."""


def printable(text: str) -> str:
    """Text without control characters, so that no export can drive the terminal."""
    return _DRIVES.sub("�", text)


def fail(problem: StudioError, *, as_json: bool) -> int:
    """Print a failure and return its exit code."""
    if as_json:
        import json

        sys.stdout.write(json.dumps({"error": problem.as_dict()}, ensure_ascii=False) + "\n")
    else:
        sys.stderr.write(printable(f"{problem.message}\n{problem.fix}".rstrip()) + "\n")
    return problem.exit_code


def fault(problem: Exception) -> StudioError:
    """A fault of ours, in one sentence; `STUDIO_DEBUG=1` shows where it happened."""
    if os.environ.get("STUDIO_DEBUG"):
        import traceback

        traceback.print_exc()
    return StudioError(
        f"Something in Studio itself went wrong: {type(problem).__name__}: {problem}",
        fix="Nothing half-finished was kept. Run it again with STUDIO_DEBUG=1 and report what it prints.",
        code="fault",
    )
