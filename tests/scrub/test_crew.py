"""Reading in units and in several processes: the same findings as reading everything at once, here."""

from __future__ import annotations

import os
import signal
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.errors import StoppedError
from studio.core.progress import Step, Stop
from studio.scrub import crew as crew_module
from studio.scrub.crew import Crew, Rules
from studio.scrub.units import joined, units

RULES = Rules((("Ingrid Solheim", ("Inge",)), ("Teo Marsh", ())))
TEXTS = [f"Ingrid rang on {n} March about flat {n} in Leeds, mail {n}@example.com" for n in range(1, 29)]
NAMES = frozenset({"Ingrid Solheim", "Teo Marsh"})
CHAT = "Ingrid Solheim: are you up\nMe: yes\nwith Teo\nTeo Marsh: me too\nnot a head: at all"


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other processes are started for any text, a few texts at a time."""
    monkeypatch.setattr(crew_module, "ENOUGH", 1)
    monkeypatch.setattr(crew_module, "PORTION", 200)


def test_a_message_is_a_unit_and_so_is_the_name_before_it() -> None:
    assert [(u.start, u.text) for u in units(CHAT, NAMES)] == [
        (0, "Ingrid Solheim:"),
        (16, "are you up"),
        (CHAT.index("yes"), "yes\nwith Teo"),
        (CHAT.index("Teo Marsh"), "Teo Marsh:"),
        (CHAT.index("me too"), "me too\nnot a head: at all"),
    ]


def test_a_note_is_one_unit() -> None:
    note = "Dear diary: nothing.\n\nIngrid came by: late"
    assert units(note, NAMES) == [(0, note)]


@given(st.text(alphabet="AIngrid Solhem:\n\r\x0b Teo", max_size=80))
def test_units_lie_in_the_text_in_order_and_leave_out_only_heads_and_ends(text: str) -> None:
    found = units(text, NAMES)
    at = 0
    left = ""
    for start, part in found:
        assert text[start : start + len(part)] == part
        assert start >= at
        left += text[at:start]
        at = start + len(part)
    left += text[at:]
    for name in (*NAMES, "Me"):
        left = left.replace(f"{name}: ", "")
    assert not left.strip(" Me:\n\r\x0b")


def test_findings_are_told_in_places_of_the_whole_text() -> None:
    parts = units(CHAT, NAMES)
    different = list(dict.fromkeys(part.text for part in parts))
    with Crew(RULES) as crew:
        found = joined(parts, dict(zip(different, crew.read(different), strict=True)))
    assert [(f.text, f.entity) for f in found] == [(n, "PERSON") for n in ("Ingrid Solheim", "Teo", "Teo Marsh")]
    assert all(CHAT[f.start : f.end] == f.text for f in found)


@pytest.mark.usefixtures("eager")
def test_two_processes_find_what_one_finds_and_tell_how_far_they_are() -> None:
    steps: list[Step] = []
    learned = (frozenset({"mail"}), frozenset({"leeds"}))
    with Crew(RULES, 1) as alone, Crew(RULES, 2) as two:
        assert two.read(TEXTS, learned, report=steps.append) == alone.read(TEXTS, learned)
        assert two.read(TEXTS[:3]) == alone.read(TEXTS[:3])
        mates = [mate._process for mate in two._mates]
    assert steps
    assert len(mates) == 2
    assert all(mate is not None and mate.poll() is not None for mate in mates), "they are gone when the work is done"


@pytest.mark.usefixtures("eager")
def test_a_process_that_is_killed_costs_nothing_but_time() -> None:
    with Crew(RULES, 2) as two, Crew(RULES, 1) as alone:
        two.read(TEXTS[:2])
        for mate in two._mates:
            assert mate._process is not None
            os.kill(mate._process.pid, signal.SIGKILL)
        assert two.read(TEXTS) == alone.read(TEXTS)


@pytest.mark.usefixtures("eager")
def test_processes_that_never_come_up_cost_nothing_but_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/bin/false")
    big = Rules(tuple((f"Person{n} Example{n}", ()) for n in range(20_000)))
    with Crew(big, 2) as two, Crew(RULES, 1) as alone:
        assert [len(found) for found in two.read(TEXTS)] == [len(found) for found in alone.read(TEXTS)]


@pytest.mark.usefixtures("eager")
def test_stopping_is_heard_by_all_of_them() -> None:
    stop = Stop()
    with Crew(RULES, 2) as two:
        threading.Timer(0.3, stop.set).start()
        with pytest.raises(StoppedError):
            two.read(TEXTS * 2_000, stop=stop)


def test_few_texts_start_no_process() -> None:
    with Crew(RULES, 2) as two:
        two.read(TEXTS)
        assert two._mates == []
