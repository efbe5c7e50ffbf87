"""Forgetting a person: listed first, then nowhere to be found, and not back with the next import."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.core.errors import GateError, StudioError, UsageError
from studio.core.paths import Home
from studio.dataset.build import build
from studio.episodes.cutting import cut
from studio.ingest.pipeline import bring_in
from studio.scrub.forgetting import Mentions, forget, look
from studio.scrub.scan import scan
from studio.store import Store
from tests.scrub.farewell import GONE, SETTINGS, Exports, everywhere, exports, lived
from tests.scrub.life import episode

PLACES = {"datasets.path", "runs.path", "runs.spec", "datasets.manifest"}


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A life, lived once; every test gets a copy."""
    folder = tmp_path_factory.mktemp("life")
    home = Home(folder / "home").create()
    with Store.open(home) as store:
        lived(store, home, folder / "exports")
    return folder


@pytest.fixture
def opened(pattern: Path, home: Home, tmp_path: Path) -> Iterator[tuple[Store, Exports]]:
    shutil.copytree(pattern / "home", home.root, dirs_exist_ok=True)
    shutil.copytree(pattern / "exports", tmp_path / "exports")
    with Store.open(home) as store:
        yield store, exports(tmp_path / "exports")


def test_everything_that_holds_them_is_listed_and_nothing_changed(opened: tuple[Store, Exports], home: Home) -> None:
    store, _ = opened
    before = store.records.counts(), store.episodes.count()
    found = look(store, home, SETTINGS, GONE + " Ferrow")
    counts = found.holdings.counts
    assert found.words == ("quillon", "ferrow")
    assert (counts["messages"], counts["mentions"], counts["notes"]) == (49, 26, 1)
    assert counts["episodes"] >= 24
    assert counts["labels"] >= 2 * 24
    assert all(counts[what] for what in ("suggestions", "drafts", "turns", "findings", "decisions", "surrogates"))
    assert "episodes held somebody" in found.holdings.datasets["us"]
    assert "r1" in found.holdings.runs
    assert {what: len(ids) for what, ids in found.holdings.ids.items()}.items() <= counts.items()
    assert (store.records.counts(), store.episodes.count()) == before


@pytest.mark.parametrize("mentions", ["remove", "someone", "surrogate"])
def test_afterwards_no_table_knows_the_name(opened: tuple[Store, Exports], home: Home, mentions: Mentions) -> None:
    store, _ = opened
    assert everywhere(store, GONE)
    kept = store.records.counts()["messages"]
    forget(store, home, SETTINGS, "Quillon Ferrow", mentions)
    for word in (GONE, "Ferrow"):
        assert set(everywhere(store, word)) <= PLACES, word
    gone = 49 + (26 if mentions == "remove" else 0)
    assert store.records.counts()["messages"] == kept - gone
    said = store.rows("SELECT text FROM messages WHERE text LIKE '%can we talk on day 3'")
    assert said == {"remove": [], "someone": [("someone, can we talk on day 3",)]}.get(mentions, said)
    assert len(said) == (mentions != "remove")
    note = store.rows("SELECT text FROM notes WHERE text LIKE '%shouted%'")
    assert (not note) if mentions == "remove" else ("@" not in note[0][0]), "an address that holds the name goes whole"
    assert [p.name for p in store.people.all()] == ["Mara", "Otto Brandvik"]


def test_what_is_left_is_cut_scanned_and_built_again(opened: tuple[Store, Exports], home: Home) -> None:
    store, _ = opened
    forget(store, home, SETTINGS, "Quillon Ferrow")
    assert {e.people for e in store.episodes.all()} <= {("Mara", "Otto Brandvik"), ("Otto Brandvik",), ("Mara",), ()}
    cut(store)
    scan(store, home, SETTINGS, processes=1)
    assert not everywhere(store, "quillon") or set(everywhere(store, "quillon")) <= PLACES
    assert store.stale.reason("dataset", "us")
    build(store, home, "us", valid=0.0, test=0.0, allow_unreviewed="a test")
    assert store.stale.reason("dataset", "us") is None, "built anew, it holds nobody forgotten"
    assert store.stale.reason("run", "r1"), "what was taught with the old one stays stale"
    store.labels.undo()
    assert set(everywhere(store, "quillon")) <= PLACES


