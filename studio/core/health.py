"""What the machine offers and what stands in the way, for `studio doctor`."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Literal

from studio.core.blas import describe
from studio.core.paths import Home

State = Literal["ok", "warn", "fail"]

SMALLEST_MEMORY = 6 * 2**30
"""Bytes of memory below which even a 0.6 B base is unlikely to train."""

SMALLEST_DISK = 2 * 2**30
"""Bytes of free disk below which a base model will not fit."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    id: str
    state: State
    message: str
    fix: str = ""


def examine(home: Home) -> list[Check]:
    """Everything that can be looked at without opening the store."""
    return [_python(), _mlx(), _blas(home), _memory(), _disk(home), _presidio(), _rights(home)]


def _python() -> Check:
    return Check("python", "ok", f"Python {platform.python_version()} on {platform.system()} {platform.machine()}.")


def _mlx() -> Check:
    try:
        release = version("mlx")
    except PackageNotFoundError:
        return Check(
            "mlx", "fail", "MLX is not installed, so nothing can be taught here.",
            "Use an Apple Silicon Mac or Linux, and install Studio again.",
        )  # fmt: skip
    probe = "import mlx.core as m; a = m.ones((8, 8)); m.eval(a @ a); print(m.default_device().type.name)"
    try:
        ran = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, timeout=60, check=False)
    except subprocess.TimeoutExpired:
        return Check("mlx", "fail", f"MLX {release} did not answer within a minute.", "Install Studio again.")
    if ran.returncode:
        last = (ran.stderr.strip().splitlines() or ["no message"])[-1]
        return Check("mlx", "fail", f"MLX {release} does not run: {last}", "Install Studio again.")
    device = ran.stdout.strip()
    kind = {"gpu": "the graphics processor", "cpu": "the processor"}.get(device, device)
    return Check("mlx", "ok", f"MLX {release} computes on {kind}.")


def _blas(home: Home) -> Check:
    if sys.platform == "darwin":
        return Check("blas", "ok", "Accelerate, part of macOS.")
    blas = describe(home)
    if blas.kind == "reference":
        return Check("blas", "warn", blas.message, "Install a C compiler (gcc or clang), or OpenBLAS.")
    return Check("blas", "ok", blas.message)


def _memory() -> Check:
    try:
        size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return Check("memory", "warn", "The size of the memory cannot be read.")
    text = f"{size / 2**30:.0f} GB of memory."
    if size < SMALLEST_MEMORY:
        return Check("memory", "warn", text, "Only the smallest models will train here.")
    return Check("memory", "ok", text)


def _disk(home: Home) -> Check:
    place = home.root
    while not place.exists() and place != place.parent:
        place = place.parent
    free = shutil.disk_usage(place).free
    text = f"{free / 2**30:.1f} GB free where the home lies."
    if free < SMALLEST_DISK:
        return Check("disk", "warn", text, "Make room: a base model takes one to five GB.")
    return Check("disk", "ok", text)


def _presidio() -> Check:
    if find_spec("presidio_analyzer") is None:
        return Check("scrub", "fail", "Presidio is not installed, so nothing can be scrubbed.", "Install Studio again.")
    return Check("scrub", "ok", "Presidio with our own recognisers; no language model is needed.")


def _rights(home: Home) -> Check:
    if not home.root.exists():
        return Check("home", "ok", f"{home.root} will be made on first use, for you alone.")
    loose = [
        path.name
        for path in (home.root, home.database, home.settings, home.key)
        if path.exists() and path.stat().st_mode & 0o077
    ]
    if loose:
        return Check(
            "home", "warn", f"Others on this machine may read {', '.join(loose)}.", f"chmod -R go= {home.root}"
        )
    if not os.access(home.root, os.W_OK):
        return Check("home", "fail", f"{home.root} cannot be written to.", "Give --home a folder you may write to.")
    return Check("home", "ok", f"{home.root}, for you alone.")
