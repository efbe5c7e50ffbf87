"""Label keystroke → painted, through a pseudo-terminal, with the durable write, at 1 k and at 100 k episodes."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import pexpect

from studio.core.paths import Home
from studio.label.codebook.schemes import schemes_by_domain
from studio.label.picking.queue import open_queue
from studio.store import Store
from tests.bench import Row

KEYS = 120
"""Outcome keys measured at each size."""
FRAME_MS = 1000 / 60
SIZES = (1_000, 100_000)
OPENINGS = 7
PICKS = 200


WORDS = (
    "the", "and", "you", "said", "seven", "again", "always", "sorry", "never", "mind", "hear", "cook", "tomorrow",
    "train", "office", "garden", "shoes", "coffee", "window", "letter", "minute", "outside", "rain", "keys",
    "before", "after", "listen", "answer", "question", "morning", "evening", "street", "shop", "market", "paper",
)  # fmt: skip
"""What the invented talks are made of."""
CUES = (
    "rent",
    "traffic",
    "dishes",
    "phone",
    "sister",
    "tired",
    "weekend",
    "tone",
    "distant",
    "stone",
    "table",
    "glass",
)
"""One of these is in every talk; some are cues of a trigger."""
LINES = 5
"""Messages of one episode."""


def _words(count: int, salt: str) -> str:
    """SQL for so many words, drawn by the hash of `i` and the salt."""
    drawn = f"list_transform(range({count}), lambda k: ?[1 + (hash(i, k, {salt}) % {len(WORDS)})::INTEGER])"
    return f"array_to_string({drawn}, ' ')"


def fill(home: Home, episodes: int) -> None:
    """A record of that many episodes, each with words of its own, messages and a proxy; a third of them labelled."""
    words = list(WORDS)
    with Store.open(home) as store, store.transaction() as cursor:
        cursor.execute(
            f"""INSERT INTO episodes (id, domain, thread, utc, wall, tz, situation, response, outcome, context, source,
            people, origin, text_hash) SELECT 'e' || md5(i::VARCHAR), 'relationship', 't' || (i // 4), moment, moment,
            'Europe/Berlin', 'Jo: ' || ?[1 + (hash(i) % {len(CUES)})::INTEGER] || ' ' || {_words(28, "1")},
            'Me: ' || {_words(8, "2")}, 'Jo: ' || {_words(4, "3")},
            '{{"proxy_outcome": ' || ((i % 21) - 10) / 10 || '}}', 's1', ['Jo'], 'cut', md5(i::VARCHAR)
            FROM (SELECT i, TIMESTAMP '2018-01-01' + i * INTERVAL 17 MINUTE AS moment FROM range(?) t(i))""",
            [list(CUES), words, words, words, episodes],
        )
        cursor.execute(
            f"""INSERT INTO messages (id, source_id, ordinal, conversation, sender, utc, wall, tz, text, type, edited)
            SELECT 'm' || i || '.' || n, 's1', {LINES} * i + n, 'Jo', CASE n % 2 WHEN 0 THEN 'Jo' ELSE 'Me' END,
            moment, moment, 'Europe/Berlin', {_words(8, "n")}, 'text', false
            FROM (SELECT i, n, TIMESTAMP '2018-01-01' + i * INTERVAL 17 MINUTE + n * INTERVAL 1 MINUTE AS moment
            FROM range(?) t(i), range({LINES}) u(n) ORDER BY i, n)""",
            [words, episodes],
        )
        cursor.execute(
            f"""INSERT INTO episode_records SELECT 'e' || md5(i::VARCHAR), n, 'm' || i || '.' || n,
            CASE WHEN n < 2 THEN 'situation' WHEN n < 4 THEN 'response' ELSE 'outcome' END
            FROM range(?) t(i), range({LINES}) u(n) ORDER BY i, n""",
            [episodes],
        )
        cursor.execute(
            """INSERT INTO label_events (action, utc, kind, episode_id, field, value, previous, why, sitting, scheme)
            SELECT 'a' || i, TIMESTAMP '2024-01-01' + i * INTERVAL 1 SECOND, 'set', 'e' || md5(i::VARCHAR), f,
            CASE f WHEN 'topics' THEN '["work"]' WHEN 'outcome' THEN '"good"' ELSE '"money"' END, 'null', 'audit', 's',
            'relationship@1' FROM range(0, ?, 3) t(i), (VALUES ('outcome'), ('trigger'), ('topics')) v(f) ORDER BY i""",
            [episodes],
        )


class Terminal:
    """The program in a pseudo-terminal; reads until the screen is quiet."""

    def __init__(self, home: Home, compiled: Path) -> None:
        environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "TEXTUAL_ANIMATIONS": "none"}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment["PYTHONPYCACHEPREFIX"] = str(compiled)
        command = ["-m", "studio", "--home", str(home.root)]
        self.child = pexpect.spawn(sys.executable, command, dimensions=(40, 140), env=environment)
        self.child.delaybeforesend = None

    def opened(self) -> float:
        """Seconds from `g l` until the first episode is on the terminal."""
        self.child.expect("Next", timeout=60)
        self.quiet(0.5)
        began = time.perf_counter()
        self.child.send("gl")
        self.child.expect("because:", timeout=60)
        took = time.perf_counter() - began
        self.quiet(1.0)
        return took

    def quiet(self, seconds: float) -> None:
        """Read until nothing has come for so long."""
        while True:
            try:
                self.child.read_nonblocking(65536, timeout=seconds)
            except pexpect.TIMEOUT:
                return

    def press(self, key: str) -> float:
        """Milliseconds from the key until the first and with it the whole repaint has come (one write per frame)."""
        self.quiet(0.03)
        began = time.perf_counter()
        self.child.send(key)
        self.child.read_nonblocking(1, timeout=5)
        return (time.perf_counter() - began) * 1000

    def close(self) -> None:
        """Leave."""
        self.child.terminate(force=True)
        self.child.wait()


def p95(values: list[float]) -> float:
    """The 95th percentile."""
    return sorted(values)[round(0.95 * (len(values) - 1))]


def rows() -> list[Row]:
    """Keystroke, opening and queue at both sizes."""
    found: list[Row] = []
    at_size: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for episodes in SIZES:
            home = Home(place / f"home{episodes}")
            fill(home, episodes)
            if episodes == SIZES[0]:
                _open_once(home, place / "compiled")
            typed, at_size[episodes] = _typed(home, place / "compiled", episodes)
            found += [*typed, *_queued(home, episodes)]
    small, large = (at_size[n] for n in SIZES)
    found.append(Row("outcome key at 100 k against 1 k", large, small, small / large, 1 / 1.3, "ms"))
    return found


def _open_once(home: Home, compiled: Path) -> None:
    """So that what is measured finds its byte code compiled, as an installed program does."""
    terminal = Terminal(home, compiled)
    terminal.opened()
    terminal.close()


def _typed(home: Home, compiled: Path, episodes: int) -> tuple[list[Row], float]:
    terminal = Terminal(home, compiled)
    try:
        opened = terminal.opened()
        for key in ("a", "1", "u", "s"):
            terminal.press(key)
        outcome = [terminal.press("asd"[n % 3]) for n in range(KEYS)]
        mark = [terminal.press("12345"[n % 5]) for n in range(KEYS // 2)]
        undo = [terminal.press("u") for _ in range(KEYS // 4)]
    finally:
        terminal.close()
    name = f"{episodes // 1000} k episodes"
    return [
        Row(f"outcome key → painted, p95, {name}", p95(outcome), FRAME_MS, FRAME_MS / p95(outcome), 1, "ms"),
        Row(f"trigger key → painted, p95, {name}", p95(mark), FRAME_MS, FRAME_MS / p95(mark), 1, "ms"),
        Row(f"undo → painted, p95, {name}", p95(undo), FRAME_MS, FRAME_MS / p95(undo), 1, "ms"),
        Row(f"label screen open, {name}", opened, 0.5, 0.5 / opened, 1, "s"),
    ], p95(outcome)


def _queued(home: Home, episodes: int) -> list[Row]:
    """Median time to open a queue with its first pick, and p95 of the picks of a sitting that never pauses."""
    name = f"{episodes // 1000} k episodes"
    schemes = schemes_by_domain()
    with Store.open(home) as store:
        opened: list[float] = []
        for _ in range(OPENINGS):
            began = time.perf_counter()
            with closing(open_queue(store, schemes)) as queue:
                queue.next()
                opened.append(time.perf_counter() - began)
        picks: list[float] = []
        with closing(open_queue(store, schemes)) as queue:
            for _ in range(PICKS):
                began = time.perf_counter()
                pick = queue.next()
                picks.append((time.perf_counter() - began) * 1000)
                if pick is not None:
                    queue.labels_changed(pick.episode_id, "good", "money")
    took, most = statistics.median(opened), 0.2 if episodes > SIZES[0] else 0.05
    return [
        Row(f"queue opened with its first pick, {name}", took, most, most / took, 1, "s"),
        Row(f"queue pick, p95, {name}", p95(picks), 50, 50 / p95(picks), 1, "ms"),
    ]
