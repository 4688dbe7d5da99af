"""oidc-provider, an authorization server that is not ours, started for one test run."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.peers.peer import PeerMissing, by_hand, folder, free_port, running

SERVER = Path(__file__).with_name("oidc_provider.mjs")
CLIENT, SECRET = "connect-a-thon-harness", "a-secret-between-the-two-of-us"


@contextlib.contextmanager
def oidc_provider() -> Iterator[str]:
    """Its issuer; it is gone when the block ends. Raises PeerMissing."""
    command, port = shutil.which("node"), free_port()
    if command is None or not (folder() / "node_modules" / "oidc-provider").is_dir():
        raise PeerMissing(f"oidc-provider is not installed in {folder()}: npm install --prefix .peers oidc-provider")
    issuer = f"http://127.0.0.1:{port}"
    with (
        tempfile.TemporaryDirectory(prefix="oidc-", ignore_cleanup_errors=True) as data,
        running(
            [command, str(SERVER), str(folder()), str(port)],
            answers=f"{issuer}/.well-known/oauth-authorization-server",
            cwd=Path(data),
            environment={**os.environ, "CLIENT_SECRET": SECRET},
        ),
    ):
        yield issuer


if __name__ == "__main__":
    by_hand(oidc_provider())
