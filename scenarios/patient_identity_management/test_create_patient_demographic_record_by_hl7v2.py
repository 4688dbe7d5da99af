"""Create patient demographic record over HL7 v2 (CRWF-1).

Somebody comes to a clinic for the first time. The point of service registers her and feeds her identity to the client
registry (ITI-8), which keeps it once, acknowledges it, and can be asked for it again (ITI-9, ITI-21).
"""

from harness import given, patients, then, verifies, when
from harness.checks import acknowledgements, feeds_v2, hl7v2, identifiers_v2, queries_v2
from harness.transactions import PatientDemographicsQueryV2, PatientIdentityFeedV2


@verifies("CRWF-1", "8-01", "8-13", "8-14", "8-15")
def test_a_patient_sent_twice_over_hl7_v2_is_registered_once(point_of_service, client_registry):
    with given("a patient the client registry has never seen"):
        grace = patients.unseen()

    with when("the point of service sends her identity feed twice"):
        first = point_of_service.sends(PatientIdentityFeedV2(grace), to=client_registry)
        again = point_of_service.sends(PatientIdentityFeedV2(grace), to=client_registry)

    for feed in (first, again):
        with then(point_of_service).shall("send a whole feed, of an event that registers somebody", "8-13"):
            hl7v2.is_of_kind(feed.request, "ADT", "A01", "A04", "A05")
            hl7v2.keeps_its_structure(feed.request)
        with then(point_of_service).shall("say whose number she has", "8-14"):
            feeds_v2.names_authorities(feed.request)
            feeds_v2.is_of_its_own_domain(feed.request, domain=point_of_service.domain)
        with then(point_of_service).shall("say what she is called", "8-15"):
            feeds_v2.names_the_patient(feed.request)

    with when("the point of service asks for her by her number"):
        query = point_of_service.sends(PatientDemographicsQueryV2(first.patient.identifier), to=client_registry)

    with then(client_registry).shall("accept her, and find her from then on", "8-01"):
        acknowledgements.accepted(first.response)
        identifiers_v2.gives(query.response, first.patient.identifier, domain=point_of_service.domain)
    with then(client_registry).shall("accept her again, and hold exactly one record of her", "CRWF-1"):
        acknowledgements.accepted(again.response)
        queries_v2.found_patients(query.response, 1)


@verifies("8-01")
def test_a_patient_is_registered_by_each_event_that_is_for_it(point_of_service, client_registry):
    """Judges the registry alone: which event a point of service sends is its own affair (8-13)."""
    with given("three patients the client registry has never seen"):
        grace, amina, chipo = patients.unseen(), patients.unseen(), patients.unseen()

    with when("one is admitted (A01), one registered (A04), one expected (A05), and each is asked for"):
        admitted = point_of_service.sends(PatientIdentityFeedV2(grace, event="A01"), to=client_registry)
        registered = point_of_service.sends(PatientIdentityFeedV2(amina, event="A04"), to=client_registry)
        expected = point_of_service.sends(PatientIdentityFeedV2(chipo, event="A05"), to=client_registry)
        feeds = (admitted, registered, expected)
        queries = [
            point_of_service.sends(PatientDemographicsQueryV2(feed.patient.identifier), to=client_registry)
            for feed in feeds
        ]

    for feed, query in zip(feeds, queries, strict=True):
        with then(client_registry).shall("accept her whichever event brings her, and find her", "8-01"):
            acknowledgements.accepted(feed.response)
            identifiers_v2.gives(query.response, feed.patient.identifier, domain=point_of_service.domain)
