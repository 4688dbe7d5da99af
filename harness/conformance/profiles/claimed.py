"""The profiles a resource has to meet: asked for, claimed in ``meta.profile``, imposed by these, implied by a code.

Knows where profiles are named (R4 resource.html#Meta.profile; extension structuredefinition-imposeProfile;
observation-vitalsigns.html), not what they ask.
"""

from __future__ import annotations

from typing import Any

from harness.conformance.issue import Issue, not_checked
from harness.conformance.looking import one, texts
from harness.conformance.profiles.implied import implied_by
from harness.conformance.profiles.judging import check_profile
from harness.conformance.profiles.library import library_of
from harness.conformance.scope import Scope

MOST_CLAIMED = 100
"""Profiles of one resource that are checked."""


def check_claimed(resource: Any, where: str, scope: Scope, asked: tuple[str, ...] = ()) -> None:
    """A resource against all profiles it has to meet, each once; what two of them say alike is said once."""
    claimed = [url for _, url in texts(one(resource, "meta"), "profile")]
    implied = implied_by(resource)
    if not asked and not claimed and not implied:
        return
    library, before = library_of(scope.definitions), len(scope.issues)
    waiting, seen = [*asked, *claimed, *implied], set[str]()
    while waiting:
        canonical = waiting.pop(0)
        if canonical in seen or not canonical:
            continue
        if len(seen) >= MOST_CLAIMED:
            scope.report([not_checked(where, f"more than {MOST_CLAIMED} profiles: the rest of them")])
            break
        seen.add(canonical)
        check_profile(resource, str(resource.get("resourceType") or ""), canonical, where, scope)
        overlay = library.overlay(canonical)
        waiting += library.imposed(canonical) if overlay else ()
    if len(seen) > 1:
        scope.issues[before:] = _once(scope.issues[before:])


def _once(issues: list[Issue]) -> list[Issue]:
    """The same words about the same place from several profiles, once."""
    return list({(one.severity, one.code, one.expression, one.message): one for one in reversed(issues)}.values())[::-1]
