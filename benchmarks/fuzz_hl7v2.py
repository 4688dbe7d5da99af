"""HL7 v2 under attack: broken messages for the parser and broken streams for the MLLP listener, 100,000 unless told."""

from __future__ import annotations

import os
import random
import resource
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from benchmarks.figure import Figure
from benchmarks.hl7v2 import ADT
from harness.errors import MalformedMessage
from harness.messages.hl7v2 import acknowledgement, description, parse, unreadable
from harness.transport.mllp_delivery import Delivery
from harness.transport.mllp_server import MllpServer
from harness.transport.mllp_wire import framed

NOW = datetime(2026, 1, 1)
PIECES = (b"\x0b", b"\x1c", b"\x1c\r", b"\r", b"\n", b"|", b"^", b"~", b"\\", b"&", b"MSH", b"PID", b"\x00", b"\xff")
A_STREAM = 20
"""How many broken inputs go down one connection before the listener has to answer a good one."""


def figures() -> Iterator[Figure]:
    """Half of FUZZ inputs (100,000) for each; a RuntimeError with the input and its number for one that breaks."""
    count = int(os.environ.get("FUZZ", "100000")) // 2
    for what, attack in (("the HL7 v2 parser", parser), ("the MLLP listener", listener)):
        begin, before = time.perf_counter(), memory()
        attack(count)
        grown = memory() - before
        words = f"{time.perf_counter() - begin:.0f} s, {grown:.0f} MB more memory"
        yield Figure(f"{count:,} broken inputs for {what}", words, "", "", "200 MB", grown <= 200)


def parser(count: int, *, seed: int = 4) -> None:
    """Every input is refused as no message, or read, told, acknowledged and written back as the very same bytes."""
    chance = random.Random(seed)
    for number in range(count):
        data = broken(chance)
        try:
            message = parse(data)
        except MalformedMessage:
            continue
        except Exception as error:
            raise RuntimeError(f"input {number} of seed {seed} broke the parser: {data!r}") from error
        if message.encode() != data:
            raise RuntimeError(f"input {number} of seed {seed} came back as other bytes: {data!r}")
        parse(acknowledgement(message, "AE", control_id="1", at=NOW).encode())
        for value in description.values(message):
            message.get(value.where)


def listener(count: int, *, seed: int = 4) -> None:
    """After every few broken inputs a good message on another connection is answered as it should be."""
    chance = random.Random(seed)
    with MllpServer(_answer, refuse=_refuse, largest=200_000, patience=0.2) as server:
        for number in range(0, count, A_STREAM):
            with socket.create_connection(("127.0.0.1", server.port), 10) as sock, suppress(ConnectionError):
                sock.sendall(b"".join(broken(chance) for _ in range(min(A_STREAM, count - number))))
                if chance.random() < 0.9:  # else it goes away without having read an answer
                    sock.shutdown(socket.SHUT_WR)
                    while sock.recv(65536):
                        pass
            _still_answers(server.port, f"input {number} to {number + A_STREAM} of seed {seed}")


def broken(chance: random.Random) -> bytes:
    """A message or a block with something cut out, put in, doubled or turned over; sometimes nothing but noise."""
    data = bytearray(framed(ADT) if chance.random() < 0.5 else ADT)
    if chance.random() < 0.1:
        data = bytearray(chance.randbytes(chance.randrange(200)))
    for _ in range(chance.randrange(1, 6)):
        at, to = sorted((chance.randrange(len(data) + 1), chance.randrange(len(data) + 1)))
        way = chance.randrange(4)
        if way == 0:
            del data[at : min(to, at + 40)]
        elif way == 1:
            data[at:at] = chance.choice(PIECES)
        elif way == 2:
            data[at:at] = data[at:to] * chance.randrange(1, 3)
        elif at < len(data):
            data[at] = chance.randrange(256)
    return bytes(data[:20_000])


def _still_answers(port: int, after: str) -> None:
    with socket.create_connection(("127.0.0.1", port), 10) as sock:
        sock.sendall(framed(ADT))
        data = b""
        while not data.endswith(b"\x1c\r"):
            piece = sock.recv(65536)
            if not piece:
                break
            data += piece
    if b"MSA|AA|TEST-1\r" not in data:
        raise RuntimeError(f"after {after} the listener answered a good message with {data!r}")


def _answer(delivery: Delivery) -> bytes:
    try:
        return acknowledgement(parse(delivery.message), "AA", control_id="1", at=NOW).encode()
    except MalformedMessage as fault:
        return unreadable(str(fault), control_id="1", at=NOW).encode()


def _refuse(delivery: Delivery, words: str) -> bytes:
    del delivery
    return unreadable(words, control_id="1", at=NOW).encode()


def memory() -> float:
    """The most resident memory of this process so far, in megabytes; Linux tells kilobytes, macOS bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1e6 if sys.platform == "darwin" else 1e3)
