"""In what surroundings a mock is proved: as it comes, or as somebody who takes part in IUA. Plays nothing itself."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from harness.participants import Participant
from harness.participants.participant import Tokens
from harness.scenario.library import Scenario
from harness.scenario.premises import AUTHORIZATION_SERVER
from harness.transport.authentication import Basic

if TYPE_CHECKING:
    from harness.scenario.stage import Stage

AUDIENCE = "urn:the-mock"
CLIENT, SECRET = "the-mock", "a-secret-of-the-mock-and-nobody-else"


class Setting:
    """The usual one: no tokens."""

    def fits(self, scenario: Scenario) -> bool:
        """Whether this is where `scenario` is played."""
        return not any(one.guarded for one in scenario.script.transactions)

    def cast(self, participant: Participant) -> Participant:
        """The mock as a participant in this setting."""
        return participant

    def prepare(self, service: Any, stage: Stage) -> None:
        """What has to be so at the mock before anything is played."""


class WithTokens(Setting):
    """The mock takes part in IUA: gives tokens, or takes those of our authorization server."""

    def fits(self, scenario: Scenario) -> bool:
        """Whether anybody shows a token in it."""
        return any(one.guarded for one in scenario.script.transactions)

    def cast(self, participant: Participant) -> Participant:
        """With an identity at our authorization server, and an audience."""
        return dataclasses.replace(participant, tokens=Tokens(AUDIENCE, CLIENT, SECRET))

    def prepare(self, service: Any, stage: Stage) -> None:
        """Its door opens to our tokens alone."""
        from harness.mocks.rest.token_gate import Trust, published

        if hasattr(service, "is_known_as"):
            service.is_known_as(CLIENT, SECRET)
        if hasattr(service, "trusts"):
            issuer = stage.premises.issuer
            service.trusts(Trust(issuer, AUDIENCE, published(issuer)))


SETTINGS: tuple[Setting, ...] = (Setting(), WithTokens())
"""All of them; a scenario fits one."""


def identity_of(service: Any, url: str, lines: Mapping[str, str]) -> dict[str, Any]:
    """Where a mock is to be found, and at an authorization server who we are there."""
    if service.actor != AUTHORIZATION_SERVER:
        return {"endpoints": {"fhir": f"{url}/fhir", **({"hl7v2": lines["mllp"]} if "mllp" in lines else {})}}
    known = service.settings.clients[0]
    return {"endpoints": {"oauth": f"{url}/oauth"}, "authentication": Basic(known.id, known.secret)}
