"""Profiles: what a resource or a value has to meet beyond its type, extensions included (R4 profiling.html).

Says only what a profile adds; what a type says, structure/ says.
"""

from __future__ import annotations

from harness.conformance.profiles.claimed import check_claimed
from harness.conformance.profiles.extensions import check_extension
from harness.conformance.profiles.judging import check_profile

__all__ = ["check_claimed", "check_extension", "check_profile"]
