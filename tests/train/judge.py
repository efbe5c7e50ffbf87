"""An independent judge of a run: stock mlx-lm loads the adapter, losses are taken one example at a time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from studio.core.chat_template import Example, examples
from studio.core.child import Wire


def main() -> None:
    """Serve one request `{"model", "adapter", "dataset"}`."""
    wire = Wire()
    request = wire.receive()
    import mlx.core as mx
    import mlx.nn as nn
    from mlx_lm import load

    from studio.train.batches import plan
    from studio.train.worker.losses import choose_head, gathered_head, score, summed_loss, tensors, whole_head

    def alone(model: Any, one: Example) -> float:
        """Sum of the losses of one example's completion, straight from the logits of the whole text."""
        ids = [*one.prompt, *one.completion]
        ways = nn.log_softmax(model(mx.array([ids[:-1]]))[0].astype(mx.float32))
        first = len(one.prompt) - 1
        return -sum(float(ways[first + i, token]) for i, token in enumerate(one.completion))

    def mean(model: Any, split: list[Example]) -> float:
        return sum(alone(model, one) for one in split) / sum(len(one.completion) for one in split)

    base, tokenizer = load(request["model"])
    splits = {}
    for name in ("valid", "test"):
        lines = (Path(request["dataset"]) / f"{name}.jsonl").read_text().splitlines()
        splits[name] = [one for line in lines for one in examples(tokenizer, json.loads(line)["messages"])]
    tuned, _ = load(request["model"], adapter_path=request["adapter"])
    batch = tensors(splits["valid"], plan([one.tokens for one in splits["valid"]], 10**6, 1, 0)[0], 0)
    members = plan([one.tokens for one in splits["valid"]], 10**6, 1, 0)[0].members
    learned = tokenizer.decode([int(t) for t, w in zip(batch[2], batch[3], strict=True) if float(w)])
    expected = "".join(tokenizer.decode(list(splits["valid"][i].completion)) for i in members)
    wire.send(
        {
            "base_valid": mean(base, splits["valid"]),
            "tuned_valid": mean(tuned, splits["valid"]),
            "tuned_test": mean(tuned, splits["test"]),
            "learned_is_completion": learned == expected,
            "head": choose_head(base, batch).__name__,
            "gathered": float(summed_loss(base, gathered_head, batch)),
            "whole": float(summed_loss(base, whole_head, batch)),
            "small_batches": score(base, whole_head, splits["valid"], 64, 0),
            "no_examples": score(base, whole_head, [], 64, 0),
        }
    )
    wire.leave()


if __name__ == "__main__":
    main()
