"""Every failure a person can meet, each with a message, a reason and a fix.

StudioError                 exit 1   failed
├── UsageError              exit 2   the command was put wrongly
├── InputError              exit 3   the input was not recognised, or nothing in it was usable
├── GateError               exit 4   a gate refused (unreviewed text, too little data)
├── HomeBusyError           exit 5   another process holds the home
└── StoppedError            exit 130 the person stopped it
"""

from __future__ import annotations

from typing import ClassVar


class StudioError(Exception):
    """Something went wrong that the person can read and act on.

    Args:
        message: Names the thing and the reason, in one sentence.
        fix: What to do now, in one sentence; may be empty.
        code: Stable machine name, such as `not_found`.
    """

    exit_code: ClassVar[int] = 1
    default_code: ClassVar[str] = "failed"

    def __init__(self, message: str, *, fix: str = "", code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix
        self.code = code or self.default_code

    def as_dict(self) -> dict[str, str]:
        """The error as the `{"code", "message", "fix"}` that `--json` prints."""
        return {"code": self.code, "message": self.message, "fix": self.fix}


class UsageError(StudioError):
    """The command was put wrongly."""

    exit_code = 2
    default_code = "usage"


class InputError(StudioError):
    """The input was not recognised, or nothing in it was usable."""

    exit_code = 3
    default_code = "bad_input"


class GateError(StudioError):
    """A gate refused: unreviewed text, or too little data to go on."""

    exit_code = 4
    default_code = "refused"


class HomeBusyError(StudioError):
    """Another process holds the home."""

    exit_code = 5
    default_code = "home_busy"


class StoppedError(StudioError):
    """The person stopped it."""

    exit_code = 130
    default_code = "stopped"
