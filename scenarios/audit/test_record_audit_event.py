"""Record audit event (W-00).

Whatever is done with a patient's data is told to the Audit Record Repository by both who took part (ITI-20): what took
place, with whom, and how it went. Each side tells of it in the way that it has: syslog over UDP or TLS, or FHIR.
"""

from harness import given, outages, patients, then, verifies, when
from harness.checks import audit
from harness.transactions import (
    AuditEventOf,
    DelayedAuditEventOf,
    MobilePatientDemographicsQuery,
    PatientDemographicsMatch,
    PatientIdentifierCrossReferenceQuery,
    PatientIdentityFeed,
    RemovePatient,
)

RECORD, QUERY = "110110", "110112"
SECOND = 1.0


@verifies("20-01a", "20-01b", "20-01c", "20-01d", "20-01e", "1-04")
def test_a_feed_is_told_of(point_of_service, client_registry, audit_record_repository):
    with given("a patient the client registry has never seen"):
        grace = patients.unseen()

    with when("the point of service feeds her identity, and both tell of it"):
        feed = point_of_service.sends(PatientIdentityFeed(grace), to=client_registry)
        ours = point_of_service.sends(AuditEventOf(feed), to=audit_record_repository)
        theirs = client_registry.sends(AuditEventOf(feed), to=audit_record_repository)
        number, domain = feed.patient.identifier.value, point_of_service.domain

    with then(point_of_service).shall("tell the repository of its feed", "20-01a"):
        audit.is_of(ours.request, "ITI-104")
    with then(client_registry).shall("tell the repository of the feed", "20-01a"):
        audit.is_of(theirs.request, "ITI-104")
    with then(point_of_service).shall("say that it was about a patient's record", "20-01b"):
        audit.has_kind(ours.request, RECORD)
    with then(client_registry).shall("say that it was about a patient's record", "20-01b"):
        audit.has_kind(theirs.request, RECORD)
    with then(point_of_service).shall("say what it did with the record", "20-01c"):
        audit.has_action(ours.request, "C", "R")
    with then(client_registry).shall("say that the record was created", "20-01c"):
        audit.has_action(theirs.request, "C")
    with then(point_of_service).shall("name her", "20-01d"):
        audit.names(ours.request, number, domain=domain)
    with then(client_registry).shall("name her", "20-01d"):
        audit.names(theirs.request, number, domain=domain)
    with then(point_of_service).shall("say that it went well", "20-01e"):
        audit.went_well(ours.request)
    with then(client_registry).shall("say that it went well", "20-01e"):
        audit.went_well(theirs.request)
    with then(point_of_service).shall("say when it took place", "1-04"):
        audit.is_dated(ours.request, feed.exchange, within=SECOND)
    with then(client_registry).shall("say when it took place", "1-04"):
        audit.is_dated(theirs.request, feed.exchange, within=SECOND)


@verifies("20-01a", "20-01c")
def test_a_change_and_a_removal_are_told_of(point_of_service, client_registry, audit_record_repository):
    with given("a patient whom the client registry knows"):
        grace = patients.unseen()
        first = point_of_service.sends(PatientIdentityFeed(grace), to=client_registry)
        client_registry.sends(AuditEventOf(first), to=audit_record_repository)

    with when("the point of service corrects her name"):
        renamed = grace.renamed(patients.unseen().family)
        changed = point_of_service.sends(PatientIdentityFeed(renamed), to=client_registry)
        change = client_registry.sends(AuditEventOf(changed), to=audit_record_repository)

    with when("it takes her off the index"):
        removed = point_of_service.sends(RemovePatient(first.patient.identifier), to=client_registry)
        removal = client_registry.sends(AuditEventOf(removed), to=audit_record_repository)

    with then(client_registry).shall("tell the repository of each", "20-01a"):
        audit.is_of(change.request, "ITI-104")
        audit.is_of(removal.request, "ITI-104")
    with then(client_registry).shall("say that the record was changed", "20-01c"):
        audit.has_action(change.request, "U")
    with then(client_registry).shall("say that the record was removed", "20-01c"):
        audit.has_action(removal.request, "D")


