"""A scope for a resource, as the validator makes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from harness.conformance.packages.definitions import Definitions
from harness.conformance.scope import Scope
from harness.conformance.terminology import Terminology


@pytest.fixture
def scope_of(core: Definitions) -> Callable[[dict[str, Any]], Scope]:
    """Makes the scope of a resource that stands alone."""
    terminology = Terminology(core)
    return lambda resource: Scope(core, terminology, resource, resource, str(resource.get("resourceType")))
