"""The person's keys, taken when the studio opens and whenever they change."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from studio.tui.plain import visible

if TYPE_CHECKING:
    from studio.tui.app import StudioApp


def take_keys(app: StudioApp, *, check: bool = False) -> None:
    """Put the keys of the settings in force; with `check`, say in words what in them cannot be meant.

    Checking reads every screen, so it happens in a thread, and only when a key was changed at all.
    """
    if not app.settings.keymap:
        app.set_keymap({})
        return
    from studio.tui.keymap import in_force

    app.set_keymap(in_force(app.settings))
    if check:
        threading.Thread(target=_check, args=(app,), name="keymap", daemon=True).start()


def _check(app: StudioApp) -> None:
    from studio.tui.keymap import told_at_start

    words = told_at_start(app.home, app.settings)
    if words and app.is_running:
        app.call_from_thread(
            app.notify, visible(words), title="Your keys", severity="warning", timeout=20, markup=False
        )