@verifies("20-01a", "20-01b", "20-01c", "20-01e", "20-03")
def test_queries_are_told_of(point_of_service, client_registry, audit_record_repository):
    with given("a patient whom the client registry knows"):
        grace = patients.unseen()
        feed = point_of_service.sends(PatientIdentityFeed(grace), to=client_registry)
        mine = feed.patient.identifier

    with when("the point of service searches for her, and both tell of it"):
        search = point_of_service.sends(MobilePatientDemographicsQuery(f"family={grace.family}"), to=client_registry)
        ours = point_of_service.sends(AuditEventOf(search), to=audit_record_repository)
        theirs = client_registry.sends(AuditEventOf(search), to=audit_record_repository)

    with when("it asks by which other numbers she is known, and whether she is who it has before it"):
        asked = point_of_service.sends(PatientIdentifierCrossReferenceQuery(mine), to=client_registry)
        cross_reference = client_registry.sends(AuditEventOf(asked), to=audit_record_repository)
        matched = point_of_service.sends(PatientDemographicsMatch(grace), to=client_registry)
        match = client_registry.sends(AuditEventOf(matched), to=audit_record_repository)

    with then(point_of_service).shall("tell the repository of its search", "20-01a"):
        audit.is_of(ours.request, "ITI-78")
    with then(client_registry).shall("tell the repository of each query", "20-01a"):
        audit.is_of(theirs.request, "ITI-78")
        audit.is_of(cross_reference.request, "ITI-83")
        audit.is_of(match.request, "ITI-119")
    with then(point_of_service).shall("say that it was a query", "20-01b"):
        audit.has_kind(ours.request, QUERY)
    with then(point_of_service).shall("say that it was executed", "20-01c"):
        audit.has_action(ours.request, "E")
    with then(point_of_service).shall("keep the question as it was asked", "20-03"):
        audit.asks(ours.request, search.request)
    for told, query in ((theirs, search), (cross_reference, asked), (match, matched)):
        with then(client_registry).shall("say that it was a query", "20-01b"):
            audit.has_kind(told.request, QUERY)
        with then(client_registry).shall("say that it was executed", "20-01c"):
            audit.has_action(told.request, "E")
        with then(client_registry).shall("say that it went well", "20-01e"):
            audit.went_well(told.request)
        with then(client_registry).shall("keep the question as it was asked", "20-03"):
            audit.asks(told.request, query.request)


@verifies("20-01f")
def test_each_exchange_is_told_of_once(point_of_service, client_registry, audit_record_repository):
    with when("the point of service feeds a patient, and both tell of it"):
        feed = point_of_service.sends(PatientIdentityFeed(patients.unseen()), to=client_registry)
        ours = point_of_service.sends(AuditEventOf(feed), to=audit_record_repository)
        theirs = client_registry.sends(AuditEventOf(feed), to=audit_record_repository)

    with then(point_of_service).shall("tell of its feed once", "20-01f"):
        point_of_service.repeats_nothing(ours)
    with then(client_registry).shall("tell of the feed once", "20-01f"):
        client_registry.repeats_nothing(theirs)

    with when("it asks by which other numbers she is known, and both tell of it"):
        asked = point_of_service.sends(
            PatientIdentifierCrossReferenceQuery(feed.patient.identifier), to=client_registry
        )
        question = point_of_service.sends(AuditEventOf(asked), to=audit_record_repository)
        answer = client_registry.sends(AuditEventOf(asked), to=audit_record_repository)

    with then(point_of_service).shall("tell of its question once", "20-01f"):
        point_of_service.repeats_nothing(question)
    with then(client_registry).shall("tell of the question once", "20-01f"):
        client_registry.repeats_nothing(answer)


@verifies("20-01a", "20-02")
def test_what_failed_is_told_of_as_failed(point_of_service, client_registry, audit_record_repository):
    with given("a number that nobody has"):
        nobody = patients.number_nobody_has(client_registry.domain)

    with when("the point of service asks by which other numbers its owner is known, and both tell of it"):
        asked = point_of_service.sends(PatientIdentifierCrossReferenceQuery(nobody), to=client_registry)
        ours = point_of_service.sends(AuditEventOf(asked), to=audit_record_repository)
        theirs = client_registry.sends(AuditEventOf(asked), to=audit_record_repository)

    with then(point_of_service).shall("tell the repository of its question", "20-01a"):
        audit.is_of(ours.request, "ITI-83")
    with then(client_registry).shall("tell the repository of the question", "20-01a"):
        audit.is_of(theirs.request, "ITI-83")
    with then(point_of_service).shall("say that it failed", "20-02"):
        audit.went_wrong(ours.request)
    with then(client_registry).shall("say that it failed", "20-02"):
        audit.went_wrong(theirs.request)


@verifies("20-05")
def test_what_happened_while_the_repository_was_away_is_told_later(
    point_of_service, client_registry, audit_record_repository
):
    """Judges the registry alone: it has to try while the repository is away, which the clinic's person cannot see."""
    with given("a repository that is out of service"):
        outage = outages.OutOfService()
        audit_record_repository.answers(outage)

    with when("the point of service feeds a patient, and then the repository is back"):
        feed = point_of_service.sends(PatientIdentityFeed(patients.unseen()), to=client_registry)
        audit_record_repository.answers(outages.BackInService(outage))
        told = client_registry.sends(DelayedAuditEventOf(feed), to=audit_record_repository)

    with then(client_registry).shall("tell the repository of the feed all the same", "20-05"):
        audit.is_of(told.request, "ITI-104")
