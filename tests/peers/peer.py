"""Starts and stops a server that is not ours. Knows processes and ports, not what the server is."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
"""Seconds within which a server has to answer for the first time, on a busy machine."""


class PeerMissing(Exception):
    """A peer is not installed here; says what to do."""


def folder() -> Path:
    """Where the systems that are not ours are installed: HARNESS_PEERS, or `.peers` in the repository."""
    return Path(os.environ.get("HARNESS_PEERS") or REPOSITORY / ".peers").absolute()


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on just now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextlib.contextmanager
def running(
    command: list[str], *, answers: str, cwd: Path, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A server that was started in `cwd`, has answered the URL `answers`, and is stopped when the block ends.

    A RuntimeError with what it printed when it never answered.
    """
    log = cwd / "printed.log"
    with log.open("wb") as printed:
        child = subprocess.Popen(
            command, cwd=cwd, env=environment, stdin=subprocess.DEVNULL, stdout=printed, stderr=subprocess.STDOUT
        )
    try:
        _wait(child, answers, log)
        yield child
    finally:
        child.terminate()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def by_hand(peer: AbstractContextManager[str]) -> None:
    """Print where `peer` is and let it run until Ctrl-C or SIGTERM."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    try:
        with peer as base, contextlib.suppress(KeyboardInterrupt):
            print(base, flush=True)
            while True:
                time.sleep(3600)
    except PeerMissing as missing:
        sys.exit(str(missing))


def _wait(child: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and child.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                answer.read()
            return
        except urllib.error.HTTPError as refusal:  # it answers, and that is all that was wanted
            refusal.close()
            return
        except OSError:
            time.sleep(0.05)
    told = log.read_text(errors="replace")[-2000:]
    raise RuntimeError(f"{child.args!r} did not answer {url}. It printed:\n{told}")
