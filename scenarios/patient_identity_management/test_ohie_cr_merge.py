"""The OpenHIE client registry suite, cases 16 and 17: two records are one person, or are said to be (CRWF-2).

The clinic finds that it registered somebody twice, and tells the client registry which number stays (ITI-8, A40).
"""

from harness import given, patients, preparation, then, verifies, when
from harness.checks import acknowledgements, identifiers_v2, queries_v2
from harness.transactions import (
    FaultyPatientMergeV2,
    PatientDemographicsQueryV2,
    PatientIdentifierQueryV2,
    PatientIdentityFeedV2,
    PatientMergeV2,
)


@verifies("OHIE-CR-16", "8-10")
def test_the_survivor_of_a_merge_stays_and_the_other_goes(point_of_service, client_registry):
    with given("a patient whom the clinic has registered twice"):
        grace, own = patients.unseen(), point_of_service.domain
        survivor = point_of_service.sends(PatientIdentityFeedV2(grace), to=client_registry).patient
        twin = patients.misspelt(grace).changed(family=grace.family, given=grace.given[:4])
        subsumed = point_of_service.sends(PatientIdentityFeedV2(twin), to=client_registry).patient

    with when("the point of service merges the two, and asks by both identifiers and by her name"):
        merge = point_of_service.sends(PatientMergeV2(subsumed, survivor), to=client_registry)
        stays = point_of_service.sends(PatientIdentifierQueryV2(survivor.identifier), to=client_registry)
        gone = point_of_service.sends(PatientIdentifierQueryV2(subsumed.identifier), to=client_registry)
        name = {"PID.5.1": grace.family, "PID.5.2": grace.given}
        query = point_of_service.sends(PatientDemographicsQueryV2(name), to=client_registry)

    with then(client_registry).shall("not know the subsumed identifier any more", "8-10"):
        queries_v2.answered_as(gone.response, "AE", "AE")
        acknowledgements.blames(gone.response, "QPD-3[1].1", code="204")
    with then(client_registry).shall("keep the survivor, and her alone", "OHIE-CR-16"):
        acknowledgements.accepted(merge.response)
        queries_v2.understood(stays.response)
        identifiers_v2.gives(query.response, survivor.identifier, domain=own)
        queries_v2.answered_as(gone.response, "AE", "AE")


@verifies("OHIE-CR-17", "8-11d")
def test_only_their_own_source_merges_two_identifiers(point_of_service, client_registry):
    with given("two patients whom the client registry knows, and a domain that another source assigns in"):
        client_registry.prepares(preparation.OHIE_CR)
        one = point_of_service.sends(PatientIdentityFeedV2(patients.unseen()), to=client_registry).patient
        two = point_of_service.sends(PatientIdentityFeedV2(patients.unseen()), to=client_registry).patient
        other = client_registry.other_domain

    with when("the other source says that they are one, and then their own does"):
        foreign = point_of_service.sends(
            FaultyPatientMergeV2(two, one, fault="a domain of another source", other=other), to=client_registry
        )
        right = point_of_service.sends(PatientMergeV2(two, one), to=client_registry)

    with then(client_registry).shall("refuse a merge by a source that has no say in the domain", "8-11d"):
        acknowledgements.refused(foreign.response)
    with then(client_registry).shall("take a merge from their own source alone", "OHIE-CR-17"):
        acknowledgements.refused(foreign.response)
        acknowledgements.accepted(right.response)


@verifies("OHIE-CR-17", "8-11b")
def test_a_merge_across_domains_is_refused(point_of_service, client_registry):
    with given("two patients of one domain and a third of another, each known to the client registry"):
        client_registry.prepares(preparation.OHIE_CR)
        other = client_registry.other_domain
        here = point_of_service.sends(PatientIdentityFeedV2(patients.unseen()), to=client_registry).patient
        twin = point_of_service.sends(PatientIdentityFeedV2(patients.unseen()), to=client_registry).patient
        there = point_of_service.sends(
            PatientIdentityFeedV2(patients.unseen(), domain=other), to=client_registry
        ).patient

    with when("the point of service says that the third is the first, and then that the second is"):
        across = point_of_service.sends(FaultyPatientMergeV2(there, here, fault="two domains"), to=client_registry)
        within = point_of_service.sends(PatientMergeV2(twin, here), to=client_registry)

    with then(client_registry).shall("refuse a merge of identifiers of two domains, and of these alone", "8-11b"):
        acknowledgements.refused(across.response)
        acknowledgements.accepted(within.response)
    with then(client_registry).shall("refuse a merge across domains", "OHIE-CR-17"):
        acknowledgements.refused(across.response)


@verifies("OHIE-CR-17", "8-11c")
def test_a_merge_of_an_identifier_that_nobody_has_is_refused(point_of_service, client_registry):
    with given("two patients whom the client registry knows, and an identifier that nobody has"):
        grace = point_of_service.sends(PatientIdentityFeedV2(patients.unseen()), to=client_registry).patient
        twin = point_of_service.sends(PatientIdentityFeedV2(patients.unseen()), to=client_registry).patient
        nobody = patients.number_nobody_has(point_of_service.domain)

    with when("the point of service says that nobody's identifier is hers now, and then that her twin's is"):
        merge = point_of_service.sends(
            FaultyPatientMergeV2(grace, grace, fault="nobody's identifier", nobody=nobody), to=client_registry
        )
        right = point_of_service.sends(PatientMergeV2(twin, grace), to=client_registry)

    with then(client_registry).shall("refuse a merge of an identifier that nobody has, and say so", "8-11c"):
        acknowledgements.refused(merge.response)
        acknowledgements.gives_code(merge.response, "204")
        acknowledgements.accepted(right.response)
    with then(client_registry).shall("refuse a merge of what it does not know", "OHIE-CR-17"):
        acknowledgements.refused(merge.response)


@verifies("8-11a", "8-12")
def test_a_merge_that_makes_no_sense_is_refused(point_of_service, client_registry):
    with given("two patients whom the client registry knows"):
        client_registry.prepares(preparation.OHIE_CR)
        one = point_of_service.sends(PatientIdentityFeedV2(patients.unseen()), to=client_registry).patient
        two = point_of_service.sends(PatientIdentityFeedV2(patients.unseen()), to=client_registry).patient

    with when("a merge names no authority, another merges an identifier into itself, and a third is right"):
        nameless = point_of_service.sends(FaultyPatientMergeV2(two, one), to=client_registry)
        itself = point_of_service.sends(FaultyPatientMergeV2(two, one, fault="itself"), to=client_registry)
        right = point_of_service.sends(PatientMergeV2(two, one), to=client_registry)

    with then(client_registry).shall("refuse a merge whose identifiers name no authority", "8-11a"):
        acknowledgements.refused(nameless.response)
        acknowledgements.accepted(right.response)
    with then(client_registry).should("refuse a merge of an identifier into itself", "8-12"):
        acknowledgements.refused(itself.response)
