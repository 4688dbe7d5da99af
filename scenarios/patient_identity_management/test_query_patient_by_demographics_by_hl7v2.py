"""Query patient demographic records by demographics over HL7 v2 (CRWF-4).

She has no card with her. The point of service asks the client registry for her name and sex (ITI-21), and gets whoever
fits.
"""

from harness import given, patients, then, verifies, when
from harness.checks import feeds_v2, hl7v2
from harness.transactions import PatientDemographicsQueryV2, PatientIdentityFeedV2


@verifies("CRWF-4", "21-16")
def test_her_name_leads_to_her_record_over_hl7_v2(point_of_service, client_registry):
    with given("a patient whom the client registry knows"):
        grace = patients.unseen()
        feed = point_of_service.sends(PatientIdentityFeedV2(grace), to=client_registry)

    with when("the point of service asks for her family name and sex"):
        query = point_of_service.sends(
            PatientDemographicsQueryV2({"PID.5.1": grace.family, "PID.8": "F"}), to=client_registry
        )

    with then(point_of_service).shall("ask by fields of a PID, and what is to stand in them", "21-16"):
        feeds_v2.asks_by_fields(query.request)
    with then(client_registry).shall("answer with the record of whoever has this name and sex", "CRWF-4"):
        hl7v2.has_value(query.response, "PID-3.1", feed.patient.identifier.value)
