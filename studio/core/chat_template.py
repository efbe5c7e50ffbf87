"""Chat messages as token ids, the same in training, in chat and in evaluation.

Thinking is switched off and the date is pinned, because a template that renders one thing for training and another
for chat leaves an adapter that never fires.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from studio.core.errors import InputError

Messages = Sequence[Mapping[str, str]]
"""Turns of one conversation, each `{"role": ..., "content": ...}`."""

PINNED = {"enable_thinking": False, "date_string": "01 Jan 2025"}
"""What templates may vary by (Qwen3's empty think block, Llama 3.2's date of today), held still."""


@dataclass(frozen=True, slots=True)
class Example:
    """One thing to learn: after this prompt, this completion."""

    prompt: tuple[int, ...]
    """Token ids up to and including the header of the assistant's turn."""
    completion: tuple[int, ...]
    """Token ids of the assistant's turn, its end-of-turn token last. Only these are learned."""

    @property
    def tokens(self) -> int:
        """Tokens altogether."""
        return len(self.prompt) + len(self.completion)


def render_prompt(tokenizer: Any, messages: Messages) -> list[int]:
    """Token ids to generate an answer from: the messages and the header of the assistant's turn."""
    return _ids(tokenizer, messages, True)


def render_full(tokenizer: Any, messages: Messages) -> list[int]:
    """Token ids of the messages alone."""
    return _ids(tokenizer, messages, False)


def examples(tokenizer: Any, messages: Messages) -> list[Example]:
    """One example per assistant turn, each prompt rendered exactly as chat will render it.

    Raises:
        InputError: the template does not start a finished turn the way it starts an unfinished one, or no
            assistant's turn has words in it.
    """
    found = [_example(tokenizer, messages[: i + 1]) for i, turn in enumerate(messages) if _to_learn(turn)]
    if not found:
        raise InputError(
            "A conversation without an answer of the assistant teaches nothing.",
            fix="Every line needs at least one message with role “assistant” that is not empty.",
            code="no_completion",
        )
    return found


def _to_learn(turn: Mapping[str, str]) -> bool:
    return turn["role"] == "assistant" and bool(turn["content"].strip())


def _example(tokenizer: Any, messages: Messages) -> Example:
    prompt = render_prompt(tokenizer, messages[:-1])
    full = render_full(tokenizer, messages)
    if full[: len(prompt)] != prompt:
        raise _diverged(tokenizer, prompt, full)
    completion = full[len(prompt) :]
    ends = end_tokens(tokenizer)
    last = next((i for i, token in enumerate(completion) if token in ends), None)
    if last is not None:
        completion = completion[: last + 1]
    elif ends:
        completion = [*completion, getattr(tokenizer, "eos_token_id", None) or min(ends)]
    return Example(tuple(prompt), tuple(completion))


def end_tokens(tokenizer: Any) -> frozenset[int]:
    """Ids that end an answer."""
    many = getattr(tokenizer, "eos_token_ids", None)
    if many:
        return frozenset(int(token) for token in many)
    one = getattr(tokenizer, "eos_token_id", None)
    return frozenset() if one is None else frozenset({int(one)})


def _diverged(tokenizer: Any, prompt: Sequence[int], full: Sequence[int]) -> InputError:
    at = next((i for i, (a, b) in enumerate(zip(prompt, full, strict=False)) if a != b), min(len(prompt), len(full)))
    asked = tokenizer.decode(list(prompt[at : at + 4]))
    told = tokenizer.decode(list(full[at : at + 4]))
    return InputError(
        f"This model's chat template renders a finished answer differently from the prompt for it: at token {at} the "
        f"prompt goes on with {asked!r}, the finished conversation with {told!r}.",
        fix="Choose another base model, or take leading white space off the answers.",
        code="template_diverges",
    )


def _ids(tokenizer: Any, messages: Messages, for_answer: bool) -> list[int]:
    rendered = tokenizer.apply_chat_template(
        [dict(turn) for turn in messages], tokenize=True, add_generation_prompt=for_answer, **PINNED
    )
    return [int(token) for token in rendered]
