"""Query patient demographic records by identifier over HL7 v2 (CRWF-3).

She has her card with her. The point of service asks the client registry who has this number (ITI-21), and by which
other numbers she is known (ITI-9). What the registry makes of odd questions is in the OHIE-CR cases.
"""

from harness import given, patients, then, verifies, when
from harness.checks import feeds_v2, hl7v2, queries_v2
from harness.transactions import PatientDemographicsQueryV2, PatientIdentifierQueryV2, PatientIdentityFeedV2


@verifies("CRWF-3")
def test_who_has_a_number_is_told_over_hl7_v2(point_of_service, client_registry):
    with given("a patient whom the client registry knows"):
        grace = patients.unseen()
        feed = point_of_service.sends(PatientIdentityFeedV2(grace), to=client_registry)

    with when("the point of service asks who has her number"):
        query = point_of_service.sends(PatientDemographicsQueryV2(feed.patient.identifier), to=client_registry)

    with then(client_registry).shall("tell who has the number, and nobody else", "CRWF-3"):
        queries_v2.found_patients(query.response, 1)
        hl7v2.has_value(query.response, "PID-5.1", grace.family)


@verifies("9-11")
def test_a_pix_query_names_one_identifier(point_of_service, client_registry):
    """Judges the point of service alone: what the registry answers is in the OHIE-CR cases (9-01 to 9-06)."""
    with given("a patient whom the client registry knows"):
        feed = point_of_service.sends(PatientIdentityFeedV2(patients.unseen()), to=client_registry)

    with when("the point of service asks by which other identifiers she is known"):
        query = point_of_service.sends(PatientIdentifierQueryV2(feed.patient.identifier), to=client_registry)

    with then(point_of_service).shall("ask with one identifier and its assigning authority", "9-11"):
        feeds_v2.asks_about_one(query.request)


@verifies("9-12")
def test_a_pix_query_names_domains_by_their_authority_alone(point_of_service, client_registry):
    """Judges the point of service alone: what the registry answers is in the OHIE-CR cases (9-02, 9-05)."""
    with given("a patient whom the client registry knows, and a domain of which her numbers are wanted"):
        own = point_of_service.domain
        feed = point_of_service.sends(PatientIdentityFeedV2(patients.unseen()), to=client_registry)

    with when("the point of service asks by which identifiers of that domain she is known"):
        mine = feed.patient.identifier
        query = point_of_service.sends(PatientIdentifierQueryV2(mine, targets=[own]), to=client_registry)

    with then(point_of_service).shall("name the wanted domain by its assigning authority alone", "9-12"):
        feeds_v2.names_domains_only(query.request)
