"""Query patient demographic records by demographics, page by page over HL7 v2 (CRWF-4).

Her name is a common one. The point of service asks for a few patients at a time (ITI-21, RCP-2), goes on from where the
answer stopped (DSC), and stops when it has seen enough.
"""

from harness import given, patients, then, verifies, when
from harness.checks import acknowledgements, identifiers_v2, queries_v2
from harness.transactions import (
    CancelQueryV2,
    FaultyPatientDemographicsQueryV2,
    PatientDemographicsQueryV2,
    PatientIdentityFeedV2,
)


@verifies("21-08a", "21-08b")
def test_a_long_answer_comes_in_pages_over_hl7_v2(point_of_service, client_registry):
    with given("three patients of one family name"):
        grace, own = patients.unseen(), point_of_service.domain
        people = [grace, patients.unseen().changed(family=grace.family), patients.unseen().changed(family=grace.family)]
        feeds = [point_of_service.sends(PatientIdentityFeedV2(one), to=client_registry) for one in people]
        numbers = [feed.patient.identifier for feed in feeds]

    with when("the point of service asks for one at a time, until there are no more"):
        query = point_of_service.sends(
            PatientDemographicsQueryV2({"PID.5.1": grace.family}, most=1), to=client_registry
        )

    with then(client_registry).shall("give one at a time, and point to the rest", "21-08a"):
        queries_v2.pages(query.response, most=1)
    with then(client_registry).shall("give everybody once, and then stop", "21-08b"):
        identifiers_v2.hold_everybody(query.pages, numbers, domain=own)
        queries_v2.end_the_pages(query.pages)


@verifies("21-09")
def test_a_search_can_be_ended_before_its_last_page(point_of_service, client_registry):
    with given("two patients of one family name, and a search that has shown the first"):
        grace = patients.unseen()
        point_of_service.sends(PatientIdentityFeedV2(grace), to=client_registry)
        namesake = patients.unseen().changed(family=grace.family)
        point_of_service.sends(PatientIdentityFeedV2(namesake), to=client_registry)
        asked = {"PID.5.1": grace.family}
        query = point_of_service.sends(PatientDemographicsQueryV2(asked, most=1, turns_pages=False), to=client_registry)

    with when("the point of service ends the search"):
        cancelled = point_of_service.sends(CancelQueryV2(query.tag), to=client_registry)

    with then(client_registry).shall("acknowledge that the search is over", "21-09"):
        acknowledgements.accepted(cancelled.response)


@verifies("21-10")
def test_an_identifier_is_searched_for_with_its_authority_only(point_of_service, client_registry):
    with given("a patient who is found by her identifier and its authority"):
        mine = point_of_service.sends(PatientIdentityFeedV2(patients.unseen()), to=client_registry).patient.identifier
        found = point_of_service.sends(PatientDemographicsQueryV2(mine), to=client_registry)
        queries_v2.found_patients(found.response, 1)

    with when("the point of service asks by the identifier alone"):
        query = point_of_service.sends(FaultyPatientDemographicsQueryV2({"PID.3.1": mine.value}), to=client_registry)

    with then(client_registry).should("refuse an identifier without its authority", "21-10"):
        acknowledgements.refused(query.response)
