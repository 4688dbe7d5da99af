from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from harness.errors import UsageError
from harness.evidence.ledger import Ledger
from harness.evidence.record import Act, Fact, Picture
from harness.evidence.sealing import seal
from harness.evidence.seals import newest, seals
from harness.evidence.verification import verified
from tests.seen import answer, crossed, request

VERSIONS = {"harness": "1"}


def written(folder: Path, *, title: str = "twice") -> Path:
    """A run of four lines and two bodies, that ended and was not sealed."""
    ledger = Ledger(folder)
    ledger.add(Fact("run", {"title": title}))
    ledger.add_exchange(crossed(request("POST", "/", b"the first body"), answer(b"the second body")))
    ledger.add(Fact("doctor", {}))
    ledger.add(Fact("end", {}))
    ledger.close()
    return folder


def reviewed(folder: Path) -> Path:
    """What a person said after the seal, with a picture."""
    ledger = Ledger(folder, writer="review")
    ledger.add_act(Act("1", "attest", "Amina", "mentor", 1.0), [Picture("a.png", "image/png", b"the picture")])
    ledger.add(Act("2", "comment", "Amina", "mentor", 2.0))
    ledger.close()
    return folder


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that was sealed, reviewed and sealed again."""
    folder = written(tmp_path_factory.mktemp("kept") / "run")
    seal(folder, versions=VERSIONS)
    seal(reviewed(folder), versions=VERSIONS)
    return folder


@pytest.fixture
def whole(kept: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(kept, tmp_path / "copy"))


@pytest.fixture
def main(whole: Path) -> Path:
    return whole / "ledger" / "main.jsonl"


def changes(folder: Path, kept: str = "") -> str:
    return "\n".join(verified(folder, seal=kept).changes)


def lines(file: Path) -> list[bytes]:
    return file.read_bytes().splitlines(keepends=True)


def test_a_sealed_run_is_whole(whole: Path) -> None:
    told = verified(whole, seal=newest(whole)[:16])
    assert (told.changes, told.uncovered) == ([], [])
    assert (told.files, told.lines, told.bodies, told.seal) == (2, 6, 40, newest(whole))


def test_an_older_seal_is_still_one_of_the_runs(whole: Path) -> None:
    assert changes(whole, seals(whole)[0].digest) == ""


@settings(max_examples=150)
@given(some.data())
def test_no_byte_can_be_changed_unseen(kept: Path, data: some.DataObject) -> None:
    files = [path for path in sorted(kept.rglob("*")) if path.is_file() and path.stat().st_size]
    file = data.draw(some.sampled_from(files))
    before = file.read_bytes()
    place = data.draw(some.integers(0, len(before) - 1))
    other = data.draw(some.integers(0, 255).filter(lambda byte: byte != before[place]))
    try:
        file.write_bytes(before[:place] + bytes([other]) + before[place + 1 :])
        assert verified(kept).changes
    finally:
        file.write_bytes(before)


def order(file: Path, *numbers: int) -> None:
    there = lines(file)
    file.write_bytes(b"".join(there[number - 1] for number in numbers))


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((1, 3, 4), "line 3 stands where line 2 was"),
        ((1, 2, 2, 3, 4), "line 2 stands where line 3 was"),
        ((2, 1, 3, 4), "line 2 stands where line 1 was"),
        ((1, 2, 3), "it ends after line 3; the 1 after it, which were sealed, are gone"),
        ((), "it ends after line 0; the 4 after it, which were sealed, are gone"),
    ],
)
def test_lines_taken_out_added_or_moved_are_told_by_their_number(
    whole: Path, main: Path, numbers: tuple[int, ...], said: str
) -> None:
    order(main, *numbers)
    assert changes(whole) == f"ledger/main.jsonl: {said}" + (
        ": lines were added, taken out or moved" * ("stands" in said)
    )


def test_a_changed_line_is_told_by_its_number(whole: Path, main: Path) -> None:
    main.write_bytes(main.read_bytes().replace(b'"twice"', b'"never"'))
    assert changes(whole) == "ledger/main.jsonl: line 2 does not follow line 1: one of the two was changed"


@pytest.mark.parametrize("line", [b"{\n", b"[1]\n", b'{"n": 1}\n', b"\xff\n", b"[" * 100_000 + b"\n"])
def test_a_line_that_is_none_any_more_is_told(whole: Path, main: Path, line: bytes) -> None:
    main.write_bytes(line + b"".join(lines(main)[1:]))
    assert changes(whole) == "ledger/main.jsonl: line 1 cannot be read any more: it was changed"


def test_a_changed_body_is_told_by_its_place_and_line(whole: Path) -> None:
    file = whole / "bodies" / "main.bin"
    file.write_bytes(file.read_bytes().replace(b"second", b"fourth"))
    where = "bodies/main.bin: the 15 bytes at 14, which line 2 of its ledger file names"
    assert changes(whole) == f"{where}, were changed"


def test_bodies_that_were_cut_are_told(whole: Path) -> None:
    file = whole / "bodies" / "main.bin"
    file.write_bytes(file.read_bytes()[:-1])
    assert changes(whole).startswith(
        "bodies/main.bin ends after 28 bytes; 29 were sealed\nbodies/main.bin: the 15 bytes"
    )


@pytest.mark.parametrize("name", ["ledger/main.jsonl", "bodies/main.bin", "ledger/review.jsonl"])
def test_a_file_that_is_gone_is_told(whole: Path, name: str) -> None:
    (whole / name).unlink()
    assert f"{name} is gone" in changes(whole)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("ledger/note.txt", b"", "ledger/note.txt is no evidence of a run: it was added"),
        ("bodies/more.bin", b"", "bodies/more.bin belongs to no file of the ledger: it was added"),
        (
            "ledger/more.jsonl",
            b'{"n":1,"prev":"","kind":"act"}\n',
            "ledger/more.jsonl: it begins at no seal of this run",
        ),
        (f"seals/3-{hashlib.sha256(b'{}').hexdigest()}.json", b"{}", "is no seal of a run: it was added"),
    ],
)
def test_a_file_that_was_added_is_told(whole: Path, name: str, content: bytes, said: str) -> None:
    (whole / name).write_bytes(content)
    assert said in changes(whole)


def test_a_seal_that_is_gone_is_missed_by_the_next(whole: Path) -> None:
    first = seals(whole)[0]
    first.path.unlink()
    assert f"seals: the seal before number 2 ({first.digest}) is gone" in changes(whole)


def test_a_run_written_anew_is_not_what_was_sealed(whole: Path, tmp_path: Path) -> None:
    shutil.copytree(written(tmp_path / "anew", title="never") / "ledger", whole / "ledger", dirs_exist_ok=True)
    assert "up to line 4 it is not what was sealed: that line was changed, or all of them were written" in changes(
        whole
    )


def test_a_run_written_and_sealed_anew_does_not_have_the_seal_that_was_kept(whole: Path, tmp_path: Path) -> None:
    anew = written(tmp_path / "anew", title="never")
    seal(anew, versions=VERSIONS)
    assert changes(anew) == ""
    assert changes(anew, newest(whole)).startswith(f"the seal {newest(whole)} is none of this run's")


@pytest.fixture
def open_run(tmp_path: Path) -> Path:
    return written(tmp_path / "open")


def test_a_run_that_was_never_sealed_is_looked_at_all_the_same(open_run: Path) -> None:
    assert verified(open_run).uncovered == ["the run was never sealed: it is still going on, or was cut off"]
    order(open_run / "ledger" / "main.jsonl", 1, 3, 4)
    (open_run / "bodies" / "main.bin").unlink()
    assert "line 3 stands where line 2 was" in changes(open_run)


def test_bodies_of_an_open_run_are_those_that_its_lines_name(open_run: Path) -> None:
    (open_run / "bodies" / "main.bin").write_bytes(b"the first body")
    assert "the 15 bytes at 14" in changes(open_run)
    (open_run / "bodies" / "main.bin").unlink()
    assert changes(open_run) == "bodies/main.bin is gone"


def test_what_came_after_the_seal_is_followed_and_told(open_run: Path) -> None:
    seal(open_run, versions=VERSIONS)
    reviewed(open_run)
    assert verified(open_run).uncovered == ["ledger/review.jsonl: 2 acts of people came after the seal"]
    file = open_run / "ledger" / "review.jsonl"
    file.write_bytes(file.read_bytes().replace(b"attest", b"pause!"))
    assert "line 2 does not follow line 1" in changes(open_run)


def test_a_run_that_goes_on_after_its_seal_is_not_sealed_to_the_end(open_run: Path) -> None:
    seal(open_run, versions=VERSIONS)
    written(open_run)
    Ledger(open_run, writer="empty").close()
    assert verified(open_run).uncovered == [
        "ledger/empty.jsonl: it is empty, and no seal covers it",
        "ledger/main-2.jsonl: 4 lines came after the seal: the run goes on, or was cut off",
    ]


def test_a_writer_may_go_on_in_its_file_after_the_seal(open_run: Path) -> None:
    ledger = Ledger(open_run, writer="review")
    seal(open_run, versions=VERSIONS)
    ledger.add(Act("1", "comment", "Amina", "mentor", 1.0))
    ledger.close()
    assert verified(open_run).uncovered == ["ledger/review.jsonl: 1 acts of people came after the seal"]


def test_what_a_stopped_writer_left_is_told_and_then_sealed(open_run: Path) -> None:
    for name, rest in (("ledger/main.jsonl", b'{"n":5'), ("bodies/main.bin", b"nobody's")):
        (open_run / name).write_bytes((open_run / name).read_bytes() + rest)
    assert verified(open_run).uncovered == [
        "ledger/main.jsonl: line 5 is torn: its writer was stopped in it",
        "bodies/main.bin: 8 bytes that no line names: a writer was stopped before it named them",
        "the run was never sealed: it is still going on, or was cut off",
    ]
    seal(open_run, versions=VERSIONS)
    assert (verified(open_run).changes, verified(open_run).uncovered) == ([], [])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ledger/main.jsonl", "ledger/main.jsonl: line 5, which was torn when it was sealed, was changed"),
        ("bodies/main.bin", "bodies/main.bin: bytes that no line names were changed"),
    ],
)
def test_what_was_torn_when_it_was_sealed_stays_as_it_was(open_run: Path, name: str, said: str) -> None:
    file = open_run / name
    file.write_bytes(file.read_bytes() + b"torn")
    seal(open_run, versions=VERSIONS)
    file.write_bytes(file.read_bytes()[:-1] + b"m")
    assert changes(open_run) == said


def test_a_line_that_was_half_written_when_it_was_sealed_may_be_whole_later(open_run: Path) -> None:
    main = open_run / "ledger" / "main.jsonl"
    there = lines(main)
    main.write_bytes(b"".join(there[:3]) + there[3][:20])
    seal(open_run, versions=VERSIONS)
    main.write_bytes(b"".join(there))
    assert changes(open_run) == ""


def test_a_folder_without_a_run_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="expected the folder of a run"):
        verified(tmp_path)


@pytest.mark.parametrize(
    ("at", "said"), [(-1, "line 1 cannot be read any more"), (3, "the 9 bytes at 3, which line 1")]
)
def test_an_act_whose_picture_is_nowhere_is_told(open_run: Path, at: int, said: str) -> None:
    begin = {"n": 1, "prev": seal(open_run, versions=VERSIONS), "kind": "act"}
    line = {**begin, "pictures": [{"body": {"sha256": "x", "at": at, "size": 9}}]}
    (open_run / "ledger" / "review.jsonl").write_bytes(json.dumps(line).encode() + b"\n")
    (open_run / "bodies" / "review.bin").write_bytes(b"")
    assert said in changes(open_run)
