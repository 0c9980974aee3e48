"""The page that the demonstration leaves shows every part, in a real browser, and asks nobody for anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from harvester.cli.demo_folder import page_sections
from tests.browser import browser, complaints, requested, visit
from tests.cli.run_harvester import demo_review


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_review(tmp_path_factory)[0]


def test_the_page_shows_every_part_without_complaint_or_request_to_anybody(demo: Path) -> None:
    page = demo / "index.html"
    with browser() as opened:
        visit(opened, page)
        shown = {section.get_attribute("id") for section in opened.find_elements("css selector", "section")}
        assert shown == {part.key for part in page_sections((), ())}
        for picture in opened.find_elements("css selector", "img"):
            assert int(picture.get_property("naturalWidth")) > 300, picture.get_attribute("src")
        for frame in opened.find_elements("css selector", "iframe"):
            opened.switch_to.frame(frame)
            assert opened.find_elements("css selector", "table"), "an empty frame"
            opened.switch_to.default_content()
        for link in opened.find_elements("css selector", "ul.files a"):
            assert (page.parent / link.text).is_file()
        assert complaints(opened) == []
        assert {address for address in requested(opened) if not address.startswith(("file:", "data:"))} == set()


def test_in_the_page_of_the_flow_a_number_opens_its_records(demo: Path) -> None:
    with browser() as opened:
        visit(opened, demo / "results" / "flow.html")
        opened.find_element("css selector", "summary").click()
        button = next(one for one in opened.find_elements("css selector", ".numbers button") if one.text == "45")
        button.click()
        assert len(opened.find_elements("css selector", "#records tbody tr")) == 45
        assert complaints(opened) == []
