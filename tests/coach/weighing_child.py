"""An independent weigher: stock mlx-lm loads the adapter, each answer is read in one go, without a cache."""

from __future__ import annotations

from studio.core.chat_template import examples
from studio.core.child import Wire


def main() -> None:
    """Serve one request `{"model", "adapter", "messages", "answers"}`."""
    wire = Wire()
    request = wire.receive()
    import mlx.core as mx
    import mlx.nn as nn
    from mlx_lm import load

    model, tokenizer = load(request["model"], adapter_path=request["adapter"])[:2]
    found = []
    for answer in request["answers"]:
        one = examples(tokenizer, [*request["messages"], {"role": "assistant", "content": answer}])[-1]
        ids = [*one.prompt, *one.completion]
        ways = nn.log_softmax(model(mx.array([ids[:-1]]))[0].astype(mx.float32))
        first = len(one.prompt) - 1
        found.append(sum(float(ways[first + i, token]) for i, token in enumerate(one.completion)))
    wire.send({"log_likelihoods": found})
    wire.leave()


if __name__ == "__main__":
    main()
