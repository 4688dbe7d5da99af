"""Show an access token (W-00).

A registry that takes part in IUA opens its door to whoever shows a token that the authorization server signed, that has
not ended, that was made for this registry and that allows what is asked for; to nobody else (IHE IUA ITI-72).
"""

from harness import given, oddities, patients, then, verifies, when
from harness.checks import fhir, tokens
from harness.transactions import (
    AccessTokenRequest,
    AuthorizationServerMetadataQuery,
    FaultyQueryWithToken,
    QueryWithToken,
)


@verifies("72-09", "72-10")
def test_a_good_token_opens_the_door(point_of_service, client_registry, authorization_server):
    with given("a client registry that trusts the authorization server, and a good token for it"):
        client_registry.trusts(authorization_server)
        metadata = point_of_service.sends(AuthorizationServerMetadataQuery(), to=authorization_server)
        at, registry = metadata.place("token_endpoint"), client_registry.audience
        token = point_of_service.sends(AccessTokenRequest(at, "ITI-78", registry), to=authorization_server).token

    with when("the point of service searches for somebody whom nobody knows, and shows the token"):
        search = f"family={patients.unseen().family}"
        query = point_of_service.sends(QueryWithToken(search, token=token), to=client_registry)

    with then(point_of_service).shall("show the token in the header field for it", "72-10"):
        tokens.shows_a_token(query.request)
    with then(client_registry).shall("answer as it would without any gate", "72-09"):
        fhir.returns_patients(query.response, count=0)


@verifies("72-01", "72-03", "72-04", "72-08", "72-11")
def test_what_only_looks_like_a_token_opens_no_door(point_of_service, client_registry, authorization_server):
    """Judges the registry alone: what it is shown is wrong on purpose."""
    with given("a search that is answered when it shows a good token"):
        client_registry.trusts(authorization_server)
        metadata = point_of_service.sends(AuthorizationServerMetadataQuery(), to=authorization_server)
        at, registry = metadata.place("token_endpoint"), client_registry.audience
        token = point_of_service.sends(AccessTokenRequest(at, "ITI-78", registry), to=authorization_server).token
        search = f"family={patients.unseen().family}"
        fhir.returns_patients(
            point_of_service.sends(QueryWithToken(search, token=token), to=client_registry).response, count=0
        )

    with when("the same is asked without the token, and with what only looks like it"):
        none = point_of_service.sends(FaultyQueryWithToken(search, fault="no token"), to=client_registry)
        word = point_of_service.sends(FaultyQueryWithToken(search, token=token, fault="no JWT"), to=client_registry)
        unsigned = point_of_service.sends(
            FaultyQueryWithToken(search, token=token, fault="alg none"), to=client_registry
        )
        altered = point_of_service.sends(
            FaultyQueryWithToken(search, token=token, fault="another signature"), to=client_registry
        )

    with then(client_registry).shall("refuse a search without a token", "72-01"):
        tokens.turned_away(none.response)
    with then(client_registry).shall("say that a token would open", "72-11"):
        tokens.is_challenged(none.response)
    with then(client_registry).shall("refuse a search with a word for a token", "72-08"):
        tokens.turned_away(word.response)
    with then(client_registry).shall("refuse a search with a token that nobody signed", "72-03"):
        tokens.turned_away(unsigned.response)
    with then(client_registry).shall("refuse a search with a token that somebody changed", "72-04"):
        tokens.turned_away(altered.response)


@verifies("72-05", "72-06", "72-07")
def test_a_token_for_something_else_opens_no_door(point_of_service, client_registry, authorization_server):
    """Judges the registry alone: what it is shown is wrong on purpose."""
    with given("a search that is answered when it shows a token for it"):
        client_registry.trusts(authorization_server)
        metadata = point_of_service.sends(AuthorizationServerMetadataQuery(), to=authorization_server)
        at, registry = metadata.place("token_endpoint"), client_registry.audience
        token = point_of_service.sends(AccessTokenRequest(at, "ITI-78", registry), to=authorization_server).token
        search = f"family={patients.unseen().family}"
        fhir.returns_patients(
            point_of_service.sends(QueryWithToken(search, token=token), to=client_registry).response, count=0
        )

    with when("it shows tokens of the same authorization server that were made for another registry and another use"):
        elsewhere, other_use = f"{registry}-of-somebody-else", "ITI-83"
        away = point_of_service.sends(AccessTokenRequest(at, "ITI-78", elsewhere), to=authorization_server).token
        other = point_of_service.sends(AccessTokenRequest(at, other_use, registry), to=authorization_server).token
        audience = point_of_service.sends(FaultyQueryWithToken(search, token=away), to=client_registry)
        scope = point_of_service.sends(FaultyQueryWithToken(search, token=other), to=client_registry)

    with then(client_registry).shall("refuse a token that was made for somebody else", "72-05"):
        tokens.turned_away(audience.response)
    with then(client_registry).shall("refuse a token that does not cover the search", "72-06"):
        tokens.turned_away(scope.response, also=[403])
    with then(client_registry).should("say so with 401", "72-07"):
        tokens.turned_away(scope.response)


@verifies("72-02")
def test_a_token_that_has_ended_opens_no_door(point_of_service, client_registry, authorization_server):
    """Judges the registry alone: what it is shown is wrong on purpose."""
    with given("a search that is answered when it shows a good token"):
        client_registry.trusts(authorization_server)
        metadata = point_of_service.sends(AuthorizationServerMetadataQuery(), to=authorization_server)
        at, registry = metadata.place("token_endpoint"), client_registry.audience
        token = point_of_service.sends(AccessTokenRequest(at, "ITI-78", registry), to=authorization_server).token
        search = f"family={patients.unseen().family}"
        fhir.returns_patients(
            point_of_service.sends(QueryWithToken(search, token=token), to=client_registry).response, count=0
        )

    with when("it shows a token that ended an hour ago, and is right in all else"):
        authorization_server.answers(oddities.ExpiredTokens())
        ended = point_of_service.sends(AccessTokenRequest(at, "ITI-78", registry), to=authorization_server).token
        late = point_of_service.sends(FaultyQueryWithToken(search, token=ended), to=client_registry)

    with then(client_registry).shall("refuse a token that has ended", "72-02"):
        tokens.turned_away(late.response)
