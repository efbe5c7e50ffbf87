"""Rendering is the same for training and chat, and a template that cannot be trusted is refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from studio.core.chat_template import examples, render_full, render_prompt
from studio.core.errors import InputError

Turns = list[dict[str, str]]


class Letters:
    """A tokenizer whose tokens are characters; `\\x03` ends a turn."""

    eos_token_id: int | None = 3

    def __init__(self, header: str = "A:", asking: str = "A:") -> None:
        self.header, self.asking = header, asking
        self.seen: list[dict[str, Any]] = []

    def apply_chat_template(
        self, messages: Turns, *, tokenize: bool, add_generation_prompt: bool, **extra: Any
    ) -> list[int]:
        assert tokenize
        self.seen.append(extra)
        headers = {"assistant": self.header, "user": "U:", "system": "S:"}
        text = "".join(f"{headers[turn['role']]}{turn['content']}\x03\n" for turn in messages)
        return [ord(c) for c in text + (self.asking if add_generation_prompt else "")]

    def decode(self, ids: Sequence[int]) -> str:
        return "".join(map(chr, ids))


TALK: Turns = [
    {"role": "system", "content": "s"},
    {"role": "user", "content": "one"},
    {"role": "assistant", "content": "uno"},
    {"role": "user", "content": "two"},
    {"role": "assistant", "content": "dos"},
]


def test_one_example_per_answer_and_only_the_answer_is_learned() -> None:
    tokenizer = Letters()
    found = examples(tokenizer, TALK)
    assert [tokenizer.decode(one.completion) for one in found] == ["uno\x03", "dos\x03"]
    for one, upto in zip(found, (2, 4), strict=True):
        assert list(one.prompt) == render_prompt(tokenizer, TALK[:upto])
        assert [*one.prompt, *one.completion] == render_full(tokenizer, TALK[: upto + 1])[: one.tokens]


def test_thinking_and_the_date_are_pinned_everywhere() -> None:
    tokenizer = Letters()
    examples(tokenizer, TALK)
    render_prompt(tokenizer, TALK[:2])
    assert all(extra == tokenizer.seen[0] for extra in tokenizer.seen)
    assert tokenizer.seen[0]["enable_thinking"] is False
    assert "date_string" in tokenizer.seen[0]


def test_a_template_whose_prompt_is_no_prefix_is_refused_by_name() -> None:
    with pytest.raises(InputError, match="'mode'") as caught:
        examples(Letters(header="A:", asking="model:"), TALK)
    assert caught.value.code == "template_diverges"
    assert "at token" in caught.value.message


def test_an_answer_that_the_template_does_not_end_gets_an_end() -> None:
    class Endless(Letters):
        eos_token_id = 7

    assert examples(Endless(), TALK)[0].completion[-1] == 7


def test_a_tokenizer_without_any_end_is_taken_as_it_is() -> None:
    class Unending(Letters):
        eos_token_id = None

    assert examples(Unending(), TALK)[0].completion[-1] == ord("\n")


@pytest.mark.parametrize("content", ["", "  \n"])
def test_empty_answers_teach_nothing(content: str) -> None:
    with pytest.raises(InputError, match="teaches nothing"):
        examples(Letters(), [{"role": "user", "content": "x"}, {"role": "assistant", "content": content}])


def test_the_end_token_a_user_typed_is_not_taken_for_the_end_of_the_answer() -> None:
    tokenizer = Letters()
    talk = [{"role": "user", "content": "a\x03b"}, {"role": "assistant", "content": "c"}]
    assert tokenizer.decode(examples(tokenizer, talk)[0].completion) == "c\x03"
