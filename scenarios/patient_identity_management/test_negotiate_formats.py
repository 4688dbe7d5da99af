"""Query patient demographic records: what every FHIR server owes its clients (CRWF-4).

Before a point of service asks anything it may ask what can be asked, and in which format. A client needs to know only
one of JSON and XML, so a server writes both (ITI TF-2 Appendix Z).
"""

from harness import given, patients, then, verifies, when
from harness.checks import capabilities, fhir, http
from harness.messages.fhir import JSON, XML
from harness.transactions import CapabilitiesQuery, MobilePatientDemographicsQuery


@verifies("Z-03")
def test_a_server_says_what_it_can_do(point_of_service, client_registry):
    with when("the point of service asks for the capability statement"):
        metadata = point_of_service.sends(CapabilitiesQuery(), to=client_registry)

    with then(client_registry).shall("declare FHIR 4.0.1 and the search parameters of the profile", "Z-03"):
        capabilities.declare_r4(metadata.response)
        capabilities.declare_search(metadata.response, "Patient", capabilities.PDQM_PARAMETERS)


@verifies("Z-01")
def test_the_accept_header_chooses_the_format(point_of_service, client_registry):
    """Judges the registry alone: nobody at a keyboard chooses the format of an answer."""
    with given("a patient whom the client registry knows"):
        number = client_registry.knows(patients.unseen(), by=point_of_service).identifier

    with when("the point of service asks for JSON, and then for XML"):
        json = point_of_service.sends(MobilePatientDemographicsQuery(number, accept=JSON), to=client_registry)
        xml = point_of_service.sends(MobilePatientDemographicsQuery(number, accept=XML), to=client_registry)

    with then(client_registry).shall("say the same in JSON and in XML, as Accept chooses", "Z-01"):
        http.written_as(json.response, JSON)
        http.written_as(xml.response, XML)
        fhir.says_the_same(json.response, xml.response)


@verifies("Z-02")
def test_the_format_parameter_comes_before_the_accept_header(point_of_service, client_registry):
    """Judges the registry alone: nobody at a keyboard chooses the format of an answer."""
    with given("a patient whom the client registry knows"):
        grace = client_registry.knows(patients.unseen(), by=point_of_service)

    with when("the point of service accepts the one format and asks for the other with _format"):
        asked = f"identifier={grace.identifier.token}"
        xml = point_of_service.sends(
            MobilePatientDemographicsQuery(f"{asked}&_format=xml", accept=JSON), to=client_registry
        )
        json = point_of_service.sends(
            MobilePatientDemographicsQuery(f"{asked}&_format=json", accept=XML), to=client_registry
        )

    with then(client_registry).shall("write the format that _format asks for", "Z-02"):
        http.written_as(xml.response, XML)
        http.written_as(json.response, JSON)
        fhir.says_the_same(json.response, xml.response)
