"""Bad input is normal input: each named with its reason and the fix, nothing half-written, never a traceback."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.chat import android_chat


def studio(home: Path, *arguments: str) -> tuple[int, dict[str, Any], str]:
    """(exit code, the JSON object on stdout, stderr) of a real process."""
    ran = subprocess.run(
        [sys.executable, "-m", "studio", "--home", str(home), *arguments, "--json"],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert "Traceback" not in ran.stderr
    value = json.loads(ran.stdout)
    assert isinstance(value, dict)
    return ran.returncode, value, ran.stderr


def zipped(members: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def binary(folder: Path) -> Path:
    path = folder / "chat.txt"
    path.write_bytes(bytes(range(256)) * 64)
    return path


def empty(folder: Path) -> Path:
    path = folder / "WhatsApp Chat with Ingrid.txt"
    path.write_bytes(b"")
    return path


def truncated_zip(folder: Path) -> Path:
    path = folder / "WhatsApp Chat - Ingrid.zip"
    path.write_bytes(zipped({"_chat.txt": android_chat()})[:-200])
    return path


def climbing_zip(folder: Path) -> Path:
    path = folder / "WhatsApp Chat - Ingrid.zip"
    path.write_bytes(zipped({"../../_chat.txt": android_chat()}))
    return path


def nothing_there(folder: Path) -> Path:
    return folder / "nowhere.txt"


def both_orders(folder: Path) -> Path:
    """Dates that read as day-month as well as month-day: every day and month is the same number."""
    path = folder / "WhatsApp Chat with Ingrid.txt"
    lines = [f"03/03/25, 1{n}:00 - {who}: hello {n}" for n, who in enumerate(["Tom", "Ingrid"] * 4)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("make", "code"),
    [(binary, 3), (empty, 3), (truncated_zip, 3), (climbing_zip, 3), (nothing_there, 1)],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_what_cannot_be_read_is_named_and_nothing_is_kept(
    tmp_path: Path, make: Callable[[Path], Path], code: int
) -> None:
    path = make(tmp_path)
    home = tmp_path / "home"
    exit_code, value, _ = studio(home, "import", str(path))
    assert exit_code == code
    assert path.name in value["error"]["message"]
    assert value["error"]["fix"]
    _, status, _ = studio(home, "status")
    assert status["messages"] == 0
    assert status["people"] == 0
    assert not (tmp_path.parent / "_chat.txt").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_rights_is_named(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    (closed / "chat.txt").write_text(android_chat())
    closed.chmod(0)
    try:
        exit_code, value, _ = studio(tmp_path / "home", "import", str(closed))
    finally:
        closed.chmod(0o700)
    assert exit_code == 1
    assert "closed" in value["error"]["message"]


def test_an_unknown_date_order_is_asked_for_and_the_answer_is_taken(tmp_path: Path) -> None:
    path = both_orders(tmp_path)
    path.write_text(path.read_text().replace("03/03/25", "03/04/25"), encoding="utf-8")
    home = tmp_path / "home"
    exit_code, value, _ = studio(home, "import", str(path))
    assert exit_code == 3
    assert "--date-order" in value["error"]["message"] + value["error"]["fix"]
    exit_code, value, _ = studio(home, "import", str(path), "--date-order", "mdy", "--tz", "Europe/London")
    assert exit_code == 0
    assert value["sources"][0]["first_at"].startswith("2025-03-04T10:00:00")


def test_a_latin_1_chat_is_read_and_said_to_be(tmp_path: Path) -> None:
    path = tmp_path / "WhatsApp Chat with Jörg.txt"
    text = android_chat(partner="Jörg").replace("thank you", "danke schön, für alles")
    path.write_bytes(text.encode("latin-1"))
    home = tmp_path / "home"
    exit_code, value, _ = studio(home, "import", str(path))
    assert exit_code == 0
    (source,) = value["sources"]
    assert "Jörg" in source["people"]
    assert any("latin" in note.lower() or "1252" in note for note in source["notes"])


def test_the_good_ones_are_kept_when_one_is_bad(tmp_path: Path) -> None:
    good = tmp_path / "WhatsApp Chat with Ingrid.txt"
    good.write_text(android_chat(), encoding="utf-8")
    bad = tmp_path / "sub"
    bad.mkdir()
    home = tmp_path / "home"
    exit_code, value, stderr = studio(home, "import", str(good), str(binary(bad)))
    assert exit_code == 1
    assert len(value["sources"]) == 1
    assert "chat.txt" in stderr + json.dumps(value)
    _, status, _ = studio(home, "status")
    assert status["messages"] == 89


def test_importing_twice_adds_nothing(tmp_path: Path) -> None:
    good = tmp_path / "WhatsApp Chat with Ingrid.txt"
    good.write_text(android_chat(), encoding="utf-8")
    home = tmp_path / "home"
    _, first, _ = studio(home, "import", str(good))
    _, second, _ = studio(home, "import", str(good))
    assert second["sources"][0]["duplicates"] == first["sources"][0]["records"] == 89
    _, status, _ = studio(home, "status")
    assert status["messages"] == 89


def test_packing_unreviewed_text_is_refused(tmp_path: Path) -> None:
    good = tmp_path / "WhatsApp Chat with Ingrid.txt"
    good.write_text(android_chat(), encoding="utf-8")
    home = tmp_path / "home"
    studio(home, "import", str(good))
    studio(home, "episodes", "cut")
    exported = tmp_path / "episodes.jsonl"
    studio(home, "episodes", "export", str(exported))
    for line in exported.read_text(encoding="utf-8").splitlines():
        studio(home, "label", "set", json.loads(line)["id"], "--outcome", "good", "--advice", "Say it sooner.")
    exit_code, value, _ = studio(home, "dataset", "build", "us")
    assert exit_code == 4
    assert "studio scrub" in value["error"]["fix"]
    assert not (home / "datasets" / "us").exists()


def test_a_label_on_nothing_or_of_no_value_is_exit_2_with_what_exists(tmp_path: Path) -> None:
    good = tmp_path / "WhatsApp Chat with Ingrid.txt"
    good.write_text(android_chat(), encoding="utf-8")
    home = tmp_path / "home"
    studio(home, "import", str(good))
    studio(home, "episodes", "cut")
    exported = tmp_path / "episodes.jsonl"
    studio(home, "episodes", "export", str(exported))
    known = json.loads(exported.read_text(encoding="utf-8").splitlines()[0])["id"]
    for arguments, named, there in [
        (("no-such-id", "--outcome", "good"), "no-such-id", "studio episodes list"),
        ((known, "--outcome", "great"), "great", "studio label set --help"),
        ((known, "--trigger", "monney"), "monney", "Did you mean “money”? Use one of: money, lateness"),
        ((known, "--response-style", "paused\x1b[2J"), "paused", "Did you mean “paused”? Use one of: paused, repaired"),
    ]:
        exit_code, value, _ = studio(home, "label", "set", *arguments)
        assert exit_code == 2
        assert named in value["error"]["message"]
        assert there in value["error"]["fix"]
        assert "\x1b" not in value["error"]["message"]
    _, history, _ = studio(home, "label", "history", known)
    assert history["events"] == []


def test_a_scheme_with_a_mistake_is_named_by_file_line_and_key(tmp_path: Path) -> None:
    home = tmp_path / "home"
    _, made, _ = studio(home, "label", "schemes", "new", "ours", "--domain", "relationship")
    path = Path(made["path"])
    text = path.read_text(encoding="utf-8")
    line = text.split("\n").index('q = "paused"') + 1
    path.write_text(text.replace('q = "paused"', 'x = "paused"'), encoding="utf-8")
    for command in (["schemes"], ["schemes", "check", str(path)], ["next"]):
        exit_code, value, _ = studio(home, "label", *command)
        assert exit_code == 1
        assert f"{path}, line {line}: “x” is no key for response_style" in value["error"]["message"]
        assert "Allowed: 1 2 3" in value["error"]["fix"]
