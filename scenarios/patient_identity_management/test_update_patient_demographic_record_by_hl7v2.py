"""Update patient demographic record over HL7 v2 (CRWF-2).

She has married, or she was registered twice. The point of service sends what is right now (ITI-8 A08, A40), and
everybody who asks afterwards gets that.
"""

from harness import given, patients, then, verifies, when
from harness.checks import acknowledgements, feeds_v2, hl7v2, queries_v2
from harness.transactions import PatientDemographicsQueryV2, PatientIdentityFeedV2, PatientMergeV2


@verifies("CRWF-2", "8-07", "8-13", "8-14")
def test_a_changed_name_is_kept_over_hl7_v2(point_of_service, client_registry):
    with given("a patient whom the client registry knows"):
        grace = patients.unseen()
        point_of_service.sends(PatientIdentityFeedV2(grace), to=client_registry)

    with when("she has married, and the point of service sends her new name"):
        married = grace.renamed(patients.unseen().family)
        after = point_of_service.sends(PatientIdentityFeedV2(married, event="A08"), to=client_registry)

    with then(point_of_service).shall("send a whole feed, of the event that tells of a change", "8-13"):
        hl7v2.is_of_kind(after.request, "ADT", "A08")
        hl7v2.keeps_its_structure(after.request)
    with then(point_of_service).shall("name her by a number of its own domain", "8-14"):
        feeds_v2.names_authorities(after.request)
        feeds_v2.is_of_its_own_domain(after.request, domain=point_of_service.domain)

    with when("it asks for her afterwards"):
        query = point_of_service.sends(PatientDemographicsQueryV2(after.patient.identifier), to=client_registry)

    with then(client_registry).shall("take the new name over, and show it", "8-07"):
        acknowledgements.accepted(after.response)
        hl7v2.has_value(query.response, "PID-5.1", married.family)
    with then(client_registry).shall("hold exactly one record of her, as she is now", "CRWF-2"):
        queries_v2.found_patients(query.response, 1)
        hl7v2.has_value(query.response, "PID-5.1", married.family)


@verifies("8-16", "8-17")
def test_a_duplicate_is_merged_over_hl7_v2(point_of_service, client_registry):
    """Judges the point of service alone: what the registry makes of a merge is in the OHIE-CR cases (8-10)."""
    with given("a patient who was registered twice, once misspelt"):
        grace = patients.unseen()
        twice = patients.misspelt(grace)
        survivor = point_of_service.sends(PatientIdentityFeedV2(grace), to=client_registry)
        subsumed = point_of_service.sends(PatientIdentityFeedV2(twice), to=client_registry)

    with when("the point of service says which number stays"):
        merge = point_of_service.sends(PatientMergeV2(subsumed.patient, survivor.patient), to=client_registry)

    with then(point_of_service).shall("name both numbers by the same authority", "8-16"):
        feeds_v2.merges_within_one_domain(merge.request)
    with then(point_of_service).should("send the merge in the structure that IHE gives it", "8-17"):
        feeds_v2.is_written_as_adt_a39(merge.request)
