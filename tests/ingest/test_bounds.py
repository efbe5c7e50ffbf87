"""No export takes memory without a bound, hangs or ends in a traceback: endless files, bombs, depths, hostile names."""

from __future__ import annotations

import io
import os
import re
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import nullcontext, suppress
from pathlib import Path

import pytest

from studio.core.errors import InputError, StudioError
from studio.core.records import Message
from studio.ingest.files import zip_listing
from studio.ingest.files.archive import MEMBERS_LIMIT
from studio.ingest.files.container import FileExport, open_export
from studio.ingest.importer import Export, Importer
from studio.ingest.registry import importers
from studio.ingest.sniff import recognise
from tests.ingest.docx import docx, paragraph
from tests.ingest.endless import EndlessExport
from tests.ingest.imessage_maker import NEW, chat_db
from tests.ingest.memory import MemoryExport
from tests.ingest.samples import OPTIONS, Sample, samples

MADE = 140 << 20
"""Bytes an endless file has in truth: twice what a whole-file reader may read, so that one without a limit shows."""
HELD = 100 << 20
"""Bytes a reader may hold of it at once: the largest take 64 MiB of a file to find that it is too large."""
FILLERS = {"letters": b"a", "quotes": b'"', "brackets": b"[", "angles": b"<", "digits": b"7", "nulls": b"\0"}
PICTURES = (".jpg", ".jpeg", ".png", ".heic", ".mp4")

CHAT = "13/02/2023, 14:42 - Jo: hi\n13/02/2023, 14:43 - Al: ho\n"


def largest(export: MemoryExport) -> str:
    """The member that holds most of what is read."""
    return max((one for one in export.members() if not one.lower().endswith(PICTURES)), key=export.size)


def outcome(importer: Importer, export: Export) -> str:
    """Why a format gave up on an export, or nothing; it may end in a `StudioError` and in no other way."""
    importer.sniff(export)
    gave_up = None
    try:
        for _ in importer.read(export, OPTIONS):
            pass
    except StudioError as problem:
        gave_up = problem
    assert gave_up is None or (gave_up.message and gave_up.code)
    return gave_up.message if gave_up else ""


def each_kind_of_file() -> list[Sample]:
    """A sample for every extension that a format's samples have."""
    found: dict[tuple[str, str], Sample] = {}
    for sample in samples():
        name = largest(sample.export()) or sample.path.name
        found.setdefault((sample.format, Path(name).suffix.lower()), sample)
    return list(found.values())


KINDS = each_kind_of_file()
FIRST = list({sample.format: sample for sample in reversed(KINDS)}.values())
ENDLESS = [(sample, "quotes") for sample in KINDS if sample not in FIRST]
ENDLESS += [(sample, filler) for sample in FIRST for filler in FILLERS]


@pytest.mark.parametrize(("sample", "filler"), ENDLESS, ids=lambda one: one if isinstance(one, str) else one.name)
def test_a_line_without_end_is_refused_in_bounded_memory(sample: Sample, filler: str) -> None:
    export = sample.export()
    member = largest(export)
    # A database is copied to disk as a whole, whatever it weighs: a few megabytes show that it is not held.
    made = MADE if sample.format != "imessage" else 12 << 20
    whole = export.open(member).read()
    endless = EndlessExport(export, member, whole, FILLERS[filler], made)
    tracemalloc.start()
    try:
        outcome(sample.importer, endless)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < HELD


def test_there_is_an_endless_file_for_every_format() -> None:
    assert {importer.NAME.partition(".")[0] for importer in importers()} == {sample.format for sample in FIRST}


