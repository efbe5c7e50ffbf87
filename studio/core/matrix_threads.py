"""Threads of numpy's matrix product in this process: one, as its matrices are small and threads wait for each other."""

from __future__ import annotations

import os

VARIABLE = "OPENBLAS_NUM_THREADS"
"""What OpenBLAS reads when it is loaded."""
_OURS = "STUDIO_OPENBLAS_THREADS"
"""Set where the number is ours and not the person's."""


def keep_to_one() -> None:
    """Have numpy multiply on one thread, unless the person says otherwise; call it before numpy is loaded."""
    if VARIABLE not in os.environ:
        os.environ[VARIABLE] = os.environ[_OURS] = "1"


def asked_for() -> str | None:
    """How many threads the person asked for; None where they did not."""
    return None if _OURS in os.environ else os.environ.get(VARIABLE)
