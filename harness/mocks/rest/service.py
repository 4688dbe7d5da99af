"""A FHIR R4 REST service over a store (FHIR R4 3.1.0): what every mock that keeps resources is made from.

Reading order: `answering` (any request), `reading`, `writing`, `several` (batches and transactions). An actor declares
what it does with which type, and overrides what is its own.
"""

from __future__ import annotations

from harness.mocks.rest.several import Several


class RestService(Several):
    """Answers what it declares, from its store."""
