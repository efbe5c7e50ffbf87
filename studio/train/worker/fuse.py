"""Writes a base model and an adapter as one model folder: `python -m studio.train.worker.fuse`."""

from __future__ import annotations

from pathlib import Path

from studio.core.child import Message, Wire


def main() -> None:
    """Serve one request `{"model_path", "adapter_path", "out"}`."""
    with Wire() as wire:
        try:
            answer: Message = {"event": "done", "layers": _fuse(wire.receive())}
        except (OSError, ValueError, KeyError) as problem:
            why = f"The adapter could not be fused into its base: {problem}."
            fix = "Check that the base model is still where it was."
            answer = {"event": "failed", "code": "not_fused", "message": why, "fix": fix}
        wire.send(answer)


def _fuse(request: Message) -> int:
    from mlx.utils import tree_unflatten
    from mlx_lm import load
    from mlx_lm.utils import dequantize_model, save

    model, tokenizer, config = load(request["model_path"], adapter_path=request["adapter_path"], return_config=True)
    layers = [(name, part.fuse(dequantize=True)) for name, part in model.named_modules() if hasattr(part, "fuse")]
    model.update_modules(tree_unflatten(layers))
    if "quantization" in config:
        model = dequantize_model(model)
        config.pop("quantization", None)
        config.pop("quantization_config", None)
    save(Path(request["out"]), Path(request["model_path"]), model, tokenizer, config)
    return len(layers)


if __name__ == "__main__":
    main()
