"""Commands and groups that take the options of :class:`Call` in any place, since people forget which come first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

from harvester.cli.context import CliContext
from harvester.cli.options import FILE

CONTEXT: Final = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

_Function = TypeVar("_Function", bound=Callable[..., Any])


def _store_option(context: click.Context, option: click.Parameter, value: Any) -> None:
    cli = context.find_object(CliContext)
    if value and cli is not None and option.name is not None:
        setattr(cli, option.name, value)


def _shared_option(name: str, *names: str, shown: bool, **more: Any) -> click.Option:
    return click.Option([*names, name], expose_value=False, callback=_store_option, hidden=not shown, **more)


def shared_options(*, everything: bool) -> list[click.Parameter]:
    """The options of :class:`Call`; the help of a single command shows --json alone of them."""
    return [
        _shared_option(
            "review",
            "--review",
            shown=everything,
            metavar="DIR",
            type=FILE,
            envvar="HARVESTER_REVIEW" if everything else None,
            help="Folder of the review [default: $HARVESTER_REVIEW, else the current folder].",
        ),
        _shared_option("as_json", "--json", shown=True, is_flag=True, help="Print the result as one JSON document."),
        _shared_option(
            "verbose", "-v", "--verbose", shown=everything, is_flag=True, help="Tell more; tracebacks of bugs too."
        ),
        _shared_option("quiet", "-q", "--quiet", shown=everything, is_flag=True, help="No progress and no advice."),
    ]


class Command(click.Command):
    """A command."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Its own options, the shared ones, --help."""
        parameters = super().get_params(ctx)
        return [*parameters[:-1], *shared_options(everything=False), *parameters[-1:]]


class Group(click.Group):
    """A command that has commands of its own."""

    command_class = Command

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Its own options, the shared ones, --help."""
        parameters = super().get_params(ctx)
        return [*parameters[:-1], *shared_options(everything=False), *parameters[-1:]]


def command(name: str, **more: Any) -> Callable[[_Function], Command]:
    """Declare a command; its help is the docstring of the function."""
    return click.command(name, cls=Command, context_settings=CONTEXT, **more)


def group(name: str, **more: Any) -> Callable[[_Function], Group]:
    """Declare a group; its help is the docstring of the function."""
    return click.group(name, cls=Group, context_settings=CONTEXT, **more)
