"""The invented life through every room, with sockets blocked in every process."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from studio.core.paths import Home
from studio.store import Store
from studio.tui.rooms import ROOMS

OFFLINE = Path(__file__).with_name("offline")

pytestmark = [pytest.mark.mlx, pytest.mark.slow]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    home = tmp_path_factory.mktemp("demo") / "home"
    environment = {**os.environ, "PYTHONPATH": str(OFFLINE), "HOME": str(home.parent)}
    ran = subprocess.run(
        [sys.executable, "-m", "studio", "demo", "--headless", "--json", "--home", str(home)],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
        timeout=900,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    assert "reached for the network" not in ran.stderr
    summary = json.loads(ran.stdout)
    assert isinstance(summary, dict)
    return summary


def test_the_guard_itself_stops_a_program_that_reaches_out() -> None:
    environment = {**os.environ, "PYTHONPATH": str(OFFLINE)}
    code = "import socket; socket.create_connection(('127.0.0.1', 9))"
    ran = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=False)
    assert ran.returncode == 99


def test_every_room_found_something(demo: dict[str, Any]) -> None:
    rooms = {room["room"]: room["counts"] for room in demo["rooms"]}
    assert list(rooms) == [*(room.name for room in ROOMS[:-1]), "coach"]
    assert rooms["bring_in"]["messages"] > 3000
    assert rooms["bring_in"]["workouts"] > 60
    assert rooms["episodes"]["episodes"] > 200
    assert rooms["label"]["labels"] >= 140
    assert rooms["scrub"]["findings"] > 100
    assert rooms["dataset"]["train"] >= 50
    assert rooms["train"]["iterations"] > 0


def test_training_lowered_the_held_out_loss(demo: dict[str, Any]) -> None:
    assert demo["best_valid_loss"] < demo["base_valid_loss"]


def test_the_answer_cites_episodes_that_exist(demo: dict[str, Any]) -> None:
    assert demo["answer"].strip()
    assert demo["citations"]
    with Store.open(Home(Path(demo["home"]))) as store:
        assert all(store.episodes.get(citation) is not None for citation in demo["citations"])


def test_the_planted_gap_was_seen(demo: dict[str, Any]) -> None:
    gaps = next(room["counts"] for room in demo["rooms"] if room["room"] == "gaps")
    assert "red" in (gaps["outcome_mix"], gaps["time"])


def test_no_name_reached_what_the_model_reads(demo: dict[str, Any]) -> None:
    planted = json.loads(
        (Path(__file__).resolve().parents[2] / "sample_data" / "truth.json").read_text(encoding="utf-8")
    )
    lines = [
        line
        for path in (Home(Path(demo["home"])).datasets / "demo").glob("*.jsonl")
        if path.name != "provenance.jsonl"
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    assert len(lines) > 60
    read = set(re.findall(r"[^\W_]+(?:[@.][^\W_]+)*", "\n".join(lines)))
    surfaces = {kind: {p["surface"] for p in planted["pii"] if p["entity"] == kind} for kind in ("PERSON", "EMAIL")}
    assert not {"Tom", "Ingrid"} & read
    assert not surfaces["EMAIL"] & read
    others = {name for name in surfaces["PERSON"] if " " not in name} - {"Tom", "Ingrid"}
    assert len(others) > 20
    assert len(others & read) <= len(others) // 10, sorted(others & read)


def test_the_demo_never_mixes_into_a_home_that_holds_a_record(demo: dict[str, Any]) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "studio", "demo", "--headless", "--json", "--home", demo["home"]],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1
    assert json.loads(ran.stdout)["error"]["code"] == "home_not_empty"
