"""A tuned model's guesses at labels: mechanics on the toy, on scrubbed text only, kept one by one."""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from studio.coach.contender import contender
from studio.coach.suggest import NOTHING, questions, softmax, suggest
from studio.coach.talking import raise_error, start
from studio.core.blas import preload_environment
from studio.core.child import ChildProcess
from studio.core.errors import GateError, StoppedError, StudioError
from studio.core.paths import Home
from studio.core.progress import Step, Stop
from studio.store import Store
from studio.store.suggestions import Guess
from studio.train.history import delete
from studio.train.spec import RunSpec
from studio.train.supervisor import run_to_end
from tests.dataset.packed import review
from tests.label.life import put
from tests.train import lessons

CHOICES = {
    "relationship": {
        "outcome": ("good", "mixed", "bad", "unknown"),
        "trigger": ("money", "lateness", "full_house"),
        "response_style": ("paused", "repaired"),
        "topics": ("work",),
    }
}


@dataclass
class Tuned:
    """A home with one run of two steps."""

    home: Home
    store: Store
    run_id: str


@pytest.fixture(scope="module")
def made(toy_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tuned]:
    home = Home(tmp_path_factory.mktemp("guessing")).create()
    (home.models / "tiny").symlink_to(toy_model, target_is_directory=True)
    shutil.copytree(toy_model.parent / "home" / "cache" / "blas", home.cache / "blas", dirs_exist_ok=True)
    lessons.write(home.datasets / "us", 10, 3, 3)
    with Store(None) as store:
        result = run_to_end(store, home, RunSpec("us", "tiny", "quick", iterations=2, batch_size=5), lambda _: None)
        put(store, evenings=6)
        review(store)
        yield Tuned(home, store, result.run_id)


@pytest.fixture
def tuned(made: Tuned) -> Iterator[Tuned]:
    yield made
    made.store.suggestions.forget(f"tuned:{made.run_id}")


@pytest.mark.mlx
def test_guesses_are_kept_with_shares_and_going_on_adds(tuned: Tuned) -> None:
    steps: list[Step] = []
    first = suggest(tuned.store, tuned.home, CHOICES, count=2, report=steps.append)
    assert (first.run_id, first.source) == (tuned.run_id, f"tuned:{tuned.run_id}")
    assert (first.episodes, first.suggestions, first.left) == (2, 6, 4)
    guesses = tuned.store.suggestions.guesses(first.source)
    assert {guess.field for guess in guesses} == {"outcome", "trigger", "response_style"}
    for guess in guesses:
        allowed = CHOICES["relationship"][guess.field]
        assert guess.value in allowed
        assert 1 / len(allowed) <= guess.score <= 1
        assert guess.value != "unknown"
    assert steps[-1].total == 2
    second = suggest(tuned.store, tuned.home, CHOICES, tuned.run_id, count=10)
    assert (second.episodes, second.left) == (4, 0)
    assert len(tuned.store.suggestions.guesses(first.source)) == 18
    assert suggest(tuned.store, tuned.home, CHOICES, count=10).episodes == 0


@pytest.mark.mlx
def test_the_same_question_is_guessed_the_same(tuned: Tuned) -> None:
    suggest(tuned.store, tuned.home, CHOICES, count=3)
    first = tuned.store.suggestions.guesses()
    tuned.store.suggestions.forget(f"tuned:{tuned.run_id}")
    suggest(tuned.store, tuned.home, CHOICES, count=3)
    assert tuned.store.suggestions.guesses() == first


