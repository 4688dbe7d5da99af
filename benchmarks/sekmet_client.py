"""SEKMET's own scenarios against a FHIR server, measured in its client process alone. Runs in SEKMET's environment.

``python -P sekmet_client.py FHIR-BASE`` in an empty folder prints one JSON object: exchanges, plays, and the seconds
wall, unwaited (wall less the waits for the server) and processor. Only scenarios that neither sleep nor are called
back; the first one, which loads what is loaded late, counts for nothing.
"""

import json
import sys

from sekmet.config import Peer, Settings
from sekmet.context import AppContext
from sekmet.scenarios.runner import ScenarioRunner

from benchmarks.waiting import Clocks

SCENARIOS = (
    "conformance_smoke",
    "adt_admit_transfer_discharge",
    "adt_merge_update",
    "appointment_book_cancel",
    "clinical_documentation",
    "lab_order_to_result",
    "medication_order_dispense",
    "rad_order_imaging_report",
)


def main(base: str) -> None:
    """Play them as ``sekmet scenario run`` does, and measure."""
    clocks = Clocks()
    context = AppContext(Settings(base_url=base, peers={"other": Peer(base_url=base)}))
    runner = ScenarioRunner(context, "other")
    runner.run(SCENARIOS[0])
    begun = clocks.read()
    results = [runner.run(name) for name in SCENARIOS]
    taken = [end - begin for begin, end in zip(begun, clocks.read(), strict=True)]
    broken = [f"{one.name}: {step.message}" for one in results for step in one.steps if step.status == "error"]
    if broken:
        sys.exit("\n".join(broken))
    exchanges = sum(len(step.traffic_ids) for one in results for step in one.steps)
    names = ("wall", "unwaited", "processor")
    print(json.dumps({"exchanges": exchanges, "plays": len(results), **dict(zip(names, taken, strict=True))}))


if __name__ == "__main__":
    main(sys.argv[1])
