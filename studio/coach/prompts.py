"""What the model is asked: a system line, the person's own episodes where wanted, and the question."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from studio.core.episode import Episode
from studio.core.errors import UsageError

SYSTEM = "You are my coach. Answer from what has worked and what has failed in my own record, briefly and concretely."
"""Spoken before a question when neither a dataset nor a template says otherwise."""

QUESTION = "{question}"

SITUATION_CHARACTERS = 220
"""Of each cited episode's situation and response in a list, so that three fit a small model's context."""

SHOT_CHARACTERS = 480
"""Of each worked example's situation; its end is kept, where the talk stood when advice was needed."""

_PLACE = re.compile(r"\{(\w+)\}")

_ENDED = {
    "good": "it went well",
    "mixed": "it went half well",
    "bad": "it went badly",
    "unknown": "no telling how it went",
}


@dataclass(frozen=True, slots=True)
class Shot:
    """A worked example from the person's own record: a situation as they may read it, and their advice on it."""

    situation: str
    advice: str


@dataclass(frozen=True, slots=True)
class Template:
    """How a question is put."""

    system: str = SYSTEM
    plain: str = QUESTION
    """The user's turn, with `{question}`; worked examples are put the same way, each before its advice."""
    retrieved: str = ""
    """With `{question}` and `{episodes}`: a list of episodes in the user's turn, in place of worked examples."""

    def turns(self, question: str, shots: Sequence[Shot], episodes: str) -> list[dict[str, str]]:
        """What comes after the conversation so far: worked examples, then the question."""
        if self.retrieved and episodes:
            return [_user(self.retrieved, question, episodes)]
        worked = [
            turn
            for shot in shots
            for turn in (_user(self.plain, shot.situation), {"role": "assistant", "content": shot.advice})
        ]
        return [*worked, _user(self.plain, question)]


def load_template(path: Path) -> Template:
    """A template of the person's own: TOML with `system`, `plain` and `retrieved`, each optional.

    Raises:
        UsageError: it cannot be read, has an unknown key, or a placeholder other than {question} and {episodes}.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise UsageError(f"The template {path} cannot be read: {problem}.", fix="Give a TOML file.") from problem
    known = ("system", "plain", "retrieved")
    for key, value in table.items():
        if key not in known or not isinstance(value, str):
            raise UsageError(
                f"{path}: “{key}” is no text a template has.", fix=f"Keys: {', '.join(known)}, each a text."
            )
        for place in _PLACE.findall(value):
            if place not in ("question", "episodes"):
                raise UsageError(f"{path}: {{{place}}} stands for nothing.", fix="Use {question} and {episodes}.")
    return Template(**table)


def told(episode: Episode, situation: str, response: str | None) -> str:
    """One cited episode for the prompt: what led up, what I did, how it went. Correlation, told as sequence.

    Args:
        episode: For its labels.
        situation: Its situation as the model may read it.
        response: Its response as the model may read it.
    """
    parts = [f"- When {_short(situation)}"]
    if response:
        parts.append(f"I said {_short(response)}")
    parts.append(f"and then {_ENDED[episode.labels.outcome or 'unknown']}.")
    return ", ".join(parts)


def _short(text: str) -> str:
    flat = " / ".join(line.strip() for line in text.splitlines() if line.strip())
    return flat if len(flat) <= SITUATION_CHARACTERS else "…" + flat[-SITUATION_CHARACTERS:]


def shot(situation: str, advice: str) -> Shot:
    """A worked example whose situation fits a small model's context."""
    if len(situation) > SHOT_CHARACTERS:
        situation = situation[-SHOT_CHARACTERS:].split("\n", 1)[-1]
    return Shot(situation, advice)


def _user(form: str, question: str, episodes: str = "") -> dict[str, str]:
    return {"role": "user", "content": _fill(form, {"question": question, "episodes": episodes})}


def _fill(form: str, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda m: values.get(m[1], m[0]), form)
