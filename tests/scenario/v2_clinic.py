"""A clinic's person at the keyboard, who sends what she is asked for in HL7 v2 over a real socket."""

from __future__ import annotations

import ssl
import threading
from types import TracebackType
from typing import Any

from harness.participants.urls import split_address
from harness.scenario.operator import Instruction, Operator
from harness.transport.mllp_client import MllpClient

MESSAGE = (
    "MSH|^~\\&|CLINIC|EAST|CR1|MOH_CAAT|20260101120000||ADT^{event}|C{number}|P|2.3.1\r"
    "EVN||20260101120000\rPID|||{patient}^^^TEST_A&2.16.840.1.113883.3.72.5.9.2&ISO||{family}^{given}\rPV1||O\r"
)


class _Keyboard(Operator):
    def __init__(self, clinic: Clinic) -> None:
        super().__init__(say=lambda _: None, ask=lambda _: None)
        self._clinic = clinic

    def instruct(self, instruction: Instruction, *, hook: str = "") -> None:  # noqa: ARG002 - as it is called
        """Begin to do it, and do not wait until it is done."""
        self._clinic.does(instruction)


class Clinic:
    """Does what it is told, on threads of its own."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self.operator: Operator = _Keyboard(self)
        self.families: list[str] = []
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Clinic:
        """Begin."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        """Wait until all is done."""
        for thread in self._threads:
            thread.join()

    def does(self, instruction: Instruction) -> None:
        """Send what is asked for to the address that is given."""
        thread = threading.Thread(target=self._send, args=(instruction.address, dict(instruction.task)))
        self._threads.append(thread)
        thread.start()

    def _send(self, address: str, task: dict[str, Any]) -> None:
        person, number = task["person"], len(self.families) + 1
        told = {"event": task["event"], "family": person["family"], "given": person["given"]}
        self.families.append(person["family"])
        secured, host, port = split_address(address)
        with MllpClient(host, port, tls=self._tls if secured else None) as client:
            client.send(MESSAGE.format(number=number, patient="C1", **told).encode())
