from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import UsageError
from harness.evidence.following import Follower
from harness.evidence.ledger import Ledger
from harness.evidence.record import Fact, Step
from tests.seen import answer, crossed, request


def step(number: int) -> Step:
    return Step("play", number, "when", "she is registered", 1.5)


def test_each_line_is_given_once_and_others_when_they_come(ledger: Ledger, run: Path) -> None:
    follower = Follower(run)
    ledger.add(step(1))
    assert [line.fields["number"] for line in follower.news()] == [1]

    ledger.add(step(2))
    Ledger(run, writer="review").add(Fact("end"))
    assert [line.kind for line in follower.news()] == ["step", "fact"]
    assert list(follower.news()) == []


def test_a_line_is_given_when_it_is_whole(ledger: Ledger, run: Path) -> None:
    ledger.add(step(1))
    file = run / "ledger" / "main.jsonl"
    whole, follower = file.read_bytes(), Follower(run)
    file.write_bytes(whole[:-5])
    assert list(follower.news()) == []

    file.write_bytes(whole)
    assert len(list(follower.news())) == 1


def test_what_cannot_be_read_stands_in_nobodys_way(ledger: Ledger, run: Path) -> None:
    with (run / "ledger" / "main.jsonl").open("ab") as file:
        file.write(b"[]\n\xff\n")
    ledger.add(step(1))

    assert [line.kind for line in Follower(run).news()] == ["step"]


def test_a_line_is_read_again_with_its_bodies(ledger: Ledger, run: Path) -> None:
    ledger.add(step(1))
    ledger.add_exchange(crossed(request("GET", "/"), answer(b"the body")), play="play", step=1)
    follower = Follower(run)
    places = [line.place for line in follower.news()]

    evidence = follower.evidence(places)
    assert evidence.records == [step(1)]
    assert evidence.crossings[0].exchange.response.body == b"the body"  # type: ignore[union-attr]


@pytest.mark.usefixtures("ledger")
def test_a_line_that_is_not_what_its_kind_wants_is_told(run: Path) -> None:
    with (run / "ledger" / "main.jsonl").open("ab") as file:
        file.write(b'{"kind": "step"}\n')
    follower = Follower(run)
    evidence = follower.evidence([line.place for line in follower.news()])

    assert evidence.records == []
    assert "main.jsonl: a line is not what its kind wants" in evidence.faults[0]


@pytest.mark.parametrize(("there", "found"), [("empty", "a folder without one"), ("file", "a file"), ("", "nothing")])
def test_what_is_no_run_is_refused(tmp_path: Path, there: str, found: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("")

    with pytest.raises(UsageError, match=rf"expected the folder of a run, with ledger/ in it; found {found}"):
        Follower(tmp_path / (there or "nowhere"))
