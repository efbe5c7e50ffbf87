"""A fast matrix product for MLX on Linux, where its wheel brings the reference BLAS (6 against 190 GFLOP/s here).

MLX's CPU back end calls `cblas_sgemm`, `cblas_dgemm` and `cblas_cgemm`. A system OpenBLAS preloaded in front answers
them; where there is none, three wrappers of our own hand them to the OpenBLAS inside numpy's wheel, whose symbols are
`scipy_cblas_*64_` with 64-bit sizes. Whatever is preloaded has first multiplied correctly in a process of its own.
"""

from __future__ import annotations

import ctypes.util
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from studio.core import matrix_threads
from studio.core.child import ChildError, ChildProcess
from studio.core.ids import text_hash
from studio.core.paths import Home, write_private

Kind = Literal["built_in", "system", "numpy", "reference"]

PROBE = "studio.train.worker.matmul"
"""The module that multiplies and compares, in a child."""

PROBE_SECONDS = 60.0
"""Longest wait for the probe; it takes one second."""

_SHIM = """
#include <stdint.h>
#define WRAP(NAME, SCALAR, POINTER) \\
  void scipy_cblas_##NAME##64_(int, int, int, int64_t, int64_t, int64_t, SCALAR, const POINTER *, int64_t, \\
                               const POINTER *, int64_t, SCALAR, POINTER *, int64_t); \\
  void cblas_##NAME(int order, int ta, int tb, int m, int n, int k, SCALAR alpha, const POINTER *a, int lda, \\
                    const POINTER *b, int ldb, SCALAR beta, POINTER *c, int ldc) { \\
    scipy_cblas_##NAME##64_(order, ta, tb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc); \\
  }
WRAP(sgemm, float, float)
WRAP(dgemm, double, double)
WRAP(cgemm, const void *, void)
"""


@dataclass(frozen=True, slots=True)
class Blas:
    """Which matrix product a worker will use."""

    kind: Kind
    """`built_in` where MLX needs no help (not Linux), `reference` where no faster one could be had."""
    libraries: tuple[str, ...] = ()
    """What is preloaded, in order."""
    gflops: float | None = None
    """Measured by the probe in float32, 768 × 768."""
    gpu: bool = False
    """Whether MLX computes on a graphics processor here (its CUDA build)."""
    why: str = ""
    """For `reference`: why nothing faster is in use."""

    @property
    def message(self) -> str:
        """One sentence for `studio doctor`."""
        speed = f", {self.gflops:.0f} GFLOP/s" if self.gflops else ""
        match self.kind:
            case "built_in":
                return "MLX brings its own fast matrix product here."
            case "system":
                return f"MLX uses this machine's OpenBLAS ({self.libraries[0]}{speed})."
            case "numpy":
                return f"MLX uses the OpenBLAS inside numpy{speed}."
            case "reference":
                return f"MLX uses its reference BLAS{speed}, about thirty times slower: {self.why}"


def preload_environment(home: Home) -> dict[str, str]:
    """Environment for a process that imports MLX: the preload, OpenBLAS's threads, and MLX's own compiler switch.

    Compiles and checks on first use in a home (two seconds), then reads the answer from the home's cache.
    """
    if sys.platform != "linux":
        return {}
    return _environment(describe(home))


def describe(home: Home) -> Blas:
    """Which BLAS the workers of a home use; finds out on first use."""
    if sys.platform != "linux":
        return Blas("built_in")
    bundled, system, compiler = _bundled(), ctypes.util.find_library("openblas"), _compiler()
    key = text_hash(_SHIM, str(bundled), system or "", compiler or "", *_versions())
    record = home.cache / "blas" / "choice.json"
    if (known := _recall(record, key)) is not None:
        return known
    chosen = _choose(home.cache / "blas", bundled, system, compiler)
    if chosen.kind != "reference":
        write_private(record, json.dumps({"key": key, "blas": asdict(chosen)}).encode())
    return chosen


