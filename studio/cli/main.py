"""The command tree, and the one place where failures become exit codes."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

import click

from studio import __version__
from studio.cli.failure import fail, fault
from studio.cli.session import Group, Session, session
from studio.core.errors import StoppedError, StudioError, UsageError
from studio.core.matrix_threads import keep_to_one

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
    "keys",
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
            from studio.cli.screens import open_screens

            open_screens(session(context).home)

    for name in COMMAND_MODULES:
        importlib.import_module(f"studio.cli.{name}").register(studio)
    return studio


def run(arguments: Sequence[str]) -> int:
    """Run a command line; returns the exit code, never raises."""
    wants_json = "--json" in arguments
    keep_to_one()
    try:
        with build().make_context("studio", list(arguments), obj=Session()) as context:
            context.command.invoke(context)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.exceptions.NoArgsIsHelpError as problem:
        sys.stdout.write(problem.format_message() + "\n")
        return 2
    except click.UsageError as problem:
        path = problem.ctx.command_path if problem.ctx else "studio"
        return fail(UsageError(problem.format_message(), fix=f"See: {path} --help"), as_json=wants_json)
    except click.ClickException as problem:
        return fail(UsageError(problem.format_message(), fix="See: studio --help"), as_json=wants_json)
    except StudioError as problem:
        return fail(problem, as_json=wants_json)
    except (KeyboardInterrupt, click.exceptions.Abort):
        return fail(StoppedError("Stopped, as you asked."), as_json=wants_json)
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except Exception as problem:
        return fail(fault(problem), as_json=wants_json)
    return 0


def commands() -> dict[str, str | None]:
    """Command path → help text of every command, for the documentation tests."""
    found: dict[str, str | None] = {}

    def walk(path: str, command: click.Command) -> None:
        if isinstance(command, click.Group):
            if path and command.invoke_without_command:
                found[path] = command.help
            for name, child in command.commands.items():
                walk(f"{path} {name}".strip(), child)
        else:
            found[path] = command.help

    walk("", build())
    return found
