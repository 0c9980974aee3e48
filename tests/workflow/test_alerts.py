from __future__ import annotations

from pathlib import Path

from harvester.citation import Citation
from harvester.workflow import screen
from harvester.workflow.desk import at_work
from harvester.workflow.facts import changed_fields
from harvester.workflow.update import import_files, update
from tests.reviews import article, make_review, search_table, write_export


def test_a_change_to_a_screened_report_raises_an_alert_that_names_the_fields(tmp_path: Path) -> None:
    folder = make_review(tmp_path / "r", search_table("embase"))
    first = write_export(tmp_path / "first.ris", [article(1), article(2)])
    later = write_export(tmp_path / "later.ris", [article(1, VL="39", SP="900", EP="905"), article(2)])
    with at_work(folder, command="test") as desk:
        import_files(desk, [first], "embase")
        screen.decide(desk, ["embase:L700001"], "include", stage="title-abstract", reviewer="EB")
        (alert,) = import_files(desk, [later], "embase").alerts
    assert alert.kind == "changed"
    assert alert.records == ("embase:L700001",)
    assert "has changed since it was screened, in embase (volume, pages)" in alert.sentence


def test_a_change_to_a_report_nobody_screened_raises_none(tmp_path: Path) -> None:
    folder = make_review(tmp_path / "r", search_table("embase"))
    first = write_export(tmp_path / "first.ris", [article(1)])
    later = write_export(tmp_path / "later.ris", [article(1, VL="39")])
    with at_work(folder, command="test") as desk:
        import_files(desk, [first], "embase")
        assert import_files(desk, [later], "embase").alerts == ()


def test_a_retraction_is_told_as_one(tmp_path: Path) -> None:
    folder = make_review(tmp_path / "r", search_table("embase"))
    first = write_export(tmp_path / "first.ris", [article(1)])
    later = write_export(tmp_path / "later.ris", [article(1, M3="Retracted Publication")])
    with at_work(folder, command="test") as desk:
        import_files(desk, [first], "embase")
        screen.decide(desk, ["embase:L700001"], "include", stage="title-abstract", reviewer="EB")
        (alert,) = import_files(desk, [later], "embase").alerts
    assert alert.kind == "retracted"


def test_a_change_in_no_field_that_is_named_is_still_told() -> None:
    assert changed_fields(Citation(language="eng"), Citation(language="fre")) == ("other fields",)


def test_a_report_that_changed_in_two_sources_raises_one_alert(tmp_path: Path) -> None:
    folder = make_review(tmp_path / "r", search_table("embase"), search_table("scopus"))
    first = write_export(tmp_path / "first.ris", [article(1)])
    with at_work(folder, command="test") as desk:
        for key in ("embase", "scopus"):
            import_files(desk, [first], key)
        screen.decide(desk, ["R000001"], "include", stage="title-abstract", reviewer="EB")
        for key in ("embase", "scopus"):
            write_export(folder / "imports" / key / "later.ris", [article(1, VL="39")])
        (alert,) = update(desk, imports_only=True).alerts
    assert alert.records == ("embase:L700001", "scopus:L700001")