@pytest.mark.parametrize("mentions", ["remove", "someone"])
def test_the_next_export_does_not_bring_them_back(
    opened: tuple[Store, Exports], home: Home, mentions: Mentions
) -> None:
    store, files = opened
    forget(store, home, SETTINGS, "Quillon Ferrow", mentions)
    before = store.records.counts()["messages"]
    [again] = bring_in(store, home, [files.chat], me="Mara", settings=SETTINGS)
    assert again.rejected == (72 if mentions == "remove" else 48), "the same bytes: counted as refused, not read"
    with files.chat.open("a", encoding="utf-8") as chat:
        chat.write("01/04/2023, 10:00 - Quillon Ferrow: hello?\n01/04/2023, 10:01 - Mara: who is that\n")
    [newer] = bring_in(store, home, [files.chat], me="Mara", settings=SETTINGS)
    assert store.records.counts()["messages"] == before + 1, "one new message, and it is the person's own"
    assert newer.rejected == (73 if mentions == "remove" else 49)
    assert newer.people == ("Mara",)
    assert {r.raw for r in store.sources.rejects(newer.source_id)} == {""}
    [replaced] = bring_in(store, home, [files.group], me="Mara", settings=SETTINGS, replace=True)
    assert replaced.rejected == (3 if mentions == "remove" else 1)
    for word in (GONE, "Ferrow"):
        assert set(everywhere(store, word)) <= PLACES, word
    assert store.records.counts()["messages"] == before + 1


def test_a_later_note_loses_the_tag_that_names_them(home: Home, store: Store, tmp_path: Path) -> None:
    store.people.add(["Quillon Ferrow"])
    forget(store, home, SETTINGS, "Quillon Ferrow")
    path = tmp_path / "2023-03-04.md"
    path.write_text("---\ntags: [quillon, calm]\n---\nA calm day.\n", encoding="utf-8")
    bring_in(store, home, [path], settings=SETTINGS)
    assert store.rows("SELECT tags FROM notes") == [(["calm"],)]


def test_a_text_that_is_nothing_but_the_name_is_read_in_one_go(home: Home, store: Store) -> None:
    store.people.add(["Quillon Ferrow"])
    store.people.alias("Quillon Ferrow", "+44 7700 900312")
    store.episodes.put([(episode(1, "Quillon @quillon_x, +44 7700 900312 " * 8_000), [])], origin="import")
    forget(store, home, SETTINGS, "Quillon Ferrow", "someone")
    [left] = store.episodes.all()
    assert left.situation.count("someone") > 8_000
    assert not re.search("(?i)quillon|900312", left.situation)


def test_only_the_words_that_are_theirs_alone_count(home: Home, store: Store) -> None:
    store.people.add(["Will Ferrow", "Ada Ferrow", "Mum"])
    store.people.set_role("Ada Ferrow", "me")
    will = look(store, home, SETTINGS, "Will Ferrow")
    assert (will.everyday, will.shared) == (("will",), ("ferrow",))
    assert "will" not in will.words
    assert look(store, home, SETTINGS, "Mum").words == ()
    with pytest.raises(UsageError):
        look(store, home, SETTINGS, "Ada Ferrow")
    with pytest.raises(StudioError):
        look(store, home, SETTINGS, "Nobody")


def test_an_everyday_word_is_a_name_only_where_the_rules_say_so(home: Home, tmp_path: Path) -> None:
    chat = tmp_path / "WhatsApp Chat with Will.txt"
    said = ["Will you come", "I will", "my friend Will was there", "I told Will about it"]
    lines = [f"0{n}/03/2023, 19:00 - Mara: {text}" for n, text in enumerate(said, 1)]
    chat.write_text("\n".join([*lines, "09/03/2023, 19:00 - Will: hi"]) + "\n", encoding="utf-8")
    with Store.open(home) as store:
        bring_in(store, home, [chat], me="Mara", settings=SETTINGS)
        forget(store, home, SETTINGS, "Will", "someone")
        assert [row[0] for row in store.rows("SELECT text FROM messages ORDER BY utc")] == [
            "Will you come",
            "I will",
            "my friend someone was there",
            "I told someone about it",
        ]


def test_a_stale_run_is_not_asked_and_a_stale_dataset_not_taught_unless_named(
    opened: tuple[Store, Exports], home: Home
) -> None:
    from studio.coach.contender import contender

    store, _ = opened
    assert store.runs.newest_usable() is not None
    forget(store, home, SETTINGS, "Quillon Ferrow")
    assert store.runs.newest_usable() is None
    with pytest.raises(GateError) as refused:
        contender(store, home, "r1")
    assert refused.value.code == "stale"
    with pytest.raises(StudioError) as further:
        contender(store, home, "r1", allow_stale=True)
    assert further.value.code == "model_gone", "let through, to find its pretended base missing"


