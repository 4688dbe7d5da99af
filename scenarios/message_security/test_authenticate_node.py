"""Common message security: authenticate node (W-00).

Before anything is said of a patient, the point of service and the registry show each other in TLS who they are, by
certificates of the event. Whoever shows none, or one that does not count, is not let in (ITI-19).
"""

from harness import given, oddities, patients, then, verifies, when
from harness.checks import audit, tls
from harness.transactions import (
    AnonymousNode,
    ExpiredNode,
    ForeignNode,
    NodeAuthentication,
    SecurityAlertOf,
    TlsOffer,
)
from harness.transport.client_hello import OF_THE_PROFILE, OF_TLS_1_3, OLDER, SUITES


@verifies("19-01", "19-02", "19-03a", "19-03b")
def test_only_a_node_of_the_event_is_let_in(point_of_service, client_registry):
    """Judges the registry alone: the point of service shows wrong certificates on purpose."""
    with given("somebody whom nobody knows, to be asked for"):
        nobody = patients.unseen().family

    with when("the point of service asks over TLS, and shows the certificate that the event issued to it"):
        known = point_of_service.sends(NodeAuthentication(nobody), to=client_registry)

    with then(client_registry).shall("let in a caller of the event", "19-01"):
        tls.is_let_in(known.response)

    with given("that this is so"):
        tls.is_let_in(known.response)

    with when("it asks the same without a certificate, with one of another authority, and with one that has ended"):
        anonymous = point_of_service.sends(AnonymousNode(nobody), to=client_registry)
        foreign = point_of_service.sends(ForeignNode(nobody), to=client_registry)
        expired = point_of_service.sends(ExpiredNode(nobody), to=client_registry)

    with then(client_registry).shall("refuse a caller who shows no certificate", "19-02"):
        tls.is_refused(anonymous.response, tls.NO_CERTIFICATE)
    with then(client_registry).shall("refuse a caller whom an unknown authority vouches for", "19-03a"):
        tls.is_refused(foreign.response, tls.UNKNOWN_AUTHORITY)
    with then(client_registry).shall("refuse a caller whose certificate has ended", "19-03b"):
        tls.is_refused(expired.response, tls.EXPIRED)


@verifies("19-04")
def test_tls_1_1_is_not_spoken(point_of_service, client_registry):
    """Judges the registry alone: what it is offered is wrong on purpose."""
    with given("a registry that goes on with newer versions"):
        newer = point_of_service.sends(TlsOffer(["TLSv1.2", "TLSv1.3"], tuple(SUITES)), to=client_registry)
        tls.chooses(newer.response, ["TLSv1.2", "TLSv1.3"])

    with when("the point of service offers TLS 1.1 and nothing newer"):
        older = point_of_service.sends(TlsOffer(["TLSv1.1"], tuple(OLDER)), to=client_registry)

    with then(client_registry).shall("refuse TLS 1.1", "19-04"):
        tls.is_refused(older.response, tls.OLD_VERSION)


@verifies("19-05")
def test_a_suite_of_the_profile_is_agreed_on(point_of_service, client_registry):
    """Judges the registry alone: no real system offers so little."""
    with when("the point of service offers TLS 1.3, and TLS 1.2 with the suites of the profile alone"):
        suites = (*OF_TLS_1_3, *OF_THE_PROFILE)
        offered = point_of_service.sends(TlsOffer(["TLSv1.2", "TLSv1.3"], suites), to=client_registry)

    with then(client_registry).shall("agree on one of them", "19-05"):
        tls.chooses(offered.response, ["TLSv1.2", "TLSv1.3"])


@verifies("19-06")
def test_who_is_turned_away_is_told_of(point_of_service, client_registry, audit_record_repository):
    """Judges the registry alone: the point of service shows a wrong certificate on purpose."""
    with when("the point of service shows a certificate of an authority that nobody knows"):
        foreign = point_of_service.sends(ForeignNode(patients.unseen().family), to=client_registry)

    with given("that it is turned away for that"):
        tls.is_refused(foreign.response, tls.UNKNOWN_AUTHORITY)

    with when("the registry tells of it"):
        told = client_registry.sends(SecurityAlertOf(foreign), to=audit_record_repository)

    with then(client_registry).shall("tell the repository that a node could not be authenticated", "19-06"):
        audit.tells_of_a_refused_node(told.request)


@verifies("19-07")
def test_a_node_shows_who_it_is(point_of_service, client_registry):
    """Judges the point of service alone: the registry asks for a certificate, and looks at it."""
    with when("the point of service asks for somebody over TLS"):
        node = point_of_service.sends(NodeAuthentication(patients.unseen().family), to=client_registry)

    with then(point_of_service).shall("show a certificate of the event", "19-07"):
        tls.shows_its_certificate(node.response)


@verifies("19-08a", "19-08b", "19-08c")
def test_a_node_turns_back_from_a_stranger(point_of_service, client_registry):
    """Judges the point of service alone: the registry shows wrong certificates on purpose."""
    with given("a point of service that speaks to a registry of the event"):
        nobody = patients.unseen().family
        tls.shows_its_certificate(point_of_service.sends(NodeAuthentication(nobody), to=client_registry).response)

    with when("the registry shows a certificate of another authority"):
        client_registry.answers(oddities.CertificateOfAnotherAuthority())
        foreign = point_of_service.sends(NodeAuthentication(nobody), to=client_registry)
    with then(point_of_service).shall("turn back from whom an unknown authority vouches for", "19-08a"):
        tls.turns_back(foreign.response, tls.UNKNOWN_AUTHORITY)

    with when("the registry shows a certificate that has ended"):
        client_registry.answers(oddities.ExpiredCertificate())
        expired = point_of_service.sends(NodeAuthentication(nobody), to=client_registry)
    with then(point_of_service).shall("turn back from whose certificate has ended", "19-08b"):
        tls.turns_back(expired.response, tls.EXPIRED)

    with when("the registry shows a certificate for another name"):
        client_registry.answers(oddities.CertificateForAnotherName())
        other = point_of_service.sends(NodeAuthentication(nobody), to=client_registry)
    with then(point_of_service).shall("turn back from who has another name", "19-08c"):
        tls.turns_back(other.response, tls.ANOTHER_NAME)
