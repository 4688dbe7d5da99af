"""HAPI's terminology in memory, on a Java machine of its own: what it expands R4's own value sets to. Knows pipes.

Built by ``mvn -q -B -f tests/peers/java/pom.xml package``; HAPI FHIR 8.6.1.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence

from tests.peers.official import QUICKLY, command

PATIENCE = 300.0


def expanded(urls: Sequence[str]) -> dict[str, frozenset[str] | None]:
    """The codes of each value set as ``system|code``; None where it cannot be expanded. Raises PeerMissing."""
    java, *rest = command()
    asked = "".join(f"{url}\n" for url in urls)
    called = [java, *QUICKLY, *rest[:-1], "Expander"]
    done = subprocess.run(called, input=asked, capture_output=True, check=True, timeout=PATIENCE, encoding="utf-8")
    told = [json.loads(line) for line in done.stdout.splitlines()]
    return {url: frozenset(one["codes"]) if "codes" in one else None for url, one in zip(urls, told, strict=True)}
