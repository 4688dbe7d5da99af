"""Query patient demographic records by identifier over HL7 v2 (CRWF-3).

She shows her card. The point of service asks the client registry for the number on it (ITI-21) and gets her record, or
asks by which other numbers she is known (ITI-9), everywhere or in the domains that it can use.
"""

from harness import given, patients, then, verifies, when
from harness.checks import feeds_v2, hl7v2, queries_v2
from harness.transactions import PatientDemographicsQueryV2, PatientIdentifierQueryV2, PatientIdentityFeedV2


@verifies("CRWF-3", "21-16")
def test_her_number_leads_to_her_record_over_hl7_v2(point_of_service, client_registry):
    with given("a patient whom the client registry knows"):
        grace = patients.unseen()
        feed = point_of_service.sends(PatientIdentityFeedV2(grace), to=client_registry)

    with when("the point of service asks for her number"):
        query = point_of_service.sends(PatientDemographicsQueryV2(feed.patient.identifier), to=client_registry)

    with then(point_of_service).shall("ask by fields of a PID, and what is to stand in them", "21-16"):
        feeds_v2.asks_by_fields(query.request)
    with then(client_registry).shall("answer with the record that carries her number", "CRWF-3"):
        hl7v2.has_value(query.response, "PID-5.1", grace.family)


@verifies("CRWF-3", "9-11", "9-12")
def test_a_clinic_asks_by_which_numbers_others_know_her(point_of_service, client_registry):
    with given("a patient whom the client registry knows"):
        feed = point_of_service.sends(PatientIdentityFeedV2(patients.unseen()), to=client_registry)
        mine = feed.patient.identifier

    with when("the point of service asks by her number, everywhere and then in its own domain alone"):
        everywhere = point_of_service.sends(PatientIdentifierQueryV2(mine), to=client_registry)
        here = point_of_service.sends(
            PatientIdentifierQueryV2(mine, targets=[point_of_service.domain]), to=client_registry
        )

    for query in (everywhere, here):
        with then(point_of_service).shall("ask by one number, and by who issued it", "9-11"):
            feeds_v2.asks_about_one(query.request)
    with then(point_of_service).shall("name the domain that it wants by its authority alone", "9-12"):
        feeds_v2.names_domains_only(here.request)
    with then(client_registry).shall("know the number that it was fed with", "CRWF-3"):
        queries_v2.understood(everywhere.response)
