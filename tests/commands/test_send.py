"""`harness send`, as a person calls it, to a listener of our own and to nobody."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from harness.messages.hl7v2 import Fault, acknowledgement, parse, place
from harness.transport.mllp_delivery import Delivery
from harness.transport.mllp_server import MllpServer

ONE = b"MSH|^~\\&|EMR|A|CR|B|20260101||ADT^A01|T-1|P|2.5\nPID|||7||JONES\n"
TWO = ONE.replace(b"T-1", b"T-2")
Sends = Callable[..., subprocess.CompletedProcess[str]]


def answers(code: str) -> Callable[[Delivery], bytes]:
    """Acknowledges each message with `code`."""

    def answer(delivery: Delivery) -> bytes:
        faults = [Fault("204", place("PID-3.4"), "no such authority")] if code == "AE" else []
        moment = datetime(2026, 1, 1, tzinfo=UTC)
        return acknowledgement(parse(delivery.message), code, control_id="R", at=moment, faults=faults).encode()

    return answer


@pytest.fixture
def sends(tmp_path: Path) -> Sends:
    """Runs the command with a file that has this content."""

    def run(server: MllpServer | str, content: bytes, *words: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / "feed.hl7").write_bytes(content)
        address = server if isinstance(server, str) else f"127.0.0.1:{server.port}"
        command = [sys.executable, "-m", "harness", "send", "--mllp", address, str(tmp_path / "feed.hl7"), *words]
        return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, timeout=60)

    return run


def test_messages_that_are_accepted_are_shown_with_their_answers(sends: Sends) -> None:
    seen = []
    with MllpServer(answers("AA"), on_exchange=seen.append) as server:
        done = sends(server, ONE + TWO)
    assert (done.returncode, done.stderr) == (0, "")
    assert [one.request.body.count(b"\r") for one in seen] == [2, 2]
    assert "→ ADT^A01 T-2 to mllp://127.0.0.1" in done.stdout
    assert "MSA-2          T-2   (Message control ID)" in done.stdout


def test_a_refusal_is_decoded_and_is_exit_code_1(sends: Sends) -> None:
    with MllpServer(answers("AE")) as server:
        done = sends(server, ONE)
    assert (done.returncode, "← AE after" in done.stdout) == (1, True)
    assert "ERR-8          no such authority   (User message)" in done.stdout


def test_the_answer_can_be_seen_as_it_came(sends: Sends) -> None:
    with MllpServer(answers("AA")) as server:
        assert "\nMSA|AA|T-1\n" in sends(server, ONE, "--raw").stdout


def test_a_file_can_be_sent_as_it_is(sends: Sends) -> None:
    seen = []
    with MllpServer(answers("AA"), on_exchange=seen.append) as server:
        assert sends(server, ONE, "--exactly").returncode == 0
    assert seen[0].request.body == ONE


def test_nobody_there_is_exit_code_3_and_is_tried_once(sends: Sends) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    done = sends(address, ONE + TWO)
    assert done.returncode == 3
    assert done.stderr.splitlines() == [
        f"harness: Nothing listens at {address}: the connection was refused. "
        "Check that the system runs, and on this port."
    ]


ODD = {
    "no HL7 v2": (lambda _: b"hello", 1, "no HL7 v2: the first segment: expected MSH, found 'hello'"),
    "no answer": (lambda _: None, 1, "sent nothing back within 0.5 s"),
    "no MSA": (lambda _: b"MSH|^~\\&|A\r", 1, "The answer has no MSA segment"),
    "another id": (lambda _: b"MSH|^~\\&|A\rMSA|AA|X\r", 0, "MSA-2 is 'X', and MSH-10 of the message was 'T-1'"),
    "no ASCII": (lambda _: b"MSH|^~\\&|\xe9\rMSA|AA|T-1\r", 0, "MSH-18 is empty, which means ASCII"),
}


@pytest.mark.parametrize(("answer", "code", "words"), ODD.values(), ids=ODD)
def test_what_is_odd_about_an_answer_is_said(sends: Sends, answer, code: int, words: str) -> None:
    with MllpServer(answer) as server:
        done = sends(server, ONE, "--timeout", "0.5")
    assert (done.returncode, words in done.stderr) == (code, True), done.stderr


WRONG = {
    "no port": ("localhost", ONE, (), "is no address to send to: expected HOST:PORT"),
    "no number": ("localhost:high", ONE, (), "is no address to send to"),
    "no message": ("localhost:1", b"{}", (), "holds no HL7 v2 message: the first line: expected an HL7 v2 message"),
    "no message as it is": ("localhost:1", b"{}", ("--exactly",), "holds no HL7 v2 message"),
    "a key alone": ("localhost:1", ONE, ("--key", "k.pem"), "give --cert too"),
    "no CA": ("localhost:1", ONE, ("--ca", "none.pem"), "none.pem cannot be used as CA file"),
}


@pytest.mark.parametrize(("address", "content", "words", "said"), WRONG.values(), ids=WRONG)
def test_wrong_use_is_exit_code_2_with_what_to_do(sends: Sends, address, content, words, said: str) -> None:
    done = sends(address, content, *words)
    assert (done.returncode, said in done.stderr, "Traceback" in done.stderr) == (2, True, False), done.stderr


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "harness", "send", "--mllp", "localhost:1", str(tmp_path / "none.hl7")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, "cannot be read: No such file" in done.stderr) == (2, True)


def test_messages_come_from_standard_input_too() -> None:
    with MllpServer(answers("AA")) as server:
        command = [sys.executable, "-m", "harness", "send", "--mllp", f"mllp://127.0.0.1:{server.port}", "-"]
        assert subprocess.run(command, input=ONE, capture_output=True, check=False).returncode == 0
