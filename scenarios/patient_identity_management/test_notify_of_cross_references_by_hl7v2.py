"""Create and update patient demographic records over HL7 v2: who else is to know (CRWF-1, CRWF-2).

A clinic that keeps the numbers of others has to hear when they change. The client registry tells it, unasked (ITI-10).
What the clinic makes of the news is its own affair: only the registry is judged.
"""

from harness import given, patients, preparation, then, verifies, when
from harness.checks import hl7v2, identifiers_v2
from harness.transactions import LinkPatientsV2, PatientIdentityFeedV2, UpdateNotificationV2


@verifies("10-01", "10-03", "10-04")
def test_a_link_that_came_about_is_told(point_of_service, client_registry):
    with given("a client registry that tells of changes in two domains, and a man whom the one knows"):
        client_registry.prepares(preparation.OHIE_CR)
        client_registry.prepares(preparation.LINKS_BY_NATIONAL_NUMBER)
        client_registry.prepares(preparation.UPDATE_NOTIFICATIONS)
        own, other = point_of_service.domain, client_registry.other_domain
        number = patients.number_nobody_has(client_registry.national_domain).value
        yannick = patients.unseen().changed(given="Yannick", gender="male")
        fed = point_of_service.sends(PatientIdentityFeedV2(yannick, social_security=number), to=client_registry)
        here = fed.patient.identifier

    with when("he is fed to the other with the same national number, and the client registry tells of it"):
        yan = patients.misspelt(yannick).changed(given="Yan")
        again = point_of_service.sends(
            PatientIdentityFeedV2(yan, domain=other, social_security=number), to=client_registry
        )
        there = again.patient.identifier
        news = client_registry.sends(UpdateNotificationV2([here, there]), to=point_of_service)

    with then(client_registry).shall("tell of both of his numbers in one message", "10-01"):
        identifiers_v2.gives(news.request, here, domain=own)
        identifiers_v2.gives(news.request, there, domain=other)
    with then(client_registry).shall("tell of no number in a domain that nobody subscribed to", "10-03"):
        identifiers_v2.are_of_domains(news.request, own, other)
    with then(client_registry).shall("write an A31 of HL7 v2.5 that is about nobody's visit", "10-04"):
        hl7v2.is_of_kind(news.request, "ADT", "A31", version="2.5")
        hl7v2.has_value(news.request, "MSH-9.3", "ADT_A05")
        hl7v2.has_value(news.request, "PV1-2", "N")


@verifies("10-02")
def test_a_link_that_was_undone_is_told_of_each(point_of_service, client_registry):
    with given("two patients of two domains, and a link between them that the client registry has told of"):
        client_registry.prepares(preparation.OHIE_CR)
        client_registry.prepares(preparation.UPDATE_NOTIFICATIONS)
        own, other = point_of_service.domain, client_registry.other_domain
        grace, amina = patients.unseen(), patients.unseen()
        here = point_of_service.sends(PatientIdentityFeedV2(grace), to=client_registry).patient
        there = point_of_service.sends(PatientIdentityFeedV2(amina, domain=other), to=client_registry).patient
        point_of_service.sends(LinkPatientsV2(here, there), to=client_registry)
        both = [here.identifier, there.identifier]
        client_registry.sends(UpdateNotificationV2(both), to=point_of_service)

    with when("the point of service says that they are two, and the client registry tells of each"):
        point_of_service.sends(LinkPatientsV2(here, there, event="A37"), to=client_registry)
        first = client_registry.sends(UpdateNotificationV2([here.identifier]), to=point_of_service)
        second = client_registry.sends(UpdateNotificationV2([there.identifier]), to=point_of_service)

    with then(client_registry).shall("tell of each without the other", "10-02"):
        identifiers_v2.gives(first.request, here.identifier, domain=own)
        identifiers_v2.leaves_out(first.request, there.identifier, domain=other)
        identifiers_v2.gives(second.request, there.identifier, domain=other)
        identifiers_v2.leaves_out(second.request, here.identifier, domain=own)
