"""Record audit event of exchanges in HL7 v2 (W-00).

A feed or a query over MLLP is told to the Audit Record Repository as any other, by the registry and by the clinic
(ITI-20). What the clinic feeds it has read of its own records; the registry says what became of them.
"""

from harness import given, outages, patients, then, verifies, when
from harness.checks import audit
from harness.transactions import (
    AuditEventOf,
    DelayedAuditEventOf,
    PatientDemographicsQueryV2,
    PatientIdentifierQueryV2,
    PatientIdentityFeedV2,
)

RECORD, QUERY = "110110", "110112"
SECOND = 1.0


@verifies("20-01a", "20-01b", "20-01c", "20-01d", "20-01e", "1-04")
def test_a_feed_in_hl7_v2_is_told_of(point_of_service, client_registry, audit_record_repository):
    with given("a patient the client registry has never seen"):
        grace = patients.unseen()

    with when("the point of service feeds her identity in HL7 v2, and both tell of it"):
        feed = point_of_service.sends(PatientIdentityFeedV2(grace), to=client_registry)
        ours = point_of_service.sends(AuditEventOf(feed), to=audit_record_repository)
        theirs = client_registry.sends(AuditEventOf(feed), to=audit_record_repository)
        number, domain = feed.patient.identifier.value, point_of_service.domain

    with then(point_of_service).shall("tell the repository of its feed", "20-01a"):
        audit.is_of(ours.request, "ITI-8")
    with then(point_of_service).shall("say that it was about a patient's record", "20-01b"):
        audit.has_kind(ours.request, RECORD)
    with then(point_of_service).shall("say that it read the record", "20-01c"):
        audit.has_action(ours.request, "R")
    with then(point_of_service).shall("name her", "20-01d"):
        audit.names(ours.request, number, domain=domain)
    with then(point_of_service).shall("say that it went well", "20-01e"):
        audit.went_well(ours.request)
    with then(point_of_service).shall("say when it took place", "1-04"):
        audit.is_dated(ours.request, feed.exchange, within=SECOND)
    with then(client_registry).shall("tell the repository of the feed", "20-01a"):
        audit.is_of(theirs.request, "ITI-8")
    with then(client_registry).shall("say that it was about a patient's record", "20-01b"):
        audit.has_kind(theirs.request, RECORD)
    with then(client_registry).shall("say that the record was created", "20-01c"):
        audit.has_action(theirs.request, "C")
    with then(client_registry).shall("name her", "20-01d"):
        audit.names(theirs.request, number, domain=domain)
    with then(client_registry).shall("say that it went well", "20-01e"):
        audit.went_well(theirs.request)
    with then(client_registry).shall("say when it took place", "1-04"):
        audit.is_dated(theirs.request, feed.exchange, within=SECOND)


@verifies("20-01a", "20-01b", "20-01c", "20-03")
def test_queries_in_hl7_v2_are_told_of(point_of_service, client_registry, audit_record_repository):
    with given("a patient whom the client registry knows"):
        feed = point_of_service.sends(PatientIdentityFeedV2(patients.unseen()), to=client_registry)
        mine = feed.patient.identifier

    with when("the point of service asks by which other numbers she is known, and for her record"):
        asked = point_of_service.sends(PatientIdentifierQueryV2(mine), to=client_registry)
        ours = point_of_service.sends(AuditEventOf(asked), to=audit_record_repository)
        theirs = client_registry.sends(AuditEventOf(asked), to=audit_record_repository)
        searched = point_of_service.sends(PatientDemographicsQueryV2(mine), to=client_registry)
        search = client_registry.sends(AuditEventOf(searched), to=audit_record_repository)

    with then(point_of_service).shall("tell the repository of its question", "20-01a"):
        audit.is_of(ours.request, "ITI-9")
    with then(client_registry).shall("tell the repository of both", "20-01a"):
        audit.is_of(theirs.request, "ITI-9")
        audit.is_of(search.request, "ITI-21")
    with then(point_of_service).shall("keep the question as it was asked", "20-03"):
        audit.asks(ours.request, asked.request)
    for told, query in ((theirs, asked), (search, searched)):
        with then(client_registry).shall("say that it was a query", "20-01b"):
            audit.has_kind(told.request, QUERY)
        with then(client_registry).shall("say that it was executed", "20-01c"):
            audit.has_action(told.request, "E")
        with then(client_registry).shall("keep the question as it was asked", "20-03"):
            audit.asks(told.request, query.request)


