"""``harness review`` as a process: what is confirmed outlives it, whatever ends it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from harness.evidence.reading import read
from tests.review.conftest import PNG, Visitor
from tests.review.going_on import GoingOn

COMMAND = [sys.executable, "-m", "harness", "review"]


@contextmanager
def reviewing(run: Path, *, limit: Callable[[], None] | None = None) -> Iterator[tuple[subprocess.Popen[str], Visitor]]:
    """The command, and a mentor who visits its page."""
    command = [*COMMAND, str(run), "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=limit
    ) as process:
        visitor = Visitor(links(process)["mentor"])
        try:
            yield process, visitor
        finally:
            visitor.client.close()
            process.kill()


def links(process: subprocess.Popen[str]) -> dict[str, str]:
    """What it prints: who gets which link."""
    assert process.stdout is not None
    return {process.stdout.readline().strip(): process.stdout.readline().strip() for _ in range(5)}


def refused(*arguments: str) -> tuple[int, str]:
    done = subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def test_what_was_confirmed_outlives_kill_9(run: GoingOn) -> None:
    with reviewing(run.folder) as (process, mentor):
        mentor.does("comment", participant="Kijani MPI", text="A comment")
        mentor.does(
            "attest", participant="Kijani MPI", requirement="CRF-5", verdict="PASS", files={"picture": ("a", PNG)}
        )
        process.send_signal(signal.SIGKILL)
        process.wait()
    evidence = read(run.folder)

    assert [act.act for act in evidence.acts] == ["comment", "attest"]
    assert evidence.picture(evidence.acts[1].pictures[0]["body"]["sha256"]) == PNG
    assert evidence.faults == []


def test_after_kill_9_the_same_links_lead_to_a_page_that_shows_it_all(run: GoingOn) -> None:
    for number in (1, 2):
        with reviewing(run.folder) as (_, mentor):
            mentor.does("comment", participant="Kijani MPI", text=f"Comment {number}")
            page = mentor.get("acts")
    assert "Comment 1" in page
    assert "Comment 2" in page


def test_ctrl_c_closes_it_at_once_though_a_page_is_open(run: GoingOn) -> None:
    with reviewing(run.folder) as (process, mentor), mentor.client.stream("GET", "/review/events"):
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 0
        assert "the review page is closed" in (process.stderr.read() if process.stderr else "")


def test_a_port_that_is_taken_is_said(run: GoingOn) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, said = refused(str(run.folder), "--port", port)
    assert (code, port in said, "Traceback" in said) == (2, True, False)


@pytest.mark.parametrize("there", ["", "nowhere"])
def test_a_folder_that_is_no_run_is_said(tmp_path: Path, there: str) -> None:
    code, said = refused(str(tmp_path / there), "--port", "0")
    assert (code, "expected the folder of a run" in said) == (2, True)


def test_the_newest_run_is_reviewed_by_its_file(run: GoingOn, tmp_path: Path) -> None:
    (tmp_path / "latest").write_text(f"{run.folder}\n")
    with reviewing(tmp_path / "latest") as (_, mentor):
        assert "Kijani MPI" in mentor.get()


def test_a_link_is_replaced_while_the_page_is_open(run: GoingOn) -> None:
    with reviewing(run.folder) as (_, mentor):
        command = [*COMMAND, str(run.folder), "--renew", "mentor"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        said = mentor.get()
    assert done.stdout.startswith("mentor\n  http://127.0.0.1:8764/review/in/")
    assert "This link was replaced" in said
    assert "The new one is for a page at port 8764" in done.stderr


def test_nobody_s_link_is_not_replaced(run: GoingOn) -> None:
    code, said = refused(str(run.folder), "--renew", "Mlima EMT")
    assert (code, "nobody has that name. Did you mean 'Mlima EMR'?" in said) == (2, True)


def small_files() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))


@pytest.mark.skipif(os.name != "posix", reason="no limit on the size of files to run into")
def test_where_there_is_no_room_the_person_is_told_and_nothing_is_kept(run: GoingOn) -> None:
    with reviewing(run.folder, limit=small_files) as (_, mentor):
        first = mentor.does("comment", participant="Kijani MPI", text="Short")
        lost = mentor.does("comment", participant="Kijani MPI", text="y" * 4000, files={"picture": ("a", PNG)})

    assert (first.status_code, lost.status_code) == (200, 507)
    assert "nothing of it is kept" in lost.text
    assert "y" * 4000 in lost.text
    assert [act.text for act in read(run.folder).acts] == ["Short"]
    assert (run.folder / "bodies" / "review.bin").read_bytes() == b""
