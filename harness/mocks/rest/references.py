"""The references in a resource: whether they lead anywhere, and which of them lead to us. Knows no resource type."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from harness.mocks.rest.messages import Refusal

_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_LOCAL = re.compile(r"(?P<type>[A-Z][A-Za-z]+)/(?P<id>[A-Za-z0-9.\-]{1,64})(/_history/[A-Za-z0-9.\-]{1,64})?")

Exists = Callable[[str, str], bool]
"""Whether a resource of a type with an id is kept."""


def settled(resource: dict[str, Any], *, base: str, exists: Exists) -> dict[str, Any]:
    """`resource` with absolute references to ourselves made relative.

    Raises Refusal (422) for a reference to a resource that we would have to keep and do not, or to a contained one
    that is not there. A reference to another server is taken on trust, a logical one (an identifier) as it is.
    """
    contained = {one.get("id") for one in resource.get("contained", ()) if isinstance(one, dict)}

    def walk(value: Any, path: str) -> Any:
        if isinstance(value, list):
            return [walk(one, f"{path}[{index}]") for index, one in enumerate(value)]
        if not isinstance(value, dict):
            return value
        walked = {name: walk(one, f"{path}.{name}") for name, one in value.items()}
        if isinstance(value.get("reference"), str):
            walked["reference"] = _settled(value["reference"], f"{path}.reference")
        return walked

    def _settled(reference: str, path: str) -> str:
        local = reference.removeprefix(f"{base}/")
        if local.startswith("#"):
            if local != "#" and local[1:] not in contained:
                raise _leads_nowhere(reference, path)
        elif not _ELSEWHERE.match(local):
            found = _LOCAL.fullmatch(local)
            if found is None or not exists(found["type"], found["id"]):
                raise _leads_nowhere(reference, path)
        return local

    walked: dict[str, Any] = walk(resource, resource["resourceType"])
    return walked


def _leads_nowhere(reference: str, path: str) -> Refusal:
    return Refusal(422, "not-found", f"The reference {reference[:200]!r} leads to no resource here", expression=(path,))
