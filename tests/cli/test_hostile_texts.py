"""B5: names and texts that did not come from this program do nothing to a terminal, in any command."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

from harvester.cli.output import to_json_bytes
from harvester.extraction.form.schema import STARTER_FORM
from tests.cli.run_harvester import NBIB, REVIEW, RIS, Said, harvester

EVIL = "\x1b]0;owned\x07\x1b[31mred\x9b2J\x85\u202eevil\u2066\u200b\u2028next\x00\x08"
"""A window title, a bell, a colour, the 8-bit CSI, a line end, a change of direction, an isolate."""
EVIL_NAME = EVIL.replace("\x00", "")
TOML_EVIL = json.dumps(EVIL_NAME).replace("\x9b", "\\u009b").replace("\x85", "\\u0085")

EVIL_LABEL = EVIL_NAME.replace(";", "").replace("\x85", "").replace("\u2028", "")
"""Without what review.toml refuses in the names of searches and in reasons."""
TOML_LABEL = json.dumps(EVIL_LABEL)

HARMFUL = {"Cc", "Cf", "Zl", "Zp", "Cs"}


def assert_harmless(done: Said) -> None:
    for text in (done.out, done.err):
        bad = {char for char in text if unicodedata.category(char) in HARMFUL and char not in "\n\t\r"}
        assert not bad, (bad, text)
    assert "Traceback" not in done.err
    assert "Internal error" not in done.err


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A review whose every name is hostile, with decisions, an export, an extraction, a note, a conflict."""
    folder = tmp_path_factory.mktemp("hostile") / f"fever{EVIL_NAME}"
    folder.mkdir()
    text = REVIEW.replace('"Colchicine for periodic fevers"', TOML_EVIL).replace('"PubMed"', TOML_LABEL)
    text = text.replace('"no primary data"', f'"no primary data", {TOML_LABEL}')
    (folder / "review.toml").write_text(text, encoding="utf-8")
    (folder / "pubmed.txt").write_text(f"colchicine {EVIL_NAME}\n", encoding="utf-8")
    (folder / "extraction.toml").write_text(STARTER_FORM, encoding="utf-8")
    for search, name, content in (
        ("pubmed", f"a{EVIL_NAME}.nbib", NBIB.replace("Colchicine in adult", f"Col{EVIL}chicine in adult")),
        ("embase", f"b{EVIL_NAME}.ris", RIS.replace("Anakinra on", f"Ana{EVIL}kinra on")),
    ):
        path = folder / "imports" / search / name
        path.parent.mkdir(parents=True)
        path.write_text(content, encoding="utf-8")
    done = harvester("--review", folder, "update")
    assert done.exit_code == 0, done.err
    for words in CHANGING[:4]:
        done = harvester("--review", folder, *words)
        assert_harmless(done)
    return folder


READING = [
    "check", "status", "prisma", "prisma --open records_screened", "prisma --format md", "prisma --format html",
    "prisma --format svg", "prisma --format csv", "prisma --format mermaid", "sources", "sources --format md",
    "sources --format html", "sources --format csv", "sources --format svg", "search-report",
    "search-report --format html",
    "search-report --format csv", "export csv", "export ris", "export bibtex", "export nbib", "export jsonl",
    "export endnote-xml", "export --list", "alerts", "dedup pairs", "dedup explain R000001 R000002", "screen retrieval",
    "screen retrieval --format md", "screen retrieval --format csv", "screen conflicts", "screen agreement",
    "screen notes", "screen import --list", "extract status", "extract conflicts", "extract export", "extract summary",
    "extract template R000001", "study list", "db check", "db restore --list", "update --imports-only -v",
    "update --dry-run", "history",
]  # fmt: skip


DATA = {f"export {name}" for name in ("csv", "ris", "bibtex", "nbib", "jsonl", "endnote-xml")} | {
    "extract template R000001", "prisma --format html", "sources --format html", "search-report --format html",
    "search-report", "screen retrieval --format csv", "prisma --format csv", "sources --format csv",
    "search-report --format csv", "extract export",
}  # fmt: skip
"""Commands whose output is the text of a file."""


@pytest.mark.parametrize("words", READING)
def test_b5_no_control_character_reaches_the_terminal(hostile: Path, words: str) -> None:
    if words in DATA:  # joiners and directions belong to the data: they are shown, not obeyed
        done = harvester("--review", hostile, *words.split())
        assert not {char for char in done.out if unicodedata.category(char) == "Cc" and char not in "\n\t"}
    else:
        assert_harmless(harvester("--review", hostile, *words.split()))
    assert_harmless(harvester("--review", hostile, "--json", *words.split()))


CHANGING: list[tuple[str, ...]] = [
    ("screen", "decide", "R000001", "include", "--stage", "title-abstract", "--reviewer", EVIL_NAME),
    ("screen", "decide", "R000001", "exclude", "--stage", "title-abstract", "--reviewer", "Bo", "--reason", EVIL_LABEL),
    ("screen", "decide", "R000002", "exclude", "--stage", "full-text", "--reason", EVIL_LABEL),
    ("screen", "retrieval", "R000001", "not-retrieved", "--reason", EVIL_NAME),
    ("release", EVIL_NAME),
    ("prisma", "--version", EVIL_NAME),
    ("prisma", "--open", EVIL_NAME),
    ("prisma", "-o", EVIL_NAME),
    ("import", EVIL_NAME, "--search", EVIL_NAME),
    ("import", EVIL_NAME, "--search", "pubmed"),
    ("update", EVIL_NAME),
    (EVIL_NAME,),
    (f"--{EVIL_NAME}",),
    ("status", EVIL_NAME),
    ("screen", EVIL_NAME),
    ("export", EVIL_NAME),
    ("dedup", "explain", EVIL_NAME, "R000001"),
    ("dedup", "files", EVIL_NAME),
    ("extract", "import", EVIL_NAME),
    ("extract", "summary", "--table", EVIL_NAME),
    ("alerts", "acknowledge", EVIL_NAME),
    ("sources", "--among", EVIL_NAME),
    ("sources", "--as-of", EVIL_NAME),
    ("--review", EVIL_NAME, "status"),
    ("init", EVIL_NAME),
    ("db", "backup", f"/nonexistent/{EVIL_NAME}"),
    ("db", "restore", EVIL_NAME),
    ("screen", "import", EVIL_NAME, "--from", "csv", "--stage", "title-abstract"),
    ("screen", "decide", "--from", EVIL_NAME),
    ("undo", EVIL_NAME),
]


@pytest.mark.parametrize("words", CHANGING, ids=lambda words: f"{words[0][:8]!a} {len(words)}")
def test_b5_no_control_character_of_a_command_line_reaches_the_terminal(
    hostile: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert_harmless(harvester("--review", hostile, *words))
    assert_harmless(harvester("--review", hostile, "--json", *words))
    assert_harmless(harvester("--review", hostile, "-v", *words))
    for view in ("status", "prisma", "screen conflicts", "screen agreement", "screen retrieval"):
        assert_harmless(harvester("--review", hostile, *view.split()))


@pytest.mark.parametrize(
    "line",
    [
        f"[{TOML_EVIL}]\nx = 1",
        f"{TOML_EVIL} = 1",
        f"[[search]]\nkey = {TOML_EVIL}\nsource = {TOML_EVIL}",
        f"[screening]\nexclusion_reasons = [1, {TOML_EVIL}, {TOML_EVIL}]",
        f"[screening]\nreviewers = {TOML_EVIL}",
        f"{EVIL_NAME} = 1",
        f"[[search]]\nkey = 'a'\nsource = 'file'\nname = 'A'\nkind = 'database'\nstrategy = {TOML_EVIL}",
        f"[[search]]\nkey = 'a'\nsource = 'file'\nname = 'A'\nkind = {TOML_EVIL}",
    ],
)
def test_b5_every_mistake_in_review_toml_is_harmless(tmp_path: Path, line: str) -> None:
    text = f'[review]\nid = "x"\ntitle = {TOML_EVIL}\ncontact = "a@example.org"\n{line}\n'
    (tmp_path / "review.toml").write_text(text, encoding="utf-8")
    for words in (("check",), ("--json", "check"), ("-v", "status")):
        assert_harmless(harvester("--review", tmp_path, *words))


def test_b5_json_escapes_what_a_terminal_may_obey_and_means_the_same() -> None:
    document = {"title": EVIL, EVIL: [EVIL], "plain": "Ünïcode “quoted” 漢字"}
    written = to_json_bytes(document)
    assert json.loads(written) == document
    assert not {char for char in written.decode() if unicodedata.category(char) in HARMFUL - {"Cf"} and char != "\n"}
    assert "Ünïcode “quoted” 漢字" in written.decode()