@verifies("20-01f")
def test_each_exchange_in_hl7_v2_is_told_of_once(point_of_service, client_registry, audit_record_repository):
    with when("the point of service feeds a patient, and both tell of it"):
        feed = point_of_service.sends(PatientIdentityFeedV2(patients.unseen()), to=client_registry)
        ours = point_of_service.sends(AuditEventOf(feed), to=audit_record_repository)
        theirs = client_registry.sends(AuditEventOf(feed), to=audit_record_repository)

    with then(point_of_service).shall("tell of its feed once", "20-01f"):
        point_of_service.repeats_nothing(ours)
    with then(client_registry).shall("tell of the feed once", "20-01f"):
        client_registry.repeats_nothing(theirs)

    with when("it asks by which other numbers she is known, and both tell of it"):
        asked = point_of_service.sends(PatientIdentifierQueryV2(feed.patient.identifier), to=client_registry)
        question = point_of_service.sends(AuditEventOf(asked), to=audit_record_repository)
        answer = client_registry.sends(AuditEventOf(asked), to=audit_record_repository)

    with then(point_of_service).shall("tell of its question once", "20-01f"):
        point_of_service.repeats_nothing(question)
    with then(client_registry).shall("tell of the question once", "20-01f"):
        client_registry.repeats_nothing(answer)


@verifies("20-05")
def test_what_happened_in_hl7_v2_while_the_repository_was_away_is_told_later(
    point_of_service, client_registry, audit_record_repository
):
    """Judges the registry alone, and one that tells by FHIR: over UDP nobody can know that we are away."""
    with given("a registry that tells of feeds and of questions"):
        known = point_of_service.sends(PatientIdentityFeedV2(patients.unseen()), to=client_registry)
        client_registry.sends(AuditEventOf(known), to=audit_record_repository)
        first = point_of_service.sends(PatientIdentifierQueryV2(known.patient.identifier), to=client_registry)
        client_registry.sends(AuditEventOf(first), to=audit_record_repository)

    with given("a repository that is out of service"):
        outage = outages.OutOfService()
        audit_record_repository.answers(outage)

    with when("the point of service feeds another and asks again, and then the repository is back"):
        feed = point_of_service.sends(PatientIdentityFeedV2(patients.unseen()), to=client_registry)
        asked = point_of_service.sends(PatientIdentifierQueryV2(known.patient.identifier), to=client_registry)
        audit_record_repository.answers(outages.BackInService(outage))
        told = client_registry.sends(DelayedAuditEventOf(feed), to=audit_record_repository)
        query = client_registry.sends(DelayedAuditEventOf(asked), to=audit_record_repository)

    with then(client_registry).shall("tell the repository of the feed all the same", "20-05"):
        audit.is_of(told.request, "ITI-8")
    with then(client_registry).shall("tell the repository of the question all the same", "20-05"):
        audit.is_of(query.request, "ITI-9")


@verifies("20-02")
def test_what_failed_in_hl7_v2_is_told_of_as_failed(point_of_service, client_registry, audit_record_repository):
    with given("a number that nobody has"):
        nobody = patients.number_nobody_has(client_registry.domain)

    with when("the point of service asks by which other numbers its owner is known, and both tell of it"):
        asked = point_of_service.sends(PatientIdentifierQueryV2(nobody), to=client_registry)
        ours = point_of_service.sends(AuditEventOf(asked), to=audit_record_repository)
        theirs = client_registry.sends(AuditEventOf(asked), to=audit_record_repository)

    with then(point_of_service).shall("say that it failed", "20-02"):
        audit.went_wrong(ours.request)
    with then(client_registry).shall("say that it failed", "20-02"):
        audit.went_wrong(theirs.request)
