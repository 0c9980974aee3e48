"""harvester study: reports of one study, studies removed, studies in the meta-analysis."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from harvester.cli.context import CliContext
from harvester.cli.options import group
from harvester.cli.result import CommandResult
from harvester.cli.reviewer import reviewer_option_for, sign

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.workflow.screening.studies import StudyView

_PERSON_OPTION = reviewer_option_for("decides", "--by")
_STUDY_ARGUMENT = click.argument("names", metavar="STUDY...", nargs=-1, required=True)


@group("study")
def study() -> None:
    """Link the reports of a study, remove studies from the review, mark studies in the meta-analysis. The flow counts
    studies and reports separately. A study is named by its number or by any of its reports.

    \b
    Example:
      harvester study link R000012 R000031
    """


@study.command("link", short_help="Link reports of the same study.")
@click.argument("names", metavar="REPORT REPORT...", nargs=-1, required=True)
@_PERSON_OPTION
@click.pass_obj
def link(cli: CliContext, names: tuple[str, ...], person: str | None) -> CommandResult:
    """Link reports of the same study: a trial's main article, its follow-up, its register entry, its abstract.

    \b
    Example:
      harvester study link R000012 R000031
    """
    from harvester.workflow.screening.studies import link_reports

    with cli.open_review("study link") as review:
        return _study_result(link_reports(review.context, names, person=sign(review, person)))


@study.command("unlink", short_help="Make a report a study of its own.")
@click.argument("names", metavar="REPORT...", nargs=-1, required=True)
@_PERSON_OPTION
@click.pass_obj
def unlink(cli: CliContext, names: tuple[str, ...], person: str | None) -> CommandResult:
    """Make each of these reports a study of its own; the other reports of its study stay linked.

    \b
    Example:
      harvester study unlink R000031
    """
    from harvester.workflow.screening.studies import unlink_reports

    with cli.open_review("study unlink") as review:
        return _study_result(unlink_reports(review.context, names, person=sign(review, person)))


@study.command("list", short_help="List studies with their reports.")
@click.pass_obj
def list_(cli: CliContext) -> CommandResult:
    """List the studies that are included, were removed, or have several reports.

    \b
    Example:
      harvester study list
    """
    from harvester.workflow.screening.studies import list_studies

    with cli.open_review() as review:
        return _study_result(list_studies(review.context))


@study.command("remove", short_help="Remove an included study from the review.")
@_STUDY_ARGUMENT
@click.option("--reason", required=True, metavar="TEXT", help='Why, as printed: "retraction", "criteria change" …')
@_PERSON_OPTION
@click.pass_obj
def remove(cli: CliContext, names: tuple[str, ...], reason: str, person: str | None) -> CommandResult:
    """Remove an included study with all its reports from the review, because it was retracted or the criteria changed.
    The flow subtracts it from the totals with a footnote; no published flow changes.

    \b
    Example:
      harvester study remove S000012 --reason retraction
    """
    from harvester.workflow.screening.studies import remove_studies

    with cli.open_review("study remove") as review:
        return _study_result(remove_studies(review.context, names, reason=reason, person=sign(review, person)))


@study.command("restore", short_help="Restore a removed study.")
@_STUDY_ARGUMENT
@_PERSON_OPTION
@click.pass_obj
def restore(cli: CliContext, names: tuple[str, ...], person: str | None) -> CommandResult:
    """Restore a study that was removed from the review.

    \b
    Example:
      harvester study restore S000012
    """
    from harvester.workflow.screening.studies import restore_studies

    with cli.open_review("study restore") as review:
        return _study_result(restore_studies(review.context, names, person=sign(review, person)))


@study.command("meta-analysis", short_help="Mark studies in the meta-analysis.")
@_STUDY_ARGUMENT
@click.option("--out", is_flag=True, help="They are not in the meta-analysis.")
@_PERSON_OPTION
@click.pass_obj
def meta_analysis(cli: CliContext, names: tuple[str, ...], out: bool, person: str | None) -> CommandResult:  # noqa: FBT001 - click passes flags so
    """Mark included studies as part of the meta-analysis; as soon as there is one, the flow has the box for it.

    \b
    Example:
      harvester study meta-analysis S000012 S000040
    """
    from harvester.workflow.screening.studies import set_meta_analysis

    with cli.open_review("study meta-analysis") as review:
        return _study_result(set_meta_analysis(review.context, names, included=not out, person=sign(review, person)))


@study.command("undo", short_help="Undo the latest change of studies.")
@click.pass_obj
def undo(cli: CliContext) -> CommandResult:
    """Undo the latest change of studies; the earlier state applies again. Can be repeated.

    \b
    Example:
      harvester study undo
    """
    from harvester.workflow.screening.studies import undo_study_action

    with cli.open_review("study undo") as review:
        return _study_result(undo_study_action(review.context))


def _study_result(studies: Sequence[StudyView]) -> CommandResult:
    from harvester.cli.views.screening import show_studies

    return CommandResult(
        document={"studies": [study.to_json() for study in studies]}, page=partial(show_studies, tuple(studies))
    )
