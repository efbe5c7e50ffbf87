"""Makes the toy: a Qwen3-architecture model of a million weights that has read a few thousand invented notes.

`python -m studio.train.worker.toy` reads one request `{"out", "seed", "steps"}` and sends `{"event": "toy", ...}`
lines, then `{"event": "done", "path", "loss", "samples", ...}`.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from studio.core.child import Wire

if TYPE_CHECKING:
    import mlx.core as mx

ROWS, WIDTH = 16, 112
"""A step reads this many rows of this many tokens."""

PEAK_RATE = 5e-3
CONVERSATIONS, NOTES = 9000, 3000

SHAPE: dict[str, Any] = {
    "architectures": ["Qwen3ForCausalLM"],
    "model_type": "qwen3",
    "studio_toy": True,
    "hidden_size": 128,
    "num_hidden_layers": 4,
    "intermediate_size": 384,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 32,
    "rms_norm_eps": 1e-6,
    "rope_theta": 10000.0,
    "max_position_embeddings": 2048,
    "tie_word_embeddings": True,
    "torch_dtype": "float32",
}

README = """# tiny: a toy

Made on this machine by Studio from invented sentences, so that every room can be tried without a download. It has about
a million weights and knows nothing. It is no base for a coach you would listen to.
"""

QUESTIONS = (
    "I came home late and my partner was hurt. What should I do?",
    "Situation: I slept only five hours. Today is a heavy leg day.\nWhat would help?",
    "Jo: you said seven\nJo: again?\n\nHow should I answer so that it goes well?",
)


def main() -> None:
    """Make the toy that the request asks for."""
    with Wire() as wire:
        request = wire.receive()
        wire.send({"event": "done", **make(wire, Path(request["out"]), int(request["seed"]), int(request["steps"]))})
        import mlx.core as mx

        mx.synchronize()


def make(wire: Wire, out: Path, seed: int, steps: int) -> dict[str, Any]:
    """Write a model folder that stock `mlx_lm.load` reads; returns what it came to."""
    import mlx.core as mx
    from mlx.utils import tree_flatten
    from mlx_lm.models.qwen3 import Model, ModelArgs
    from mlx_lm.utils import load_tokenizer

    from studio.train.worker import toy_text, toy_tokenizer

    began = time.monotonic()
    wire.send({"event": "toy", "step": 0, "steps": steps, "what": "inventing lessons"})
    texts = [toy_tokenizer.rendered(talk) for talk in toy_text.conversations(seed, CONVERSATIONS)]
    texts += [note + toy_tokenizer.END for note in toy_text.prose(seed, NOTES)]
    Random(seed).shuffle(texts)
    out.mkdir(parents=True, exist_ok=True)
    toy_tokenizer.learn(texts, out, SHAPE["max_position_embeddings"])
    tokenizer = load_tokenizer(out)
    shape = {**SHAPE, "vocab_size": len(tokenizer.get_vocab()), "eos_token_id": tokenizer.eos_token_id}
    (out / "config.json").write_text(json.dumps(shape, indent=1), encoding="utf-8")
    (out / "generation_config.json").write_text(json.dumps({"eos_token_id": tokenizer.eos_token_id}), encoding="utf-8")
    (out / "README.md").write_text(README, encoding="utf-8")

    mx.random.seed(seed)
    model = Model(ModelArgs.from_dict(shape))
    rows = _packed([tokenizer.encode(text) for text in texts], tokenizer.pad_token_id)
    loss = _learn(wire, model, rows, tokenizer.pad_token_id, steps, seed)
    weights = dict(tree_flatten(model.parameters()))
    mx.save_safetensors(str(out / "model.safetensors"), weights, {"format": "mlx"})
    return {
        "path": str(out),
        "loss": loss,
        "weights": sum(array.size for array in weights.values()),
        "tokens_per_second": steps * ROWS * WIDTH / max(1e-9, time.monotonic() - began),
        "seconds": time.monotonic() - began,
        "samples": _samples(model, tokenizer),
    }


def _packed(documents: list[list[int]], pad: int) -> mx.array:
    """Whole documents laid end to end into rows of `WIDTH + 1` ids: `[rows, WIDTH + 1]`."""
    import mlx.core as mx

    rows: list[list[int]] = []
    row: list[int] = []
    for document in documents:
        cut = document[: WIDTH + 1]
        if len(row) + len(cut) > WIDTH + 1:
            rows.append(row + [pad] * (WIDTH + 1 - len(row)))
            row = []
        row = row + cut
    return mx.array(rows)


def _learn(wire: Wire, model: Any, rows: mx.array, pad: int, steps: int, seed: int) -> float:
    """Train every weight; returns the mean loss of the last tenth of the steps."""
    from functools import partial

    import mlx.core as mx
    import mlx.nn as nn
    import mlx.optimizers as optim
    import numpy as np

    warm = max(1, steps // 20)
    rate = optim.join_schedules(
        [
            optim.linear_schedule(PEAK_RATE / 10, PEAK_RATE, warm),
            optim.cosine_decay(PEAK_RATE, max(1, steps - warm), PEAK_RATE / 20),
        ],
        [warm],
    )
    optimizer = optim.AdamW(learning_rate=rate, weight_decay=0.05, betas=[0.9, 0.98])

    def loss_of(model: Any, batch: mx.array) -> mx.array:
        targets = batch[:, 1:]
        mask = targets != pad
        losses = nn.losses.cross_entropy(model(batch[:, :-1]), targets) * mask
        return losses.sum() / mx.maximum(mask.sum(), 1)

    value_and_grad = nn.value_and_grad(model, loss_of)
    state = [model.state, optimizer.state]

    @partial(mx.compile, inputs=state, outputs=state)
    def step(batch: mx.array) -> mx.array:
        loss, gradient = value_and_grad(model, batch)
        gradient, _ = optim.clip_grad_norm(gradient, 1.0)
        optimizer.update(model, gradient)
        return loss

    order, began = np.random.default_rng(seed), time.monotonic()
    losses: list[float] = []
    for number in range(1, steps + 1):
        loss = step(rows[mx.array(order.integers(0, rows.shape[0], ROWS))])
        mx.eval(loss, state)
        losses.append(float(loss))
        if number % 10 == 0 or number == steps:
            left = (time.monotonic() - began) / number * (steps - number)
            wire.send({"event": "toy", "step": number, "steps": steps, "loss": losses[-1], "seconds_left": left})
    return sum(losses[-max(1, steps // 10) :]) / max(1, steps // 10)


def _samples(model: Any, tokenizer: Any) -> list[dict[str, str]]:
    from mlx_lm import generate

    from studio.core.chat_template import render_prompt

    model.eval()
    answers = []
    for question in QUESTIONS:
        prompt = render_prompt(tokenizer, [{"role": "user", "content": question}])
        answers.append({"question": question, "answer": generate(model, tokenizer, prompt, max_tokens=48)})
    return answers


if __name__ == "__main__":
    main()
