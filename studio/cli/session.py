"""What every command shares: the global options, the home, and the two ways of speaking."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from studio.cli.failure import printable
from studio.core.errors import UsageError
from studio.core.paths import Home, home_from
from studio.core.progress import Report, Step

if TYPE_CHECKING:
    from studio.core.settings import Settings
    from studio.store import Store


@dataclass
class Session:
    """One invocation: where the home is and how to speak."""

    home_option: Path | None = None
    json: bool = False
    quiet: bool = False
    _shown: str = field(default="", repr=False)

    @property
    def home(self) -> Home:
        """The home of this invocation."""
        return home_from(self.home_option)

    @property
    def settings(self) -> Settings:
        """The settings of that home."""
        from studio.core.settings import load_settings

        return load_settings(self.home)

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The store of that home, closed at the end."""
        from studio.store import Store

        with Store.open(self.home) as store:
            yield store

    def emit(self, value: dict[str, Any] | list[Any], human: str = "") -> None:
        """The result: one JSON object with `--json`, else the human text."""
        if self.json:
            sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
        elif human:
            sys.stdout.write(printable(human) + "\n")
        sys.stdout.flush()

    def line(self, value: dict[str, Any]) -> None:
        """One line of a JSON-lines result, whatever `--json` says."""
        sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
        sys.stdout.flush()

    def say(self, text: str) -> None:
        """A remark on stderr, unless `--quiet`."""
        if not self.quiet:
            self._clear()
            sys.stderr.write(printable(text) + "\n")

    def report(self) -> Report:
        """Progress on stderr: a line redrawn in place in a terminal, silence elsewhere or with `--quiet`."""
        alive = sys.stderr.isatty() and not self.quiet

        def show(step: Step) -> None:
            if not alive:
                return
            share = f"{100 * step.done / step.total:3.0f} %" if step.total else f"{step.done:,.0f}"
            left = f" · {_span(step.seconds_left)} left" if step.seconds_left is not None else ""
            self._clear()
            self._shown = printable(f"{step.what}  {share}{left}")[:78]
            sys.stderr.write(self._shown)
            sys.stderr.flush()

        return show

    def _clear(self) -> None:
        if self._shown:
            sys.stderr.write("\r" + " " * len(self._shown) + "\r")
            self._shown = ""

    def done(self) -> None:
        """Clear the progress line."""
        self._clear()


def _span(seconds: float) -> str:
    minutes, rest = divmod(int(seconds + 0.5), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


def session(context: click.Context) -> Session:
    """The session of a running command."""
    found = context.find_root().obj
    if not isinstance(found, Session):
        found = context.find_root().obj = Session()
    return found


def _store_option(context: click.Context, parameter: click.Parameter, value: Any) -> Any:
    if value is None or value is False:
        return value
    here = session(context)
    if parameter.name == "home":
        here.home_option = Path(value)
    elif parameter.name == "json":
        here.json = True
    elif parameter.name == "quiet":
        here.quiet = True
    return value


def _global_options() -> list[click.Parameter]:
    common: dict[str, Any] = {"expose_value": False, "callback": _store_option, "is_eager": True}
    return [
        click.Option(["--home"], metavar="DIR", help="The folder that holds your record.", **common),
        click.Option(["--json"], is_flag=True, help="Print JSON on stdout, everything else on stderr.", **common),
        click.Option(["--quiet"], is_flag=True, help="No remarks and no progress.", **common),
    ]


class Command(click.Command):
    """A command that takes the global options as well."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.extend(_global_options())

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does; text that is not in the terminal's encoding is refused, as nothing could keep it whole."""
        rest = super().parse_args(ctx, args)
        for value in ctx.params.values():
            for text in value if isinstance(value, tuple) else (value,):
                if isinstance(text, str) and any("\ud800" <= c <= "\udfff" for c in text):
                    raise UsageError(
                        f"“{printable(text)}” is not text in the encoding of this terminal.",
                        fix="Type it again, or set the terminal to UTF-8.",
                        code="not_text",
                    )
        return rest


class Group(click.Group):
    """A group whose commands, and itself, take the global options as well."""

    command_class = Command
    group_class = type

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.extend(_global_options())

    def list_commands(self, context: click.Context) -> list[str]:
        """Commands in the order they were added, which is the order of the week."""
        return list(self.commands)
