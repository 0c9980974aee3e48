from __future__ import annotations

from pathlib import Path

from harvester.citation import Citation
from harvester.screening import Decision, Stage
from harvester.workflow.alerts.alert_rules import changed_fields
from harvester.workflow.context import open_review_locked
from harvester.workflow.harvest.update import import_files, update_review
from harvester.workflow.screening import decide
from tests.reviews import article, make_review, search_table, write_export


def test_a_change_to_a_screened_report_raises_an_alert_that_names_the_fields(tmp_path: Path) -> None:
    folder = make_review(tmp_path / "r", search_table("embase"))
    first = write_export(tmp_path / "first.ris", [article(1), article(2)])
    later = write_export(tmp_path / "later.ris", [article(1, VL="39", SP="900", EP="905"), article(2)])
    with open_review_locked(folder, command="test") as context:
        import_files(context, [first], "embase")
        decide.decide_reports(context, ["embase:L700001"], Decision.INCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="EB")
        (alert,) = import_files(context, [later], "embase").alerts
    assert alert.kind == "changed"
    assert alert.records == ("embase:L700001",)
    assert "has changed since it was screened, in embase (volume, pages)" in alert.sentence


def test_a_change_to_a_report_nobody_screened_raises_none(tmp_path: Path) -> None:
    folder = make_review(tmp_path / "r", search_table("embase"))
    first = write_export(tmp_path / "first.ris", [article(1)])
    later = write_export(tmp_path / "later.ris", [article(1, VL="39")])
    with open_review_locked(folder, command="test") as context:
        import_files(context, [first], "embase")
        assert import_files(context, [later], "embase").alerts == ()


def test_a_retraction_is_told_as_one(tmp_path: Path) -> None:
    folder = make_review(tmp_path / "r", search_table("embase"))
    first = write_export(tmp_path / "first.ris", [article(1)])
    later = write_export(tmp_path / "later.ris", [article(1, M3="Retracted Publication")])
    with open_review_locked(folder, command="test") as context:
        import_files(context, [first], "embase")
        decide.decide_reports(context, ["embase:L700001"], Decision.INCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="EB")
        (alert,) = import_files(context, [later], "embase").alerts
    assert alert.kind == "retracted"


def test_a_change_in_no_field_that_is_named_is_still_told() -> None:
    assert changed_fields(Citation(language="eng"), Citation(language="fre")) == ("other fields",)


def test_a_report_that_changed_in_two_sources_raises_one_alert(tmp_path: Path) -> None:
    folder = make_review(tmp_path / "r", search_table("embase"), search_table("other"))
    first = write_export(tmp_path / "first.ris", [article(1)])
    with open_review_locked(folder, command="test") as context:
        for key in ("embase", "other"):
            import_files(context, [first], key)
        decide.decide_reports(context, ["R000001"], Decision.INCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="EB")
        for key in ("embase", "other"):
            write_export(folder / "imports" / key / "later.ris", [article(1, VL="39")])
        (alert,) = update_review(context, imports_only=True).alerts
    assert alert.records == ("embase:L700001", "other:L700001")
