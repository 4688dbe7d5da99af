"""200 megabytes of data values: refused at once, in little memory, and nobody waits."""

from __future__ import annotations

import socket
import time
from urllib.parse import urlsplit

import httpx

from harness.messages.adx import MEDIA_TYPE

ROWS = b'<dataValue dataElement="MAL01-1" value="32" ageGroup="0-4y" sex="M"/>\n' * 14_000
SIZE = 200 * len(ROWS)


def test_200_megabytes_are_refused_before_they_are_read(hmis: httpx.Client) -> None:
    host, port = urlsplit(str(hmis.base_url)).hostname or "", urlsplit(str(hmis.base_url)).port or 0
    head = f"POST /adx HTTP/1.1\r\nHost: {host}\r\nContent-Type: {MEDIA_TYPE}\r\nContent-Length: {SIZE}\r\n\r\n"
    began = time.monotonic()
    with socket.create_connection((host, port), 10) as line:
        line.sendall(head.encode())
        answer = line.recv(4096)
    assert (b" 413 " in answer.partition(b"\r\n")[0], time.monotonic() - began < 3) == (True, True)


def test_nobody_waits_for_whom_sends_200_megabytes(hmis: httpx.Client) -> None:
    host, port = urlsplit(str(hmis.base_url)).hostname or "", urlsplit(str(hmis.base_url)).port or 0
    head = f"POST /adx HTTP/1.1\r\nHost: {host}\r\nContent-Type: {MEDIA_TYPE}\r\nContent-Length: {SIZE}\r\n\r\n"
    with socket.create_connection((host, port), 10) as line:
        line.sendall(head.encode())
        try:
            for _ in range(200):
                line.sendall(ROWS)
        except OSError:  # it has heard enough
            pass
        assert hmis.get("/fhir/metadata").status_code == 200
