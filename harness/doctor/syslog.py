"""Does somebody take syslog over UDP? Knows datagrams, and that nobody has to answer one."""

from __future__ import annotations

import socket
from collections.abc import Iterator

from harness.doctor.network import resolved
from harness.doctor.symptom import Symptom
from harness.doctor.visit import Place
from harness.transport import failures

SECONDS = 0.5
"""How long a machine may take to say that a port is closed."""


def datagrams(place: Place) -> Iterator[Symptom]:
    """Send a datagram without content, and see whether the machine says that nobody listens."""
    where = failures.place(place.host, place.port)
    try:
        heard = _is_open(place)
    except OSError as error:
        sentence = f"Nothing can be sent to {where} over UDP ({error.strerror or error})."
        yield place.symptom("port", "bad", sentence, "Check host and port, and any firewall between.", blocks=True)
        return
    if heard:
        sentence = f"Nothing says that {where} is closed for UDP; whether somebody listens, UDP cannot tell."
        yield place.symptom("port", "ok", sentence)
    else:
        sentence = f"Nobody listens at {where} over UDP: that machine says so."
        yield place.symptom("port", "bad", sentence, "Check that the repository runs, and its port.", blocks=True)


def _is_open(place: Place) -> bool:
    found = resolved(place.host, place.port, seconds=SECONDS)
    if isinstance(found, OSError):
        raise found
    family = socket.AF_INET6 if ":" in found[0] else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as sock:
        sock.settimeout(SECONDS)
        sock.connect((found[0], place.port))
        try:
            sock.send(b"")
            sock.recv(1)
        except TimeoutError:
            return True
        except ConnectionRefusedError:
            return False
    return True
