"""Request care services updates: where they come from (HWWF-4).

The ministry's own system tells the registries what it knows (ITI-130): a clinic opens, a clinic moves, a district with
all its clinics comes at once. OpenHIE names nobody who does so; the harness does it for the point of service.
"""

from harness import facilities, given, provided, then, verifies, when
from harness.checks import directories, http
from harness.transactions import (
    CareServicesFeed,
    CareServicesQuery,
    CareServicesTransaction,
    FaultyCareServicesFeed,
    FaultyCareServicesTransaction,
    Identifier,
    RetrieveCareService,
)


@verifies("130-01", "130-02")
def test_a_clinic_opens_and_moves(point_of_service, facility_registry):
    """Judges the registry alone: the point of service is no source of facilities."""
    with given("a clinic that nobody knows"):
        clinic = facilities.unseen()["organization"]
        number = clinic["identifier"][0]

    with when("it is added, and then moves to another town"):
        added = point_of_service.sends(CareServicesFeed(clinic), to=facility_registry)
        address = [{"city": "Nyala", "country": "SD"}]
        moved = point_of_service.sends(
            CareServicesFeed({**clinic, "address": address}, added.record), to=facility_registry
        )
        read = point_of_service.sends(RetrieveCareService(added.record), to=facility_registry)

    with then(facility_registry).shall("create it, and say where it is kept", "130-01"):
        directories.created(added.response, "Organization")
        with provided("it can be read there"):
            directories.is_the_resource(read.response, Identifier(number["system"], number["value"]))
    with then(facility_registry).shall("update it, and keep the new address", "130-02"):
        http.answered(moved.response, 200)
        directories.shows(read.response, address=address)


@verifies("130-04", "130-07")
def test_a_district_comes_at_once_or_not_at_all(point_of_service, facility_registry):
    """Judges the registry alone: the point of service is no source of facilities."""
    with given("a facility with its district, its service and its programme, and another of which one part is broken"):
        clinic, broken = facilities.network(), facilities.network().changed("affiliation", active="perhaps")
        number = clinic["location"]["identifier"][0]
        lost = broken["location"]["identifier"][0]

    with when("each is told at once"):
        told = point_of_service.sends(CareServicesTransaction(clinic.entries), to=facility_registry)
        refused = point_of_service.sends(FaultyCareServicesTransaction(broken.entries), to=facility_registry)
        there = point_of_service.sends(
            CareServicesQuery("Location", Identifier(number["system"], number["value"])), to=facility_registry
        )
        nowhere = point_of_service.sends(
            CareServicesQuery("Location", Identifier(lost["system"], lost["value"])), to=facility_registry
        )

    with then(facility_registry).shall("carry out the whole, and answer for each part", "130-04"):
        directories.carried_out(told.response, len(clinic.entries))
        directories.finds(there.response, Identifier(number["system"], number["value"]))
    with then(facility_registry).shall("keep nothing of what cannot be kept as a whole", "130-07"):
        http.refused(refused.response)
        with provided("what is whole is kept"):
            directories.finds(there.response, Identifier(number["system"], number["value"]))
        directories.finds_nothing(nowhere.response)


@verifies("130-08")
def test_what_is_no_organization_is_refused(point_of_service, facility_registry):
    """Judges the registry alone: the point of service tells something wrong on purpose."""
    with given("an organization that is taken"):
        clinic = facilities.unseen()["organization"]
        point_of_service.sends(CareServicesFeed(clinic), to=facility_registry)

    with when("the same is told with a list where its name has to stand"):
        wrong = point_of_service.sends(FaultyCareServicesFeed(clinic), to=facility_registry)

    with then(facility_registry).shall("refuse what it cannot understand", "130-08"):
        http.refused(wrong.response)
