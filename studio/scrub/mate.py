"""One of a crew: it leaves within a moment of the process that started it, also while it is still beginning."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time

LOOK_EVERY = 0.2
"""Seconds."""

_PARENT_DEATH_SIGNAL = 1
"""Linux's PR_SET_PDEATHSIG."""


def leave_with_parent() -> None:
    """End when the parent does: at once where the system sees to it, else at the next look."""
    parent = os.getppid()
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY)
    os._exit(1)


if __name__ == "__main__":
    leave_with_parent()
    from studio.scrub.crew import serve

    serve()