@pytest.mark.parametrize("importer", importers(), ids=lambda importer: importer.NAME)
@pytest.mark.parametrize("opening", [b"[", b'{"a":'], ids=["lists", "objects"])
@pytest.mark.parametrize("depth", [900, 100_000])
def test_json_of_any_depth_ends_in_words(importer: Importer, opening: bytes, depth: int) -> None:
    closing = b"]" if opening == b"[" else b"}"
    deep = opening * depth + b"1" + closing * depth
    outcome(importer, MemoryExport("export.json", deep))
    for sample in samples(importer.NAME.partition(".")[0]):
        export = sample.export()
        for member in export.members():
            if member.endswith(".json") or (not member and sample.path.suffix == ".json"):
                content = export.open(member).read()
                places = list(re.finditer(rb'":\s*("[^"\\]*"|\d+)', content))
                for place in places[:: max(1, len(places) // 3)]:
                    changed = content[: place.start(1)] + deep + content[place.end(1) :]
                    outcome(importer, export.changed(member, changed))


TABLES = {
    "rows of nothing": b"a,b\n" * 3_000_000,
    "columns of nothing": b"," * 3_000_000 + b"\n1\n",
    "a wide header over many rows": b"a," * 3000 + b"\n" + b"1\n" * 1_000_000,
    "a quote that never ends": b'a,b\n1,"' + b"x,\n" * 1_000_000,
}
JSONS = {
    "lists": b"[" + b"[]," * 3_000_000 + b"[]]",
    "objects": b'{"messages":[' + b"{}," * 3_000_000 + b"{}]}",
    "numbers": b"[" + b"1," * 6_000_000 + b"1]",
}


@pytest.mark.parametrize(("name", "content"), [*TABLES.items(), *JSONS.items()], ids=[*TABLES, *JSONS])
def test_what_would_take_a_hundred_times_its_bytes_is_refused(name: str, content: bytes) -> None:
    from studio.ingest.files.json_files import read_json
    from studio.ingest.files.tables import read_table

    tracemalloc.start()
    with pytest.raises(InputError, match=r"too many|columns|cannot be read|large"):
        (read_table if name in TABLES else read_json)(MemoryExport("export", content), "")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < HELD


def packed(names: list[str], content: bytes = b"x") -> bytes:
    """A zip written by hand: as many members as there are names, under exactly these names."""
    files, listing, at = [], [], 0
    size, check = len(content), zlib.crc32(content)
    for name in names:
        raw = name.encode()
        same = struct.pack("<4H3L2H", 0, 0, 0, 33, check, size, size, len(raw), 0)
        files.append(b"PK\x03\x04\x14\0" + same + raw + content)
        listing.append(b"PK\x01\x02\x14\0\x14\0" + same + struct.pack("<3H2L", 0, 0, 0, 0, at) + raw)
        at += len(files[-1])
    told = b"".join(listing)
    count = min(len(names), 0xFFFF)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(told), at, 0)
    return b"".join(files) + told + end


def refusal(path: Path) -> StudioError:
    with pytest.raises(StudioError) as refused:
        recognise(path)
    return refused.value


def test_a_zip_of_more_members_than_any_export_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "many.zip"
    path.write_bytes(packed([str(n) for n in range(MEMBERS_LIMIT + 1)]))
    assert refusal(path).code == "unsafe"


def test_a_zip_of_many_tiny_members_is_walked(tmp_path: Path) -> None:
    path = tmp_path / "many.zip"
    path.write_bytes(packed([f"{n}.txt" for n in range(1000)] + [f"f{n}/m.json" for n in range(500)], b"[]"))
    assert refusal(path).code == "not_recognised"


@pytest.mark.parametrize("count", [0, 50])
def test_a_list_of_members_too_long_to_be_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr(zip_listing, "LISTING_LIMIT", 1000)
    monkeypatch.setattr(zip_listing.check_listing, "__defaults__", (1000,))
    raw = packed([f"{n:030}.txt" for n in range(50)])
    # Whatever the end says of how many there are, what counts is how long the list is.
    path = tmp_path / "long.zip"
    path.write_bytes(raw[:-12] + struct.pack("<H", count) + raw[-10:])
    assert "the list of its members has" in refusal(path).message
    listing = struct.unpack("<L", raw[-10:-6])[0]
    large = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 50, 50, listing, 0)
    large += struct.pack("<4sLQL", b"PK\x06\x07", 0, len(raw) - 22, 1)
    path.write_bytes(raw[:-22] + large + raw[-22:-10] + b"\xff\xff\xff\xff" + raw[-6:])
    assert "the list of its members has" in refusal(path).message


