"""LoRA against `mlx_lm.lora`: same model, data, batch, epochs, dropout and schedule of rates; 20 to 600 tokens.

The model is the tests' toy with its vocabulary widened to 32 times its hidden size (Qwen3-0.6B: 148 times), because a
vocabulary as small as the toy's hides what a head costs.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from random import Random
from typing import Any

from studio.core.blas import preload_environment
from studio.core.child import ChildProcess
from studio.core.paths import Home
from studio.store import Store
from studio.train.spec import RunSpec
from studio.train.supervisor import run_to_end
from studio.train.worker import toy_text
from tests.bench import Row
from tests.train import lessons
from tests.train.toy_fixture import made_once

TRAIN, HELD_OUT, BATCH, EPOCHS = 160, 24, 4, 3
RATE, SCALE = 4e-3, 2.0


def write_dataset(folder: Path) -> None:
    """Conversations whose lengths are log-normal (median 115 tokens, sigma 0.75), each with an answer to be learned."""
    random = Random(11)
    notes = toy_text.prose(11, 400)
    folder.mkdir(parents=True)
    for split, count in (("train", TRAIN), ("valid", HELD_OUT), ("test", HELD_OUT)):
        lines = []
        for _ in range(count):
            words = min(420, max(4, round(random.lognormvariate(4.2, 0.75))))
            told: list[str] = []
            while sum(len(note.split()) for note in told) < words:
                told.append(random.choice(notes))
            question, answer = lessons.conversation(random)
            question["content"] = " ".join(" ".join(told).split()[:words]) + "\n" + question["content"]
            answer["content"] += " " + " ".join(random.choice(notes).split()[: words // 2])
            lines.append(json.dumps({"messages": [question, answer]}))
        (folder / f"{split}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def rows() -> list[Row]:
    """Real tokens per second, peak memory, held-out loss."""
    with tempfile.TemporaryDirectory() as folder, Store(None) as store:
        home = Home(Path(folder)).create()
        _widen(made_once(), home.models / "tiny")
        write_dataset(home.datasets / "bench")
        events: list[dict[str, Any]] = []
        asked = RunSpec("bench", "tiny", "standard", batch_size=BATCH, learning_rate=RATE, patience=0)
        ours = run_to_end(store, home, asked, events.append)
        planned = events[0]
        peer = _peer(home, TRAIN // BATCH * EPOCHS)
        theirs = _judged(home, home.root / "peer")["tuned_test"]
        mine = _judged(home, Path(ours.adapter_path))["tuned_test"]
    speed = planned["tokens_per_epoch"] * EPOCHS / peer["seconds"]
    memory = peer["peak_memory_bytes"] / ours.peak_memory_bytes
    return [
        Row("LoRA, real tokens", ours.tokens_per_second, speed, ours.tokens_per_second / speed, 2.0, "tokens/s"),
        Row("LoRA, peak memory", ours.peak_memory_bytes / 2**20, peer["peak_memory_bytes"] / 2**20, memory, 2.0, "MiB"),
        Row("LoRA, held-out loss", mine, theirs, theirs / mine, 1.0, "nats/token"),
    ]


def _widen(toy: Path, out: Path) -> None:
    """Copy a model, its vocabulary filled up with tokens that never occur."""
    import numpy as np
    from safetensors.numpy import load_file, save_file

    shutil.copytree(toy, out)
    config = json.loads((toy / "config.json").read_text())
    wide = 32 * config["hidden_size"]
    weights = load_file(toy / "model.safetensors")
    known = weights["model.embed_tokens.weight"]
    spare = np.random.default_rng(3).normal(0, known.std(), (wide - len(known), known.shape[1])).astype(known.dtype)
    weights["model.embed_tokens.weight"] = np.concatenate([known, spare])
    save_file(weights, out / "model.safetensors", {"format": "mlx"})
    (out / "config.json").write_text(json.dumps({**config, "vocab_size": wide}))


def _peer(home: Home, steps: int) -> dict[str, Any]:
    request = {
        "model": str(home.models / "tiny"),
        "data": str(home.datasets / "bench"),
        "train": True,
        "num_layers": -1,
        "batch_size": BATCH,
        "iters": steps,
        "steps_per_report": 10,
        "steps_per_eval": steps,
        "save_every": steps,
        "lr_schedule": {
            "name": "cosine_decay",
            "arguments": [RATE / SCALE, steps, RATE / SCALE / 10],
            "warmup": max(1, steps // 12),
        },
        "lora_parameters": {"rank": 8, "dropout": 0.05, "scale": SCALE},
        "mask_prompt": True,
        "adapter_path": str(home.root / "peer"),
    }
    with ChildProcess("tests.bench.train_peer", environment=preload_environment(home), name="mlx_lm.lora") as child:
        child.send(request)
        return child.receive(900)


def _judged(home: Home, adapter: Path) -> dict[str, Any]:
    request = {"model": str(home.models / "tiny"), "adapter": str(adapter), "dataset": str(home.datasets / "bench")}
    with ChildProcess("tests.train.judge", environment=preload_environment(home), name="The judge") as judge:
        judge.send(request)
        return judge.receive(300)
