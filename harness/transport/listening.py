"""Opens ports that others connect or send to, and says in plain words why one cannot be had. Knows no protocol."""

from __future__ import annotations

import errno
import os
import socket

from harness.errors import CannotListen, UsageError
from harness.transport.failures import place
from harness.transport.holder import holder

BACKLOG = 1024  # connections that may wait to be accepted


def here(host: str, port: int) -> str:
    """``host:port`` by which a listener on `host` is found from this machine."""
    return place({"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(host, host), port)


def listen(host: str, port: int, *, backlog: int = BACKLOG) -> socket.socket:
    """A TCP socket that listens there; port 0 takes a free one. Raises UsageError where the port cannot be had."""
    _check(port)
    try:
        return socket.create_server((host, port), family=_family(host), backlog=backlog)
    except OSError as error:
        raise _no_listener(error, host, port) from error


def bound(host: str, port: int) -> socket.socket:
    """A UDP socket that receives there; port 0 takes a free one. Raises UsageError where the port cannot be had."""
    _check(port)
    made = socket.socket(_family(host), socket.SOCK_DGRAM)
    try:
        made.bind((host, port))
    except OSError as error:
        made.close()
        raise _no_listener(error, host, port) from error
    return made


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _check(port: int) -> None:
    if not 0 <= port <= 65535:
        raise UsageError(f"{port} is no port: expected a number from 0 (any free one) to 65535")


def _no_listener(error: OSError, host: str, port: int) -> CannotListen:
    if error.errno == errno.EADDRINUSE:
        taken = f"Port {port} on {host} is taken by {holder(port) or 'another program'}"
        return CannotListen(taken, "Stop that program, or choose another port", port=port)
    if error.errno == errno.EACCES:
        why = f"Port {port} on {host} is not ours to open: ports below 1024 need special rights"
        return CannotListen(why, "Choose a higher one", port=port)
    reason = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror or error
    why = f"We cannot listen on {host}:{port}: {reason}"
    return CannotListen(why, "Expected an address of this machine", port=port, at="host")
