"""Is this FHIR resource valid? Judges a parsed resource by FHIR R4 (4.0.1) and by profiles. Fetches nothing.

>>> from harness.conformance import validate
>>> for issue in validate({"resourceType": "Patient", "gender": "woman"}):
...     print(issue.severity, issue.expression, issue.message)
"""

from __future__ import annotations

from harness.conformance.issue import Issue, Severity
from harness.conformance.validator import Validator, validate, validator

__all__ = ["Issue", "Severity", "Validator", "validate", "validator"]
