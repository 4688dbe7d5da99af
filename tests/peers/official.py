"""The official FHIR validator, on a Java machine of its own: a second opinion. Knows pipes, not what is valid.

Built by ``mvn -q -B -f tests/peers/java/pom.xml package``; what HAPI FHIR 8.6.1 wraps is org.hl7.fhir.validation 6.6.7.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.peers.peer import PeerMissing, folder

MOST_MEMORY = "1500m"
QUICKLY = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""What makes Java quick at a few hundred resources, and slow at very many."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What it says of a resource: its errors as ``place: message``, and the milliseconds it took."""

    errors: tuple[str, ...]
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Official:
    """The validator while it runs; `process` is its Java machine."""

    process: subprocess.Popen[str]

    def judge(self, text: str, profiles: Sequence[str] = (), packages: Sequence[Path] = ()) -> Opinion:
        """Its opinion of one resource in JSON or XML; `packages` are folders of JSON definitions."""
        asked = {"text": text, "profiles": list(profiles), "packages": [str(one) for one in packages]}
        told: dict[str, Any] = json.loads(self._exchange(json.dumps(asked)))
        return Opinion(tuple(told["errors"]), told["milliseconds"])

    def _exchange(self, line: str) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the official validator ended with {self.process.wait()} at {line[:200]}")
        return answer


def command() -> list[str]:
    """What starts it. Raises PeerMissing."""
    java = shutil.which("java")
    if java is None:
        raise PeerMissing("Java (17 or newer) is not installed")
    jars = [*folder().glob("java/official-validator-*.jar"), folder() / "java" / "lib" / "*"]
    if len(jars) == 1:
        raise PeerMissing(
            f"the official validator is not built in {folder()}: mvn -q -B -f tests/peers/java/pom.xml package"
        )
    return [java, f"-Xmx{MOST_MEMORY}", "-cp", os.pathsep.join(map(str, jars)), "Judge"]


@contextlib.contextmanager
def official(*options: str) -> Iterator[Official]:
    """The validator, started when the block begins, gone when it ends; the first opinion takes many seconds.

    `options` are Java's own. Raises PeerMissing.
    """
    java, *rest = command()
    child = subprocess.Popen(
        [java, *options, *rest],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )
    try:
        with child:
            yield Official(child)
            child.terminate()
    finally:
        child.kill()
