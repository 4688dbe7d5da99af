"""A Directory of IHE mCSD without its door: what it keeps, how it is asked, followed and fed. A defect overrides it."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from typing_extensions import override

from harness.mocks.directory.care_services import CareServices
from harness.mocks.rest.declaration import ALL, Kept, offered
from harness.mocks.rest.messages import Refusal, Request
from harness.mocks.rest.service import RestService
from harness.mocks.search.parameters import search_table
from harness.mocks.store import Store

_MCSD = "https://profiles.ihe.net/ITI/mCSD"
STATEMENT = f"{_MCSD}/CapabilityStatement/IHE.mCSD.Directory"


def kept(*profiles: str, interactions: tuple[str, ...] = ALL) -> Kept:
    """A resource type of mCSD that meets these profiles, found by all that FHIR finds it by."""
    canonicals = tuple(f"{_MCSD}/StructureDefinition/IHE.mCSD.{one}" for one in profiles)
    return Kept(interactions, conditional=("create", "update", "delete"), update_create=True, profiles=canonicals)


ORGANIZATION = kept("Organization", "FacilityOrganization", "JurisdictionOrganization")
LOCATION = kept("Location", "FacilityLocation", "JurisdictionLocation")
SERVICE, ENDPOINT = kept("HealthcareService"), kept("Endpoint")
AFFILIATION = kept("OrganizationAffiliation")
PRACTITIONER, ROLE = kept("Practitioner"), kept("PractitionerRole")


class Directory(CareServices, RestService):
    """A Directory: ITI-90, ITI-91 and ITI-130, and what it tells by CSD.

    `data` is the file to keep records in, memory without one.
    """

    everywhere: ClassVar[tuple[str, ...]] = ("transaction", "batch", "history-system")
    instantiates: ClassVar[tuple[str, ...]] = (STATEMENT,)

    def __init__(self, data: Path | None = None) -> None:
        super().__init__(Store(search_table(offered(self.declares)), data))

    @override
    def unsupported_format(self, request: Request) -> Refusal:
        """400 for a read (ITI-90 2:3.90.4.4.3), 406 for all else."""
        refusal = super().unsupported_format(request)
        if request.interaction == "read":
            refusal.status = 400
        return refusal
