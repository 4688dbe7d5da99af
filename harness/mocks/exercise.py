"""Practice for trainees: which unnamed defects a seed gives a mock. Runs nothing, and tells nothing of them.

Drawn are faults that a run against the mock's address alone can find. What needs more to be set up (TLS, tokens,
audit, clocks, another protocol) is left out; HL7 v2 is among them where the mock is heard by MLLP. The same seed draws
the same in the same version of the harness.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from harness.errors import UsageError
from harness.mocks.defects import Defect, all_of
from harness.openhie.requirements import Catalogue

BY_MLLP = frozenset({"hl7v2", "iti_8", "iti_9", "iti_10", "iti_21", "iti_30", "ohie_cr_cases"})
SET_UP = frozenset({"iti_1", "iti_19", "iti_20", "iti_48", "iti_60", "iti_71", "iti_72", "iti_73", "iti_74", "soap"})
"""Families of requirements that an address alone does not test."""
HL7V2 = "HL7 v2"
"""A fault that speaks of it shows nowhere else, whatever it breaks."""
ITS_OWN = {"authorization-server": frozenset({"iti_71"})}


def drawn(mock: str, seed: str, *, count: int = 1, by_mllp: bool = False) -> tuple[Defect, ...]:
    """The `count` defects that `seed` gives the mock called `mock`. A UsageError where it has not so many."""
    fit = list(_fit(mock, by_mllp=by_mllp))
    if len(fit) < count:
        raise UsageError(
            f"--exercise: the mock {mock} has {len(fit)} faults that an exercise can have; {count} wanted."
        )
    return tuple(random.Random(f"{mock} {seed}").sample(fit, count))


def _fit(mock: str, *, by_mllp: bool) -> Iterator[Defect]:
    catalogue = Catalogue.load()
    left_out = SET_UP - ITS_OWN.get(mock, frozenset()) | (frozenset() if by_mllp else BY_MLLP)
    for defect in sorted(all_of(mock), key=lambda each: each.name):
        broken = [catalogue.requirement(one) for one in defect.breaks]
        fails = any(one.level == "SHALL" for one in broken)  # what is only noted, nobody would take for the fault
        if fails and not {one.family for one in broken} & left_out and (by_mllp or HL7V2 not in defect.text):
            yield defect
