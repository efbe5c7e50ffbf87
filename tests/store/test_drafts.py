"""Drafts: one text for each field, any letters, still there after the worst end."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from studio.core.paths import Home
from studio.store import Store
from tests.tui.pilot import HOSTILE

ROOT = Path(__file__).resolve().parents[2]


def test_a_field_has_one_draft_and_empty_text_takes_it_away(store: Store) -> None:
    store.drafts.keep("e1", "advice", "wait")
    store.drafts.keep("e1", "advice", "wait a day")
    store.drafts.keep("e1", "note", "long")
    store.drafts.keep("e2", "advice", "other")
    assert store.drafts.of("e1") == {"advice": "wait a day", "note": "long"}
    assert store.drafts.count() == 3
    store.drafts.keep("e1", "advice", "")
    store.drafts.drop("e1", "note")
    store.drafts.drop("e9", "note")
    assert store.drafts.of("e1") == {}
    assert store.drafts.count() == 1


@pytest.mark.parametrize("text", [*HOSTILE, "many\nlines\n", "e\u0301👩‍👩‍👧", "x" * 1_000_000], ids=range(9))
def test_any_letters_are_kept(store: Store, text: str) -> None:
    store.drafts.keep("e1", "note", text)
    assert store.drafts.of("e1")["note"] == text.replace("\x00", "")


def test_half_a_character_is_kept_as_a_question_mark(store: Store) -> None:
    store.drafts.keep("e1", "note", "a \ud800 b")
    assert store.drafts.of("e1") == {"note": "a ? b"}


def test_drafts_kept_from_many_threads_leave_one_row_a_field(store: Store) -> None:
    def write(n: int) -> None:
        for turn in range(20):
            store.drafts.keep("e1", "note", f"{n}.{turn}")

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.drafts.count() == 1


def test_a_draft_that_was_told_survives_kill_9(home: Home) -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.store.draft_child", str(home.root)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stdout is not None
    told = -1
    for _ in range(60):
        told = int(child.stdout.readline())
    child.kill()
    told = max([told, *(int(line) for line in child.stdout.read().split("\n")[:-1] if line)])
    child.wait()
    child.stdout.close()
    with Store.open(home) as again:
        kept = int(again.drafts.of("e1")["advice"].removeprefix("draft "))
        assert kept >= told
        assert again.drafts.count() == 1
