"""The invented life: made by its script, small, complete, and with everything planted that it says is planted."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from studio.core.paths import Home
from studio.core.settings import Settings
from studio.episodes.cutting import cut
from studio.ingest.pipeline import bring_in
from studio.label.journal import import_labels
from studio.store import Store

DATA = Path(__file__).resolve().parents[2] / "sample_data"
ZONE = "Europe/London"


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((DATA / "truth.json").read_text(encoding="utf-8"))
    return document


@pytest.fixture(scope="module")
def labels() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / "labels" / "labels.jsonl").read_text(encoding="utf-8").splitlines()]


def everything_written() -> str:
    with zipfile.ZipFile(DATA / "whatsapp" / "WhatsApp Chat - Ingrid.zip") as archive:
        ios = archive.read("_chat.txt").decode()
    texts = [path.read_text(encoding="utf-8") for path in sorted(DATA.rglob("*.md")) if "notes" in path.parts]
    android = (DATA / "whatsapp" / "WhatsApp Chat with Ingrid.txt").read_text(encoding="utf-8")
    return "\n".join([ios, android, *texts, (DATA / "labels" / "labels.jsonl").read_text(encoding="utf-8")])


def test_the_script_makes_exactly_what_lies_here() -> None:
    ran = subprocess.run(
        [sys.executable, "-B", "make.py", "--check"], cwd=DATA, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")


def test_drift_is_told_by_name(tmp_path: Path) -> None:
    import shutil

    shutil.copytree(DATA, tmp_path / "life", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "life" / "strong" / "strong.csv").write_text("edited by hand", encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-B", "make.py", "--check"], cwd=tmp_path / "life", capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1
    assert ran.stderr.startswith("strong/strong.csv ")


def test_it_is_small_enough_to_travel_in_the_wheel() -> None:
    size = sum(p.stat().st_size for p in DATA.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    assert size < 3_000_000


def test_there_is_half_a_year_of_it(truth: dict[str, Any]) -> None:
    counts = truth["counts"]
    assert 3500 <= counts["messages"] <= 5000
    assert counts["scenes"] >= 240
    assert counts["emotional"] >= 100
    assert 75 <= counts["workouts"] <= 95
    assert counts["labels"] == 150
    assert truth["duplicate_share_over_25_chars"] < 0.03


def test_both_phones_have_their_marks() -> None:
    with zipfile.ZipFile(DATA / "whatsapp" / "WhatsApp Chat - Ingrid.zip") as archive:
        ios = archive.read("_chat.txt").decode()
    android = (DATA / "whatsapp" / "WhatsApp Chat with Ingrid.txt").read_text(encoding="utf-8")
    assert "\r\n" in ios
    for mark in ("\u200eimage omitted", "\u202fpm]", "\u200eVoice call", "\u200eMissed voice call", "audio omitted",
                 "<This message was edited>", "message was deleted."):  # fmt: skip
        assert mark in ios, mark
    for mark in ("<Media omitted>", ": null\n", "<This message was edited>", "message was deleted", " - Your security"):
        assert mark in android, mark


def test_the_silent_month_was_talkative_and_has_no_label(truth: dict[str, Any], labels: list[dict[str, Any]]) -> None:
    month = truth["planted"]["silent_month"]
    assert truth["planted"]["messages_in_silent_month"] > 400
    assert not [row for row in labels if row["at"].startswith(month) or row["labelled_at"].startswith(month)]


def test_mostly_the_bad_ones_were_labelled(truth: dict[str, Any], labels: list[dict[str, Any]]) -> None:
    def share(why: str) -> float:
        outcomes = [row["outcome"] for row in labels if row["why"] == why]
        return outcomes.count("good") / len(outcomes)

    assert sum(row["why"] == "audit" for row in labels) == 30
    assert 0.12 <= share("spontaneous") <= 0.18
    assert 0.50 <= share("audit") <= 0.62
    assert 0.53 <= truth["planted"]["good_share_of_life"] <= 0.62


def test_how_he_answers_tells_how_it_goes(truth: dict[str, Any]) -> None:
    by_style: dict[str, Counter[str]] = {}
    for scene in truth["scenes"]:
        if scene["response_style"]:
            by_style.setdefault(scene["response_style"], Counter())[scene["outcome"]] += 1
    for style in ("repaired", "asked", "paused"):
        assert by_style[style]["good"] / by_style[style].total() > 0.5, style
    for style in ("defended", "withdrew", "blamed"):
        assert by_style[style]["bad"] / by_style[style].total() > 0.5, style


def test_his_body_tells_the_same_story(truth: dict[str, Any]) -> None:
    planted = truth["planted"]
    assert planted["recovery_after_close_lower"] < planted["recovery_after_other_lower"] - 10
    tangled = planted["magnesium_with_long_sleep"]
    assert tangled["magnesium_only"] < tangled["both"] / 4
    assert tangled["long_sleep_only"] < tangled["both"] / 2


def test_every_surface_to_scrub_is_there(truth: dict[str, Any]) -> None:
    text = everything_written()
    kinds = Counter(pii["entity"] for pii in truth["pii"])
    for entity in (
        "PERSON",
        "LOCATION",
        "ADDRESS",
        "DATE",
        "AGE",
        "EMAIL",
        "PHONE",
        "URL",
        "HANDLE",
        "ID",
        "ORG",
        "SECRET",
    ):
        assert kinds[entity] >= 1, entity
    assert not [pii for pii in truth["pii"] if pii["surface"] not in text]


def test_no_advice_is_said_twice(labels: list[dict[str, Any]]) -> None:
    advice = [row["advice"] for row in labels if row["advice"]]
    assert len(advice) > 120
    assert len(set(advice)) == len(advice)
    assert not [text for text in advice if re.search(r"[{}|]|\bNone\b", text)]


def test_it_goes_through_the_rooms_without_loss(truth: dict[str, Any], home: Home, store: Store) -> None:
    settings = Settings(tz=ZONE, me=truth["me"])
    folders = [DATA / name for name in ("whatsapp", "notes", "strong", "whoop")]
    sources = bring_in(store, home, folders, me=truth["me"], tz=ZONE, settings=settings)
    assert sum(source.rejected for source in sources) == 0
    assert store.records.counts()["workouts"] == truth["counts"]["workouts"]
    made = cut(store)
    assert made.learned
    talks = [e for e in store.episodes.all() if e.domain == "relationship"]
    began = {e.started_at.strftime("%Y-%m-%dT%H:%M") for e in talks}
    heard = [s for s in truth["scenes"] if datetime.fromisoformat(s["start"]).strftime("%Y-%m-%dT%H:%M") in began]
    assert len(heard) >= 0.95 * len(truth["scenes"])
    assert len(talks) <= 1.05 * len(truth["scenes"])
    assert import_labels(store, DATA / "labels" / "labels.jsonl") == (truth["counts"]["labels"], [])
