"""The tasks by which the point of service deals with an authorization server (IHE IUA ITI-71, ITI-102, ITI-103)."""

from __future__ import annotations

from typing import Literal

from typing_extensions import override

from harness.mocks.errands.answer import Answer
from harness.mocks.errands.values import Word
from harness.mocks.point_of_service.patient_index import PatientIndex
from harness.mocks.point_of_service.screen import Screen
from harness.mocks.point_of_service.task import Errand, Task
from harness.transactions import (
    AccessTokenRequest,
    AuthorizationServerMetadataQuery,
    TokenIntrospection,
    Transaction,
)


class Metadata(Task):
    """Ask the authorization server for its description."""

    action: Literal["authorization server metadata"]

    @override
    def errand(self, index: PatientIndex, following: Transaction | None) -> Errand:
        return Errand(AuthorizationServerMetadataQuery(), answered, "The authorization server described itself.")


class AccessToken(Task):
    """Get an access token for `scope`; searches that want one show it from then on."""

    action: Literal["access token"]
    scope: Word

    @override
    def errand(self, index: PatientIndex, following: Transaction | None) -> Errand:
        return Errand(AccessTokenRequest("token", self.scope), answered, "There is an access token now.")


class Introspect(Task):
    """Ask the authorization server what `token` is worth."""

    action: Literal["introspect"]
    token: Word

    @override
    def errand(self, index: PatientIndex, following: Transaction | None) -> Errand:
        return Errand(TokenIntrospection("introspect", self.token), answered, "The authorization server answered.")


def answered(answer: Answer) -> Screen:
    """The screen after an authorization server answered, which speaks no FHIR: only whether it did as it was asked."""
    if answer.status == 200:
        return Screen()
    return Screen(error=f"The authorization server answered {answer.status}." if answer.status else answer.fault)
