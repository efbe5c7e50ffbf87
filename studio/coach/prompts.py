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

RETRIEVED = "From my own record:\n{episodes}\n\n{question}"

SITUATION_CHARACTERS = 220
"""Of each cited episode's situation and response, so that three fit a small model's context."""

_PLACE = re.compile(r"\{(\w+)\}")

_ENDED = {
    "good": "it went well",
    "mixed": "it went half well",
    "bad": "it went badly",
    "unknown": "no telling how it went",
}


@dataclass(frozen=True, slots=True)
class Template:
    """How a question is put."""

    system: str = SYSTEM
    plain: str = QUESTION
    """User turn without episodes."""
    retrieved: str = RETRIEVED
    """User turn with episodes."""

    def messages(self, history: Sequence[Mapping[str, str]], question: str, episodes: str) -> list[dict[str, str]]:
        """The whole conversation up to the answer; `episodes` is empty when none is wanted or found."""
        form = self.retrieved if episodes else self.plain
        turn = _fill(form, {"question": question, "episodes": episodes})
        return [
            {"role": "system", "content": self.system},
            *(dict(m) for m in history),
            {"role": "user", "content": turn},
        ]


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


def _fill(form: str, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda m: values.get(m[1], m[0]), form)
