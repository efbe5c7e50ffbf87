"""A child process that speaks JSON lines: the studio's end (`ChildProcess`) and the child's (`Wire`).

The child's standard output carries the protocol and nothing else: `Wire` keeps it for itself and points descriptor 1
at standard error before any library is imported. Standard input carries requests; when it closes, the studio is gone,
and so is the child.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from studio.core.errors import StudioError

Message = dict[str, Any]
"""One line of the protocol."""

LINE_LIMIT = 8 << 20
"""Longest line either end accepts, in bytes."""

STDERR_LINES = 80
"""How much of the child's standard error is kept, in lines of at most 4 KiB."""

OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "STUDIO_OFFLINE": "1",
}
"""Environment that keeps a child off the network; `Wire` enforces `STUDIO_OFFLINE`."""


class ChildError(StudioError):
    """The child process ended, or spoke nonsense, before it had answered."""

    default_code = "worker_failed"


class ChildProcess:
    """`python -m MODULE` with a private pipe pair; thread-safe, reaped by itself, gone when the studio is gone.

    Args:
        module: What to run with `-m`.
        arguments: Its command line.
        environment: Variables on top of the studio's own.
        name: What error messages call it.
        online: Leave the network to it; only for a download the person asked for.
    """

    def __init__(
        self,
        module: str,
        arguments: Sequence[str] = (),
        *,
        environment: Mapping[str, str] | None = None,
        name: str = "The worker",
        online: bool = False,
    ) -> None:
        self.name = name
        self._messages: queue.Queue[Message | None] = queue.Queue()
        self._errors: deque[str] = deque(maxlen=STDERR_LINES)
        self._sending = threading.Lock()
        self._nonsense = ""
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", module, *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={**os.environ, **import_path(), **({} if online else OFFLINE), **(environment or {})},
                start_new_session=True,
            )
        except OSError as problem:
            raise ChildError(
                f"{name} could not be started: {problem.strerror or problem}.", fix="Free some memory and try again."
            ) from problem
        self._threads = [
            threading.Thread(target=self._read, name=f"{module}-out", daemon=True),
            threading.Thread(target=self._drain, name=f"{module}-err", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """True while the process runs."""
        return self._process.poll() is None

    @property
    def returncode(self) -> int | None:
        """Exit code, negative for a signal, None while it runs."""
        return self._process.poll()

    @property
    def stderr_tail(self) -> str:
        """The last lines of its standard error."""
        return "\n".join(self._errors)

    def send(self, message: Message) -> None:
        """Hand the child one request.

        Raises:
            ChildError: it no longer listens.
        """
        try:
            with self._sending:
                _stream(self._process.stdin).write(_line(message))
                _stream(self._process.stdin).flush()
        except (OSError, ValueError) as problem:
            raise self.failure() from problem

    def receive(self, timeout: float | None = None) -> Message:
        """The next message.

        Args:
            timeout: Seconds to wait; None waits for as long as the child lives.

        Raises:
            TimeoutError: nothing came in time; the child still runs.
            ChildError: it ended, or spoke nonsense.
        """
        try:
            message = self._messages.get(timeout=timeout)
        except queue.Empty:
            raise TimeoutError(f"{self.name} said nothing for {timeout} s") from None
        if message is None:
            self._messages.put(None)
            raise self.failure()
        return message

    def __iter__(self) -> Iterator[Message]:
        """Every message until the child closes its end."""
        while (message := self._messages.get()) is not None:
            yield message
        self._messages.put(None)

    def failure(self) -> ChildError:
        """Why it ended, as an error to raise: exit code or signal, and the last thing it wrote to standard error."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=2)
        self._threads[1].join(timeout=1)
        last = next((line for line in reversed(self._errors) if line.strip()), "")
        why = self._nonsense or _ending(self._process.poll())
        return ChildError(
            f"{self.name} {why}{f': {last.strip()[:300]}' if last else ''}.".replace("..", "."),
            fix="Try again; if it happens again, free memory or choose a smaller model.",
        )

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end.

        Raises:
            TimeoutError: it still runs after `timeout` seconds.
        """
        try:
            return self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise TimeoutError(f"{self.name} still runs after {timeout} s") from None

    def close(self, grace: float = 3.0) -> int:
        """End it: its input is closed, then it is asked (SIGTERM), then made (SIGKILL), each after `grace` seconds."""
        if self._sending.acquire(timeout=grace):
            with contextlib.suppress(OSError):
                _stream(self._process.stdin).close()
            self._sending.release()
        for push in (None, self._process.terminate, self._process.kill):
            if push is not None:
                push()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(grace)
                break
        code = self._process.wait()
        for thread in self._threads:
            thread.join(timeout=grace)
        return code

    def __enter__(self) -> ChildProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read(self) -> None:
        with _stream(self._process.stdout) as stream:
            while line := stream.readline(LINE_LIMIT + 1):
                if len(line) > LINE_LIMIT:
                    self._nonsense = f"sent a line longer than {LINE_LIMIT >> 20} MiB"
                    self._process.kill()
                    break
                try:
                    message = json.loads(line)
                except ValueError:
                    message = None
                if isinstance(message, dict):
                    self._messages.put(message)
                else:
                    self._errors.append(line.decode("utf-8", "replace").rstrip()[:4096])
        self._messages.put(None)
        self._process.wait()

    def _drain(self) -> None:
        with _stream(self._process.stderr) as stream:
            while line := stream.readline(4096):
                self._errors.append(line.decode("utf-8", "replace").rstrip())


class Wire:
    """The child's end: take it before importing anything that may print.

    Requests arrive on a thread of their own; the process exits at once when the studio closes its end.
    """

    def __init__(self, on_request: Callable[[Message], None] | None = None) -> None:
        self._out = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)
        self._writing = threading.Lock()
        self._requests: queue.Queue[Message] = queue.Queue()
        self._on_request = on_request or self._requests.put
        os.environ.pop("LD_PRELOAD", None)
        if os.environ.get("STUDIO_OFFLINE"):
            sys.addaudithook(_refuse_network)
        threading.Thread(target=self._listen, name="wire", daemon=True).start()

    def send(self, message: Message) -> None:
        """Tell the studio something; exits when nobody listens any more."""
        try:
            with self._writing:
                self._out.write(_line(message))
                self._out.flush()
        except OSError:
            os._exit(1)

    def receive(self) -> Message:
        """The next request; waits for it. Empty when `on_request` takes them."""
        return self._requests.get()

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, kind: object, problem: BaseException | None, trace: object) -> None:
        """Leave at the end of the block; with a traceback on standard error when something went wrong in it."""
        if problem is not None:
            import traceback

            traceback.print_exception(problem)
        self.leave(0 if problem is None else 1)

    def leave(self, code: int = 0) -> None:
        """Exit now, without the interpreter's own shutdown (MLX may abort in it)."""
        with contextlib.suppress(OSError):
            self._out.flush()
            sys.stderr.flush()
        os._exit(code)

    def _listen(self) -> None:
        while line := sys.stdin.buffer.readline(LINE_LIMIT):
            with contextlib.suppress(ValueError):
                message = json.loads(line)
                if isinstance(message, dict):
                    self._on_request(message)
        os._exit(0)


class NetworkRefusedError(StudioError):
    """A library in an offline child tried to reach the network."""

    default_code = "offline"


def _refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    outward = event == "socket.getaddrinfo" or (
        event == "socket.connect" and not isinstance(arguments[1], (str, bytes))
    )
    if outward:
        raise NetworkRefusedError("This process stays off the network.", fix="Add the model first: studio models add.")


def _line(message: Message) -> bytes:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"


def _stream(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise ValueError("the pipe is closed")
    return stream


def import_path() -> dict[str, str]:
    """Lets the child import this very package also where it is not installed."""
    root = Path(__file__).resolve().parents[2]
    if root.name in {"site-packages", "dist-packages"}:
        return {}
    others = [part for part in os.environ.get("PYTHONPATH", "").split(os.pathsep) if part]
    return {"PYTHONPATH": os.pathsep.join([str(root), *others])}


def _ending(code: int | None) -> str:
    if code is None:
        return "stopped answering"
    if code < 0:
        name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
        return f"was killed by {name}" + (" (out of memory?)" if -code == signal.SIGKILL else "")
    return "ended" if code == 0 else f"failed (exit {code})"
