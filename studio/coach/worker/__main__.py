"""`python -m studio.coach.worker --model DIR [--adapter DIR]`: answers until its input closes.

Requests: `{"op": "ask", "id", "messages", "tuned", "max_tokens", "temperature", "seed"}`, `{"op": "stop", "id"}`,
`{"op": "forget"}`, `{"op": "weigh", "id", "messages", "answers", "tuned"}`. Messages: `{"event": "ready"}`, then per
question `{"event": "text", "id", "text"}` … `{"event": "done", "id", …}`, per weighing `{"event": "weighed", "id",
"log_likelihoods"}`, or `{"event": "error", "id", "message"}`.
"""

from __future__ import annotations

import argparse
import queue
import threading
from functools import partial
from typing import Any

from studio.core.child import Message, Wire


class Desk:
    """Sorts requests: stops act at once, the rest waits its turn."""

    def __init__(self) -> None:
        self.waiting: queue.Queue[Message] = queue.Queue()
        self._stopped: set[Any] = set()
        self._lock = threading.Lock()

    def take(self, request: Message) -> None:
        """Receive a request (on the wire's own thread)."""
        if request.get("op") == "stop":
            with self._lock:
                self._stopped.add(request.get("id"))
        else:
            self.waiting.put(request)

    def stopped(self, question: Any) -> bool:
        """True once that question was called off."""
        with self._lock:
            return question in self._stopped


def main() -> None:
    """Load, say so, and answer."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True)
    parser.add_argument("--adapter")
    asked = parser.parse_args()
    desk = Desk()
    wire = Wire(desk.take)
    try:
        import mlx.core as mx
        from mlx_lm import load

        from studio.coach.worker.conversation import Sampling, Voice

        model, tokenizer = load(asked.model, adapter_path=asked.adapter)[:2]
        mx.eval(model.parameters())
        voice = Voice(model, tokenizer)
    except Exception as problem:
        wire.send({"event": "error", "id": None, "message": f"{type(problem).__name__}: {problem}"})
        wire.leave(1)
        return
    wire.send({"event": "ready", "tuned": voice.has_adapter})
    while True:
        request = desk.waiting.get()
        if request.get("op") == "forget":
            voice.forget()
            continue
        question = request.get("id")
        if request.get("op") == "weigh":
            try:
                told = voice.weigh(request["messages"], request["answers"], tuned=bool(request.get("tuned", True)))
                wire.send({"event": "weighed", "id": question, "log_likelihoods": told})
            except Exception as problem:
                wire.send({"event": "error", "id": question, "message": f"{type(problem).__name__}: {problem}"})
            continue
        sampling = Sampling(
            max_tokens=int(request.get("max_tokens", 220)),
            temperature=float(request.get("temperature", 0.0)),
            seed=int(request.get("seed", 0)),
        )
        try:
            for piece in voice.speak(
                request["messages"],
                tuned=bool(request.get("tuned", True)),
                sampling=sampling,
                stopped=partial(desk.stopped, question),
            ):
                wire.send({"event": "done" if "done" in piece else "text", "id": question, **piece})
        except Exception as problem:
            voice.forget()
            wire.send({"event": "error", "id": question, "message": f"{type(problem).__name__}: {problem}"})


if __name__ == "__main__":
    main()
