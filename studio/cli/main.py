"""The command tree, and the one place where failures become exit codes."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Sequence

import click

from studio import __version__
from studio.cli.session import Group, Session, printable, session
from studio.core.errors import StoppedError, StudioError, UsageError

COMMAND_MODULES = (
    "bring_in",
    "people",
    "episodes",
    "label",
    "gaps",
    "scrub",
    "dataset",
    "train",
    "coach",
    "overview",
    "demo",
)
"""Modules of this package with a `register(app)`; in the order of the help text."""


def build() -> Group:
    """The whole command tree."""

    @click.group(
        cls=Group,
        invoke_without_command=True,
        help="Turn your own exports into a coach that knows you, on your own machine. "
        "Without a command, the screens open.",
    )
    @click.version_option(__version__, message="studio %(version)s")
    @click.pass_context
    def studio(context: click.Context) -> None:
        if context.invoked_subcommand is None:
            open_screens(session(context))

    for name in COMMAND_MODULES:
        importlib.import_module(f"studio.cli.{name}").register(studio)
    return studio


def open_screens(here: Session) -> None:
    """Open the terminal screens on the session's home.

    Raises:
        UsageError: standard output is no terminal.
    """
    if not sys.stdout.isatty():
        raise UsageError(
            "The screens need a terminal, and standard output is none.",
            fix="Use a command instead: studio --help.",
            code="no_terminal",
        )
    from studio.tui.app import run_app

    run_app(here.home, here.settings)


def run(arguments: Sequence[str]) -> int:
    """Run a command line; returns the exit code, never raises."""
    wants_json = "--json" in arguments
    try:
        if not [a for a in arguments if a != "--json"] or _only_home(arguments):
            return _screens(arguments)
        with build().make_context("studio", list(arguments), obj=Session()) as context:
            context.command.invoke(context)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.exceptions.NoArgsIsHelpError as problem:
        sys.stdout.write(problem.format_message() + "\n")
        return 2
    except click.UsageError as problem:
        path = problem.ctx.command_path if problem.ctx else "studio"
        return _fail(UsageError(problem.format_message(), fix=f"See: {path} --help"), wants_json)
    except click.ClickException as problem:
        return _fail(UsageError(problem.format_message(), fix="See: studio --help"), wants_json)
    except StudioError as problem:
        return _fail(problem, wants_json)
    except (KeyboardInterrupt, click.exceptions.Abort):
        return _fail(StoppedError("Stopped, as you asked."), wants_json)
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    return 0


def _only_home(arguments: Sequence[str]) -> bool:
    return (len(arguments) == 2 and arguments[0] == "--home") or (
        len(arguments) == 1 and arguments[0].startswith("--home=")
    )


def _screens(arguments: Sequence[str]) -> int:
    """`studio` and `studio --home DIR` go straight to the screens: no command tree is built."""
    from pathlib import Path

    here = Session(json="--json" in arguments)
    if arguments and arguments[0].startswith("--home"):
        here.home_option = Path(arguments[-1].removeprefix("--home="))
    open_screens(here)
    return 0


def _fail(problem: StudioError, wants_json: bool) -> int:
    if wants_json:
        sys.stdout.write(json.dumps({"error": problem.as_dict()}, ensure_ascii=False) + "\n")
    else:
        sys.stderr.write(printable(f"{problem.message}\n{problem.fix}".rstrip()) + "\n")
    return problem.exit_code


def commands() -> dict[str, str | None]:
    """Command path → help text of every command, for the documentation tests."""
    found: dict[str, str | None] = {}

    def walk(path: str, command: click.Command) -> None:
        if isinstance(command, click.Group):
            for name, child in command.commands.items():
                walk(f"{path} {name}".strip(), child)
        else:
            found[path] = command.help

    walk("", build())
    return found
