"""Scanning again: only what has changed is read, and what was learned anywhere counts everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from studio.core.paths import Home
from studio.core.settings import Settings, save_settings
from studio.ingest.pipeline import bring_in
from studio.scrub import scan as scan_module
from studio.scrub.forgetting import forget
from studio.scrub.review import review
from studio.scrub.scan import corpus, scan
from studio.store import Store
from studio.store.scan_memory import ScanMemory
from tests.scrub.life import episode, live

SETTINGS = Settings()


def surfaces(store: Store) -> set[str]:
    return {s.surface for s in review.surfaces(store, contexts=False)}


def bring(store: Store, home: Home, folder: Path, chat: str, *said: str) -> None:
    """Bring in a chat between Bea and the person in which Bea said these."""
    lines = [f"{n + 1:02}/01/2024, 10:00 - {'Bea' if n % 2 else 'Tom'}: {text}" for n, text in enumerate(said)]
    path = folder / f"{chat}.txt"
    path.write_text("\n".join([*lines, "30/01/2024, 10:00 - Tom: good night"]) + "\n", encoding="utf-8")
    bring_in(store, home, [path], me="Tom", settings=Settings(tz="UTC"))


def bring_note(store: Store, home: Home, folder: Path, title: str, text: str) -> None:
    """Bring in a note of a day under a title."""
    (folder / "notes").mkdir(exist_ok=True)
    path = folder / "notes" / f"{title}.md"
    path.write_text(f"---\ndate: 2024-02-03\ntags: [therapy]\n---\n# {title}\n\n{text}\n", encoding="utf-8")
    bring_in(store, home, [path], settings=Settings(tz="UTC"))


def test_a_new_person_has_only_the_texts_read_again_that_name_them(store: Store, home: Home) -> None:
    store.episodes.put(
        [(episode(1, "my sister Morag was late"), []), (episode(2, "a calm quenby day"), [])], origin="import"
    )
    scan(store, home, SETTINGS)
    assert surfaces(store) == {"Morag"}
    store.people.add(["Quenby Harbour"])
    assert scan(store, home, SETTINGS).read == 1
    assert surfaces(store) == {"Morag", "quenby"}


def test_a_person_taken_off_the_list_is_noticed_too(store: Store, home: Home) -> None:
    store.people.add(["Late Summer"])
    store.episodes.put([(episode(1, "and Late said no"), []), (episode(2, "a quiet day"), [])], origin="import")
    scan(store, home, SETTINGS)
    store.people.forget("Late Summer")
    assert scan(store, home, SETTINGS).read == 1


def test_every_decision_outlives_a_scan_that_reads_again(store: Store, home: Home) -> None:
    live(store)
    scan(store, home, SETTINGS)
    review.accept_all(store)
    store.people.add(["Walk Abroad"])
    scan(store, home, SETTINGS)
    assert {s.surface for s in review.surfaces(store, contexts=False) if s.decision is None} <= {"walk"}


def test_a_stand_in_chosen_while_a_scan_ends_is_kept_beside_its_own(
    store: Store, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(store)
    scan(store, home, SETTINGS)
    store.episodes.put([(episode(30, "my friend Zephyrine came by"), [])], origin="import")
    chooser = Thread(target=review.this_is, args=(store, home, SETTINGS, "Wilhelmina", "PERSON", "Una Beck"))
    stored = scan_module._all_stored

    def chosen_meanwhile(*arguments: Any) -> Any:
        chooser.start()
        chooser.join(0.5)
        return stored(*arguments)

    monkeypatch.setattr(scan_module, "_all_stored", chosen_meanwhile)
    scan(store, home, SETTINGS)
    chooser.join()
    given = store.scrub.surrogates()
    [verdict] = store.scrub.verdicts().values()
    assert verdict.replacement == given["first/una"]
    assert {f.surrogate for found in store.scrub.findings().values() for f in found if f.surface == "Zephyrine"} == {
        given["first/zephyrine"]
    }


def test_somebody_named_while_a_scan_runs_is_not_taken_for_looked_for(
    store: Store, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(store)
    stored = scan_module._all_stored

    def named_meanwhile(*arguments: Any) -> Any:
        store.people.add(["Quenby Harbour"])
        return stored(*arguments)

    monkeypatch.setattr(scan_module, "_all_stored", named_meanwhile)
    scan(store, home, SETTINGS)
    assert store.scrub.fresh() == set()
    monkeypatch.undo()
    scan(store, home, SETTINGS)
    assert store.scrub.fresh() == corpus(store).keys()


def test_somebody_forgotten_while_a_scan_runs_does_not_come_back_with_it(
    store: Store, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(store)
    read = scan_module._drop_ordinary

    def forgotten_meanwhile(*arguments: Any) -> None:
        read(*arguments)
        if store.forgotten.latest() is None:
            forget(store, home, SETTINGS, "Ingrid Solheim", "someone")

    monkeypatch.setattr(scan_module, "_drop_ordinary", forgotten_meanwhile)
    scan(store, home, SETTINGS)
    assert store.scrub.fresh() == corpus(store).keys()
    for table in ("findings", "surrogates", "scan_state", "lessons"):
        assert "ingrid" not in str(store.rows(f"SELECT * FROM {table}")).casefold(), table


def test_other_regions_have_every_text_read_again(home: Home) -> None:
    with Store.open(home) as store:
        live(store)
        scan(store, home, SETTINGS)
        german = Settings(phone_regions=("DE",))
        save_settings(home, german)
        assert store.scrub.fresh() == set()
        scan(store, home, german)
        assert store.scrub.fresh() == corpus(store).keys()


@pytest.mark.parametrize("processes", [1, 2])
def test_the_same_is_found_whichever_way_it_is_read(
    store: Store, home: Home, processes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.scrub.crew.ENOUGH", 1)
    live(store)
    scan(store, home, SETTINGS, processes=processes)
    found = store.scrub.findings()
    texts = corpus(store)
    assert {f.surface for rows in found.values() for f in rows} >= {"Ingrid", "Wilhelmina", "Brighton", "07700 900312"}
    assert all(texts[h][f.start : f.end] == f.surface for h, rows in found.items() for f in rows)


def test_a_name_said_outside_every_episode_is_known_inside(store: Store, home: Home, tmp_path: Path) -> None:
    store.episodes.put([(episode(1, "so quenby again, and again the door"), [])], origin="import")
    scan(store, home, SETTINGS)
    assert surfaces(store) == set()
    bring(store, home, tmp_path, "Chat", "my sister Quenby came over", "and Quenby stayed")
    scan(store, home, SETTINGS)
    assert surfaces(store) == {"quenby"}


def test_a_name_in_a_title_is_known_in_the_texts(store: Store, home: Home, tmp_path: Path) -> None:
    store.episodes.put([(episode(1, "then quenby slammed the door"), [])], origin="import")
    bring_note(store, home, tmp_path, "Talk with my sister Quenby", "a hard one")
    scan(store, home, SETTINGS)
    assert surfaces(store) == {"quenby"}


def test_a_source_is_learned_from_once(
    store: Store, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(store, home, tmp_path, "Chat", "my sister Quenby came over")
    scan(store, home, SETTINGS)
    read: list[str] = []
    words_of = ScanMemory.words_of

    def counted(memory: ScanMemory, source: str) -> Iterator[str]:
        read.append(source)
        return words_of(memory, source)

    monkeypatch.setattr(ScanMemory, "words_of", counted)
    scan(store, home, SETTINGS)
    assert read == []
    bring(store, home, tmp_path, "Another", "my cousin Ottoline came too")
    scan(store, home, SETTINGS)
    assert len(read) == 1
