"""A child process killed at a random moment, and what it had said until then."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import time
from typing import Any


def told_until_killed(
    child: subprocess.Popen[str], dice: random.Random, *, lines: tuple[int, int], pause: float
) -> list[dict[str, Any]]:
    """Every whole line of JSON the child got out before SIGKILL.

    Args:
        child: Writes JSON lines on its stdout.
        dice: Chooses the moment.
        lines: Fewest and most lines to wait for.
        pause: Most seconds to wait after them.
    """
    assert child.stdout is not None
    told: list[str] = []
    wanted = dice.randint(*lines)
    for line in child.stdout:
        told.append(line)
        if len(told) >= wanted:
            break
    time.sleep(dice.random() * pause)
    child.send_signal(signal.SIGKILL)
    told += child.stdout.readlines()
    child.stdout.close()
    child.wait()
    assert child.returncode == -signal.SIGKILL
    return [json.loads(line) for line in told if line.endswith("\n")]
