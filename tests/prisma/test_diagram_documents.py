"""The flow as a page, a document, sentences or a flowchart says what is counted; hostile names stay text."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from typing import Any

import docx

from harvester.documents import to_docx, to_markdown
from harvester.prisma import Flow, ListLine, compute_flow
from harvester.prisma.diagram import (
    ListedRecord,
    Panel,
    build_diagram_content,
    build_flow_document,
    build_narrative,
    diagram_to_html,
    to_mermaid,
)
from harvester.prisma.diagram.narrative import line_count, write_narrative
from tests.prisma.flow_inputs import hand_made
from tests.prisma.test_diagram_content import small

HOSTILE = "</script><img src=x onerror=alert(1)>"


def panels(flow: Flow | None = None) -> list[Panel]:
    return [Panel("", build_diagram_content(flow or compute_flow(hand_made())))]


def listed(title: str) -> ListedRecord:
    return ListedRecord(
        report="R000001", record="pubmed:1", title=title, authors="Ito et al.", journal="J", year="2020",
        doi="10.5555/a<b", pmid="1",
    )  # fmt: skip


@cache
def page() -> str:
    return diagram_to_html(
        panels(),
        title=HOSTILE,
        as_of="2026-03-31",
        records={7: listed(HOSTILE), 9: listed("plain")},
        members=[{"records_screened": (9, 7), "dbr_excluded/wrong route": (7,)}],
    )


class Elements(HTMLParser):
    """Names of elements, and what would make a browser ask for something."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.asked: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.asked += [str(value) for name, value in attrs if name in {"src", "href", "data", "srcset"}]


def data_of(text: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found
    told: dict[str, Any] = json.loads(found[1])
    return told


def test_a_page_asks_no_server_for_anything() -> None:
    text = page()
    assert not Elements(text).asked
    assert "@import" not in text
    assert not re.search(r"url\((?!data:)", text)


def test_hostile_titles_stay_text() -> None:
    elements = Elements(page())
    assert "img" not in elements.names
    assert elements.names.count("script") == 2
    told = data_of(page())
    assert told["records"][0][2] == HOSTILE


def test_only_the_pages_own_script_may_run() -> None:
    text = page()
    script = text.rsplit("<script>", 1)[1].split("</script>")[0]
    checksum = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{checksum}'" in text
    assert "default-src 'none'" in text


def test_every_number_with_records_opens_them() -> None:
    told = data_of(page())
    assert told["members"] == [{"records_screened": [1, 0], "dbr_excluded/wrong route": [0]}]
    assert 'button type="button" data-key="records_screened"' in page()
    assert 'button type="button" data-key="records_excluded"' not in page()
    assert told["labels"][0]["records_screened"] == "Records screened (n = 10)"


def test_the_flow_in_sentences_names_every_number() -> None:
    text = " ".join(write_narrative(build_diagram_content(compute_flow(hand_made()))))
    for fragment in (
        "15 records from databases (PubMed, n = 8; Embase, Embase.com, n = 7)",
        "2 records from registers (ClinicalTrials.gov, n = 2)",
        "5 duplicate records, 1 record marked as ineligible by automation tools and 1 record for other reasons were",
        "Of 10 records screened, 4 were excluded.",
        "3 were excluded by a human and 1 by automation tools",
        "Of 6 reports sought for retrieval, 1 was not retrieved.",
        "Of 5 reports assessed for eligibility, 3 were excluded (wrong route, n = 2; no reason given, n = 1).",
        "4 records (websites, n = 1; citation searching, n = 3)",
        "2 studies (3 reports)",
    ):
        assert fragment in text


def test_the_sentences_name_the_previous_version_the_meta_analysis_and_what_is_pending() -> None:
    paragraphs = write_narrative(build_diagram_content(small(updated=True, meta_analysis=True)))
    assert "1 study (1 report)" in paragraphs[0]
    for fragment in ("1 new study (1 report)", "2 studies (2 reports) in total", "1 study (1 report) contributed"):
        assert fragment in paragraphs[-2]
    assert "not final: records awaiting screening (n = 1)" in paragraphs[-1]


def test_a_text_of_the_flow_says_what_a_report_may_be() -> None:
    assert "A 'report' could be a journal article" in to_markdown(build_narrative(panels()))
    assert "PRISMA 2020 statement" not in to_markdown(build_narrative(panels()))


def test_the_number_of_a_list_is_the_sum_of_its_lines() -> None:
    assert line_count(build_diagram_content(compute_flow(hand_made())), "dbr_excluded") == 3


def test_markdown_and_flowchart_show_hostile_names_as_they_are() -> None:
    flow = small()
    boxes = {**flow.boxes, "dbr_excluded": (ListLine('<b>"wrong" & `x`</b> *y*', 3),)}
    hostile = panels(replace(flow, boxes=boxes))
    assert r"\<b\>" in to_markdown(build_narrative(hostile))
    chart = to_mermaid(hostile)
    assert "#60;b#62;#34;wrong#34; #38; #96;x#96;#60;/b#62; *y* (n#160;=#160;3)" in chart
    assert chart.startswith("flowchart TB\n")


def test_a_flowchart_has_every_box_and_arrow_once() -> None:
    sheet = panels()[0].content
    chart = to_mermaid(panels())
    assert sorted(re.findall(r"^    (box\d+)\[", chart, re.MULTILINE)) == sorted(sheet.boxes)
    assert re.findall(r"^  (box\d+) --> (box\d+)$", chart, re.MULTILINE) == list(sheet.arrows)
    two = to_mermaid([Panel("Base", sheet), Panel("Update", sheet)])
    assert "p1_box2 --> p1_box3" in two
    assert not re.search(r"^ *subgraph .*:::", two, re.MULTILINE)  # Mermaid refuses a class on that line
    assert two.count("subgraph") == two.count("  end\n") == 8


def test_a_word_document_has_picture_alt_text_sentences_and_table() -> None:
    document = docx.Document(io.BytesIO(to_docx(build_flow_document(panels()))))
    (picture,) = document.inline_shapes
    assert "Records screened (n = 10)" in picture._inline.docPr.get("descr")
    assert write_narrative(panels()[0].content)[0] in [paragraph.text for paragraph in document.paragraphs]
    cells = {row.cells[1].text: row.cells[2].text for row in document.tables[0].rows}
    assert cells["Records screened"] == "10"
    assert cells["Records identified from: – PubMed"] == "8"
    assert cells["Reports excluded: wrong route"] == "2"
