"""SEKMET's own scenarios against a FHIR server, measured in its client process alone. Runs in SEKMET's environment.

``python -P sekmet_client.py FHIR-BASE`` in an empty folder prints one JSON object: for ``checked`` (the one scenario of
which every exchange is checked) and ``all`` (every scenario that neither sleeps nor is called back; four of five of
their exchanges only set something up) the exchanges, the checks, and the seconds wall, unwaited (wall less the waits
for the server) and processor. What is loaded late is loaded before.
"""

import json
import sys

from sekmet.config import Peer, Settings
from sekmet.context import AppContext
from sekmet.scenarios.runner import ScenarioRunner

from benchmarks.waiting import Clocks

CHECKED = "conformance_smoke"
OTHERS = (
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
    runner.run(CHECKED)
    told = {"checked": _measured(runner, [CHECKED] * 4, clocks), "all": _measured(runner, [CHECKED, *OTHERS], clocks)}
    print(json.dumps(told))


def _measured(runner: ScenarioRunner, names: list[str], clocks: Clocks) -> dict[str, float]:
    begun = clocks.read()
    results = [runner.run(name) for name in names]
    taken = [end - begin for begin, end in zip(begun, clocks.read(), strict=True)]
    steps = [step for one in results for step in one.steps]
    if broken := [f"{step.name}: {step.message}" for step in steps if step.status in ("failed", "error")]:
        sys.exit("\n".join(broken))
    counted = {
        "exchanges": sum(len(step.traffic_ids) for step in steps),
        "checks": sum(len(step.checks) for step in steps),
    }
    return {**counted, **dict(zip(("wall", "unwaited", "processor"), taken, strict=True))}


if __name__ == "__main__":
    main(sys.argv[1])
