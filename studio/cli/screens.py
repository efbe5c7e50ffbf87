"""`studio` without a command: the terminal screens, as fast as they will open."""

from __future__ import annotations

import gc
import importlib
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from studio.cli.failure import fail, fault
from studio.core.errors import StoppedError, StudioError, UsageError
from studio.core.paths import Home, home_from
from studio.core.settings import load_settings

if TYPE_CHECKING:
    from studio.store import Store
    from studio.store.overview import Overview


def wants_screens(arguments: Sequence[str]) -> bool:
    """Whether a command line asks for nothing but the screens, perhaps on a home of its own."""
    match list(arguments):
        case [] | ["--home", _]:
            return True
        case [one]:
            return one.startswith("--home=")
    return False


def run_screens(arguments: Sequence[str]) -> int:
    """Open the screens for such a command line; returns the exit code, never raises."""
    option = Path(arguments[-1].removeprefix("--home=")) if arguments else None
    try:
        open_screens(home_from(option))
    except StudioError as problem:
        return fail(problem, as_json=False)
    except KeyboardInterrupt:
        return fail(StoppedError("Stopped, as you asked."), as_json=False)
    except Exception as problem:
        return fail(fault(problem), as_json=False)
    return 0


def open_screens(home: Home) -> None:
    """Show the studio on a home until the person leaves.

    The store opens in a thread of its own while the screens are being imported.

    Raises:
        UsageError: standard output is no terminal.
        HomeBusyError: another process holds the home.
    """
    if not (sys.stdout.isatty() and sys.stdin.isatty()):
        raise UsageError(
            "The screens need a terminal, and this is none.",
            fix="Use a command instead: studio --help.",
            code="no_terminal",
        )
    settings = load_settings(home)
    gc.disable()  # nothing imported here is ever garbage
    opening = _Opening(home)
    opening.start()
    from studio.tui.app import StudioApp

    importlib.import_module("studio.tui.screens.home")
    store, counts = opening.result()
    gc.freeze()
    gc.enable()
    with store:
        StudioApp(home, settings, store, counts).run()


class _Opening(threading.Thread):
    """Opens a store and counts what is in it."""

    def __init__(self, home: Home) -> None:
        super().__init__(name="open-store", daemon=True)
        self._home = home
        self._opened: tuple[Store, Overview] | None = None
        self._error: Exception | None = None

    def run(self) -> None:
        try:
            from studio.store import Store
            from studio.store.overview import overview

            store = Store.open(self._home)
            self._opened = (store, overview(store))
        except Exception as problem:
            self._error = problem

    def result(self) -> tuple[Store, Overview]:
        """The store and its counts, once there.

        Raises:
            StudioError: the store cannot be opened.
        """
        self.join()
        if self._error is not None:
            raise self._error
        assert self._opened is not None
        return self._opened
