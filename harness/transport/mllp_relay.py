"""A recording relay for MLLP: stands in front of one listener and passes every byte on as it came, both ways.

Knows blocks, not what they say. Nothing is made up: where the responder does not answer, the initiator sees its
connection close, and the evidence says why.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from harness.evidence.exchange import Exchange, Message
from harness.transport import failures
from harness.transport.mllp_wire import LARGEST_MESSAGE, Block, Blocks
from harness.transport.passage import Facts
from harness.transport.relay_tls import TlsEnds
from harness.transport.stream_relay import StreamRelay
from harness.transport.telling import Teller

SCHEMES = ("mllp", "mllps")


@dataclass(frozen=True, slots=True)
class Terms:
    """Who speaks with whom through a relay, whom to tell, and how long an answer (seconds) and a message may be."""

    initiator: str
    responder: str
    scheme: str
    tell: Callable[[Exchange], None]
    timeout: float
    largest: int


class MllpRelay(StreamRelay):
    """An MLLP port of its own that leads to `target` (``mllp://host:port``, or ``mllps://`` with the ends of `tls`).

    `on_exchange` is called for each message with its answer, one after the other, and must be quick; also where no
    answer came within `timeout` seconds, where one side broke off, and where what came is not MLLP. In the Exchange,
    `request` and `response` are what the two ends sent, with the time when it came here; `forwarded_request` and
    `forwarded_response` are the same bytes, with the time when they were passed on, None where they were not. A
    message of more than `largest` bytes is passed on too, and only its beginning kept. `initiator` and `responder`
    name the ends in the evidence. See StreamRelay for the rest.
    """

    def __init__(
        self,
        target: str,
        *,
        on_exchange: Callable[[Exchange], None] | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: TlsEnds | None = None,
        initiator: str = "",
        responder: str = "",
        timeout: float = 30.0,
        largest: int = LARGEST_MESSAGE,
        connections: int = 200,
    ) -> None:
        scheme = "mllps" if tls else "mllp"
        terms = Terms(initiator, responder, scheme, Teller(on_exchange), timeout, largest)
        super().__init__(
            target,
            lambda facts: Dialogue(facts, terms),
            schemes=SCHEMES,
            host=host,
            port=port,
            tls=tls,
            connections=connections,
        )


@dataclass(slots=True)
class _Voice:
    """What one side says: its blocks, when the first byte of the open one came, when the last was passed on."""

    sender: str
    blocks: Blocks
    begun: float = 0.0
    passed: float = 0.0

    def hear(self, data: bytes, at: float, passed: float) -> list[tuple[Block, Message, Message | None]]:
        """The blocks that `data` completes, each as it came and as it was passed on."""
        self.begun, self.passed = self.begun or at, passed
        self.blocks.feed(data)
        found = []
        while (block := self.blocks.next()) is not None:
            found.append((block, *self.messages(block)))
            self.begun = at if self.blocks.pending else 0.0
        return found

    def messages(self, block: Block) -> tuple[Message, Message | None]:
        came = Message(self.sender, b"", block.message, self.begun, block.wire)
        return came, replace(came, at=self.passed) if self.passed else None


@dataclass(slots=True)
class _Question:
    """A message that waits for its answer. `told` where that was given up."""

    request: Message
    passed: Message | None
    problem: str
    since: float = field(default_factory=time.monotonic)
    told: bool = False


class Dialogue:
    """What two ends say on one connection, as exchanges: each answer belongs to the oldest message without one."""

    def __init__(self, facts: Facts, terms: Terms) -> None:
        self._facts, self._terms = facts, terms
        self._there = _Voice(terms.initiator, Blocks(terms.largest))
        self._back = _Voice(terms.responder, Blocks(terms.largest))
        self._open: deque[_Question] = deque()
        self._alarm: asyncio.TimerHandle | None = None
        self._first_to_go = ""

    def asked(self, data: bytes, at: float, passed: float) -> None:
        """The initiator sent this."""
        for block, request, forwarded in self._there.hear(data, at, passed):
            while self._open and (self._open[0].told or self._open[0].problem):  # who asks anew has given up on it
                given_up = self._open.popleft()
                if not given_up.told:
                    self._tell(given_up, kind=failures.NOT_THE_PROTOCOL)
            problem = f"What {self._facts.peer} sent is no message in MLLP: {block.problem}." if block.broken else ""
            self._open.append(_Question(request, forwarded, problem))
            self._watch()

    def answered(self, data: bytes, at: float, passed: float) -> None:
        """The responder sent this."""
        for block, response, forwarded in self._back.hear(data, at, passed):
            if not self._open:
                self._unasked(response, forwarded)
                continue
            question = self._open.popleft()
            kind, words = self._of_answer(block, question)
            self._tell(question, response, forwarded, kind=kind, words=words)
        if not self._open and self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def silent(self, initiator: bool, error: Exception | None) -> None:
        """One end says no more: its half message is told, and after the responder's end what is without an answer."""
        who = self._facts.peer if initiator else "The responder"
        how = f"broke the connection ({error})" if error else "closed the connection"
        self._first_to_go = self._first_to_go or f"{who} {how}"
        if initiator:
            self._half_a_message()
        else:
            self._no_more_answers(error)

    def failed(self, kind: str, sentence: str) -> None:
        """Nothing passes."""
        self._half_a_message(kind, sentence)
        for question in self._open:
            self._tell(question, kind=kind, words=sentence)
        self._open.clear()
        self._stop_watching()

    def _of_answer(self, block: Block, question: _Question) -> tuple[str, str]:
        """Kind and words of what is wrong with an answer, or with its question."""
        if block.broken:
            return failures.HALF_ANSWER, f"The answer is no whole message: {block.problem}."
        if question.told:
            late = failures.seconds(time.monotonic() - question.since)
            return "", f"This answer came after {late}, when it was not waited for any more."
        return "", question.problem

    def _half_a_message(self, kind: str = failures.NOT_THE_PROTOCOL, sentence: str = "") -> None:
        block = self._there.blocks.rest()
        if block is None and not (sentence and not self._open):
            return
        block = block or Block(b"", b"")
        request, forwarded = self._there.messages(block)
        request = request if request.at else replace(request, at=time.time())
        words = sentence or f"{self._first_to_go} within a message: {block.problem}."
        self._tell(_Question(request, forwarded, ""), kind=kind, words=words)

    def _no_more_answers(self, error: Exception | None) -> None:
        half = self._back.blocks.rest()
        for question in self._open:
            if question.told:
                continue
            if half is not None:
                response, forwarded = self._back.messages(half)
                words = f"The answer broke off: {self._first_to_go} within it."
                self._tell(question, response, forwarded, kind=failures.HALF_ANSWER, words=words)
                half = None
            elif "ALERT" in failures.tls_reason(error):
                self._tell(question, kind=failures.UNREACHABLE, words=failures.refused_in_tls(error, "The responder"))
            else:
                words = f"The message was passed on, and {self._first_to_go} before an answer came."
                self._tell(question, kind=failures.NO_ANSWER, words=words)
        if half is not None:
            self._unasked(*self._back.messages(half))
        self._open.clear()
        self._stop_watching()

    def _unasked(self, response: Message, forwarded: Message | None) -> None:
        nothing = Message(self._terms.initiator, b"", b"", response.at)
        words = "The responder sent what nobody had asked for."
        self._tell(_Question(nothing, None, ""), response, forwarded, kind=failures.NOT_THE_PROTOCOL, words=words)

    def _watch(self) -> None:
        if self._alarm is None:
            self._alarm = asyncio.get_running_loop().call_later(self._terms.timeout, self._overdue)

    def _stop_watching(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm = None

    def _overdue(self) -> None:
        """Tell of what has waited for too long; its answer is still passed on, if it comes."""
        self._alarm, now = None, time.monotonic()
        for question in self._open:
            left = question.since + self._terms.timeout - now
            if left > 0 and not question.told:
                self._alarm = asyncio.get_running_loop().call_later(left, self._overdue)
                return
            if not question.told:
                waited = failures.seconds(self._terms.timeout)
                words = f"The responder took the message and sent nothing back within {waited}."
                self._tell(question, kind=failures.NO_ANSWER, words=words)
                question.told = True

    def _tell(
        self,
        question: _Question,
        response: Message | None = None,
        forwarded: Message | None = None,
        *,
        kind: str = "",
        words: str = "",
    ) -> None:
        facts, terms = self._facts, self._terms
        self._terms.tell(
            Exchange(
                id="",
                transaction="",
                initiator=terms.initiator,
                responder=terms.responder,
                address=f"{terms.scheme}://{facts.here}",
                request=question.request,
                response=response,
                ended=time.time(),
                peer=facts.peer,
                tls=facts.tls,
                failure=words or question.problem,
                failure_kind=kind,
                captured_at="relay",
                protocol="mllp",
                forwarded_request=question.passed,
                forwarded_response=forwarded,
            )
        )
