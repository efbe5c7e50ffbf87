"""Rendering: an episode and a template make an example, a conversation of three turns."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from studio.core.episode import Episode
from studio.dataset.templates import Missing, Template

SHORT_LINES = 4
"""Lines of an outcome that `outcome_short` keeps at most."""
SHORT_CHARACTERS = 320
"""Characters of an outcome that `outcome_short` keeps at most."""

SCRUBBED_PLACES = ("situation", "response", "outcome", "what_helped", "advice", "note")
"""Places whose text a person wrote: only its scrubbed form is ever rendered."""

_ENDINGS: dict[str | None, str] = {"good": "a good ending", "mixed": "a mixed ending", "bad": "a bad ending"}

_KIND_OF = {"outcome_short": "outcome", "what_helped_unless_bad": "what_helped"}
"""Place → the text it is made from, where that has another name."""

Scrubbed = Callable[[str], str]
"""What the model may read of a text."""


@dataclass(frozen=True, slots=True)
class Example:
    """One conversation to learn from."""

    episode_id: str
    view: str
    messages: tuple[tuple[str, str], ...]
    """(role, content)."""
    unreviewed: bool = False
    """True when some of its text has not been scrubbed and reviewed."""

    @property
    def line(self) -> str:
        """The JSONL line, without the line feed."""
        turns = [{"role": role, "content": content} for role, content in self.messages]
        return json.dumps({"messages": turns}, ensure_ascii=False)

    @property
    def size(self) -> int:
        """UTF-8 bytes of what is said."""
        return sum(len(content.encode("utf-8", "surrogatepass")) for _, content in self.messages)


def texts_of(episode: Episode) -> dict[str, str]:
    """Place → text a person wrote, for the places that are known."""
    found = {
        "situation": episode.situation,
        "response": episode.response,
        "outcome": episode.outcome,
        "what_helped": episode.labels.what_helped,
        "advice": episode.labels.advice,
        "note": episode.labels.note,
    }
    return {place: text for place, text in found.items() if text and text.strip()}


def render(episode: Episode, template: Template, scrubbed: Scrubbed) -> tuple[tuple[str, str], ...] | str:
    """The turns of an example, or the reason why there is none.

    Args:
        episode: Labelled.
        template: The view.
        scrubbed: Gives what the model may read of a text; called only for texts the example needs.
    """
    domain = template.domains.get(episode.domain)
    if domain is None:
        return f"{template.view}_not_for_{episode.domain}"
    values = _values(episode, scrubbed)
    prompt, completion = domain.prompt.fill(values), domain.completion.fill(values)
    for part in (prompt, completion):
        if isinstance(part, Missing):
            return _reason(template.view, part, episode)
        if not part:
            return f"{template.view}_empty"
    assert isinstance(prompt, str)
    assert isinstance(completion, str)
    return (("system", domain.system), ("user", prompt), ("assistant", completion))


def shorten(text: str) -> str:
    """The first lines of an outcome, cut between words."""
    lines = text.strip().splitlines()
    kept = "\n".join(lines[:SHORT_LINES])
    if len(kept) > SHORT_CHARACTERS:
        kept = kept[:SHORT_CHARACTERS].rsplit(maxsplit=1)[0]
    return kept if len(kept) == len("\n".join(lines)) else f"{kept} …"


def _reason(view: str, missing: Missing, episode: Episode) -> str:
    place = missing.places[0]
    if place in ("judged", "a_ending"):
        return f"{view}_outcome_unknown"
    named = "outcome_text" if place.startswith("outcome") else "_or_".join(missing.places)
    named = named.removesuffix("_unless_bad")
    return f"{view}_no_{named}"


def _values(episode: Episode, scrubbed: Scrubbed) -> Callable[[str], str | None]:
    """What stands in a place, scrubbed when it is asked for; None where nothing is known."""
    texts = texts_of(episode)
    judged = episode.labels.outcome

    def value(place: str) -> str | None:
        if place in ("judged", "a_ending"):
            if judged not in _ENDINGS:
                return None
            return judged if place == "judged" else _ENDINGS[judged]
        if place == "what_helped_unless_bad" and judged == "bad":
            return None
        text = texts.get(_KIND_OF.get(place, place))
        if text is None:
            return None
        return shorten(scrubbed(text)) if place == "outcome_short" else scrubbed(text)

    return value
