from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from harness.errors import UsageError
from harness.evidence.exchange import Tls
from harness.evidence.ledger import Ledger, digest, new_name
from harness.evidence.reading import read
from harness.evidence.record import Fact, Finding, Step
from tests.seen import answer, crossed, request

STEP = Step("play", 1, "when", "she is registered \u2028 here", 1.5)
FINDING = Finding("play", 2, "104-01", "client_registry", "OpenCR", "SHALL", "FAIL", "create her", "HTTP status")


def test_records_come_back_as_they_were_written(ledger: Ledger, run: Path) -> None:
    ledger.add(STEP)
    ledger.add(FINDING)

    assert read(run).records == [STEP, FINDING]


def test_an_exchange_comes_back_as_it_crossed(ledger: Ledger, run: Path) -> None:
    tls = Tls("TLSv1.3", "TLS_AES_256_GCM_SHA384", b"\x30\x82")
    exchange = crossed(request("PUT", "/Patient", b"\xff\x00{}"), answer(b"", status=204), tls=tls)
    ledger.add_exchange(exchange, play="play", step=3)

    (crossing,) = read(run).crossings

    assert (crossing.play, crossing.step, crossing.exchange) == ("play", 3, exchange)


def test_an_exchange_without_answer_comes_back_with_its_failure(ledger: Ledger, run: Path) -> None:
    exchange = crossed(request("GET", "/"), None, failure="nothing came", failure_kind="no-answer")
    ledger.add_exchange(exchange)

    assert read(run).crossings[0].exchange == exchange


def test_what_a_relay_passed_on_comes_back_too(ledger: Ledger, run: Path) -> None:
    seen = request("GET", "/a")
    exchange = crossed(seen, answer(b"b"), forwarded_request=request("GET", "/b"), forwarded_response=answer(b"a"))
    ledger.add_exchange(exchange)

    assert read(run).crossings[0].exchange == exchange


def test_a_body_is_kept_once(ledger: Ledger, run: Path) -> None:
    for number in range(3):
        ledger.add_exchange(crossed(request("GET", f"/{number}"), answer(b"the same")))

    assert (run / "bodies" / "main.bin").read_bytes() == b"the same"
    assert [one.exchange.response.body for one in read(run).crossings] == [b"the same"] * 3  # type: ignore[union-attr]


def test_a_line_says_what_its_body_is_and_where_it_lies(ledger: Ledger, run: Path) -> None:
    for body in (b"one", b"another"):
        ledger.add_exchange(crossed(request("GET", "/"), answer(body)))
    last = json.loads((run / "ledger" / "main.jsonl").read_bytes().splitlines()[-1])

    assert last["response"]["body"] == {"sha256": digest(b"another"), "at": 3, "size": 7}


def test_writers_keep_their_bodies_apart(run: Path) -> None:
    for _ in range(2):
        ledger = Ledger(run)
        ledger.add_exchange(crossed(request("GET", "/"), answer(b"the same")))
        ledger.close()

    assert sorted(path.name for path in (run / "bodies").iterdir()) == ["main-2.bin", "main.bin"]
    assert [one.exchange.response.body for one in read(run).crossings] == [b"the same"] * 2  # type: ignore[union-attr]


def test_every_line_is_numbered_and_chained(ledger: Ledger, run: Path) -> None:
    for _ in range(3):
        ledger.add(STEP)
    lines = (run / "ledger" / "main.jsonl").read_bytes().splitlines(keepends=True)

    assert [json.loads(line)["n"] for line in lines] == [1, 2, 3]
    assert [json.loads(line)["prev"] for line in lines] == ["", digest(lines[0]), digest(lines[1])]


def test_several_threads_write_one_chain(ledger: Ledger, run: Path) -> None:
    threads = [threading.Thread(target=lambda: [ledger.add(STEP) for _ in range(50)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    evidence = read(run)
    assert (len(evidence.records), evidence.faults) == (200, [])


def test_two_writers_of_one_name_have_a_file_each(run: Path) -> None:
    writers = [Ledger(run, writer="gw 0"), Ledger(run, writer="gw 0"), Ledger(run, writer="gw/0")]
    for number, writer in enumerate(writers, 1):
        writer.add(Fact(f"from {number}"))
        writer.close()

    names = sorted(path.name for path in (run / "ledger").iterdir())
    assert names == ["gw-0-2.jsonl", "gw-0-3.jsonl", "gw-0.jsonl"]
    assert read(run).faults == []


def test_writers_that_begin_at_once_never_share_a_file(run: Path) -> None:
    begun, made = threading.Barrier(8), []

    def begin() -> None:
        begun.wait()
        made.append(Ledger(run))

    threads = [threading.Thread(target=begin) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for ledger in made:
        ledger.close()
    assert len(list((run / "ledger").iterdir())) == 8


def test_runs_that_begin_in_the_same_second_have_names_of_their_own() -> None:
    assert len({new_name() for _ in range(20)}) > 1


def test_closing_twice_does_no_harm(ledger: Ledger) -> None:
    ledger.close()
    assert ledger.close() is None


def test_a_place_that_is_no_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")

    with pytest.raises(UsageError, match="taken: expected a folder that a run can be written to"):
        Ledger(tmp_path / "taken")


def test_a_place_where_no_body_can_be_kept_is_named(run: Path) -> None:
    (run / "bodies" / "main.bin").mkdir(parents=True)

    with pytest.raises(UsageError, match="expected a folder that a run can be written to; Is a directory"):
        Ledger(run)
