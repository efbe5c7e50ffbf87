from __future__ import annotations

import json
import stat
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from studio.core.errors import GateError, InputError, UsageError
from studio.core.manifest import Manifest
from studio.core.paths import Home
from studio.dataset.build import build, estimate
from studio.dataset.plan import Wish, draw_up
from studio.dataset.render import Example
from studio.dataset.shelf import examples
from studio.store import Store
from tests.dataset.packed import lived, prose, review


def files(home: Home, name: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((home.datasets / name).iterdir())}


def lines(home: Home, name: str, file_name: str) -> list[Any]:
    return [json.loads(line) for line in (home.datasets / name / file_name).read_text().splitlines()]


def test_a_dataset_is_what_mlx_reads_and_accounts_for_itself(store: Store, home: Home) -> None:
    lived(store, 40)
    review(store)
    made = build(store, home, "us")
    assert (made.train, made.valid, made.test, made.episodes) == (84, 18, 18, 40)
    for split in ("train", "valid", "test"):
        for line in lines(home, "us", f"{split}.jsonl"):
            assert line.keys() == {"messages"}
            assert [turn["role"] for turn in line["messages"]] == ["system", "user", "assistant"]
    assert Manifest.from_json((home.datasets / "us" / "manifest.json").read_bytes()) == made
    stored = store.datasets.get("us")
    assert stored is not None
    assert (stored.hash, Manifest.from_json(stored.manifest)) == (made.hash, made)
    assert {gate.id: gate.state for gate in made.gates} == {
        "enough": "passed", "reviewed": "passed", "apart": "passed", "held_out": "passed",
        "endings": "passed", "residual": "warned",
    }  # fmt: skip
    assert made.tokens.method == "estimate: UTF-8 bytes / 4"
    assert 0 < made.tokens.p50 <= made.tokens.p95 <= made.tokens.max <= made.tokens.train


def test_every_line_says_where_it_came_from(store: Store, home: Home) -> None:
    lived(store, 20)
    review(store)
    made = build(store, home, "us")
    provenance = lines(home, "us", "provenance.jsonl")
    assert len(provenance) == made.train + made.valid + made.test
    for row in provenance:
        split = row["file"].removesuffix(".jsonl")
        assert row["episode"] in made.splits[split]
        messages = lines(home, "us", row["file"])[row["line"] - 1]["messages"]
        episode = store.episodes.get(row["episode"])
        assert episode is not None
        assert episode.situation in messages[1]["content"]


def test_the_same_inputs_give_the_same_bytes(store: Store, home: Home) -> None:
    lived(store, 40)
    review(store)
    first = build(store, home, "us")
    before = files(home, "us")
    assert build(store, home, "us") == first
    assert files(home, "us") == before
    assert build(store, home, "copy").hash == first.hash


def test_files_are_private_and_nothing_else_is_left_behind(store: Store, home: Home) -> None:
    lived(store, 10)
    review(store)
    build(store, home, "us")
    build(store, home, "us", views=["advice"])
    assert [path.name for path in home.datasets.iterdir()] == ["us"]
    for path in (home.datasets / "us").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_unreviewed_text_is_refused_and_nothing_is_written(store: Store, home: Home) -> None:
    lived(store, 10)
    with pytest.raises(GateError, match="40 texts not reviewed") as caught:
        build(store, home, "us")
    assert caught.value.code == "gate_reviewed"
    assert "studio scrub" in caught.value.fix
    assert list(home.datasets.iterdir()) == []
    assert store.datasets.count() == 0
    assert store.datasets.splits() == {}


def test_an_override_is_kept_with_the_dataset(store: Store, home: Home) -> None:
    lived(store, 10)
    made = build(store, home, "us", allow_unreviewed="only my own words")
    assert made.unreviewed is not None
    assert (made.unreviewed.why, made.unreviewed.texts) == ("only my own words", 40)
    assert next(gate for gate in made.gates if gate.id == "reviewed").state == "overridden"
    with pytest.raises(UsageError, match="reason"):
        build(store, home, "us", allow_unreviewed=" ")


