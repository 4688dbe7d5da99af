"""Every named defect against the whole library: it fails what it declares, nowhere anything else. Minutes.

What is told of an exchange (ITI-20) follows from what was done: plays in which somebody is told of it are played for
the defects of telling alone.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence

from benchmarks.figure import Figure
from harness.mocks.defects import Defect, everything
from harness.openhie.requirements import Catalogue
from harness.scenario.library import Scenario, scenarios
from harness.scenario.proof import Proof, prove
from harness.transactions.record_audit_event import AUDIT

TELLING = "ITI-20"


def figures() -> Iterator[Figure]:
    """How many hold, in what time, and each that does not with what came instead."""
    catalogue = Catalogue.load()
    library = list(scenarios(catalogue))
    provable = [one for one in everything() if not all(catalogue.requirement(each).not_tested for each in one.breaks)]
    begun, broken = time.time(), list[Proof]()
    for number, defect in enumerate(provable, 1):
        proof = prove(defect, _concerned(defect, library, catalogue), catalogue)
        if not proof.holds:
            broken.append(proof)
            print(f"{number} of {len(provable)}: {proof}", file=sys.stderr, flush=True)
    good = len(provable) - len(broken)
    told = f"{len(library)} plays, {(time.time() - begun) / 60:.0f} min"
    yield Figure("defects that fail exactly what they declare", str(good), told, "", f"all {len(provable)}", not broken)
    for proof in broken:
        yield Figure(f"does not hold: {proof.defect}", _words(proof))


def _concerned(defect: Defect, library: Sequence[Scenario], catalogue: Catalogue) -> list[Scenario]:
    telling = any(catalogue.requirement(one).transaction == TELLING for one in defect.breaks)
    return [one for one in library if telling or not any(each.endpoint == AUDIT for each in one.script.transactions)]


def _words(proof: Proof) -> str:
    parts = (
        ("missing", proof.missing),
        ("unexpected", proof.unexpected),
        ("misplaced", proof.misplaced),
        ("broken", proof.broken),
    )
    return "; ".join(f"{name} {', '.join(found)}" for name, found in parts if found)