OUTSIDE = ["/etc/passwd", "../up.txt", "a/../../up.txt", "..\\up.txt", "a\\..\\..\\up.txt", "C:\\x.txt", "c:x.txt",
           "\\\\server\\share\\x.txt", "/", "//x", "..", "a/.."]  # fmt: skip
ODD = ["x" * 300 + ".txt", "a/" * 150 + "b.txt", "\x01\x1b[2J.txt", "nul", " .txt", "a//b.txt", "./a.txt",
       "a\0.txt", "\u202egnp.txt", "Zo\u00eb.txt", "e" + "\u0301\u0323" * 9000]  # fmt: skip


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_member_outside_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(packed(["_chat.txt", name], CHAT.encode()))
    problem = refusal(path)
    assert problem.code == "unsafe"
    assert "points outside" in problem.message


@pytest.mark.parametrize("name", ODD, ids=range(len(ODD)))
def test_an_odd_name_is_only_a_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / "WhatsApp Chat with Jo.zip"
    path.write_bytes(packed([name], CHAT.encode()))
    export = open_export(path)
    assert len(export.members()) <= 1
    for member in export.members():
        assert export.open(member).read() == CHAT.encode()
    with suppress(InputError):
        recognise(path)
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_a_zip_in_a_zip_is_never_unpacked(tmp_path: Path) -> None:
    inner = packed(["_chat.txt"], CHAT.encode())
    for _ in range(40):
        inner = packed(["inner.zip"], inner)
    path = tmp_path / "nested.zip"
    path.write_bytes(inner)
    assert "it is a zip inside a zip" in refusal(path).message


@pytest.mark.parametrize("kind", ["docx", "daylio"])
def test_a_bomb_inside_a_document_is_refused(kind: str) -> None:
    part, importer = ("word/document.xml", "notes") if kind == "docx" else ("backup.daylio", "daylio")
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open(part, "w") as member:
            for _ in range(80):
                member.write(b" " * (1 << 20))
    sample = next(sample for sample in samples(importer))
    tracemalloc.start()
    assert outcome(sample.importer, MemoryExport(f"bomb.{kind}", raw.getvalue()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2 * HELD


LAUGHS = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12)
)
XML = [
    sample
    for sample in samples()
    if sample.path.is_file() and sample.path.suffix in (".xml", ".gpx", ".html", ".doentry")
] + [
    sample
    for sample in samples()
    if sample.path.is_dir()
    and sample.format in ("apple_health", "day_one", "imessage_exporter", "apple_journal", "strava", "messenger")
]


