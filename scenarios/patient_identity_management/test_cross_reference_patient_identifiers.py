"""Query patient by identifier, cross-referenced (CRWF-3).

She has a hospital number and a national number. Whoever knows the one asks the client registry for the other
(ITI-83, ``$ihe-pix``).
"""

from harness import given, patients, then, verifies, when
from harness.checks import cross_references, feeds, fhir, http
from harness.messages.fhir import XML
from harness.transactions import (
    CrossReferenceQueryWithoutSource,
    PatientIdentifierCrossReferenceQuery,
    PatientIdentityFeed,
)


@verifies("83-01", "83-11", "OHIE-FHIR-06")
def test_the_other_identifier_is_found(point_of_service, client_registry):
    """Judges the registry alone: how a point of service asks needs no second domain (83-13)."""
    with given("a patient who is known in two domains"):
        grace, second = patients.unseen(), client_registry.other_domain
        feed = point_of_service.sends(PatientIdentityFeed(grace, also=[second]), to=client_registry)
        mine, other = feed.patient.identifier, feed.patient.known_in(second)

    with when("the point of service asks by which other identifiers she is known"):
        query = point_of_service.sends(PatientIdentifierCrossReferenceQuery(mine), to=client_registry)

    with then(client_registry).shall("name the identifier of the other domain", "83-01"):
        cross_references.lists(query.response, [other])
    with then(client_registry).shall("answer a cross-reference query as PIXm has it", "OHIE-FHIR-06"):
        cross_references.lists(query.response, [other])
    with then(client_registry).should("not repeat the identifier that was asked with", "83-11"):
        cross_references.leaves_out(query.response, mine)


@verifies("83-13")
def test_the_question_names_one_identifier(point_of_service, client_registry):
    with given("a patient whom the client registry knows"):
        grace = patients.unseen()
        feed = point_of_service.sends(PatientIdentityFeed(grace), to=client_registry)

    with when("the point of service asks by which other identifiers she is known"):
        query = point_of_service.sends(
            PatientIdentifierCrossReferenceQuery(feed.patient.identifier), to=client_registry
        )

    with then(point_of_service).shall("ask with exactly one identifier, as system and value", "83-13"):
        feeds.asks_by_identifier(query.request, parameter="sourceIdentifier")


@verifies("83-02")
def test_nothing_in_the_wanted_domain_is_an_empty_answer(point_of_service, client_registry):
    with given("a patient whose identifier of a second domain is found when it is wanted"):
        amina, grace, second = patients.unseen(), patients.unseen(), client_registry.other_domain
        both = point_of_service.sends(PatientIdentityFeed(amina, also=[second]), to=client_registry)
        known = point_of_service.sends(
            PatientIdentifierCrossReferenceQuery(both.patient.identifier, targets=[second]), to=client_registry
        )
        cross_references.lists(known.response, [both.patient.known_in(second)])

    with given("another who has none there"):
        feed = point_of_service.sends(PatientIdentityFeed(grace), to=client_registry)

    with when("the point of service wants her identifiers of that domain"):
        query = point_of_service.sends(
            PatientIdentifierCrossReferenceQuery(feed.patient.identifier, targets=[second]), to=client_registry
        )

    with then(client_registry).shall("answer with no identifier when she has none in the wanted domain", "83-02"):
        cross_references.lists_nothing(query.response)


@verifies("83-07")
def test_several_wanted_domains_are_all_answered(point_of_service, client_registry):
    """Judges the registry alone: a source feeds its own domain, and this takes a patient of three."""
    with given("a patient who is known in three domains"):
        grace, (_, second, third) = patients.unseen(), client_registry.three_domains
        feed = point_of_service.sends(PatientIdentityFeed(grace, also=[second, third]), to=client_registry)
        mine, others = feed.patient.identifier, [feed.patient.known_in(one) for one in (second, third)]

    with when("the point of service wants her identifiers of both other domains"):
        query = point_of_service.sends(
            PatientIdentifierCrossReferenceQuery(mine, targets=[second, third]), to=client_registry
        )

    with then(client_registry).shall("name her identifiers of every wanted domain and of no other", "83-07"):
        cross_references.lists(query.response, others)
        cross_references.lists_only_domains(query.response, second, third)


