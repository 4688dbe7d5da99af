"""Why an expression could not be judged: it is no FHIRPath, or it asks for what nobody here knows."""

from __future__ import annotations

from harness.errors import HarnessError


class FhirPathError(HarnessError):
    """An expression that cannot be read, or cannot be evaluated on this value. Never the fault of the resource."""


class Unknowable(FhirPathError):
    """What the expression asks for is not here: a resource elsewhere, a value set that cannot be expanded."""
