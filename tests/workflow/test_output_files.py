"""B1: files that a command writes. Nothing that a person made, and no file of a review, is overwritten."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from harvester.atomic_files import AtomicFiles, write_atomically
from harvester.errors import UsageError
from harvester.workflow.output_files import OutputFiles
from tests.cli.run_harvester import new_review

REVIEW_FILES = (
    "review.toml", "extraction.toml", "pubmed.txt", "harvest.db", "harvest.db-wal", "harvest.db-shm",
    "harvest.db-journal", "harvest.lock", "harvest.lock.holder", "harvest.id", "harvest.outputs",
    "imports/pubmed/new.nbib", "backups/harvest-daily-20260101.db",
)  # fmt: skip


@pytest.fixture
def review(tmp_path: Path) -> Path:
    folder = new_review(tmp_path / "fever")
    (folder / "imports" / "pubmed").mkdir(parents=True)
    (folder / "backups").mkdir()
    return folder


def write(
    target: Path, content: bytes, folder: Path | None, *, force: bool = False, inputs: tuple[Path, ...] = ()
) -> None:
    with OutputFiles(folder, force=force, inputs=inputs) as files:
        files.write(target, content)
        files.publish()


def test_b1_a_file_that_harvester_wrote_is_replaced(review: Path) -> None:
    target = review / "flow.svg"
    for content in (b"first", b"second", b"second", b"first"):
        write(target, content, review)
        assert target.read_bytes() == content


def test_b1_a_file_that_was_changed_since_is_not_replaced(review: Path) -> None:
    target = review / "extraction.xlsx"
    write(target, b"empty form", review)
    target.write_bytes(b"a form filled in for a week")
    with pytest.raises(UsageError, match=r"was changed since; nothing was written"):
        write(target, b"empty form of today", review)
    assert target.read_bytes() == b"a form filled in for a week"
    write(target, b"empty form of today", review, force=True)
    assert target.read_bytes() == b"empty form of today"


def test_b1_a_file_of_somebody_else_is_not_replaced_and_the_same_content_is_no_loss(tmp_path: Path) -> None:
    target = tmp_path / "thesis.md"
    target.write_bytes(b"my thesis")
    with pytest.raises(UsageError, match="harvester did not write it"):
        write(target, b"appendix", None)
    write(target, b"my thesis", None)
    assert target.read_bytes() == b"my thesis"


def test_b1_a_file_known_under_another_name_only_is_not_replaced(review: Path) -> None:
    write(review / "a.csv", b"table", review)
    (review / "b.csv").write_bytes(b"table")
    with pytest.raises(UsageError):
        write(review / "b.csv", b"other table", review)


def test_b1_a_moved_folder_still_knows_what_was_written_in_it(review: Path) -> None:
    write(review / "flow.svg", b"first", review)
    moved = review.rename(review.with_name("moved"))
    write(moved / "flow.svg", b"second", moved)
    assert (moved / "flow.svg").read_bytes() == b"second"


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("name", REVIEW_FILES)
def test_b1_no_file_of_a_review_is_an_output(review: Path, name: str, force: bool) -> None:
    for spelling in (review / name, review / "imports" / ".." / name, review / name.upper()):
        before = spelling.read_bytes() if spelling.exists() else None
        for folder in (review, None):
            with pytest.raises(UsageError, match="is a file of the review itself"):
                write(spelling, b"output", folder, force=force)
        assert (spelling.read_bytes() if spelling.exists() else None) == before


@pytest.mark.parametrize("link", [os.link, os.symlink])
@pytest.mark.parametrize("name", ["review.toml", "pubmed.txt", "imports/pubmed/a.nbib"])
def test_b1_no_file_of_a_review_is_an_output_under_another_name(review: Path, tmp_path: Path, name: str, link) -> None:  # type: ignore[no-untyped-def]
    (review / "imports/pubmed/a.nbib").write_bytes(b"PMID- 1\n")
    link(review / name, tmp_path / "out.csv")
    with pytest.raises(UsageError, match="is a file of the review itself"):
        write(tmp_path / "out.csv", b"output", review, force=True)
    assert (tmp_path / "out.csv").read_bytes() == (review / name).read_bytes()


def test_b1_a_store_elsewhere_is_protected_too(review: Path, tmp_path: Path) -> None:
    text = (review / "review.toml").read_text(encoding="utf-8")
    (review / "review.toml").write_text(text.replace("harvest.db", f"{tmp_path}/stores/s.db"), encoding="utf-8")
    (tmp_path / "stores").mkdir()
    with pytest.raises(UsageError, match="is a file of the review itself"):
        write(tmp_path / "stores" / "s.db-wal", b"output", review, force=True)


def test_b1_a_review_that_cannot_be_read_is_protected_by_the_usual_names(review: Path) -> None:
    (review / "review.toml").write_text("[[[", encoding="utf-8")
    with pytest.raises(UsageError, match="is a file of the review itself"):
        write(review / "harvest.db", b"output", None, force=True)


def test_b1_no_input_of_the_command_is_an_output_and_no_file_is_written_twice(tmp_path: Path) -> None:
    (tmp_path / "a.ris").write_bytes(b"TY  - JOUR\n")
    with pytest.raises(UsageError, match="a file that this command reads"):
        write(tmp_path / "sub" / ".." / "a.ris", b"x", None, force=True, inputs=(tmp_path / "a.ris",))
    with OutputFiles(None) as files:
        files.write(tmp_path / "out.csv", b"1")
        with pytest.raises(UsageError, match="written twice"):
            files.write(tmp_path / "." / "out.csv", b"2")
    assert list(tmp_path.iterdir()) == [tmp_path / "a.ris"]


def test_b1_a_link_is_never_followed(tmp_path: Path) -> None:
    victim, link = tmp_path / "victim", tmp_path / "flow.svg"
    for content in (b"precious", None):
        link.unlink(missing_ok=True)
        link.symlink_to(victim)
        if content:
            victim.write_bytes(content)
        else:
            victim.unlink()
        with pytest.raises(UsageError, match="is a link"):
            write(link, b"output", None)
        write(link, b"output", None, force=True)
        assert not link.is_symlink()
        assert link.read_bytes() == b"output"
        assert (victim.read_bytes() if victim.exists() else None) == content


def test_b1_a_link_where_a_draft_was_to_be_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / ".flow.svg.part").symlink_to(tmp_path / "victim")
    write(tmp_path / "flow.svg", b"output", None)
    assert not (tmp_path / "victim").exists()


def test_b1_permissions_are_those_of_the_file_replaced_or_of_the_umask(tmp_path: Path) -> None:
    target = tmp_path / "a"
    write_atomically(target, b"1")
    umask = os.umask(0)
    os.umask(umask)
    assert target.stat().st_mode & 0o777 == 0o666 & ~umask
    target.chmod(0o640)
    write_atomically(target, b"2")
    assert target.stat().st_mode & 0o777 == 0o640


def test_b1_a_failed_write_leaves_the_old_file_and_no_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(b"old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UsageError, match=r"a cannot be written: No space left on device\.") as caught:
        write_atomically(tmp_path / "a", b"new")
    assert "Free some space" in caught.value.hint
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_bytes() == b"old"


def test_b1_what_is_no_place_for_a_file_is_said_in_one_sentence(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").write_bytes(b"")
    for target, problem in (
        (tmp_path, "it is a folder"),
        (tmp_path / "pipe", "it is a device or a pipe"),
        (Path("/dev/full"), "it is a device or a pipe"),
        (tmp_path / "none" / "a.csv", "there is no folder"),
        (tmp_path / "file" / "a.csv", "is no folder"),
        (tmp_path / ("a" * 300), "File name too long"),
    ):
        with pytest.raises(UsageError, match=problem) as caught, AtomicFiles() as files:
            files.write(target, b"x")
        assert "\n" not in str(caught.value)


def test_b1_a_list_that_was_cut_off_or_cannot_be_written_is_no_obstacle(review: Path) -> None:
    write(review / "a.csv", b"1", review)
    with (review / "harvest.outputs").open("ab") as file:
        file.write(b'{"path": "b.c')
    write(review / "c.csv", b"1", review)
    write(review / "c.csv", b"2", review)
    (review / "harvest.outputs").unlink()
    (review / "harvest.outputs").symlink_to("/dev/null")
    write(review / "d.csv", b"1", review)
    with pytest.raises(UsageError):
        write(review / "d.csv", b"2", review)
