"""Arrows go one way, and nothing heavy is imported before it is needed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("textual", "rich", "mlx", "mlx_lm", "presidio_analyzer", "spacy", "polars", "pyarrow", "numpy", "faker",
         "pydantic", "duckdb", "transformers", "bm25s", "platformdirs")  # fmt: skip


def modules_after(statement: str) -> set[str]:
    code = f"import sys, json; {statement}; print(json.dumps(sorted({{m.split('.')[0] for m in sys.modules}})))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    names = json.loads(ran.stdout.splitlines()[-1])
    assert isinstance(names, list)
    return set(names)


def test_the_command_line_starts_without_anything_heavy() -> None:
    loaded = modules_after("from studio.cli.main import build; build()")
    assert loaded.isdisjoint(HEAVY), sorted(loaded & set(HEAVY))


def test_the_screens_start_without_models_or_scrubbers() -> None:
    loaded = modules_after("import studio.tui.app, studio.tui.screens.home, studio.store")
    late = {"mlx", "mlx_lm", "presidio_analyzer", "spacy", "polars", "pyarrow", "numpy", "faker", "pydantic", "bm25s"}
    assert loaded.isdisjoint(late), sorted(loaded & late)


def test_the_guard_itself_sees_a_heavy_import() -> None:
    assert "duckdb" in modules_after("import studio.store")


@pytest.mark.slow
def test_the_import_contracts_are_kept() -> None:
    ran = subprocess.run([Path(sys.executable).with_name("lint-imports")], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout
