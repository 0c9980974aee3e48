"""A6, C1, C6: files of other databases, files with impossible names, pipes and devices; and dates in the future."""

from __future__ import annotations

import os
import socket
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.run_harvester import NBIB, RIS, harvester, put
from tests.reviews import article, make_review, search_table, write_export

FOREIGN = "looks like an export of Embase"


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A review with searches of PubMed and Embase, both run elsewhere."""
    return make_review(tmp_path / "review", search_table("pubmed", name="PubMed"), search_table("embase"))


def test_a6_a_file_of_another_database_is_refused_and_anyway_is_the_way_out(mixed: Path) -> None:
    export = write_export(mixed / "x" / "export.ris", [article(number) for number in range(4)])

    refused = harvester("--review", mixed, "import", export, "--search", "pubmed")
    error = " ".join(refused.err.split())
    assert refused.exit_code == 2
    assert f"{FOREIGN}: 4 of its 4 records say so. The search pubmed is of PubMed or MEDLINE." in error
    assert "--search embase" in error
    assert "--anyway" in error
    assert harvester("--review", mixed, "--json", "status").document["records"] == 0
    assert harvester("--review", mixed, "import", export, "--search", "embase").exit_code == 0
    assert harvester("--review", mixed, "import", export, "--search", "pubmed", "--anyway").exit_code == 0


def test_a6_such_a_file_in_the_folder_of_imports_is_skipped_and_named(mixed: Path) -> None:
    write_export(mixed / "imports" / "pubmed" / "wrong.ris", [article(number) for number in range(4)])
    put(mixed, "pubmed", "right.nbib", NBIB)

    updated = harvester("--review", mixed, "--json", "update")

    assert updated.exit_code == 3
    runs = {run["file"]: run for run in updated.document["runs"] if run["file"]}
    assert runs["right.nbib"]["status"] == "complete"
    assert runs["wrong.ris"]["status"] == "failed"
    assert FOREIGN in runs["wrong.ris"]["error"]
    assert "imports/embase/" in runs["wrong.ris"]["error"]


def test_a_date_in_the_future_is_refused(mixed: Path) -> None:
    export = write_export(mixed / "x" / "export.ris", [article(1)])
    now = datetime.now(UTC)
    today, later = now.date().isoformat(), (now + timedelta(days=2)).date().isoformat()

    refused = harvester("--review", mixed, "import", export, "--search", "embase", "--date", later)

    assert refused.exit_code == 2
    assert "is in the future" in refused.err
    assert harvester("--review", mixed, "import", export, "--search", "embase", "--date", today).exit_code == 0


def test_a_file_from_the_future_counts_as_of_today(mixed: Path) -> None:
    export = write_export(mixed / "x" / "export.ris", [article(1)])
    ahead = datetime.now(UTC).timestamp() + 400 * 86_400
    os.utime(export, (ahead, ahead))

    assert harvester("--review", mixed, "import", export, "--search", "embase").exit_code == 0
    searches = harvester("--review", mixed, "--json", "status").document["searches"]
    assert searches[1]["last_run"]["date"] == datetime.now(UTC).date().isoformat()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
@pytest.mark.parametrize("bad", ["name", "pipe", "loop", "dangling", "folder-link", "socket", "garbage", "device"])
def test_c1_one_bad_file_among_the_imports_is_named_and_everything_else_runs(bad: str, mixed: Path) -> None:
    put(mixed, "pubmed", "right.nbib", NBIB)
    folder = mixed / "imports" / "pubmed"
    place = folder / "bad.ris"
    name = "bad.ris"
    with socket.socket(socket.AF_UNIX) as listener:
        if bad == "name":
            Path(os.fsdecode(os.fsencode(folder) + b"/b\xe9\x1b.ris")).write_text(RIS, encoding="utf-8")
            name = "b\\xe9"
        elif bad == "pipe":
            os.mkfifo(place)
        elif bad == "loop":
            place.symlink_to(place)
        elif bad == "dangling":
            place.symlink_to(folder / "nowhere.ris")
        elif bad == "folder-link":
            place.symlink_to(mixed)
        elif bad == "device":
            place.symlink_to("/dev/zero")
        elif bad == "socket":
            listener.bind(str(place))
        else:
            place.write_bytes(b"\x00\xff" * 500)
        updated = harvester("--review", mixed, "--json", "update")
        shown = harvester("--review", mixed, "update")

    assert updated.exit_code == 3
    runs = {run["file"]: run["status"] for run in updated.document["runs"] if run["file"]}
    assert runs.pop("right.nbib") == "complete"
    ((file, status),) = runs.items()
    assert file.startswith(name)
    assert status == "failed"
    assert shown.exit_code != 0
    assert name in shown.out + shown.err


@pytest.mark.skipif(sys.platform != "linux", reason="pipes and devices of Linux")
@pytest.mark.parametrize("kind", ["pipe", "/dev/zero", "/dev/null", "socket"])
@pytest.mark.parametrize(
    "words",
    [
        ("import", "{}", "--search", "embase"),
        ("import", "{}", "--dry-run"),
        ("dedup", "files", "{}"),
        ("screen", "import", "{}", "--from", "rayyan", "--reviewer", "Ann"),
        ("screen", "decide", "--from", "{}", "--stage", "title-abstract", "--reviewer", "Ann"),
        ("dedup", "pairs", "--from", "{}", "--by", "Ann"),
        ("extract", "import", "{}", "--extractor", "Ann"),
    ],
    ids=" ".join,
)
def test_c6_pipes_and_devices_are_refused_at_once(kind: str, words: tuple[str, ...], mixed: Path) -> None:
    place = mixed / "input"
    with socket.socket(socket.AF_UNIX) as listener:
        if kind == "pipe":
            os.mkfifo(place)
        elif kind == "socket":
            listener.bind(str(place))
        else:
            place = Path(kind)
        said = harvester("--review", mixed, *(word.format(place) for word in words))

    assert said.exit_code != 0
    assert "harvester itself failed" not in said.err


@pytest.mark.skipif(sys.platform != "linux", reason="pipes and devices of Linux")
def test_c6_a_review_or_strategy_that_is_a_pipe_is_refused(mixed: Path) -> None:
    (mixed / "embase.txt").unlink()
    os.mkfifo(mixed / "embase.txt")
    said = harvester("--review", mixed, "check")
    assert said.exit_code == 1
    assert "named pipe" in said.err
    (mixed / "review.toml").unlink()
    os.mkfifo(mixed / "review.toml")
    assert "named pipe" in harvester("--review", mixed, "check").err
