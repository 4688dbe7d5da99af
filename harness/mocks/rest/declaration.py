"""What a service does with each resource type: said once, answered by it, and told in the CapabilityStatement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from harness.mocks.rest.messages import Refusal, Request
from harness.mocks.search.parameters import Offered

READ_ONLY = ("read", "search-type")
ALL = ("read", "vread", "update", "delete", "history-instance", "history-type", "create", "search-type")
"""Every interaction of a type (FHIR R4 type-restful-interaction) that there is here."""

_CODES = {"search": "search-type", "history": "history-instance", "create": "create"}
_CONDITIONAL = {"conditional-create": "create", "conditional-update": "update", "conditional-delete": "delete"}


@dataclass(frozen=True, slots=True)
class Kept:
    """One resource type: `interactions` by FHIR's codes, the search parameters it is `searched_by` (all, where None).

    `conditional` are those of create, update and delete that may be conditional (``delete``: of one; ``delete-all``:
    of all that fit). With `update_create` callers give ids: a PUT to an address where nothing is creates it.
    `profiles` are canonicals that the resources meet.
    """

    interactions: tuple[str, ...] = ALL
    searched_by: tuple[str, ...] | None = None
    conditional: tuple[Literal["create", "update", "delete", "delete-all"], ...] = ()
    update_create: bool = False
    profiles: tuple[str, ...] = ()


Declaration = Mapping[str, Kept]


def offered(declaration: Declaration) -> Offered:
    """The search parameters by type, for the table of a store."""
    return {type_: kept.searched_by for type_, kept in declaration.items()}


def check_allowed(request: Request, kept: Kept | None, everywhere: Iterable[str]) -> None:
    """Raises Refusal (405) for an interaction that is not declared: `everywhere` are those of the whole service."""
    wanted = request.interaction
    if wanted.startswith("$") or wanted in ("capabilities", "several"):
        return
    if kept is None:
        if wanted not in everywhere:
            raise Refusal(405, "not-supported", f"{wanted} is not supported here")
        return
    if wanted in _CONDITIONAL:
        _check_conditional(request, kept, _CONDITIONAL[wanted])
    elif _CODES.get(wanted, wanted) not in kept.interactions:
        raise Refusal(405, "not-supported", f"{request.type}: only {', '.join(kept.interactions)} here")
    elif wanted == "create" and "if-none-exist" in request.headers:
        _check_conditional(request, kept, "create")


def _check_conditional(request: Request, kept: Kept, what: str) -> None:
    if not any(one.startswith(what) for one in kept.conditional) or what not in kept.interactions:
        status = 400 if what == "create" else 405
        raise Refusal(status, "not-supported", f"A conditional {what} of a {request.type} is not supported here")
