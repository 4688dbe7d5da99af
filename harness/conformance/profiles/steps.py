"""The path of a discriminator taken apart: the restricted FHIRPath of R4 profiling.html#discriminator."""

from __future__ import annotations

import re

_STEP = re.compile(
    r"""(?P<name>[A-Za-z_][A-Za-z0-9_]*|\$this)(\[x\])?(?![\w(])
    | (?P<call>resolve)\(\s*\)
    | (?P<type>ofType|as)\(\s*(?:FHIR\.|`)?(?P<of>[A-Za-z0-9]+)`?\s*\)
    | extension\(\s*(?P<quote>['"])(?P<url>[^'"]+)(?P=quote)\s*\)""",
    re.VERBOSE | re.ASCII,
)

RESOLVE = "resolve()"
OF_TYPE = "ofType "
EXTENSION = "extension "


def steps_of(path: str) -> tuple[str, ...] | None:
    """The steps of a path: names, ``resolve()``, ``ofType Quantity``, ``extension http://…``; None if it is none.

    ``$this`` is no step at all.
    """
    steps: list[str] = []
    at = 0
    while at < len(path):
        found = _STEP.match(path, at)
        if not found or (found.end() < len(path) and path[found.end()] != "."):
            return None
        steps += _step(found)
        at = found.end() + 1
    return tuple(steps)


def _step(found: re.Match[str]) -> list[str]:
    if found["name"]:
        return [] if found["name"] == "$this" else [found["name"]]
    if found["call"]:
        return [RESOLVE]
    return [f"{OF_TYPE}{found['of']}"] if found["type"] else [f"{EXTENSION}{found['url']}"]