@pytest.mark.parametrize("kind", ["laughs", "external", "parameter"])
@pytest.mark.parametrize("sample", XML, ids=lambda sample: sample.name)
def test_entities_neither_expand_nor_read_files(sample: Sample, kind: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the launch code")
    doctype, entity = {
        "laughs": (LAUGHS + "]>", "&m;"),
        "external": (f'<!DOCTYPE x [<!ENTITY m SYSTEM "{secret.as_uri()}">]>', "&m;"),
        "parameter": (f'<!DOCTYPE x [<!ENTITY % m SYSTEM "{secret.as_uri()}"> %m;]>', "%m;"),
    }[kind]
    export = sample.export()
    for member in export.members():
        text = export.open(member).read().decode("utf-8", "replace")
        if "<" not in text[:200]:
            continue
        start = text.index("?>") + 2 if text.startswith("<?xml") else 0
        text = re.sub(r"<!DOCTYPE[^>\[]*(\[.*?\])?>", "", text, count=1, flags=re.DOTALL)
        told = doctype + re.sub(r'(?<=[a-z]=")(?=[A-Z])|(?<=<string>)', lambda _: entity, text[start:])
        for content in (text[:start] + told, told):
            tracemalloc.start()
            items = list(read_all(sample.importer, export.changed(member, content.encode())))
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            assert "the launch code" not in repr(items)
            assert "aaaaaaaaaaaaaaaaaaaa" not in repr(items)
            assert peak < HELD


@pytest.mark.parametrize("head", [LAUGHS + "]>", '<!DOCTYPE x SYSTEM "file:///etc/hostname">'])
def test_a_word_document_with_a_document_type_is_refused(head: str) -> None:
    notes = samples("notes")[0].importer
    content = docx(paragraph("&m;"), head=head)
    assert "declares a document type" in outcome(notes, MemoryExport("a.docx", content))


def read_all(importer: Importer, export: Export) -> Iterator[object]:
    """What a format yields, and in the end the error it gives up with."""
    try:
        yield from importer.read(export, OPTIONS)
    except StudioError as problem:
        yield problem.message


def test_links_that_run_in_circles_pipes_and_devices_are_no_exports(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "_chat.txt").write_text(CHAT)
    (folder / "self").symlink_to(folder)
    (folder / "a").symlink_to(folder / "b")
    (folder / "b").symlink_to(folder / "a")
    (folder / "zeros.txt").symlink_to("/dev/zero")
    os.mkfifo(folder / "pipe.txt")
    assert open_export(folder).members() == ["_chat.txt"]
    for path in (folder / "a", folder / "pipe.txt", folder / "zeros.txt", Path("/dev/zero"), Path("/dev/null")):
        assert refusal(path).code in ("not_a_file", "unreadable")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda path: path.unlink(), "not_found"),
        (lambda path: path.write_bytes(path.read_bytes() * 50), ""),
        (lambda path: path.write_bytes(path.read_bytes()[:40]), ""),
        (lambda path: path.write_bytes(b""), "no_messages"),
        (lambda path: (path.unlink(), path.mkdir()), "unreadable"),
    ],
    ids=["vanishes", "grows", "shrinks", "empties", "becomes a folder"],
)
def test_a_file_may_change_between_two_looks(tmp_path: Path, change: Callable[[Path], object], code: str) -> None:
    path = tmp_path / "chat.txt"
    path.write_text(CHAT)
    (found,) = recognise(path).found
    change(path)
    with pytest.raises(StudioError) if code else nullcontext() as refused:
        list(found.importer.read(found.export, OPTIONS))
    assert refused is None or refused.value.code == code


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that cannot be read")
def test_a_disk_that_fails_is_said_in_words() -> None:
    stream = FileExport(Path("/proc/self/mem")).open()
    with stream, pytest.raises(StudioError, match="cannot be read"):
        stream.read(4)


HOSTILE = {
    "a trigger": "CREATE TRIGGER t AFTER INSERT ON message BEGIN SELECT load_extension('x'); END",
    "a view of itself": "CREATE VIEW attachment AS SELECT * FROM attachment",
    "a huge blob": "INSERT INTO message (guid, attributedBody, date) VALUES ('g', zeroblob(50000000), 5)",
    "a name that is code": 'CREATE TABLE "x); DROP TABLE message; --" (a)',
    "many columns": "CREATE TABLE wide (" + ", ".join(f"c{n}" for n in range(1900)) + ")",
    "a check that runs": "CREATE TABLE checked (a CHECK (a > (abs(random()))))",
    "an index on code": "CREATE INDEX i ON message (abs(date))",
}


@pytest.mark.parametrize("sql", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_database_does_nothing(sql: str) -> None:
    database = chat_db({}, schema=NEW, extra=[sql])[0]
    importer = samples("imessage")[0].importer
    items = list(read_all(importer, MemoryExport("chat.db", database)))
    assert not any(isinstance(item, Message) for item in items)


NUMBERS = [
    b"1e999",
    b"NaN",
    b"9" * 400,
    b"9" * 5000,
    b"1e99999999999999999999",
    b"99999999999999999999",
    b"[]",
    b"null",
]


@pytest.mark.parametrize("number", NUMBERS, ids=range(len(NUMBERS)))
def test_no_number_of_a_json_file_is_too_strange(number: bytes) -> None:
    for sample in samples():
        export = sample.export()
        for member in export.members():
            content = export.open(member).read()
            if (member or sample.path.name).endswith(".json"):
                for place in {place[1]: place for place in _FIELD.finditer(content)}.values():
                    outcome(
                        sample.importer,
                        export.changed(member, content[: place.start(2)] + number + content[place.end(2) :]),
                    )


_FIELD = re.compile(rb'"(\w+)":\s*\[?\s*(-?\d+(?:\.\d+)?)')
