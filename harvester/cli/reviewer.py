"""Who signs: the option --reviewer, the same for every command, and warnings of names nobody knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from harvester.cli.options import current_user
from harvester.cli.output import print_warning

if TYPE_CHECKING:
    from harvester.api.review import Review

_Function = TypeVar("_Function", bound="Callable[..., Any]")


class _ReviewerOption(click.Option):
    """The option --reviewer; other names that it had before are accepted and not shown."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the line of the help, with the one name."""
        record = super().get_help_record(ctx)
        return record and ("--reviewer NAME", record[1])


def reviewer_option_for(verb: str, *former: str, parameter: str = "person") -> Callable[[_Function], _Function]:
    """Return the option --reviewer of a command in which somebody ``verb``; ``former`` are names it had before."""
    help_text = f"Who {verb} [default: the name you are logged in with]."
    return click.option("--reviewer", *former, parameter, cls=_ReviewerOption, metavar="NAME", help=help_text)


reviewer_option = reviewer_option_for("decides", parameter="reviewer")


def sign(review: Review, reviewer: str | None) -> str:
    """Return the name that signs, spelt as it is known: the one given, else that of the login.

    Warns of a name that review.toml does not list.
    """
    from harvester.workflow.screening.people import person_name

    with review.context.store.read() as session:
        name = person_name(session, review.context, current_user() if reviewer is None else reviewer)
    warn_of_unknown(review, [name])
    return name


def warn_of_unknown(review: Review, names: Iterable[str]) -> None:
    """Print a warning to standard error for each name that review.toml does not list, where it lists people."""
    from harvester.workflow.screening.people import warn_of_unknown_people

    for sentence in warn_of_unknown_people(review.context, names):
        print_warning(sentence)
