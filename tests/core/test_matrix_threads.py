"""This process multiplies on one thread; processes that train keep their own number; what the person says stands."""

from __future__ import annotations

import os

import pytest

from studio.core.blas import Blas, _environment
from studio.core.matrix_threads import VARIABLE, asked_for, keep_to_one


@pytest.fixture(autouse=True)
def unsaid(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", {k: v for k, v in os.environ.items() if "OPENBLAS" not in k})
    monkeypatch.setattr(os, "cpu_count", lambda: 16)


def test_one_here_and_four_in_a_process_that_trains() -> None:
    keep_to_one()
    assert os.environ[VARIABLE] == "1"
    assert asked_for() is None
    assert _environment(Blas("system", ("libopenblas.so.0",)))[VARIABLE] == "4"


def test_what_the_person_says_stands_in_both() -> None:
    os.environ[VARIABLE] = "3"
    keep_to_one()
    assert os.environ[VARIABLE] == asked_for() == "3"
    assert _environment(Blas("system", ("libopenblas.so.0",)))[VARIABLE] == "3"
