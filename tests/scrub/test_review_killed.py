"""Killed at any moment: every decision acknowledged stands, and a scan cut off leaves what was found before."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from studio.core.paths import Home
from studio.core.settings import Settings
from studio.scrub.review.review import decide, name_leak
from studio.scrub.scan import scan
from studio.store import Store
from tests.killing import told_until_killed
from tests.scrub.life import live
from tests.scrub.reviewing_child import standing

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def scanned(home: Home) -> Home:
    with Store.open(home) as store:
        live(store)
        scan(store, home, Settings(), processes=1)
    return home


def killed(home: Home, seed: int, what: str, lines: tuple[int, int], pause: float) -> list[dict[str, Any]]:
    """What a child said before it was killed."""
    command = [sys.executable, "-m", "tests.scrub.reviewing_child", str(home.root), str(seed), what]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    return told_until_killed(child, random.Random(seed), lines=lines, pause=pause)


def test_every_decision_acknowledged_stands_after_a_kill(scanned: Home) -> None:
    for seed in range(4):
        told = killed(scanned, seed, "review", (1, 90), 0.004)
        done = [line for line in told if "did" in line]
        with Store.open(scanned) as store:
            now = standing(store)
        if not done:
            continue
        acknowledged = done[-1]["stands"]
        cut_off = told[-1] if "about" in told[-1] else None
        if now == acknowledged:
            continue
        assert cut_off is not None, "nothing was under way, and yet something else stands"
        if cut_off["about"] in {"accept", "reject", "both"}:
            decision = "reject" if cut_off["about"] == "reject" else "accept"
            kept = [row for row in acknowledged if row[:2] not in cut_off["keys"]]
            assert now == sorted([*kept, *([*key, decision] for key in cut_off["keys"])]), "all of an action, or none"


def test_undo_and_redo_go_on_after_a_restart(scanned: Home) -> None:
    with Store.open(scanned) as store:
        decide(store, "Ingrid", "accept")
        decide(store, "Brighton", "reject")
        name_leak(store, "we sat in the heron", "heron", "ORG")
        everything = standing(store)
        store.scrub.undo()
        assert ["heron", "ORG", "told"] not in standing(store)
    with Store.open(scanned) as store:
        store.scrub.undo()
        assert [v.key for v in store.scrub.redo()] == ["brighton"]
    with Store.open(scanned) as store:
        assert [v.key for v in store.scrub.redo()] == ["heron"]
        assert standing(store) == everything
        assert store.scrub.redo() == []
        assert [v.key for v in store.scrub.undo()] == ["heron"]
        decide(store, "Inge", "accept")
        assert store.scrub.redo() == []


def test_a_scan_killed_in_the_middle_leaves_what_was_found_and_decided(scanned: Home) -> None:
    for seed in range(3):
        with Store.open(scanned) as store:
            before = store.scrub.findings()
        told = killed(scanned, seed, "scan", (1, 4), 0.5)
        acknowledged = [line["findings"] for line in told if "did" in line]
        with Store.open(scanned) as store:
            after = store.scrub.findings()
            assert {h: after.get(h) for h in before} == before
            if acknowledged:
                assert store.scrub.status().findings >= acknowledged[-1]
            report = scan(store, scanned, Settings(), processes=1)
            assert report.read <= 40, "only what was cut off is read again"
            assert set(store.scrub.fresh()) >= set(before)
