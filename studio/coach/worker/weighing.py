"""How likely a model finds each of several answers to one question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import mlx.core as mx
import numpy as np
from mlx_lm.models.cache import can_trim_prompt_cache, make_prompt_cache, trim_prompt_cache

from studio.core.chat_template import examples, render_prompt

CHUNK = 512
"""Tokens of a prompt that are computed at once."""


def log_likelihoods(
    model: Any, tokenizer: Any, messages: Sequence[Mapping[str, str]], answers: Sequence[str]
) -> list[float]:
    """Natural logarithm of the probability of each whole answer, its end-of-turn token included, after the messages.

    The prompt is computed once and its keys and values kept; each answer adds its own tokens and is taken off again.
    Where a template closes a turn differently from the way it opens one, the prompt of that answer is its own.

    Raises:
        InputError: an answer is empty, or the template cannot tell a finished turn from a prompt.
    """
    shared = render_prompt(tokenizer, messages)
    cache = _filled(model, shared[:-1])
    trims = can_trim_prompt_cache(cache)
    found = []
    for answer in answers:
        example = examples(tokenizer, [*messages, {"role": "assistant", "content": answer}])[-1]
        if list(example.prompt) != shared or not trims:
            found.append(_added(model, _filled(model, example.prompt[:-1]), example.prompt[-1], example.completion))
            continue
        found.append(_added(model, cache, shared[-1], example.completion))
        trim_prompt_cache(cache, len(example.completion))
    return found


def _filled(model: Any, tokens: Sequence[int]) -> list[Any]:
    cache: list[Any] = make_prompt_cache(model)
    for start in range(0, len(tokens), CHUNK):
        model(mx.array([list(tokens[start : start + CHUNK])]), cache=cache)
        mx.eval([layer.state for layer in cache])
    return cache


def _added(model: Any, cache: list[Any], last: int, completion: Sequence[int]) -> float:
    """Log-probability of a completion after what the cache holds and the prompt's last token."""
    logits = model(mx.array([[last, *completion[:-1]]]), cache=cache)[0].astype(mx.float32)
    wanted = mx.array(list(completion))[:, None]
    told = mx.take_along_axis(logits, wanted, axis=-1)[:, 0] - mx.logsumexp(logits, axis=-1)
    return float(np.array(told).sum())
