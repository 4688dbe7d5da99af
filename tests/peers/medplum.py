"""Medplum's FHIR router in memory: a server that is not ours, and is partial on purpose.

By hand: ``.venv/bin/python tests/peers/medplum.py`` prints its FHIR base and runs until Ctrl-C.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.peers.peer import PeerMissing, by_hand, folder, free_port, running

SERVER = Path(__file__).with_name("medplum.mjs")


def node() -> str:
    """The command ``node``, where it and the packages are there. Raises PeerMissing."""
    found = shutil.which("node")
    if found is None:
        raise PeerMissing("Node.js (20 or newer) is not installed")
    if not (folder() / "node_modules" / "@medplum" / "fhir-router").is_dir():
        raise PeerMissing(
            f"@medplum/fhir-router is not installed in {folder()}: "
            "cp tests/peers/package.json .peers/ && npm install --prefix .peers"
        )
    return found


@contextlib.contextmanager
def medplum() -> Iterator[str]:
    """The FHIR base of a new, empty server; it is gone when the block ends."""
    command, port = node(), free_port()
    base = f"http://127.0.0.1:{port}/fhir"
    with (
        tempfile.TemporaryDirectory(prefix="medplum-", ignore_cleanup_errors=True) as data,
        running([command, str(SERVER), str(folder()), str(port)], answers=f"{base}/Patient", cwd=Path(data)),
    ):
        yield base


if __name__ == "__main__":
    by_hand(medplum())
