from __future__ import annotations

import pytest

from studio.coach.safety import crisis


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("I want to kill myself", "suicide"),
        ("some days I don't want to wake up", "suicide"),
        ("maybe they're better off without me", "suicide"),
        ("Ich will mich umbringen", "suicide"),
        ("he hit me last night, how do I calm him down?", "violence"),
        ("I slapped her and I feel awful", "violence"),
        ("I'm afraid he'll hurt me", "violence"),
        ("She strangled me", "violence"),
        ("chest pain during squats, should I go on?", "emergency"),
        ("I took all my pills", "emergency"),
    ],
)
def test_danger_is_answered_by_the_gate(text: str, danger: str) -> None:
    gate = crisis(text)
    assert gate is not None
    assert gate.danger == danger
    assert any(number in gate.answer for number in ("112", "911"))
    assert "not asked any model" in gate.answer or "I have not asked" in gate.answer


@pytest.mark.parametrize(
    "text",
    [
        "She killed it at her presentation and I forgot to ask",
        "he hit the gym instead of coming home",
        "I'm dying to see you",
        "my legs are dead after squats",
        "He beat me at chess again and gloated",
        "that joke killed me",
        "we hit a rough patch",
        "I could kill for a coffee",
        "the deadline is killing us",
        "he hit me up on WhatsApp",
        "it hit me that I never said sorry",
        "She beat me to it",
    ],
)
def test_figures_of_speech_are_not_danger(text: str) -> None:
    assert crisis(text) is None