def test_folders_go_when_that_is_asked_for(opened: tuple[Store, Exports], home: Home) -> None:
    store, _ = opened
    told = forget(store, home, SETTINGS, "Quillon Ferrow", delete=True)
    assert told.left == ()
    assert not (home.datasets / "us").exists()
    assert not (home.runs / "r1").exists()
    assert store.datasets.all() == []
    assert store.runs.all() == []
    assert everywhere(store, GONE) == []


@pytest.mark.parametrize("moment", ["inside", "before files"])
def test_killed_in_between_the_next_start_finishes_or_nothing_happened(
    opened: tuple[Store, Exports], home: Home, moment: str
) -> None:
    store, _ = opened
    store.close()
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.scrub.forgetting_child", str(home.root), moment],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "here\n"
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert (home.datasets / "us").exists(), "the kill came before the folders went"
    with Store.open(home) as again:
        if moment == "inside":
            assert everywhere(again, GONE)
            assert again.datasets.get("us") is not None
            assert again.people.known("Quillon Ferrow").name
        else:
            assert everywhere(again, GONE) == []
            assert again.forgetting.left() == []
            assert not (home.datasets / "us").exists()
            assert not (home.runs / "r1").exists()


def test_what_cannot_be_removed_is_named_and_tried_again(
    opened: tuple[Store, Exports], home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, _ = opened
    with monkeypatch.context() as blocked:
        blocked.setattr("shutil.rmtree", lambda *_, **__: None)
        told = forget(store, home, SETTINGS, "Quillon Ferrow", delete=True)
        assert set(told.left) == {str(home.datasets / "us"), str(home.runs / "r1")}
    store.close()
    with Store.open(home) as again:
        assert again.forgetting.left() == []
    assert not (home.datasets / "us").exists()


def test_revisions_that_hold_them_go_and_undo_goes_on(home: Home, tmp_path: Path) -> None:
    from studio.episodes.revise import merge

    with Store.open(home) as store:
        files = exports(tmp_path)
        bring_in(store, home, files.all, me="Mara", settings=SETTINGS)
        cut(store)
        first, second = store.episodes.all()[:2]
        merge(store, first.id, second.id)
        assert everywhere(store, GONE)
        forget(store, home, SETTINGS, "Quillon Ferrow")
        assert everywhere(store, GONE) == []
        assert store.labels.undo() is None
        assert store.labels.depth() == (0, 0)


def test_the_hashes_do_not_tell_the_name(opened: tuple[Store, Exports], home: Home) -> None:
    store, _ = opened
    forget(store, home, SETTINGS, "Quillon Ferrow")
    rows = store.rows("SELECT digest FROM forgotten")
    assert len(rows) == 3
    assert all(len(digest) == 64 for (digest,) in rows)
    assert not any(GONE.lower() in json.dumps(row).lower() for row in rows)
    assert store.forgotten.take_back("Quillon Ferrow")
    assert store.forgotten.latest() is None


@pytest.mark.parametrize("how", ["closed", "killed"])
def test_no_page_of_the_file_knows_the_name_once_it_was_closed_or_opened_again(
    opened: tuple[Store, Exports], home: Home, how: str
) -> None:
    store, _ = opened
    store.checkpoint()
    assert b"uillon" in home.database.read_bytes()
    shape = "SELECT table_name, sql FROM duckdb_tables() ORDER BY 1"
    before = store.rows(shape)
    store.close()
    if how == "killed":
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.scrub.forgetting_child", str(home.root), "before files"],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdout is not None
        assert child.stdout.readline() == "here\n"
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
    else:
        with Store.open(home) as again:
            forget(again, home, SETTINGS, "Quillon Ferrow", delete=True)
    with Store.open(home) as again:
        assert everywhere(again, GONE) == []
        assert again.rows(shape) == before
        assert again.rows("SELECT * FROM forgetting_left") == []
        again.labels.mark("flag", again.episodes.all()[0].id)
        again.checkpoint()
    content = home.database.read_bytes()
    assert b"uillon" not in content
    assert b"errow" not in content
    assert home.database.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in home.root.glob("studio.duckdb*")) == ["studio.duckdb"]