@verifies("83-08")
def test_the_answer_comes_in_xml_too(point_of_service, client_registry):
    """Judges the registry alone: nobody at a keyboard chooses the format of an answer."""
    with given("a patient who is known in two domains"):
        grace, second = patients.unseen(), client_registry.other_domain
        feed = point_of_service.sends(PatientIdentityFeed(grace, also=[second]), to=client_registry)
        mine, other = feed.patient.identifier, feed.patient.known_in(second)

    with when("the point of service asks for XML"):
        query = point_of_service.sends(PatientIdentifierCrossReferenceQuery(mine, accept=XML), to=client_registry)

    with then(client_registry).shall("answer a cross-reference query in XML too", "83-08"):
        http.written_as(query.response, XML)
        cross_references.lists(query.response, [other])


@verifies("83-03")
def test_an_identifier_that_nobody_has_is_not_found(point_of_service, client_registry):
    with given("an identifier that nobody was given, in a domain that the client registry serves"):
        nobody = patients.number_nobody_has(client_registry.domain)

    with given("a patient of that domain, about whom the client registry answers"):
        grace = client_registry.knows(patients.unseen(), by=point_of_service)
        point_of_service.sends(PatientIdentifierCrossReferenceQuery(grace.identifier), to=client_registry)

    with when("the point of service asks with the identifier that nobody has"):
        query = point_of_service.sends(PatientIdentifierCrossReferenceQuery(nobody), to=client_registry)

    with then(client_registry).shall("say that an identifier which nobody has is not found", "83-03"):
        http.answered(query.response, 404)
        fhir.explains(query.response, code="not-found", severities=["error"])


@verifies("83-04")
def test_a_source_domain_that_is_unknown_is_said(point_of_service, client_registry):
    with given("an identifier of a domain that the client registry does not know"):
        strange = patients.number_nobody_has(client_registry.unknown_domain)

    with given("a patient of a domain that it serves, about whom it answers"):
        grace = client_registry.knows(patients.unseen(), by=point_of_service)
        point_of_service.sends(PatientIdentifierCrossReferenceQuery(grace.identifier), to=client_registry)

    with when("the point of service asks with the identifier of the unknown domain"):
        query = point_of_service.sends(PatientIdentifierCrossReferenceQuery(strange), to=client_registry)

    with then(client_registry).shall("say that it does not know the domain it was asked with", "83-04"):
        http.answered(query.response, 400)
        fhir.explains(query.response, code="code-invalid", severities=["error"])


@verifies("83-05")
def test_a_target_domain_that_is_unknown_is_said(point_of_service, client_registry):
    with given("a patient about whom the client registry answers"):
        number = client_registry.knows(patients.unseen(), by=point_of_service).identifier
        point_of_service.sends(PatientIdentifierCrossReferenceQuery(number), to=client_registry)

    with when("the point of service wants her identifiers of a domain that nobody has heard of"):
        targets = [client_registry.unknown_domain]
        query = point_of_service.sends(
            PatientIdentifierCrossReferenceQuery(number, targets=targets), to=client_registry
        )

    with then(client_registry).shall("say that it does not know the wanted domain", "83-05"):
        http.answered(query.response, 403)
        fhir.explains(query.response, code="code-invalid", severities=["error"])


@verifies("83-12")
def test_a_question_without_identifier_is_refused(point_of_service, client_registry):
    with given("a patient about whom the client registry answers"):
        grace = client_registry.knows(patients.unseen(), by=point_of_service)
        point_of_service.sends(PatientIdentifierCrossReferenceQuery(grace.identifier), to=client_registry)

    with when("the point of service asks without saying about whom"):
        query = point_of_service.sends(CrossReferenceQueryWithoutSource(), to=client_registry)

    with then(client_registry).should("refuse a query without source identifier and say why", "83-12"):
        http.refused(query.response)
        fhir.explains(query.response)
