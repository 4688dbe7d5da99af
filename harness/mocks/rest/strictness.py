"""Looks at a resource that a mock is sent as the validator does, and refuses one that is not valid. Keeps nothing."""

from __future__ import annotations

from harness import folders
from harness.conformance import Issue, Validator, validator
from harness.conformance.outcome import operation_outcome
from harness.conformance.packages.definitions import CORE_URL, HOW_TO_GET
from harness.errors import MalformedMessage, UsageError
from harness.messages import fhir
from harness.messages.fhir import XML
from harness.messages.fhir.xml_parsing import parsed_tree
from harness.mocks.rest.messages import Refusal, Request


class Strictness:
    """Refuses what is not valid FHIR R4, or does not meet a profile that it claims.

    Raises UsageError where the definitions of FHIR are not installed: it would refuse nothing.
    """

    def __init__(self) -> None:
        self._validator: Validator = validator((folders.fixtures() / "profiles",))
        if not self._validator.definitions.available:
            raise UsageError(f"--strict cannot be kept: {HOW_TO_GET}.")

    def check(self, request: Request) -> None:
        """Raises Refusal with every error: 400 where FHIR itself is broken, 422 for a profile (FHIR R4 3.1.0.8)."""
        content_type = request.header("content-type")
        if not request.body or fhir.media_type(content_type) is None:
            return
        is_xml = fhir.media_type(content_type) == XML
        try:
            resource = parsed_tree(request.body) if is_xml else fhir.parse(request.body, content_type)
        except MalformedMessage:
            return  # refused by whoever reads it
        issues = self._validator.validate(resource)
        if errors := [one for one in issues if one.severity in ("fatal", "error")]:
            raise Invalid(errors)


class Invalid(Refusal):
    """A resource that is refused for what the validator found in it."""

    def __init__(self, errors: list[Issue]) -> None:
        basic = any(not one.source.startswith("http") or one.source.startswith(CORE_URL) for one in errors)
        super().__init__(400 if basic else 422, "invalid", errors[0].message)
        self.outcome = operation_outcome(errors)
