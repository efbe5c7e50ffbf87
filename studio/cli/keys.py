"""Commands about keys: what every key does, and which ones the person put elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from studio.cli.session import Group, Session, session

if TYPE_CHECKING:
    from studio.core.settings import Settings


def register(app: Group) -> None:
    """Add the commands to the tree."""

    @app.group("keys", cls=Group, invoke_without_command=True)
    @click.pass_context
    def keys(context: click.Context) -> None:
        """Every key of every screen; change one with `set`.

        --json: [{"id","room","keys":[...],"default":[...],"words","fixed"}], fixed for those that cannot change.
        """
        if context.invoked_subcommand is None:
            _show(session(context))

    @keys.command("set")
    @click.argument("name", metavar="ID")
    @click.argument("key", nargs=-1, required=True)
    @click.pass_context
    def change(context: click.Context, name: str, key: tuple[str, ...]) -> None:
        """Put the action ID on KEY (or several), such as: studio keys set label.note l.

        A key is a character, or a name such as f5, ctrl+r, shift+up.

        --json: {"keys":{id:[keys]}}
        """
        from studio.tui.keymap import checked, normal

        here = session(context)
        _save(here, lambda: checked(here.settings, name, [normal(one) for one in key]), name)

    @keys.command("reset")
    @click.argument("name", metavar="[ID]", required=False)
    @click.pass_context
    def reset(context: click.Context, name: str | None) -> None:
        """Put one action back on its own key, or all of them.

        --json: {"keys":{id:[keys]}}; empty for an id that is no action.
        """
        from dataclasses import replace

        from studio.tui.keymap import find, with_keys

        here = session(context)
        if name is None:
            _save(here, lambda: replace(here.settings, keymap=()), None)
        else:
            known = here.settings
            left = with_keys(known, {name: None})
            _save(here, lambda: left if left != known else with_keys(known, {find(name).id: None}), name)


def _show(here: Session) -> None:
    from studio.tui.keymap import keymap_of, keys, now_on, spoken, told_at_start

    settings = here.settings
    keymap = keymap_of(settings)
    lines: list[str] = []
    listed = []
    room = ""
    for key in keys():
        now = now_on(key, keymap)
        if key.room != room:
            room = key.room
            lines += ["", room]
        mark = "*" if now != key.default else " "
        lines.append(f" {mark} {', '.join(map(spoken, now)):<14} {key.id:<28} {key.words}")
        listed.append(
            {"id": key.id, "room": key.room, "keys": list(now), "default": list(key.default), "words": key.words,
             "fixed": key.fixed}
        )  # fmt: skip
    here.emit(listed, "\n".join([*lines[1:], "", "* is where you put it. studio keys set ID KEY changes one."]))
    if wrong := told_at_start(here.home, settings):
        here.say(wrong)


def _save(here: Session, change: Callable[[], Settings], name: str | None) -> None:
    from studio.core.settings import save_settings
    from studio.tui.keymap import keymap_of, keys, now_on, spoken

    settings = change()
    here.home.create()
    save_settings(here.home, settings)
    keymap = keymap_of(settings)
    found = {key.id: list(now_on(key, keymap)) for key in keys() if name in (None, key.id)}
    human = "Every key is where it came." if name is None else ""
    human = human or "\n".join(f"{one} is on {', '.join(map(spoken, now))}." for one, now in found.items())
    here.emit({"keys": found}, human or f"{name} is gone from your keys.")
