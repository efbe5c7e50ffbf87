"""What a command prints with --json."""

from __future__ import annotations

import json
from typing import Any

import pytest

from studio.cli.main import run


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    """Exit code and the one object on stdout."""
    capsys.readouterr()
    code = run([*arguments, "--json"])
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return code, found
