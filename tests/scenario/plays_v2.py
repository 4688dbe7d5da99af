"""A scenario in HL7 v2 for plays about the play itself, and the stages to play it on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from harness.evidence.ledger import Ledger
from harness.evidence.record import Ending, Finding
from harness.openhie.requirements import Catalogue
from harness.participants import Listener, Participant, Participants
from harness.scenario.casting import Casting
from harness.scenario.library import Scenario, scenarios
from harness.scenario.operator import Operator
from harness.scenario.play import Play
from harness.scenario.proof import Nobody
from harness.scenario.stage import Stage

CATALOGUE = Catalogue.load()
TEXT = '''"""Create patient demographic record (CRWF-1).

Somebody comes to a clinic for the first time.
"""

from harness import given, patients, then, verifies, when
from harness.checks import acknowledgements
from harness.transactions import PatientIdentityFeedV2


@verifies("CRWF-1", "8-01")
def test_a_patient_sent_twice(point_of_service, client_registry):
    with given("a patient whom the registry knows"):
        grace = patients.unseen()
        point_of_service.sends(PatientIdentityFeedV2(grace), to=client_registry)

    with when("the point of service sends her identity feed again"):
        again = point_of_service.sends(PatientIdentityFeedV2(grace, event="A08"), to=client_registry)

    with then(client_registry).shall("accept her", "8-01"):
        acknowledgements.accepted(again.response)
    with then(client_registry).shall("accept her again", "CRWF-1"):
        acknowledgements.accepted(again.response)
'''


def written(folder: Path, text: str = TEXT) -> Scenario:
    """The one scenario in `text`."""
    place = folder / "plays" / "patient_identity_management"
    place.mkdir(parents=True, exist_ok=True)
    (place / "test_by_hl7v2.py").write_text(text, encoding="utf-8")
    (scenario,) = scenarios(CATALOGUE, folder / "plays")
    return scenario


@contextmanager
def stage(folder: Path, people: Sequence[Participant], **changes: Any) -> Iterator[Stage]:
    """Where plays take place; `changes` are arguments of `Stage`, or the event's `certificates`."""
    listener = Listener(port=0, certificates=changes.pop("certificates", ""))
    shared: dict[str, Any] = {
        "participants": Participants(everyone=tuple(people), listener=listener),
        "operator": Operator(say=lambda _: None, ask=lambda _: None),
        "watcher": Nobody(),
        **changes,
    }
    made = Stage(run="r", seed="s", catalogue=CATALOGUE, ledger=Ledger(folder / "run"), **shared)
    try:
        yield made
    finally:
        made.close()
        made.ledger.close()


def played(scenario: Scenario, cast: dict[str, Participant], on: Stage) -> tuple[Ending, list[Finding]]:
    """How the scenario ended, and what was found of participants."""
    play = Play(scenario.script, Casting(cast), on)
    ending = play.perform(scenario.function)
    return ending, [one for one in play.findings if one.participant]


def verdicts(findings: Sequence[Finding]) -> dict[str, str]:
    """The last verdict on each requirement."""
    return {one.requirement: one.verdict for one in findings}


Told = Callable[[str], None]
