"""One connection to a listener of ours: reads its blocks, answers them in order, tells of each. Knows no messages."""

from __future__ import annotations

import logging
import socket
import ssl
import threading
import time
from contextlib import suppress

from harness.evidence.exchange import Tls
from harness.transport import failures
from harness.transport.failures import place
from harness.transport.mllp_delivery import Delivery, Raw, Terms
from harness.transport.mllp_wire import Block, Blocks, framed
from harness.transport.tls import agreed

log = logging.getLogger(__name__)

PIECE = 65536  # bytes taken from a connection at once
SLOWEST = 20_000  # bytes a second; whoever sends faster is never cut off, however large the message
LAST_BYTE = 1.0  # seconds in which the last byte of a block may come; without it, the message is answered all the same
LINGER = 2.0  # seconds in which a refused sender may still read our answer
FLOOD = 10  # times the largest message; whoever sends more in one block is cut off


class Connection:
    """Serves one caller until it goes, is cut off, or the listener stops. `context` is ours where it is to be TLS."""

    def __init__(self, sock: socket.socket, context: ssl.SSLContext | None, terms: Terms) -> None:
        self._sock, self._context, self._terms = sock, context, terms
        self._blocks = Blocks(terms.largest)
        self._begun = 0.0  # Unix time of the first byte since the last block
        self._answering = threading.Lock()
        self._stopping = False
        self._peer = place(*sock.getpeername()[:2])
        self._here = place(*sock.getsockname()[:2])
        self._tls: Tls | None = None

    def serve(self) -> None:
        """Answer until the connection is over."""
        try:
            if self._context is None or self._secured(self._context):
                while self._turn():
                    pass
        except OSError as error:
            log.info("%s: %s", self._peer, error)
        finally:
            self._sock.close()

    def stop(self, patience: float) -> None:
        """End it, from another thread: after the answer that is under way, if that takes no longer than `patience`."""
        answered = self._answering.acquire(timeout=max(patience, 0.0))
        self._stopping = True
        with suppress(OSError):
            socket.socket.shutdown(self._sock, socket.SHUT_RDWR)  # that of a TLS socket would take its cipher away
        if answered:
            self._answering.release()

    def _secured(self, context: ssl.SSLContext) -> bool:
        """Agree on TLS; whether that came about."""
        try:
            self._sock.settimeout(self._terms.patience)
            if not self._sock.recv(1, socket.MSG_PEEK):  # somebody who only looks whether the port is open
                return False
            self._sock = context.wrap_socket(self._sock, server_side=True, do_handshake_on_connect=False)
            self._sock.do_handshake()
        except OSError as error:
            failure = (failures.UNREACHABLE, failures.refused_to_us(error, self._peer))
            self._terms.tell.of(Delivery(b"", b"", time.time(), self._peer, self._here, failure=failure).exchange)
            self._linger()
            return False
        self._tls = agreed(self._sock)
        return True

    def _turn(self) -> bool:
        """One block, or one piece of it; false when there is no more."""
        block = self._blocks.next()
        if block is not None:
            return self._settle(block)
        if self._blocks.pending > FLOOD * self._terms.largest or _of_another_protocol(self._blocks):
            return self._give_up("")
        try:
            self._sock.settimeout(self._wait())
            data = self._sock.recv(PIECE)
        except TimeoutError:
            if self._blocks.ended and (block := self._blocks.rest()) is not None:
                return self._settle(block)
            return self._give_up(f" after {failures.seconds(time.time() - self._begun)}")
        except OSError as error:
            return self._give_up(f", and the connection broke ({error})")
        if not data:
            return self._give_up(", and we stopped" if self._stopping else ", and it closed the connection")
        self._begun = self._begun or time.time()
        self._blocks.feed(data)
        return True

    def _wait(self) -> float:
        """Seconds until we stop waiting for more, never 0, which a socket would take for "do not wait"."""
        if not self._blocks.pending:
            return self._terms.idle
        if self._blocks.ended:
            return min(self._terms.patience, LAST_BYTE)
        return max(self._begun + self._terms.patience + self._blocks.pending / SLOWEST - time.time(), 0.001)

    def _settle(self, block: Block, instead: str = "") -> bool:
        """Answer a block that is over, and tell of the exchange; whether the connection goes on.

        `instead` says what is wrong in the place of the block's own words.
        """
        delivery = Delivery(
            block.message, block.wire, self._begun, self._peer, self._here, tls=self._tls, problem=block.problem
        )
        if block.broken:
            words = f"What {self._peer} sent is no message in MLLP: {instead or block.problem}."
            delivery.failure = (failures.NOT_THE_PROTOCOL, words)
        with self._answering:
            going_on = self._respond(delivery, refusing=block.broken)
            self._terms.tell.of(delivery.exchange)
        self._begun = time.time() if self._blocks.pending else 0.0
        unsaid = block.broken and delivery.answer is None  # a sender who gets no word has to see the connection close
        return going_on and not unsaid and not self._stopping

    def _give_up(self, how: str) -> bool:
        """Nothing more comes, or nothing that would help: answer what is left, if anything is, and end."""
        block = self._blocks.rest()
        if block is not None:
            self._settle(block, (_spoken(block.wire) or f"{block.problem}{how}") if block.broken else "")
            if block.broken:
                self._linger()
        return False

    def _respond(self, delivery: Delivery, *, refusing: bool) -> bool:
        """Have the answer made and send it; whether the connection goes on."""
        try:
            delivery.answer = self._made(delivery, refusing=refusing)
        except Exception:
            log.exception("The answer to a message could not be made")
            delivery.failure = (failures.NO_ANSWER, "Our own service broke off before it had an answer.")
            return False
        if delivery.answer is None:
            return True
        try:
            delivery.answered = time.time()
            self._sock.settimeout(self._terms.patience + len(delivery.answer) / SLOWEST)
            self._sock.sendall(delivery.answer if isinstance(delivery.answer, Raw) else framed(delivery.answer))
        except OSError as error:
            if not refusing:
                delivery.failure = (failures.HALF_ANSWER, f"{self._peer} did not take our whole answer: {error}.")
            return False
        return True

    def _made(self, delivery: Delivery, *, refusing: bool) -> bytes | None:
        if not refusing:
            return self._terms.answer(delivery)
        return self._terms.refuse(delivery, delivery.failure[1]) if self._terms.refuse else None

    def _linger(self) -> None:
        """Let a refused sender read our answer: closing at once would take it away again (RFC 9112 9.6 tells why)."""
        over = time.monotonic() + LINGER
        with suppress(OSError):
            socket.socket.shutdown(self._sock, socket.SHUT_WR)  # of TLS, too, what follows is only to be thrown away
            while (left := over - time.monotonic()) > 0:
                self._sock.settimeout(left)
                if not socket.socket.recv(self._sock, PIECE):
                    return


def _of_another_protocol(blocks: Blocks) -> bool:
    """Whether waiting for a start block is in vain."""
    return not blocks.started and bool(_spoken(blocks.beginning))


def _spoken(raw: bytes) -> str:
    """What the caller speaks in place of MLLP, in words; empty where it is not clear."""
    if raw.startswith(b"\x16\x03"):
        return "it speaks TLS to an address without TLS; check whether it should leave TLS out there"
    if raw.startswith((b"GET ", b"POST ", b"PUT ", b"HEAD ", b"OPTIONS ")) and b" HTTP/1" in raw:
        return "it speaks HTTP; check whether another port is meant"
    return ""