def test_what_the_model_reads_is_the_scrubbed_text(store: Store, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    lived(store, 10)
    monkeypatch.setattr(
        type(store.scrub), "scrubbed_many", lambda _, texts: [text.replace("Jo:", "Alex:") for text in texts]
    )
    build(store, home, "us")
    assert b"Jo:" not in b"".join(files(home, "us").values())
    assert b"Alex:" in files(home, "us")["train.jsonl"]


def test_too_few_labels_are_refused_with_the_number_needed(store: Store, home: Home) -> None:
    lived(store, 5)
    review(store)
    with pytest.raises(GateError, match="Only 5") as caught:
        build(store, home, "us")
    assert "Label 3 more" in caught.value.fix


def test_one_long_thread_cannot_be_split(store: Store, home: Home) -> None:
    lived(store, 12, thread_of=12)
    review(store)
    with pytest.raises(GateError, match="held out") as caught:
        build(store, home, "us")
    assert caught.value.code == "gate_apart"
    assert build(store, home, "us", valid=0, test=0).train == 36


def test_sides_are_frozen_across_builds_seeds_and_names(store: Store, home: Home) -> None:
    lived(store, 30)
    review(store)
    first = build(store, home, "one")
    lived(store, 30, first=30)
    review(store)
    second = build(store, home, "two", seed=99)
    for split, ids in first.splits.items():
        assert set(ids) <= set(second.splits[split])
    assert (len(second.splits["valid"]), len(second.splits["test"])) == (9, 9)


def test_what_is_left_out_is_counted_by_reason(store: Store, home: Home) -> None:
    lived(store, 10)
    lived(store, 6, first=10, outcomes=["unknown"], advice=False)
    lived(store, 3, first=16)
    store.labels.mark("skip", "e0018")
    unlabelled = lived(store, 1, first=19)[-1]
    store.labels.set(unlabelled.id, {"outcome": None})
    review(store)
    made = build(store, home, "us")
    assert made.excluded == {
        "not_labelled": 1, "set_aside": 1, "advice_no_advice_or_what_helped": 6, "predict_outcome_unknown": 6,
        "pattern_outcome_unknown": 6,
    }  # fmt: skip
    assert made.episodes == 12


def test_equal_examples_are_kept_once_and_rather_in_the_exam(
    store: Store, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived(store, 12)
    monkeypatch.setattr(type(store.scrub), "scrubbed_many", lambda _, texts: ["same" for _ in texts])
    plan = draw_up(store, Wish(views=("advice",)))
    assert plan.excluded == {"duplicate_example": 11}
    assert len(plan.examples["test"]) == 1
    assert plan.refused is not None


def test_gap_fill_labels_are_learned_from_but_never_an_exam(store: Store, home: Home) -> None:
    lived(store, 20)
    lived(store, 20, first=20, why="gap_fill")
    lived(store, 5, first=40, why="relabel")
    review(store)
    made = build(store, home, "us")
    held = {*made.splits["valid"], *made.splits["test"]}
    assert held <= {f"e{n:04d}" for n in range(20)}
    assert {f"e{n:04d}" for n in range(20, 45)} <= set(made.splits["train"])


def test_weights_repeat_what_was_labelled_too_seldom_in_training_only(store: Store, home: Home) -> None:
    lived(store, 60, outcomes=["bad", "bad", "good"])
    review(store)
    with pytest.raises(GateError, match="30 labels picked at random; there are 0"):
        build(store, home, "us", weights="poststratify")
    lived(store, 40, first=60, outcomes=["good", "good", "bad"], why="audit")
    review(store)
    made = build(store, home, "us", weights="poststratify", views=["advice"])
    assert made.weights.target is not None
    assert made.weights.target["good"] == pytest.approx((27 + 1) / 42, abs=1e-6)
    rows = lines(home, "us", "provenance.jsonl")
    repeats = Counter((row["file"], row["episode"]) for row in rows)
    assert max(repeats.values()) <= 3
    assert all(count == 1 for (file_name, _), count in repeats.items() if file_name != "train.jsonl")
    assert max(repeats.values()) > 1
    assert len(made.splits["train"]) == len({row["episode"] for row in rows if row["file"] == "train.jsonl"})


def test_a_template_of_ones_own_adds_its_view(store: Store, home: Home, tmp_path: Path) -> None:
    lived(store, 10)
    review(store)
    path = tmp_path / "repair.toml"
    path.write_text(
        'name = "repair.v1"\nview = "repair"\n[system]\nrelationship = "Hi."\n'
        '[relationship]\nprompt = "{situation}"\ncompletion = "{response}"\n'
    )
    made = build(store, home, "us", views=["advice"], template=path)
    assert made.views == ("advice", "repair")
    assert made.templates["repair"].name == "repair.v1"
    path.write_text("view")
    with pytest.raises(InputError, match=r"repair\.toml"):
        build(store, home, "us", template=path)


@pytest.mark.parametrize("name", ["", "../up", "a/b", ".hidden", "x" * 65, "naïve", "a b"])
def test_a_name_that_is_no_folder_name_is_refused(store: Store, home: Home, name: str) -> None:
    with pytest.raises(UsageError, match="cannot name a dataset"):
        build(store, home, name)


@pytest.mark.parametrize("wish", [{"valid": 0.6}, {"test": -0.1}, {"weights": "magic"}, {"views": ()}])
def test_what_cannot_be_meant_is_refused(wish: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        Wish(**wish)


def test_a_disk_that_refuses_leaves_the_earlier_dataset(
    store: Store, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived(store, 10)
    review(store)
    first = build(store, home, "us")
    before = files(home, "us")
    real = Path.rename

    def fail(self: Path, target: Path) -> Path:
        if target.name == "us" and not self.name.endswith(".old"):
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(Exception, match="No space left"):
        build(store, home, "us", views=["advice"])
    monkeypatch.undo()
    assert files(home, "us") == before
    stored = store.datasets.get("us")
    assert stored is not None
    assert stored.hash == first.hash
    assert [path.name for path in home.datasets.iterdir()] == ["us"]


def test_what_a_killed_build_left_behind_is_put_right(store: Store, home: Home) -> None:
    lived(store, 10)
    review(store)
    build(store, home, "us")
    before = files(home, "us")
    (home.datasets / "us").rename(home.datasets / ".us.0a1b2c3d.old")
    (home.datasets / ".us.0a1b2c3d.new").mkdir()
    assert next(examples(home, "us", "train"))
    assert files(home, "us") == before
    assert [path.name for path in home.datasets.iterdir()] == ["us"]


def test_the_estimate_is_bytes_over_four() -> None:
    sizes = [prose(n, 3 + n) for n in range(20)]
    made = estimate([Example("e", "v", (("user", text),)) for text in sizes])
    expected = sorted(-(-len(text) // 4) for text in sizes)
    assert (made.train, made.max, made.p50, made.p95) == (sum(expected), expected[-1], expected[9], expected[18])
    assert estimate([Example("e", "v", (("user", "éé"),))]).train == 1