@pytest.mark.mlx
def test_likelihoods_are_those_of_whole_answers(tuned: Tuned) -> None:
    messages = [{"role": "user", "content": "Robin slammed the garden gate again. What should I do?"}]
    answers = ["money", "lateness", "It was followed by a good ending.", "money"]
    with start(tuned.home, contender(tuned.store, tuned.home)) as child:
        raise_error(child.receive(120))
        for number in ("1", "2"):
            child.send({"op": "weigh", "id": number, "messages": messages, "answers": answers})
        told = [child.receive(60) for _ in range(2)]
        child.send({"op": "ask", "id": "q", "messages": messages, "max_tokens": 3})
        spoken = child.receive(60)
        child.send({"op": "weigh", "id": "3", "messages": messages, "answers": [""]})
        while (refused := child.receive(60)).get("id") != "3":
            pass
    who = contender(tuned.store, tuned.home)
    request = {"model": str(who.model), "adapter": str(who.adapter), "messages": messages, "answers": answers}
    with ChildProcess("tests.coach.weighing_child", environment=preload_environment(tuned.home)) as oracle:
        oracle.send(request)
        expected = oracle.receive(120)["log_likelihoods"]
    assert told[0]["log_likelihoods"] == pytest.approx(expected, abs=1e-3)
    assert told[1]["log_likelihoods"] == pytest.approx(expected, abs=1e-3)
    assert sum(math.exp(value) for value in told[0]["log_likelihoods"][:3]) < 1
    assert spoken["id"] == "q"
    assert refused["event"] == "error"


@pytest.mark.mlx
def test_stopping_keeps_what_was_guessed(tuned: Tuned) -> None:
    stop = Stop()

    def after_one(step: Step) -> None:
        if step.done >= 1:
            stop.set()

    with pytest.raises(StoppedError):
        suggest(tuned.store, tuned.home, CHOICES, count=6, report=after_one, stop=stop)
    assert len({guess.episode_id for guess in tuned.store.suggestions.guesses()}) >= 1
    assert len({guess.episode_id for guess in tuned.store.suggestions.guesses()}) < 6


def test_unreviewed_text_is_never_read(tmp_path: Path, made: Tuned) -> None:
    with Store(None) as store:
        put(store, evenings=3)
        run = made.store.runs.get(made.run_id)
        assert run is not None
        store.runs.start(run.id, run.dataset, run.model, run.path, run.spec)
        store.runs.end(run.id, "done", run.result)
        with pytest.raises(GateError) as refused:
            suggest(store, made.home, CHOICES)
        assert refused.value.code == "unreviewed"
        assert store.suggestions.guesses() == []


def test_without_a_run_there_is_nobody_to_ask(toy_home: Home, store: Store) -> None:
    with pytest.raises(StudioError) as refused:
        suggest(store, toy_home, CHOICES)
    assert refused.value.code == "no_run"
    with pytest.raises(StudioError) as unknown:
        suggest(store, toy_home, CHOICES, "nobody")
    assert unknown.value.code == "not_found"


def test_questions_name_every_answer_and_braces_in_a_text_stay() -> None:
    asked = {q.field: q for q in questions("relationship", CHOICES["relationship"])}
    assert set(asked) == {"outcome", "trigger", "response_style"}
    assert "money, lateness, full house" in asked["trigger"].form
    assert asked["outcome"].answers[0] == ("good", "It was followed by a good ending.")
    put_so = asked["response_style"].put("Jo: {response} {situation}", "Me: {situation}")
    assert put_so.startswith("Jo: {response} {situation}\n\nI answer:\nMe: {situation}\n\n")
    assert not asked["trigger"].needs_response
    assert NOTHING in asked["trigger"].put(NOTHING, NOTHING)
    assert sum(softmax([-900.0, -901.0, 3.0])) == pytest.approx(1)


def test_a_run_that_is_deleted_takes_its_guesses_along(store: Store, home: Home) -> None:
    run = store.runs.start("r1", "us", "tiny", home.runs / "r1", {"model_path": str(home.models / "tiny")})
    store.runs.end("r1", "failed", None)
    store.suggestions.put([Guess("e1", "trigger", "tone", 0.9, f"tuned:{name}", "") for name in ("r1", "r2")])
    delete(store, replace(run, state="failed"))
    assert [guess.source for guess in store.suggestions.guesses()] == ["tuned:r2"]
