"""B4: no name or text becomes a link, an image or a script in what is written for people to read."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.cli.run_harvester import NBIB, REVIEW, harvester

LIVE = (
    "[go](javascript:alert(1)) ![i](http://e.example/x.png) <img src=x onerror=alert(1)> "
    '<script>alert(1)</script> "&<b>'
)
TOML_LIVE = json.dumps(LIVE)


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("live") / "fever"
    folder.mkdir()
    text = REVIEW.replace('"Colchicine for periodic fevers"', TOML_LIVE).replace('"PubMed"', TOML_LIVE)
    text = text.replace('"no primary data"', TOML_LIVE).replace(
        'key = "pubmed"', f'key = "pubmed"\nplatform = {TOML_LIVE}'
    )
    (folder / "review.toml").write_text(f"{text}\n[search_report]\ncontacts = {TOML_LIVE}\n", encoding="utf-8")
    (folder / "pubmed.txt").write_text(f"```\n{LIVE}\n", encoding="utf-8")
    path = folder / "imports" / "pubmed" / "a.nbib"
    path.parent.mkdir(parents=True)
    nbib = NBIB.replace("Colchicine in adult", f"{LIVE} Colchicine").replace(
        "Okafor, Ngozi", "<script>alert(1)</script>, N"
    )
    path.write_text(nbib.replace("VI  - 12", "VI  - 12\nURLS- javascript:alert(1)"), encoding="utf-8")
    assert harvester("--review", folder, "update").exit_code == 0
    for words in (
        (
            "decide",
            "R000001",
            "R000002",
            "include",
            "--stage",
            "title-abstract",
            "--reviewer",
            "<script>alert(1)</script>",
        ),
        ("retrieval", "R000001", "not-retrieved", "--reason", LIVE, "--reviewer", "<script>alert(1)</script>"),
        ("retrieval", "R000002", "retrieved"),
        ("decide", "R000002", "exclude", "--stage", "full-text", "--reason", LIVE),
    ):
        done = harvester("--review", folder, "screen", *words)
        assert done.exit_code == 0, done.err
    return folder


@pytest.mark.parametrize("command", ["prisma", "sources", "search-report", "screen retrieval"])
def test_b4_no_text_is_live_in_markdown(review: Path, command: str) -> None:
    written = harvester("--review", review, *command.split(), "--format", "md").out
    assert "alert" in written
    fence = re.search(r"^(`{3,})text\n.*?^\1$", written, re.DOTALL | re.MULTILINE)
    prose = written.replace(fence[0], "") if fence else written
    assert not re.search(r"(?<!\\)\]\((?!<?https://)", prose)
    assert not re.search(r"(?<!\\)<(?!https?://)", prose)
    assert not re.search(r"(?<!\\)!\[|!(?<!\\)\[", prose)


@pytest.mark.parametrize("command", ["prisma", "sources", "search-report"])
@pytest.mark.parametrize("shape", ["html", "svg"])
def test_b4_no_text_is_live_in_html_and_svg(review: Path, command: str, shape: str) -> None:
    if (command, shape) == ("search-report", "svg"):
        pytest.skip("an appendix is no picture")
    written = harvester("--review", review, command, "--format", shape).out
    assert "alert(1)" in written
    assert "<script>alert" not in written
    reader = LiveParts()
    reader.feed(written)
    assert reader.found == []


class LiveParts(HTMLParser):
    """Collects what a browser would run or fetch for a text of others."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            address = (value or "").strip().casefold()
            if name.startswith("on") or address.startswith("javascript:") or (name == "src" and "e.example" in address):
                self.found.append(f"{tag} {name}={value}")
        if tag == "img":
            self.found.append(tag)


@pytest.mark.parametrize("command", ["prisma", "sources", "search-report"])
def test_b4_word_documents_and_pictures_are_written(review: Path, command: str) -> None:
    for ending in ("docx", "pdf", "png") if command != "search-report" else ("docx",):
        target = review / f"{command}.{ending}"
        done = harvester("--review", review, command, "-o", target)
        assert done.exit_code == 0, done.err
        assert target.stat().st_size > 1_000


def test_b4_mermaid_has_no_live_text(review: Path) -> None:
    written = harvester("--review", review, "prisma", "--format", "mermaid").out
    assert "<script" not in written
    assert "click " not in written


def test_b4_only_addresses_of_the_web_are_in_tables(review: Path) -> None:
    for words in ("export csv", "extract template R000001", "screen retrieval --format csv", "screen retrieval --json"):
        assert ",javascript:" not in harvester("--review", review, *words.split()).out
