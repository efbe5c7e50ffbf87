"""The scan, the gate, and decisions that can be taken back."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from studio.core.errors import InputError, StoppedError, UsageError
from studio.core.paths import Home
from studio.core.progress import Step, Stop
from studio.core.settings import Settings
from studio.scrub.review import review
from studio.scrub.review.desk import Desk, Surface
from studio.scrub.risk.residual import plant, residual, sample, unflagged_lines, upper_bound
from studio.scrub.scan import corpus, scan
from studio.store import Store
from tests.scrub.life import episode, live

SETTINGS = Settings()


@pytest.fixture
def life(store: Store, home: Home) -> Store:
    live(store)
    scan(store, home, SETTINGS)
    return store


def names_of(store: Store) -> dict[str, Surface]:
    return {s.surface: s for s in review.surfaces(store)}


def test_every_text_is_read_and_every_surface_waits(life: Store) -> None:
    found = names_of(life)
    assert {"Ingrid", "Inge", "Wilhelmina", "Brighton", "14 March", "21 March"} <= set(found)
    assert all(s.decision is None for s in found.values())
    assert found["Ingrid"].count == 4
    assert "you said seven" in found["Ingrid"].contexts[0].wrote
    status = life.scrub.status()
    assert status.pending == status.surfaces == len(found)
    assert status.scanned == len(corpus(life))


def test_the_gate_is_shut_until_every_surface_is_decided(life: Store) -> None:
    text = "We drove to Brighton on 21 March and INGRID was quiet"
    assert life.scrub.scrubbed(text) is None
    assert life.scrub.replacements(text) is None
    for surface in ("Brighton", "21 march"):
        review.decide(life, surface, "accept")
    assert life.scrub.scrubbed(text) is None
    review.decide(life, "ingrid", "accept")
    done = life.scrub.scrubbed(text)
    assert done is not None
    assert "Brighton" not in done
    assert "21 March" not in done
    assert "INGRID" not in done
    assert life.scrub.scrubbed("never seen before") is None
    assert life.scrub.scrubbed("felt better") == "felt better"
    assert life.scrub.scrubbed("") == ""
    assert life.scrub.scrubbed_many([text, "never seen before"]) == [done, None]


def test_scrubbed_text_holds_no_accepted_surface(life: Store) -> None:
    assert review.accept_all(life) == life.scrub.status().surfaces
    accepted = [s.surface for s in review.surfaces(life, contexts=False)]
    for text in corpus(life).values():
        done = life.scrub.scrubbed(text)
        assert done is not None
        for surface in accepted:
            assert surface.casefold() not in done.casefold().split(), surface


def test_the_same_person_reads_the_same_in_every_text(life: Store) -> None:
    review.accept_all(life)
    first = names_of(life)["Ingrid"].replacement
    done = [life.scrub.scrubbed(text) or "" for text in corpus(life).values()]
    assert sum(first in text for text in done) >= 2
    assert any(first.upper() in text for text in done)
    assert any(text.startswith(f"{first}: you said") for text in done)
    assert all("Me:" in text for text in done if "traffic" in text and ":" in text)


def test_one_decision_counts_for_every_capital_and_can_be_taken_back(life: Store) -> None:
    review.decide(life, "INGRID", "replace", "Zofia")
    text = "Ingrid's mood lifted, she hugged me"
    assert life.scrub.scrubbed(text) == "Zofia's mood lifted, she hugged me"
    assert [v.key for v in life.scrub.undo()] == ["ingrid"]
    assert life.scrub.scrubbed(text) is None
    review.decide(life, "ingrid", "reject")
    assert life.scrub.scrubbed(text) == text
    review.decide(life, "ingrid", "accept")
    assert life.scrub.scrubbed(text) not in {None, text}
    assert life.scrub.undo()
    assert life.scrub.scrubbed(text) == text
    assert life.scrub.undo()
    assert life.scrub.undo() == []


def test_deciding_all_is_one_action(life: Store) -> None:
    everything = life.scrub.status().surfaces
    kept = review.reject_all(life, 0.5)
    assert review.accept_all(life, 0.5) == everything - kept
    assert life.scrub.status().pending == 0
    life.scrub.undo()
    assert life.scrub.status().pending == everything - kept


def test_only_one_entity_may_be_accepted(life: Store) -> None:
    dates = [s for s in review.surfaces(life) if s.entity == "DATE"]
    assert review.accept_all(life, 0.0, "DATE") == len(dates)
    assert all((s.decision == "accept") == (s.entity == "DATE") for s in review.surfaces(life))


def test_what_is_said_of_a_surface_changes_its_stand_in(life: Store, home: Home) -> None:
    ingrid = names_of(life)["Ingrid"].replacement
    review.this_is(life, home, SETTINGS, "Wilhelmina", "PERSON", "Inge")
    said = names_of(life)["Wilhelmina"]
    assert said.replacement == ingrid
    assert said.person == "Ingrid Solheim"
    review.retype(life, home, SETTINGS, "Brighton", "LOCATION", "PERSON")
    typed = names_of(life)["Brighton"]
    assert typed.as_entity == "PERSON"
    assert typed.replacement not in {"Brighton", ingrid}
    with pytest.raises(UsageError, match="no entity"):
        review.retype(life, home, SETTINGS, "Brighton", "LOCATION", "PLANET")


def test_a_wrong_word_is_told(life: Store) -> None:
    with pytest.raises(InputError, match="Nobodaddy"):
        review.decide(life, "Nobodaddy", "accept")
    with pytest.raises(UsageError, match="missing"):
        review.decide(life, "Ingrid", "replace", " ")
    with pytest.raises(UsageError, match="what it replaces"):
        review.decide(life, "Ingrid", "replace", "INGRID")
    assert life.scrub.status().pending == life.scrub.status().surfaces


def test_scanning_again_reads_only_what_is_new(life: Store, home: Home) -> None:
    before = {s.surface: s.replacement for s in review.surfaces(life)}
    assert scan(life, home, SETTINGS).read == 0
    life.episodes.put([(episode(9, "My boss Thaddeus shouted"), [])], origin="import")
    report = scan(life, home, SETTINGS)
    assert report.read == 1
    after = {s.surface: s.replacement for s in review.surfaces(life)}
    assert {k: after[k] for k in before} == before
    assert "Thaddeus" in after


def test_a_name_learned_later_is_found_in_older_texts(store: Store, home: Home) -> None:
    store.episodes.put([(episode(1, "so Quenby again, and again the door"), [])], origin="import")
    scan(store, home, SETTINGS)
    store.episodes.put([(episode(2, "my sister Quenby came over"), [])], origin="import")
    scan(store, home, SETTINGS)
    quenby = names_of(store)["Quenby"]
    assert quenby.count == 2
    assert quenby.entity == "PERSON"


def test_a_new_person_shuts_the_gate_until_the_next_scan(life: Store, home: Home) -> None:
    review.accept_all(life)
    assert life.scrub.scrubbed("felt better") == "felt better"
    life.people.add(["Better Half"])
    assert life.scrub.scrubbed("felt better") is None
    assert life.scrub.status().stale == len(corpus(life))
    scan(life, home, SETTINGS)
    assert life.scrub.scrubbed("felt better") is not None


def test_other_settings_are_another_scan(life: Store, home: Home) -> None:
    assert scan(life, home, Settings(phone_regions=("DE",))).read == len(corpus(life))


def test_texts_that_are_gone_are_forgotten(life: Store, home: Home) -> None:
    life.episodes.remove(["e0001"])
    scan(life, home, SETTINGS)
    assert "Brighton" not in names_of(life)


def test_a_scan_that_is_stopped_leaves_things_as_they_were(store: Store, home: Home) -> None:
    live(store)
    stop = Stop()

    def halfway(step: Step) -> None:
        stop.set()

    with pytest.raises(StoppedError):
        scan(store, home, SETTINGS, halfway, stop)
    assert store.scrub.status().scanned == 0
    assert store.scrub.surrogates() == {}


def test_decisions_survive_a_crash(home: Home) -> None:
    store = Store.open(home)
    live(store)
    scan(store, home, SETTINGS)
    review.decide(store, "Ingrid", "replace", "Zofia")
    replica = Path(home.root / "copy.duckdb")
    for part in ("", ".wal"):
        source = home.database.with_name(home.database.name + part)
        if source.exists():
            replica.with_name(replica.name + part).write_bytes(source.read_bytes())
    with Store(replica) as found:
        assert names_of(found)["Ingrid"].replacement == "Zofia"
    store.close()


def test_the_map_is_a_private_file(life: Store, tmp_path: Path) -> None:
    review.accept_all(life)
    review.decide(life, "Brighton", "reject")
    path = tmp_path / "map.jsonl"
    count = review.write_mapping(life, path)
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    assert len(rows) == count
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "Brighton" not in {row["surface"] for row in rows}
    assert "Ingrid" in {row["surface"] for row in rows}


@pytest.mark.parametrize("name", ["train.jsonl", "validation.jsonl"])
def test_the_map_never_lies_beside_examples(life: Store, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("{}\n")
    with pytest.raises(UsageError, match="real names"):
        review.write_mapping(life, tmp_path / "map.jsonl")
    with pytest.raises(UsageError, match="examples to learn from"):
        review.write_mapping(life, tmp_path / "inside" / "map.jsonl")
    assert not (tmp_path / "map.jsonl").exists()


@pytest.mark.parametrize("tag", ["[NAME]", "<PERSON>", "PERSON_1", "{{someone}}", "***"])
def test_a_tag_is_no_stand_in(life: Store, tag: str) -> None:
    with pytest.raises(UsageError, match="tag"):
        review.decide(life, "Ingrid", "replace", tag)


def test_contexts_show_both_sides_with_the_span(life: Store) -> None:
    desk = Desk(life)
    for surface in desk.surfaces():
        for context in desk.contexts(surface):
            start, end = context.wrote_span
            assert context.wrote[start:end].casefold() == surface.surface.casefold()
            start, end = context.reads_span
            assert context.reads[start:end].casefold().startswith(surface.replacement.casefold()[:3])


def test_what_was_not_flagged_is_looked_at(life: Store) -> None:
    lines = unflagged_lines(life)
    assert "went for a walk" in lines
    assert "it's always traffic" in lines
    assert not any("Brighton" in line for line in lines)
    for line in sample(life, 3):
        life.scrub.look(line, leak=False)
    state = residual(life)
    assert (state.looked, state.leaks) == (3, 0)
    assert state.upper == 1.0
    life.scrub.look(sample(life, 1)[0], leak=True)
    assert residual(life).leaks == 1


def test_planted_spans_are_mostly_found(life: Store) -> None:
    state = plant(life, SETTINGS, 110)
    assert state.planted == 110
    assert state.found / state.planted >= 0.85
    assert state.interval is not None
    assert state.interval[0] < state.found / state.planted < state.interval[1]
    assert residual(life).by_entity == state.by_entity


def test_bounds_are_those_of_the_books() -> None:
    assert upper_bound(0, 300) == pytest.approx(0.01)
    assert upper_bound(0, 0) is None
    bound = upper_bound(4, 200)
    assert bound is not None
    assert round(bound, 4) == 0.0503
