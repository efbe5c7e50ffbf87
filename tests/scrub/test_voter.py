"""A language model that is installed votes; the pipeline here is spaCy's own, with a list for weights."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

import pytest

from studio.cli.main import run
from studio.core.settings import Settings
from studio.scrub import crew as crew_module
from studio.scrub.crew import Crew, Rules
from studio.scrub.engine import Detector
from studio.scrub.entities import SURE, Finding
from studio.scrub.scan import options_of
from studio.scrub.voter import Voter, installed_model, voter_of, weighed

LINE = "she met Quorvane Abbot and somebody from Ludwigsgrove"


def install(folder: Path, name: str = "en_core_web_sm", body: str | None = None) -> None:
    """A package as spaCy installs one, whose pipeline knows four names and no more."""
    package = folder / name
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(
        textwrap.dedent(
            body
            or """
            def load(**_):
                import spacy
                made = spacy.blank("en")
                made.add_pipe("entity_ruler").add_patterns([
                    {"label": "PERSON", "pattern": "Quorvane Abbot"},
                    {"label": "GPE", "pattern": "Ludwigsgrove"},
                    {"label": "PERSON", "pattern": "Deadlift"},
                    {"label": "ORG", "pattern": "the Tuesday"},
                ])
                return made
            """
        ),
        encoding="utf-8",
    )
    facts = folder / f"{name}-3.8.0.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 3.8.0\n", encoding="utf-8")


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    install(tmp_path / "site")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"))
    monkeypatch.delitem(sys.modules, "en_core_web_sm", raising=False)
    return "en_core_web_sm"


def test_without_a_model_nothing_votes_and_no_pipeline_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    import spacy

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a pipeline was loaded")

    monkeypatch.setattr(spacy, "load", refuse)
    assert installed_model() == ""
    assert voter_of() is None
    assert Rules().detector().voter is None
    assert Detector().find("a quiet day") == []


def test_an_installed_model_finds_what_no_rule_knows(model: str) -> None:
    assert installed_model() == model
    found = {f.text: f for f in Rules(model=model).detector().find(LINE)}
    assert found["Quorvane Abbot"].entity == "PERSON"
    assert found["Ludwigsgrove"].entity == "LOCATION"
    assert all(f.score >= SURE and f.why for f in found.values())


def test_ordinary_words_are_not_taken_on_its_word(model: str) -> None:
    assert Detector(voter=Voter(model)).find("Deadlift felt heavy on the Tuesday") == []


def test_a_vote_makes_a_weak_finding_surer_and_leaves_other_kinds_alone() -> None:
    text = "ask Marlow about it"
    weak = Finding(4, 10, "PERSON", "Marlow", 0.4, "a capital")
    street = Finding(4, 10, "ADDRESS", "Marlow", 0.8, "a street")

    def vote(*findings: Finding) -> list[tuple[str, float]]:
        from studio.scrub.voter import Vote

        return [(f.entity, f.score) for f in weighed(findings, [Vote(4, 10, "PERSON")], text)]

    assert vote(weak)[0] == ("PERSON", 0.55)
    assert vote(street) == [("ADDRESS", 0.8)]
    assert vote() == [("PERSON", 0.5)]


def test_the_other_processes_vote_too(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew_module, "ENOUGH", 1)
    texts = [f"{LINE} {i}" for i in range(6)]
    with Crew(Rules(model=model), processes=2) as many, Crew(Rules(model=model), processes=1) as one:
        beside, here = many.read(texts), one.read(texts)
    assert beside == here
    assert all("Quorvane Abbot" in [f.text for f in found] for found in beside)


def test_hostile_text_reaches_the_model_with_its_places_kept(model: str) -> None:
    text = "\ud800\x00\u202e " + LINE
    found = Detector(voter=Voter(model)).find(text)
    assert "Quorvane Abbot" in [f.text for f in found]
    assert all(text[f.start : f.end] == f.text for f in found)


def test_installing_one_makes_the_next_scan_read_everything(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with_model = options_of(Settings())
    monkeypatch.setattr("studio.scrub.scan.installed_model", lambda: "")
    assert options_of(Settings()) != with_model


def test_the_doctor_says_whether_one_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def said() -> str:
        run(["--home", str(tmp_path / "home"), "doctor"])
        return next(line for line in capsys.readouterr().out.splitlines() if line.split()[1:2] == ["model"])

    assert "none is needed" in said()
    install(tmp_path / "whole")
    install(tmp_path / "broken", "en_core_web_lg", "raise ImportError('made for another release')")
    monkeypatch.syspath_prepend(str(tmp_path / "whole"))
    monkeypatch.delitem(sys.modules, "en_core_web_sm", raising=False)
    assert "en_core_web_sm votes" in said()
    monkeypatch.syspath_prepend(str(tmp_path / "broken"))
    assert "does not load" in said()
    assert Detector(voter=voter_of()).find("a quiet day") == []
