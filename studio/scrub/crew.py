"""Reading many texts: here, or in several processes where there are enough of them to be worth starting some."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Any, Self

from studio.core.child import import_path
from studio.core.progress import Pace, Report, Stop, silent
from studio.scrub.calendar import Order
from studio.scrub.engine import Detector
from studio.scrub.entities import Finding
from studio.scrub.people import Roster
from studio.scrub.voter import Voter

ENOUGH = 400_000
"""Characters from which on other processes are started; each takes a second or two to begin."""
PORTION = 40_000
"""Characters handed to a process at a time: about a tenth of a second's work, so that stopping is quick."""
MOST = 8
"""Processes at most; each holds the word lists, about 150 MB."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything besides what was learned that decides what is found; can be sent to another process."""

    people: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Name and other names of everybody on the people list."""
    regions: tuple[str, ...] = ("US", "GB")
    order: Order = "dmy"
    model: str = ""
    """An installed spaCy pipeline that votes as well; empty for none."""

    def detector(self) -> Detector:
        """A detector that follows them."""
        voter = Voter(self.model) if self.model else None
        return Detector(Roster(self.people), regions=self.regions, order=self.order, voter=voter)


Learned = tuple[frozenset[str], frozenset[str]]
"""Name words and place words learned elsewhere."""
NOTHING: Learned = (frozenset(), frozenset())

Found = list[list[Finding]]


class Crew:
    """Reads texts with one set of rules; processes, once started, stay until it is closed.

    Args:
        rules: What to find.
        processes: How many may be started; None means one for every core, 1 means none.
    """

    def __init__(self, rules: Rules, processes: int | None = None) -> None:
        self._rules = rules
        self._processes = min(MOST, processes or os.cpu_count() or 1)
        self._own: Detector | None = None
        self._mates: list[_Mate] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        for mate in self._mates:
            mate.leave()

    def read(
        self,
        texts: Sequence[str],
        learned: Learned = NOTHING,
        *,
        what: str = "Reading",
        report: Report = silent,
        stop: Stop | None = None,
    ) -> Found:
        """What is found in each text, in the order given.

        Args:
            texts: No text twice, or it is read twice.
            learned: Names and places learned elsewhere.
            what: What is being done, in a few words.
            report: Receives progress in characters.
            stop: Polled; what was read so far is lost.

        Raises:
            StoppedError: the person stopped it.
        """
        stop = stop or Stop()
        size = sum(map(len, texts))
        pace = Pace(report, max(1, size), what)
        if self._processes < 2 or size < ENOUGH:
            return self._here(texts, learned, pace, stop)
        if not self._mates:
            self._mates = [_Mate(self._rules) for _ in range(self._processes)]
        portions = list(_portions(texts))
        found = self._beside(portions, learned, pace, stop)
        lost = [text for portion, done in zip(portions, found, strict=True) if done is None for text in portion]
        again = iter(self._here(lost, learned, pace, stop))
        return [
            one
            for portion, done in zip(portions, found, strict=True)
            for one in (done if done is not None else [next(again) for _ in portion])
        ]

    def _here(self, texts: Sequence[str], learned: Learned, pace: Pace, stop: Stop) -> Found:
        self._own = self._own or self._rules.detector()
        self._own.remember(*learned)
        found: Found = []
        done = 0
        for text in texts:
            stop.check()
            found.append(self._own.find(text))
            done += len(text)
            pace.at(done)
        return found

    def _beside(
        self, portions: Sequence[Sequence[str]], learned: Learned, pace: Pace, stop: Stop
    ) -> list[Found | None]:
        """What the other processes found in each portion; None where one of them was lost."""
        found: list[Found | None] = [None] * len(portions)
        waiting = iter(range(len(portions)))
        done = [0] * len(portions)

        def work(mate: _Mate) -> None:
            while not stop.wanted and (place := next(waiting, None)) is not None:
                answer = mate.read(portions[place], learned)
                if answer is None:
                    return
                found[place] = answer
                done[place] = sum(map(len, portions[place]))

        threads = [threading.Thread(target=work, args=(mate,), daemon=True) for mate in self._mates]
        for thread in threads:
            thread.start()
        for thread in threads:
            while thread.is_alive():
                thread.join(0.1)
                stop.check()
                pace.at(sum(done))
        stop.check()
        return found


class _Mate:
    """One other process that reads; it leaves when this one is gone, whatever it is doing then."""

    def __init__(self, rules: Rules) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "studio.scrub.mate"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, **import_path()},
                start_new_session=True,
            )
            _send(self._process.stdin, rules)
        except OSError:
            self.leave()

    def read(self, texts: Sequence[str], learned: Learned) -> Found | None:
        """What it found; None when it is gone."""
        if self._process is None:
            return None
        try:
            _send(self._process.stdin, (list(texts), learned))
            answer = _receive(self._process.stdout)
        except (OSError, ValueError, EOFError, pickle.UnpicklingError):
            return None
        return answer if isinstance(answer, list) else None

    def leave(self) -> None:
        """Send it away."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                with suppress(OSError):
                    if stream is not None:
                        stream.close()


def _send(stream: IO[bytes] | None, value: object) -> None:
    assert stream is not None
    content = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    stream.write(len(content).to_bytes(8, "big") + content)
    stream.flush()


def _receive(stream: IO[bytes] | None) -> Any:
    assert stream is not None
    size = stream.read(8)
    if len(size) < 8:
        raise EOFError
    return pickle.loads(stream.read(int.from_bytes(size, "big")))


def _portions(texts: Sequence[str]) -> Iterator[list[str]]:
    portion: list[str] = []
    size = 0
    for text in texts:
        portion.append(text)
        size += len(text)
        if size >= PORTION:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def serve() -> None:
    """Be one of a crew: read what comes in on standard input until it ends."""
    inlet, outlet = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    rules: Rules = _receive(inlet)
    detector = rules.detector()
    while True:
        try:
            portion: tuple[list[str], Learned] = _receive(inlet)
        except EOFError:
            return
        detector.remember(*portion[1])
        _send(outlet, [detector.find(text) for text in portion[0]])
