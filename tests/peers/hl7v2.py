"""HL7 v2 servers and clients that are not ours: simple-hl7, and node-hl7-server with node-hl7-client."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.peers.peer import PeerMissing, folder, free_port

PROGRAM = Path(__file__).with_name("hl7v2.mjs")
SERVERS = ("simple-hl7", "node-hl7-server")
CLIENTS = ("simple-hl7", "node-hl7-client")


def command(role: str, library: str, *words: str) -> list[str]:
    """How a peer is started. Raises PeerMissing."""
    node = shutil.which("node")
    if node is None:
        raise PeerMissing("Node.js (20 or newer) is not installed")
    if not (folder() / "node_modules" / library).is_dir():
        raise PeerMissing(
            f"{library} is not installed in {folder()}: "
            "cp tests/peers/package.json .peers/ && npm install --prefix .peers"
        )
    return [node, str(PROGRAM), str(folder()), role, library, *words]


@contextlib.contextmanager
def serving(library: str) -> Iterator[int]:
    """The port of a server that accepts every message; it is gone when the block ends."""
    port = free_port()
    child = subprocess.Popen(command("serve", library, str(port)), stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    try:
        if child.stdout.readline().strip() != "listening":
            raise RuntimeError(f"{library} did not start; it ended with {child.wait(10)}")
        yield port
    finally:
        child.kill()
        child.wait()
        child.stdout.close()


def sent(library: str, port: int, message: bytes, *, count: int = 1) -> dict[str, Any]:
    """A client sends `message` so often: ``first``, the answer to the first, and the ``seconds`` of all the others."""
    words = command("send", library, str(port), str(count))
    done = subprocess.run(words, input=message, capture_output=True, check=False, timeout=120)
    if done.returncode:
        raise RuntimeError(f"{library} failed: {done.stderr.decode(errors='replace')[-2000:]}")
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told
