"""What a FHIR server is asked, what it answers, and how it refuses. Knows no bytes but the body's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from harness.messages.fhir import JSON, Resource, operation_outcome

Parameters = tuple[tuple[str, str], ...]


class Refusal(Exception):
    """A request that is not served: the HTTP status, and what the OperationOutcome says.

    `code` is of issue-type, `expression` names elements in simple FHIRPath.
    """

    def __init__(
        self, status: int, code: str, diagnostics: str, *, expression: Sequence[str] = (), severity: str = "error"
    ) -> None:
        super().__init__(diagnostics)
        self.status = status
        self.headers: Mapping[str, str] = {}
        self.outcome: Resource = operation_outcome(severity, code, diagnostics, expression=expression)


@dataclass(frozen=True, slots=True)
class Request:
    """A request, its address taken apart.

    `interaction` is FHIR's word for it (``read``, ``vread``, ``search``, ``create``, ``update``, ``delete``,
    ``history``, ``history-type``, ``history-system``, ``capabilities``, ``several`` for a Bundle), with
    ``conditional-`` before it where the address is a search, or the operation (``$match``). `target` is what stands
    after the resource type: an id, and a version. `parameters` are those of the address, `form` those of a form in the
    body. `base` is our own base URL as the caller knows it, `caller` the network address that the request came from.
    `page_size` is the most that stands on a page where the caller does not say, 0 for as much as usual.
    Of an entry of a Bundle the body is read already, as `resource`; `beside` are the resources that the same
    transaction brings (``Patient/1``).
    """

    interaction: str
    type: str
    target: tuple[str, ...] = ()
    method: str = "GET"
    parameters: Parameters = ()
    form: Parameters = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    base: str = ""
    caller: str = ""
    resource: Resource | None = None
    beside: frozenset[str] = frozenset()
    page_size: int = 0

    @property
    def asked(self) -> Parameters:
        """All parameters, wherever they stood."""
        return (*self.parameters, *self.form)

    def header(self, name: str) -> str:
        """The header field `name` (in lower case), empty where there is none."""
        return self.headers.get(name, "")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer before it becomes bytes. `resource` is None where there is no body, `format` a media type.

    One that `breaks_off` is cut in the middle of its body, and the connection with it.
    """

    status: int
    resource: dict[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    format: str = JSON
    breaks_off: bool = False
