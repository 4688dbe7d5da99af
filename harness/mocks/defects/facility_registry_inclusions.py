"""Faults of a facility registry in what comes along with a search (ITI-90)."""

from __future__ import annotations

from collections.abc import Iterator

from harness.mocks.defects.facility_registry_searches import defect, misunderstanding
from harness.mocks.facility_registry import Facilities

INCLUSIONS = (
    ("90-03a", "_include", "Organization:endpoint"),
    ("90-03b", "_revinclude", "Location:organization"),
    ("90-03c", "_revinclude", "OrganizationAffiliation:participating-organization"),
    ("90-03d", "_revinclude", "OrganizationAffiliation:primary-organization"),
    ("90-03e", "_include", "Location:organization"),
    ("90-03g", "_include", "OrganizationAffiliation:endpoint"),
)


def without(parameter: str, included: str) -> type[Facilities]:
    """The behaviour of a registry that does not include it."""

    def understood(_type: str, name: str, value: str) -> Iterator[tuple[str, str]]:
        if (name, value) != (parameter, included):
            yield name, value

    return misunderstanding(understood)


for _requirement, _parameter, _included in INCLUSIONS:
    defect(
        f"does-not-{_parameter[1:]}-{_included.lower().replace(':', '-')}",
        breaks=[_requirement],
        where="Bundle.entry",
        text=f"{_parameter}={_included} is not known, and so nothing comes along.",
    )(without(_parameter, _included))
