"""HAPI's HL7 v2 parser and MLLP client, on a Java machine of its own. Knows pipes, not what a message says.

Built by ``mvn -q -B -f tests/peers/hapi/pom.xml package``.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass

from tests.peers.peer import PeerMissing, folder


@dataclass(frozen=True, slots=True)
class Hapi:
    """A client while it runs; `process` is its Java machine."""

    process: subprocess.Popen[str]

    def says(self, message: str, *paths: str) -> list[str]:
        """Sends `message`; what HAPI finds in the answer at Terser `paths`, empty for nothing. Raises RuntimeError."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        words = (b64encode(one.encode()).decode() for one in (message, *paths))
        self.process.stdin.write(" ".join(words) + "\n")
        self.process.stdin.flush()
        first, *rest = self.process.stdout.readline().split() or ["!", ""]
        if first == "!":
            raise RuntimeError(f"HAPI says: {b64decode(rest[0]).decode()}")
        return ["" if one == "-" else b64decode(one).decode() for one in (first, *rest)]


@contextlib.contextmanager
def hapi(port: int) -> Iterator[Hapi]:
    """A client of the listener on `port`, gone when the block ends. Raises PeerMissing."""
    java = shutil.which("java")
    if java is None:
        raise PeerMissing("Java (17 or newer) is not installed")
    jars = [*folder().glob("hapi/hapi-speaker-*.jar"), folder() / "hapi" / "lib" / "*"]
    if len(jars) == 1:
        raise PeerMissing(f"HAPI is not built in {folder()}: mvn -q -B -f tests/peers/hapi/pom.xml package")
    command = [java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", os.pathsep.join(map(str, jars))]
    pipe = subprocess.PIPE
    child = subprocess.Popen(
        [*command, "Speaker", str(port)], stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, encoding="utf-8"
    )
    try:
        with child:
            yield Hapi(child)
            child.terminate()
    finally:
        child.kill()
