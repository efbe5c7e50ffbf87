"""A toy model made once per machine and shared by every test process."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from filelock import FileLock

from studio.core.paths import Home
from studio.train import toy

STEPS = 70
"""Enough to end its answers; a third of the real toy's time."""


def made_once(steps: int = STEPS) -> Path:
    """The folder of a toy made from the present sources, from the temporary folder if it is there already."""
    digest = hashlib.sha256(str(steps).encode())
    for source in sorted(Path(toy.__file__).parent.joinpath("worker").glob("toy*.py")):
        digest.update(source.read_bytes())
    shelf = Path(tempfile.gettempdir()) / f"studio-test-toy-{os.getuid()}"
    shelf.mkdir(mode=0o700, exist_ok=True)
    model = shelf / digest.hexdigest()[:16]
    with FileLock(str(shelf / "lock")):
        if not (model / "model.safetensors").exists():
            for old in shelf.iterdir():
                if old.is_dir() and old.name != "home":
                    shutil.rmtree(old)
            toy.make_toy(Home(shelf / "home").create(), model, steps=steps)
    return model


@pytest.fixture(scope="session")
def toy_model() -> Path:
    """The folder of the tests' toy; not to be written to."""
    return made_once()


@pytest.fixture
def toy_home(tmp_path: Path, toy_model: Path) -> Home:
    """A fresh home in which the toy is already made, and the BLAS shim already compiled."""
    home = Home(tmp_path / "home").create()
    (home.models / "tiny").symlink_to(toy_model, target_is_directory=True)
    shutil.copytree(toy_model.parent / "home" / "cache" / "blas", home.cache / "blas", dirs_exist_ok=True)
    return home
