"""Files, zips and folders: hostile, broken and merely odd ones."""

from __future__ import annotations

import os
import stat
import zipfile
from pathlib import Path

import pytest

from studio.core.errors import InputError, StudioError
from studio.ingest.files import archive
from studio.ingest.files.container import FolderExport, PartExport, fingerprint, open_export

CHAT = "13/02/2023, 14:42 - Jo: hi\n13/02/2023, 14:43 - Al: ho\n"


def packed(path: Path, members: dict[str, bytes | str], *, compression: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as opened:
        for name, content in members.items():
            opened.writestr(name, content)
    return path


def refusal(path: Path) -> StudioError:
    with pytest.raises(StudioError) as refused:
        open_export(path)
    assert str(path.name) in refused.value.message
    return refused.value


def test_a_zip_lists_what_was_exported_and_not_what_systems_add(tmp_path: Path) -> None:
    path = packed(
        tmp_path / "a.zip",
        {"b/c.txt": "1", "__MACOSX/b/._c.txt": "x", ".DS_Store": "x", "._a": "x", "d/": "", "a.txt": "2"},
    )
    export = open_export(path)
    assert export.members() == ["a.txt", "b/c.txt"]
    assert export.head("b/c.txt") == b"1"
    assert export.modified("a.txt") is not None


@pytest.mark.parametrize("name", ["../up.txt", "a/../../up.txt", "/etc/x.txt", "..\\up.txt", "C:/x.txt"])
def test_a_member_that_points_outside_is_refused_by_name(tmp_path: Path, name: str) -> None:
    problem = refusal(packed(tmp_path / "a.zip", {"ok.txt": "1", name: "2"}))
    assert isinstance(problem, InputError)
    assert problem.code == "unsafe"
    assert "points outside" in problem.message


def test_a_bomb_is_refused_before_it_unpacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "RATIO_FREE", 1000)
    problem = refusal(packed(tmp_path / "a.zip", {"zeros.txt": b"0" * 1_000_000}))
    assert problem.code == "unsafe"
    assert "times its size" in problem.message
    monkeypatch.setattr(archive, "MEMBER_LIMIT", 1000)
    assert "bytes" in refusal(packed(tmp_path / "b.zip", {"big.txt": b"0" * 2000})).message
    monkeypatch.setattr(archive, "MEMBERS_LIMIT", 2)
    assert "members" in refusal(packed(tmp_path / "c.zip", dict.fromkeys("abc", b""))).message


@pytest.mark.parametrize("kept", [1, 30, 100, -30, -1])
def test_a_truncated_zip_is_damaged(tmp_path: Path, kept: int) -> None:
    whole = packed(tmp_path / "w.zip", {"_chat.txt": CHAT * 50}).read_bytes()
    path = tmp_path / "a.zip"
    path.write_bytes(whole[:kept])
    problem = refusal(path)
    assert isinstance(problem, InputError)
    assert "is damaged" in problem.message


def test_damage_inside_a_member_shows_as_it_is_read(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"_chat.txt": CHAT * 50})
    raw = bytearray(path.read_bytes())
    raw[60:90] = bytes(30)
    path.write_bytes(raw)
    with pytest.raises(InputError, match="is damaged"), open_export(path).open("_chat.txt") as stream:
        stream.read()


def test_an_encrypted_zip_says_so(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"_chat.txt": CHAT}, compression=zipfile.ZIP_STORED)
    raw = bytearray(path.read_bytes())
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    assert refusal(path).code == "encrypted"


def test_names_mangled_by_an_old_zipper_are_repaired(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    packed(path, {"Zoe\u0308 plaudert.txt": "1"})
    raw = path.read_bytes()
    info = raw.index(b"PK\x01\x02")
    patched = bytearray(raw)
    patched[7] &= ~0x08
    patched[info + 9] &= ~0x08
    path.write_bytes(patched)
    assert open_export(path).members() == ["Zoë plaudert.txt"]


def test_a_folder_is_walked_without_hidden_files_and_link_loops(tmp_path: Path) -> None:
    (tmp_path / "x" / "deep").mkdir(parents=True)
    (tmp_path / "x" / "deep" / "a.txt").write_text("1")
    (tmp_path / "x" / ".hidden").write_text("2")
    (tmp_path / "x" / ".git").mkdir()
    (tmp_path / "x" / ".git" / "b.txt").write_text("3")
    (tmp_path / "x" / "deep" / "loop").symlink_to(tmp_path / "x")
    (tmp_path / "x" / "gone.txt").symlink_to(tmp_path / "nowhere")
    assert open_export(tmp_path / "x").members() == ["deep/a.txt"]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_folder_or_file_without_rights_is_named(tmp_path: Path) -> None:
    closed = tmp_path / "x" / "closed"
    closed.mkdir(parents=True)
    secret = tmp_path / "secret.txt"
    secret.write_text(CHAT)
    closed.chmod(0)
    secret.chmod(0)
    try:
        for path in (tmp_path / "x", secret):
            with pytest.raises(StudioError, match="may not be read") as refused:
                open_export(path)
            assert refused.value.exit_code == 1
    finally:
        closed.chmod(stat.S_IRWXU)


def test_what_is_not_there_empty_or_no_file(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.txt").code == "not_found"
    (tmp_path / "empty.txt").write_bytes(b"")
    assert refusal(tmp_path / "empty.txt").code == "empty"
    os.mkfifo(tmp_path / "pipe")
    assert refusal(tmp_path / "pipe").code == "not_a_file"
    (tmp_path / "fake.zip").write_text("not a zip")
    assert refusal(tmp_path / "fake.zip").code == "damaged"
    with pytest.raises(StudioError, match="null"):
        open_export(Path("a\0b"))


def test_parts_of_a_container_are_exports_of_their_own(tmp_path: Path) -> None:
    whole = open_export(packed(tmp_path / "a.zip", {"sub/a.txt": "1", "sub/b.txt": "22", "c.txt": "3"}))
    assert not isinstance(whole, PartExport)
    folder = PartExport(FolderExport(tmp_path), ["a.zip"], alone=True)
    assert (folder.name, folder.members(), folder.size()) == ("a.zip", [""], (tmp_path / "a.zip").stat().st_size)
    from studio.ingest.files.archive import ZipExport

    assert isinstance(whole, ZipExport)
    part = PartExport(whole, ["sub/a.txt", "sub/b.txt"], prefix="sub/")
    assert (part.name, part.members(), part.head("b.txt"), part.size("b.txt")) == ("sub", ["a.txt", "b.txt"], b"22", 2)
    assert part.path.endswith("a.zip/sub")


def test_a_fingerprint_is_of_the_content_not_of_the_name(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("same")
    (tmp_path / "b.txt").write_text("same")
    (tmp_path / "c.txt").write_text("other")
    digests = [fingerprint(open_export(tmp_path / name)) for name in ("a.txt", "b.txt", "c.txt")]
    assert digests[0] == digests[1] != digests[2]