def _choose(folder: Path, bundled: Path | None, system: str | None, compiler: str | None) -> Blas:
    reasons: list[str] = []
    if system and (checked := _probe(Blas("system", (system,)), reasons)) is not None:
        return checked
    if bundled is None:
        reasons.append("no OpenBLAS on this machine and none inside numpy.")
    elif compiler is None:
        reasons.append("no OpenBLAS on this machine, and no C compiler (gcc) to reach the one inside numpy.")
    elif (shim := _compile(folder, bundled, compiler, reasons)) is not None:
        checked = _probe(Blas("numpy", (str(bundled), str(shim))), reasons)
        if checked is not None:
            return checked
    plain = Blas("reference", why=" ".join(reasons))
    return _probe(plain, []) or plain


def _environment(blas: Blas) -> dict[str, str]:
    # On the CPU MLX compiles with g++, a second or more per shape: 35 s of a short run to gain 13 % (measured).
    values = {} if blas.gpu else {"MLX_DISABLE_COMPILE": "1"}
    if not blas.libraries:
        return values
    folders = [str(Path(library).parent) for library in blas.libraries if "/" in library]
    names = [Path(library).name for library in blas.libraries]
    values["LD_PRELOAD"] = ":".join([*names, *filter(None, [os.environ.get("LD_PRELOAD")])])
    if folders:
        values["LD_LIBRARY_PATH"] = ":".join([*folders, *filter(None, [os.environ.get("LD_LIBRARY_PATH")])])
    values[matrix_threads.VARIABLE] = matrix_threads.asked_for() or str(_threads())
    return values


def _threads() -> int:
    """One on a small machine: a second gains a sixth when it is idle and costs fourfold when it is not (measured)."""
    return max(1, min(4, (os.cpu_count() or 1) // 2))


def _compile(folder: Path, bundled: Path, compiler: str, reasons: list[str]) -> Path | None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    source, shim = folder / "shim.c", folder / f"libstudio_blas_{text_hash(_SHIM, str(bundled))[:8]}.so"
    draft = shim.with_suffix(f".{os.getpid()}")
    write_private(source, _SHIM.encode())
    try:
        done = subprocess.run(
            [compiler, "-x", "c", "-O2", "-shared", "-fPIC", "-o", str(draft), str(source)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        reasons.append(f"{compiler} could not be run ({problem}).")
        return None
    if done.returncode != 0 or not draft.exists():
        reasons.append(f"{compiler} refused three lines of C ({(done.stderr or 'no reason given').splitlines()[0]}).")
        return None
    draft.chmod(0o600)
    draft.replace(shim)
    return shim


def _probe(blas: Blas, reasons: list[str]) -> Blas | None:
    """The BLAS with its speed, if it multiplied correctly; else None, and the reason noted."""
    try:
        with ChildProcess(PROBE, environment=_environment(blas), name="The check of the matrix product") as child:
            answer = child.receive(timeout=PROBE_SECONDS)
    except (ChildError, TimeoutError) as problem:
        reasons.append(f"{blas.kind} OpenBLAS: {problem}")
        return None
    if not answer.get("exact"):
        reasons.append(f"{blas.kind} OpenBLAS multiplied wrongly.")
        return None
    return replace(blas, gflops=float(answer["gflops"]), gpu=bool(answer["gpu"]))


def _bundled() -> Path | None:
    """The OpenBLAS inside numpy's wheel."""
    spec = importlib.util.find_spec("numpy")
    if spec is None or spec.origin is None:
        return None
    libraries = Path(spec.origin).parent.parent / "numpy.libs"
    found = sorted(libraries.glob("libscipy_openblas64_*.so"))
    return found[0] if found and ":" not in str(libraries) else None


def _compiler() -> str | None:
    return shutil.which("gcc") or shutil.which("cc") or shutil.which("g++")


def _versions() -> list[str]:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return [version("mlx"), version("numpy")]
    except PackageNotFoundError:
        return []


def _recall(record: Path, key: str) -> Blas | None:
    try:
        kept = json.loads(record.read_bytes())
        if kept["key"] != key:
            return None
        blas = Blas(**{**kept["blas"], "libraries": tuple(kept["blas"]["libraries"])})
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return blas if all("/" not in library or Path(library).exists() for library in blas.libraries) else None
