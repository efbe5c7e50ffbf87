"""Token-level conversations whose key/value cache is kept from one turn to the next."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import mlx.core as mx
from mlx_lm import stream_generate
from mlx_lm.models.cache import can_trim_prompt_cache, make_prompt_cache, trim_prompt_cache
from mlx_lm.sample_utils import make_logits_processors, make_sampler

from studio.coach.worker.weighing import log_likelihoods
from studio.core.chat_template import end_tokens, render_prompt

ADAPTERS = ("LoRALinear", "DoRALinear", "LoRASwitchLinear", "LoRAEmbedding", "DoRAEmbedding")
"""Layer classes that carry an adapter, by the name mlx-lm gives them."""


@dataclass(slots=True)
class Prefix:
    """What a cache holds: keys and values of exactly these tokens."""

    cache: list[Any]
    tokens: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sampling:
    """How tokens are chosen."""

    max_tokens: int = 220
    temperature: float = 0.0
    """0 takes the likeliest token each time."""
    repetition_penalty: float = 1.08
    seed: int = 0


class Voice:
    """A base model and, perhaps, an adapter on it that can be switched off."""

    def __init__(self, model: Any, tokenizer: Any) -> None:
        self._model = model
        self._tokenizer = tokenizer
        self._adapted = [m for _, m in model.named_modules() if type(m).__name__ in ADAPTERS]
        self._scales = [layer.scale for layer in self._adapted]
        self._prefixes: dict[bool, Prefix] = {}
        self._markers = frozenset(int(i) for i in tokenizer.all_special_ids) - end_tokens(tokenizer)

    @property
    def has_adapter(self) -> bool:
        """True when there is something to switch."""
        return bool(self._adapted)

    def speak(
        self, messages: Sequence[Mapping[str, str]], *, tuned: bool, sampling: Sampling, stopped: Callable[[], bool]
    ) -> Iterator[dict[str, Any]]:
        """Stream an answer: `{"text"}` pieces, then one `{"done"}` with token counts and speed.

        Keys and values computed with the adapter on are wrong with it off, so each state has a cache of its own. The
        longest common prefix with what the cache holds is kept; only the rest is computed.
        """
        self._switch(tuned)
        prompt = render_prompt(self._tokenizer, messages)
        prefix = self._prefixes.setdefault(tuned, Prefix(make_prompt_cache(self._model)))
        kept = self._rewind(prefix, prompt)
        prefix.tokens = list(prompt)
        mx.random.seed(sampling.seed)
        began = time.perf_counter()
        first: float | None = None
        produced = 0
        finish = "length"
        stream = stream_generate(
            self._model,
            self._tokenizer,
            prompt[kept:],
            max_tokens=sampling.max_tokens,
            sampler=make_sampler(temp=sampling.temperature, top_p=0.95 if sampling.temperature else 0.0),
            logits_processors=make_logits_processors(repetition_penalty=sampling.repetition_penalty),
            prompt_cache=prefix.cache,
        )
        try:
            for piece in stream:
                first = first or time.perf_counter()
                if int(piece.token) in self._markers:
                    finish = "stop"
                    break
                prefix.tokens.append(int(piece.token))
                produced += 1
                if piece.text:
                    yield {"text": piece.text}
                finish = piece.finish_reason or finish
                if stopped():
                    finish = "stopped"
                    break
        finally:
            stream.close()
            prefix.tokens = prefix.tokens[: prefix.cache[0].offset]
        ended = time.perf_counter()
        speaking = ended - (first or ended)
        yield {
            "done": True,
            "finish": finish,
            "prompt_tokens": len(prompt),
            "cached_tokens": kept,
            "completion_tokens": produced,
            "ttft_seconds": round((first or ended) - began, 4),
            "tokens_per_second": round((produced - 1) / speaking, 2) if produced > 1 and speaking > 0 else None,
        }

    def weigh(self, messages: Sequence[Mapping[str, str]], answers: Sequence[str], *, tuned: bool) -> list[float]:
        """Log-probability of each answer to the same question; no conversation is begun or changed.

        Raises:
            InputError: an answer is empty, or the template cannot tell a finished turn from a prompt.
        """
        self._switch(tuned)
        return log_likelihoods(self._model, self._tokenizer, messages, answers)

    def forget(self) -> None:
        """Drop every cache: a new conversation begins."""
        self._prefixes.clear()

    def _switch(self, tuned: bool) -> None:
        for layer, scale in zip(self._adapted, self._scales, strict=True):
            layer.scale = scale if tuned else 0.0

    def _rewind(self, prefix: Prefix, prompt: Sequence[int]) -> int:
        """Trim the cache to the prefix it shares with the prompt; at least one token is left to compute."""
        pairs = enumerate(zip(prefix.tokens, prompt, strict=False))
        kept = next((i for i, (a, b) in pairs if a != b), min(len(prefix.tokens), len(prompt)))
        kept = min(kept, len(prompt) - 1)
        surplus = len(prefix.tokens) - kept
        if surplus and not (
            can_trim_prompt_cache(prefix.cache) and trim_prompt_cache(prefix.cache, surplus) == surplus
        ):
            prefix.cache = make_prompt_cache(self._model)
            return 0
        return kept
