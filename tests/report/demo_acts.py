"""What people did about the demonstration run: overrides, an attestation with a picture, disputes, comments."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from harness.evidence.ledger import Ledger
from harness.evidence.record import Act, Picture

AT = 1_795_360_000.0
KIJANI = "Kijani MPI"
RENAMED = f"update_patient_demographic_record.a_changed_name_is_seen_by_everybody[{KIJANI} as client_registry]"
NAMELESS = "create_patient_demographic_record.a_patient_without_a_name_is_refused"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000100000001080600000"
    "01f15c4890000000d49444154789c6360f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


def said(number: int, deed: Any, text: str, *, by: str = "Amina Wanjiru", role: Any = "mentor", **about: str) -> Act:
    return Act(f"a{number}", deed, by, role, AT + number, text, **about)


def people(folder: Path) -> Path:
    """Write what people did into the run in `folder`, and return it."""
    ledger = Ledger(folder, writer="review")
    mine = {"participant": KIJANI}
    right = mine | {"play": RENAMED, "verdict": "PASS"}
    reason = "The old name is kept as an alias, as their profile allows."
    for act in (
        said(1, "override", reason, requirement="104-02", **right),
        said(2, "override", reason, requirement="CRWF-2", **right),
        said(3, "comment", "We mend this tonight.", by="Joy", role="participant", requirement="78-12", **mine),
        said(4, "dispute", "The test is too strict.", by="Otieno", role="organiser", scenario=NAMELESS),
        said(5, "dispute", "Read it as IHE does.", requirement="78-12"),
        said(6, "comment", "Call me when it is up again.", participant="Baobab Registry"),
    ):
        ledger.add_act(act)
    screen = [Picture("log.png", "image/png", PIXEL)]
    shown = "Their screen shows an event for each feed."
    ledger.add_act(said(7, "attest", shown, requirement="104-08", verdict="PASS", **mine), screen)
    ledger.close()
    return folder
