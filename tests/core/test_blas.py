"""The BLAS that workers preload: right before fast, and never trusted unseen."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from studio.core import blas
from studio.core.child import ChildProcess
from studio.core.paths import Home

linux = pytest.mark.skipif(sys.platform != "linux", reason="MLX needs no help elsewhere")


def test_nothing_is_preloaded_off_linux(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert blas.preload_environment(home) == {}
    assert blas.describe(home).kind == "built_in"


@linux
def test_what_is_chosen_multiplied_correctly_and_is_remembered(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = blas.describe(home)
    assert chosen.kind in {"system", "numpy", "reference"}
    assert chosen.gflops is not None
    assert "GFLOP/s" in chosen.message
    with ChildProcess(blas.PROBE, environment=blas.preload_environment(home)) as probe:
        assert probe.receive(60)["exact"] is True
    if chosen.kind != "reference":
        monkeypatch.setattr(blas, "_probe", lambda *_: pytest.fail("it was checked already"))
        assert blas.describe(home) == chosen


@linux
@pytest.mark.skipif(shutil.which("gcc") is None, reason="needs a C compiler")
def test_a_shim_that_multiplies_wrongly_is_never_used(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctypes.util.find_library", lambda _: None)
    monkeypatch.setattr(blas, "_SHIM", blas._SHIM.replace("ta, tb, m, n, k,", "tb, ta, m, n, k,"))
    chosen = blas.describe(home)
    assert chosen.kind == "reference"
    assert "wrongly" in chosen.why or "OpenBLAS:" in chosen.why
    assert "LD_PRELOAD" not in blas.preload_environment(home)


@linux
def test_without_compiler_or_library_it_is_slow_and_says_why(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctypes.util.find_library", lambda _: None)
    monkeypatch.setattr(blas, "_compiler", lambda: None)
    chosen = blas.describe(home)
    assert chosen.kind == "reference"
    assert "no C compiler" in chosen.message
    monkeypatch.setattr(blas, "_bundled", lambda: None)
    assert "none inside numpy" in blas.describe(home).message


@linux
def test_a_compiler_that_fails_is_no_disaster(home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("ctypes.util.find_library", lambda _: None)
    broken = tmp_path / "gcc"
    broken.write_text("#!/bin/sh\necho no room left >&2\nexit 1\n")
    broken.chmod(0o700)
    monkeypatch.setattr(blas, "_compiler", lambda: str(broken))
    chosen = blas.describe(home)
    assert chosen.kind == "reference"
    if blas._bundled() is not None:
        assert "no room left" in chosen.why


@linux
@pytest.mark.parametrize("content", ["", "[]", "{}", '{"key": "old", "blas": {}}', "\x00"])
def test_a_spoilt_record_is_made_again(home: Home, content: str) -> None:
    record = home.cache / "blas" / "choice.json"
    record.parent.mkdir()
    record.write_text(content)
    chosen = blas.describe(home)
    assert chosen.gflops
    if chosen.kind != "reference":
        assert json.loads(record.read_text())["blas"]["kind"] == chosen.kind
        assert record.stat().st_mode & 0o077 == 0


@linux
def test_a_home_with_a_space_in_its_name_works(tmp_path: Path) -> None:
    spacious = Home(tmp_path / "my own home").create()
    chosen = blas.describe(spacious)
    with ChildProcess(blas.PROBE, environment=blas.preload_environment(spacious)) as probe:
        answer = probe.receive(60)
    assert answer["exact"]
    if chosen.kind == "numpy":
        assert answer["gflops"] > 0
