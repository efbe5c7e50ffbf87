"""Which format a path is taken for, and what is left over."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from studio.core.errors import InputError, UsageError
from studio.ingest.sniff import recognise
from tests.ingest.samples import EXPORTS

CHAT = "13/02/2023, 14:42 - Jo: hi\n13/02/2023, 14:43 - Al: ho\n"
STRONG = (
    "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE\n"
    '2024-01-04 18:02:11,"Push","1h 2m","Bench Press (Barbell)",1,60,8,0,0,"","",\n'
)
NOTE = "---\ndate: 2024-05-01\n---\nA long day, and a good talk at the end of it.\n"


def names(path: Path, format_name: str | None = None) -> dict[str, str]:
    return {
        found.export.path.removeprefix(f"{path}").lstrip("/"): found.importer.NAME.partition(".")[0]
        for found in recognise(path, format_name).found
    }


def test_a_mixed_folder_is_told_apart_and_the_rest_is_listed(tmp_path: Path) -> None:
    (tmp_path / "chats").mkdir()
    (tmp_path / "chats" / "WhatsApp Chat with Jo.txt").write_text(CHAT)
    (tmp_path / "chats" / "WhatsApp Chat with Al.txt").write_text(CHAT)
    (tmp_path / "gym").mkdir()
    (tmp_path / "gym" / "strong.csv").write_text(STRONG)
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff\x00\x00\x10JFIF" * 20)
    got = names(tmp_path)
    assert got["chats/WhatsApp Chat with Jo.txt"] == got["chats/WhatsApp Chat with Al.txt"] == "whatsapp"
    assert "strong" in got.values()
    assert any(line.startswith("photo.jpg: ") for line in recognise(tmp_path).skipped)


def test_a_zip_of_one_chat_is_taken_whole(tmp_path: Path) -> None:
    path = tmp_path / "WhatsApp Chat - Jo.zip"
    with zipfile.ZipFile(path, "w") as opened:
        opened.writestr("_chat.txt", CHAT)
        opened.writestr("00000001-PHOTO.jpg", b"\xff\xd8\xff\x00")
    assert names(path) == {"": "whatsapp"}


def test_a_zip_of_many_kinds_is_walked(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as opened:
        opened.writestr("life/a/WhatsApp Chat with Jo.txt", CHAT)
        opened.writestr("life/b/strong.csv", STRONG)
        opened.writestr("life/inner.zip", b"PK\x03\x04")
    assert sorted(names(path).values()) == ["strong", "whatsapp"]
    assert any("zip inside a zip" in line for line in recognise(path).skipped)


def test_a_chat_among_notes_is_carved_out(tmp_path: Path) -> None:
    for day in ("2024-05-01", "2024-05-02", "2024-05-03"):
        (tmp_path / f"{day}.md").write_text(NOTE)
    (tmp_path / "WhatsApp Chat with Jo.txt").write_text(CHAT)
    with zipfile.ZipFile(tmp_path / "WhatsApp Chat - Al.zip", "w") as opened:
        opened.writestr("_chat.txt", CHAT)
    assert sorted(names(tmp_path).values()) == ["notes", "whatsapp", "whatsapp"]


def test_what_nothing_reads_lists_what_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "x.bin"
    path.write_bytes(bytes(range(256)))
    with pytest.raises(InputError, match="was not recognised") as refused:
        recognise(path)
    assert refused.value.exit_code == 3
    assert "whatsapp.v1" in refused.value.fix
    (tmp_path / "d").mkdir()
    with pytest.raises(InputError, match="is empty"):
        recognise(tmp_path / "d")


def test_a_format_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("odd\nodd\nodd\n13/02/2023, 14:42 - Jo: hi\n")
    assert names(path, "whatsapp") == names(path, "whatsapp.v1") == {"": "whatsapp"}
    with pytest.raises(UsageError, match="No format"):
        recognise(path, "icq.v1")


def test_a_large_chat_export_swallows_no_other_beside_it(tmp_path: Path) -> None:
    inbox = tmp_path / "facebook" / "messages" / "inbox"
    content = next((EXPORTS / "messenger").rglob("message_1.json")).read_bytes()
    for n in range(60):
        (inbox / f"friend{n}_{n}").mkdir(parents=True)
        (inbox / f"friend{n}_{n}" / "message_1.json").write_bytes(content)
    (tmp_path / "WhatsApp Chat with Jo.txt").write_text("13/02/2023, 14:42 - Jo: hi\n13/02/2023, 14:43 - Al: ho\n")
    (tmp_path / "telegram").mkdir()
    (tmp_path / "telegram" / "result.json").write_bytes((EXPORTS / "telegram" / "personal.json").read_bytes())
    found = {one.importer.NAME for one in recognise(tmp_path).found}
    assert found == {"messenger.v1", "whatsapp.v1", "telegram.v1"}


def test_the_attachments_of_a_chat_are_nobodys_notes() -> None:
    found = recognise(EXPORTS / "signal" / "whole").found
    assert [one.importer.NAME for one in found] == ["signal.v1"]
