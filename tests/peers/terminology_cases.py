"""FHIR's own terminology cases, asked of a server by FHIR's own tester in Java. Knows pipes, not what a case is about.

Built by ``mvn -q -B -f tests/peers/java/pom.xml package``: org.hl7.fhir.validation 6.6.7 asks the cases of
org.hl7.fhir.testcases 1.7.0.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.peers.official import QUICKLY, command

PATIENCE = 300.0


def answers(base: str, output: Path) -> dict[str, str]:
    """Why each case failed at the FHIR server at `base`, empty for those that passed; `output` is a folder to write in.

    Raises PeerMissing.
    """
    java, *rest = command()
    called = [java, *QUICKLY, *rest[:-1], "TerminologyCases", base, str(output)]
    done = subprocess.run(called, capture_output=True, check=True, timeout=PATIENCE, encoding="utf-8")
    told = [json.loads(line) for line in done.stdout.splitlines()]
    return {one["case"]: one["why"] for one in told}
