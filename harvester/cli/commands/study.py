"""harvester study: reports of one study, studies removed, studies in the meta-analysis."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from harvester.cli.answer import Answer
from harvester.cli.call import Call
from harvester.cli.command import group

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.workflow.study import StudyView

_PERSON = click.option("--by", "person", metavar="NAME", help="Who says so [default: the name you are logged in with].")
_STUDIES = click.argument("names", metavar="STUDY...", nargs=-1, required=True)


@group("study")
def study() -> None:
    """Say which reports are of one study, which studies were removed from the review, which are in the meta-analysis.
    The flow counts studies and reports apart. A study is named by its number or by any of its reports.

    \b
    Example:
      harvester study link R000012 R000031
    """


@study.command("link", short_help="Say that reports are of one study.")
@click.argument("names", metavar="REPORT REPORT...", nargs=-1, required=True)
@_PERSON
@click.pass_obj
def link(call: Call, names: tuple[str, ...], person: str | None) -> Answer:
    """Say that reports are of one study: a trial's main paper, its follow-up, its register entry, its abstract.

    \b
    Example:
      harvester study link R000012 R000031
    """
    from harvester.cli.desks import working
    from harvester.workflow.study import link

    with working(call, "study link") as desk:
        return _answer(link(desk, names, person=_who(person)))


@study.command("unlink", short_help="Say that a report is a study of its own.")
@click.argument("names", metavar="REPORT...", nargs=-1, required=True)
@_PERSON
@click.pass_obj
def unlink(call: Call, names: tuple[str, ...], person: str | None) -> Answer:
    """Say that each of these reports is a study of its own; the rest of its study stays together.

    \b
    Example:
      harvester study unlink R000031
    """
    from harvester.cli.desks import working
    from harvester.workflow.study import unlink

    with working(call, "study unlink") as desk:
        return _answer(unlink(desk, names, person=_who(person)))


@study.command("list", short_help="List studies with their reports.")
@click.pass_obj
def list_(call: Call) -> Answer:
    """List the studies that are included, were removed, or have several reports.

    \b
    Example:
      harvester study list
    """
    from harvester.cli.desks import looking
    from harvester.workflow.study import list_studies

    with looking(call) as desk:
        return _answer(list_studies(desk))


@study.command("remove", short_help="Take an included study out of the review.")
@_STUDIES
@click.option("--reason", required=True, metavar="TEXT", help='Why, as printed: "retraction", "criteria change" …')
@_PERSON
@click.pass_obj
def remove(call: Call, names: tuple[str, ...], reason: str, person: str | None) -> Answer:
    """Take an included study out of the review with all its reports, since it was retracted or the criteria changed.
    The flow subtracts it from the totals and says so in a footnote; no published flow changes.

    \b
    Example:
      harvester study remove S000012 --reason retraction
    """
    from harvester.cli.desks import working
    from harvester.workflow.study import remove

    with working(call, "study remove") as desk:
        return _answer(remove(desk, names, reason=reason, person=_who(person)))


@study.command("restore", short_help="Take a removed study in again.")
@_STUDIES
@_PERSON
@click.pass_obj
def restore(call: Call, names: tuple[str, ...], person: str | None) -> Answer:
    """Take a study that was removed into the review again.

    \b
    Example:
      harvester study restore S000012
    """
    from harvester.cli.desks import working
    from harvester.workflow.study import restore

    with working(call, "study restore") as desk:
        return _answer(restore(desk, names, person=_who(person)))


@study.command("meta-analysis", short_help="Say which studies are in the meta-analysis.")
@_STUDIES
@click.option("--out", is_flag=True, help="They are not in it (any more).")
@_PERSON
@click.pass_obj
def meta_analysis(call: Call, names: tuple[str, ...], out: bool, person: str | None) -> Answer:  # noqa: FBT001 - click passes flags so
    """Say that included studies are in the meta-analysis; as soon as there is one, the flow has the box for it.

    \b
    Example:
      harvester study meta-analysis S000012 S000040
    """
    from harvester.cli.desks import working
    from harvester.workflow.study import meta_analysis

    with working(call, "study meta-analysis") as desk:
        return _answer(meta_analysis(desk, names, included=not out, person=_who(person)))


@study.command("undo", short_help="Take back what was last said of studies.")
@click.pass_obj
def undo(call: Call) -> Answer:
    """Take back what was last said of studies; what held before holds again. May be repeated.

    \b
    Example:
      harvester study undo
    """
    from harvester.cli.desks import working
    from harvester.workflow.study import undo

    with working(call, "study undo") as desk:
        return _answer(undo(desk))


def _who(person: str | None) -> str:
    from harvester.cli.files import user

    return person or user()


def _answer(studies: Sequence[StudyView]) -> Answer:
    from harvester.cli.pages.studies import show_studies

    return Answer(
        document={"studies": [each.to_json() for each in studies]}, page=partial(show_studies, tuple(studies))
    )
