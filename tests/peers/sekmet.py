"""sekmet-fhir, a FHIR server that is not ours, with its data in a temporary folder.

By hand: ``.venv/bin/python tests/peers/sekmet.py`` prints its FHIR base and runs until Ctrl-C.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.peers.peer import PeerMissing, by_hand, folder, free_port, running


def program() -> Path:
    """The command ``sekmet``. Raises PeerMissing."""
    places = (folder() / "bin" / "sekmet", folder() / "Scripts" / "sekmet.exe")
    if found := next((one for one in places if one.exists()), None):
        return found
    raise PeerMissing(
        f"sekmet-fhir is not installed in {folder()}: python3 -m venv .peers && "
        ".peers/bin/pip install -r tests/peers/requirements.txt"
    )


@contextlib.contextmanager
def sekmet(*, told_its_address: bool = False) -> Iterator[str]:
    """The FHIR base of a new, empty server; it is gone when the block ends.

    As it comes, the links in its answers lead to ``http://localhost:8090/fhir`` wherever it listens;
    `told_its_address` sets its base URL right.
    """
    command, port = program(), free_port()
    base = f"http://127.0.0.1:{port}/fhir"
    listening = [str(command), "serve", "--host", "127.0.0.1", "--port", str(port)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SEKMET_")}
    if told_its_address:
        environment["SEKMET_BASE_URL"] = base
    with (
        tempfile.TemporaryDirectory(prefix="sekmet-", ignore_cleanup_errors=True) as data,
        running(listening, answers=f"{base}/metadata", cwd=Path(data), environment=environment),
    ):
        yield base


if __name__ == "__main__":
    words = argparse.ArgumentParser(description="A FHIR server that is not ours: sekmet-fhir.")
    words.add_argument("--told-its-address", action="store_true", help="Links in its answers lead back to it.")
    by_hand(sekmet(told_its_address=words.parse_args().told_its_address))
