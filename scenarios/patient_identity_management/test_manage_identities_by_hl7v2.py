"""Create patient demographic record by Patient Identity Management (CRWF-1).

Some systems feed the client registry by ITI-30 instead of ITI-8: HL7 v2.5, with messages to create and to update, to
merge, to link, and to mend a number. OpenHIE does not name it, so either side may do without.
"""

from harness import given, patients, then, verifies, when
from harness.checks import acknowledgements, feeds_v2, hl7v2, identifiers_v2, queries_v2
from harness.transactions import (
    ChangeIdentifierV2,
    LinkPatientsV2,
    ManagedPatientMergeV2,
    PatientDemographicsQueryV2,
    PatientIdentifierQueryV2,
    PatientIdentityManagementV2,
)


@verifies("30-01", "30-02", "30-07", "30-08", "30-09")
def test_a_patient_is_created_and_updated(point_of_service, client_registry):
    with given("a patient the client registry has never seen, and the name she will have"):
        grace = patients.unseen()
        married = grace.renamed(patients.unseen().family)

    with when("the point of service creates her, updates her name, and asks for her each time"):
        created = point_of_service.sends(PatientIdentityManagementV2(grace), to=client_registry)
        mine = created.patient.identifier
        before = point_of_service.sends(PatientDemographicsQueryV2(mine), to=client_registry)
        updated = point_of_service.sends(PatientIdentityManagementV2(married, event="A31"), to=client_registry)
        after = point_of_service.sends(PatientDemographicsQueryV2(mine), to=client_registry)

    for feed in (created, updated):
        with then(point_of_service).shall("say when it happened by EVN-2 alone", "30-07"):
            feeds_v2.tells_when_alone(feed.request)
        with then(point_of_service).shall("say that there is no visit", "30-08"):
            feeds_v2.visits_nobody(feed.request)
        with then(point_of_service).shall("say whole what the message is", "30-09"):
            feeds_v2.says_whole_what_it_is(feed.request)

    with then(client_registry).shall("accept her when she is created, and find her", "30-01"):
        acknowledgements.accepted(created.response)
        identifiers_v2.gives(before.response, mine, domain=point_of_service.domain)
    with then(client_registry).shall("take over what an update tells", "30-02"):
        acknowledgements.accepted(updated.response)
        hl7v2.has_value(after.response, "PID-5.1", married.family)


@verifies("30-03")
def test_two_of_a_kind_are_merged(point_of_service, client_registry):
    with given("a patient who was created twice"):
        grace = patients.unseen()
        survivor = point_of_service.sends(PatientIdentityManagementV2(grace), to=client_registry).patient
        twin = patients.misspelt(grace)
        subsumed = point_of_service.sends(PatientIdentityManagementV2(twin), to=client_registry).patient

    with when("the point of service merges them, and asks by the number that went"):
        merge = point_of_service.sends(ManagedPatientMergeV2(subsumed, survivor), to=client_registry)
        gone = point_of_service.sends(PatientIdentifierQueryV2(subsumed.identifier), to=client_registry)

    with then(client_registry).shall("not know the subsumed identifier any more", "30-03"):
        acknowledgements.accepted(merge.response)
        queries_v2.answered_as(gone.response, "AE", "AE")


@verifies("30-04", "30-05")
def test_two_records_are_linked_and_parted_again(point_of_service, client_registry):
    with given("two patients who have nothing in common"):
        one = point_of_service.sends(PatientIdentityManagementV2(patients.unseen()), to=client_registry).patient
        two = point_of_service.sends(PatientIdentityManagementV2(patients.unseen()), to=client_registry).patient
        own = point_of_service.domain

    with when("the point of service links them, undoes that, and asks by the one each time"):
        linked = point_of_service.sends(LinkPatientsV2(one, two), to=client_registry)
        together = point_of_service.sends(PatientIdentifierQueryV2(one.identifier), to=client_registry)
        parted = point_of_service.sends(LinkPatientsV2(one, two, event="A37"), to=client_registry)
        alone = point_of_service.sends(PatientIdentifierQueryV2(one.identifier), to=client_registry)

    with then(client_registry).shall("give the number of the one for that of the other", "30-04"):
        acknowledgements.accepted(linked.response)
        identifiers_v2.gives(together.response, two.identifier, domain=own)
    with then(client_registry).shall("give it no more once the link is undone", "30-05"):
        acknowledgements.accepted(parted.response)
        identifiers_v2.is_without(alone.response, two.identifier, domain=own)


@verifies("30-06")
def test_a_wrong_number_is_mended(point_of_service, client_registry):
    with given("a patient whom the client registry knows by a wrong number, and the right one"):
        grace = point_of_service.sends(PatientIdentityManagementV2(patients.unseen()), to=client_registry).patient
        right = patients.number_nobody_has(point_of_service.domain)

    with when("the point of service mends the number, and asks by both"):
        mended = point_of_service.sends(ChangeIdentifierV2(grace, right), to=client_registry)
        found = point_of_service.sends(PatientDemographicsQueryV2(right), to=client_registry)
        gone = point_of_service.sends(PatientIdentifierQueryV2(grace.identifier), to=client_registry)

    with then(client_registry).shall("find her by the new number, and by the old one no more", "30-06"):
        acknowledgements.accepted(mended.response)
        identifiers_v2.gives(found.response, right, domain=point_of_service.domain)
        queries_v2.answered_as(gone.response, "AE", "AE")
