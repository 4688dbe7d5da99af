"""A Docker engine of our own, on a socket of its own, that ends with the test. Knows dockerd, nothing of containers."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path


class NoEngine(Exception):
    """There can be no Docker engine here; says why."""


@contextlib.contextmanager
def dockerd(folder: Path) -> Iterator[str]:
    """The address of an engine that keeps everything in `folder`. Raises NoEngine."""
    program = shutil.which("dockerd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if program is None or os.geteuid() != 0:
        raise NoEngine("dockerd is not installed (apt install docker.io), or we are not root")
    address, log = f"unix://{folder}/docker.sock", folder / "dockerd.log"
    places = [f"--data-root={folder}/data", f"--exec-root={folder}/exec", f"--pidfile={folder}/pid"]
    with log.open("wb") as printed:
        child = subprocess.Popen([program, f"--host={address}", *places], stdout=printed, stderr=subprocess.STDOUT)
    try:
        _wait(child, folder / "docker.sock", log)
        yield address
    finally:
        child.terminate()
        try:
            child.wait(20)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _wait(child: subprocess.Popen[bytes], sock: Path, log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and child.poll() is None:
        if sock.exists() and b"API listen on" in log.read_bytes():
            return
        time.sleep(0.1)
    raise NoEngine(f"dockerd does not start here: {log.read_text('utf-8', 'replace')[-400:]}")
