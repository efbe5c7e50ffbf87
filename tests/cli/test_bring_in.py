"""`studio import`, `sources`, `records`, `formats`, `people`: JSON, words and exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from studio.cli.main import run

CHAT = "junk\n13/02/2023, 14:42 - Jo: hi\n13/02/2023, 14:43 - Al: \x1b[31mho\n14/02/2023, 09:00 - Jo: <Media omitted>\n"


@pytest.fixture
def chat(tmp_path: Path) -> Path:
    path = tmp_path / "WhatsApp Chat with Jo.txt"
    path.write_text(CHAT, encoding="utf-8")
    return path


def says(capsys: pytest.CaptureFixture[str], *arguments: object, code: int = 0) -> Any:
    capsys.readouterr()
    assert run([str(a) for a in arguments]) == code
    return json.loads(capsys.readouterr().out)


def test_import_prints_the_contract(capsys: pytest.CaptureFixture[str], chat: Path) -> None:
    (source,) = says(capsys, "import", chat, "--tz", "Europe/Berlin", "--json")["sources"]
    keys = "source_id path format kind records pseudo_rows rejected duplicates people first_at last_at tz tz_source"
    assert {*keys.split(), "seconds"} <= set(source)
    assert (source["format"], source["kind"], source["path"]) == ("whatsapp.v1", "chat", str(chat))
    assert (source["records"], source["pseudo_rows"], source["rejected"], source["duplicates"]) == (3, 0, 1, 0)
    assert source["people"] == ["Jo", "Al"]
    assert (source["first_at"], source["last_at"]) == ("2023-02-13T14:42:00+01:00", "2023-02-14T09:00:00+01:00")
    assert (source["tz"], source["tz_source"]) == ("Europe/Berlin", "flag")
    (again,) = says(capsys, "import", chat, "--json")["sources"]
    assert again["duplicates"] == again["records"] == 3


def test_records_are_json_lines_in_order(capsys: pytest.CaptureFixture[str], chat: Path) -> None:
    run(["import", str(chat), "--tz", "UTC", "--quiet"])
    capsys.readouterr()
    assert run(["records", "--kind", "message"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(r["kind"], r["sender"], r["text"], r["type"]) for r in rows] == [
        ("message", "Jo", "hi", "text"),
        ("message", "Al", "\x1b[31mho", "text"),
        ("message", "Jo", None, "media"),
    ]
    assert set(rows[0]) >= {"id", "source_id", "conversation", "sent_at", "edited", "reply_to"}
    assert run(["records", "--limit", "1", "--source", rows[0]["source_id"][:6]]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1
    assert run(["records", "--source", "nope"]) == 1
    assert run(["records", "--kind", "workout"]) == 0
    assert capsys.readouterr().out == ""


def test_sources_show_what_was_not_taken(capsys: pytest.CaptureFixture[str], chat: Path) -> None:
    assert says(capsys, "sources", "--json") == {"sources": []}
    run(["import", str(chat)])
    (source,) = says(capsys, "sources", "--json")["sources"]
    shown = says(capsys, "sources", "show", source["source_id"], "--json")
    assert shown["rejects"] == [
        {"where": "WhatsApp Chat with Jo.txt:1", "reason": "it stands before the first message", "raw": "junk"}
    ]
    assert run(["sources", "show", source["source_id"]]) == 0
    out = capsys.readouterr().out
    assert "junk" in out
    assert "\x1b" not in out
    assert says(capsys, "sources", "show", "s0", "--json", code=1)["error"]["code"] == "not_found"


def test_formats_say_how_to_export(capsys: pytest.CaptureFixture[str]) -> None:
    formats = says(capsys, "formats", "--json")
    assert {f["format"] for f in formats} >= {"whatsapp.v1", "strong.v1", "whoop.v1", "notes.v1"}
    for one in formats:
        assert set(one) == {"format", "label", "kind", "extensions", "how_to_export", "reads", "leaves_out"}
        assert one["how_to_export"]
        assert one["kind"] in {"chat", "journal", "fitness"}
    assert run(["formats"]) == 0
    assert "Export chat" in capsys.readouterr().out


def test_exit_codes_of_bad_input(capsys: pytest.CaptureFixture[str], chat: Path, tmp_path: Path) -> None:
    empty, binary, unsure = tmp_path / "empty.txt", tmp_path / "x.bin", tmp_path / "c.txt"
    empty.write_bytes(b"")
    binary.write_bytes(bytes(range(256)))
    unsure.write_text("01/02/2023, 14:42 - Jo: hi\n")
    assert says(capsys, "import", empty, "--json", code=3)["error"]["code"] == "empty"
    assert says(capsys, "import", binary, "--json", code=3)["error"]["code"] == "not_recognised"
    assert says(capsys, "import", tmp_path / "none", "--json", code=1)["error"]["code"] == "not_found"
    assert says(capsys, "import", unsure, "--json", code=3)["error"]["code"] == "date_order"
    assert says(capsys, "import", unsure, "--date-order", "dmy", "--json")["sources"][0]["records"] == 1
    assert says(capsys, "import", chat, "--tz", "Nowhere/At_All", "--json", code=2)["error"]["code"] == "bad_zone"
    assert says(capsys, "import", chat, "--format", "icq", "--json", code=2)["error"]["code"] == "no_such_format"
    assert says(capsys, "import", chat, "--me", "Bo", "--json", code=3)["error"]["code"] == "me"
    assert says(capsys, "import", "--json", code=2)["error"]["code"] == "usage"


def test_partly_good_input_is_kept_and_the_rest_is_told(
    capsys: pytest.CaptureFixture[str], chat: Path, tmp_path: Path
) -> None:
    binary = tmp_path / "x.bin"
    binary.write_bytes(bytes(range(256)))
    assert run(["import", str(binary), str(chat)]) == 1
    printed = capsys.readouterr()
    assert "whatsapp.v1 “Jo”: 3 records" in printed.out
    assert "was not recognised" in printed.err
    got = says(capsys, "import", binary, chat, "--json", code=1)
    assert [one["code"] for one in got["refused"]] == ["not_recognised"]
    assert got["sources"][0]["duplicates"] == 3


def test_people_are_listed_named_merged_and_forgotten(capsys: pytest.CaptureFixture[str], chat: Path) -> None:
    assert says(capsys, "people", "--json") == {"people": [], "suggestions": []}
    run(["import", str(chat)])
    assert says(capsys, "people", "--json")["people"] == [
        {"name": "Al", "role": "me", "aliases": [], "consent": None, "messages": 1},
        {"name": "Jo", "role": None, "aliases": [], "consent": None, "messages": 2},
    ]
    says(capsys, "people", "role", "Jo", "partner", "--json")
    says(capsys, "people", "add", "Dr Stone", "--role", "therapist", "--json")
    says(capsys, "people", "alias", "Jo", "Joanna", "--json")
    says(capsys, "people", "add", "Jojo", "--json")
    people = says(capsys, "people", "merge", "Jo", "Jojo", "--json")["people"]
    assert {p["name"]: (p["role"], p["aliases"]) for p in people} == {
        "Al": ("me", []),
        "Dr Stone": ("therapist", []),
        "Jo": ("partner", ["Joanna", "Jojo"]),
    }
    assert [p["name"] for p in says(capsys, "people", "forget", "Joanna", "--json")["people"]] == ["Al", "Dr Stone"]
    assert says(capsys, "people", "role", "Nobody", "me", "--json", code=1)["error"]["code"] == "not_found"
    assert says(capsys, "people", "add", "  ", "--json", code=2)["error"]["code"] == "empty_name"
    assert run(["people"]) == 0
    assert "Al (me)" in capsys.readouterr().out
