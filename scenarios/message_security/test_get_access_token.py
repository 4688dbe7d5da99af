"""Get an access token (W-00).

An application that wants to read from a registry first shows the authorization server who it is, and is given a token
that says for how long, for whom and for what it is good (IHE IUA ITI-71, ITI-102, ITI-103).
"""

from harness import given, then, verifies, when
from harness.checks import http, tokens
from harness.transactions import (
    AccessTokenRequest,
    AuthorizationServerMetadataQuery,
    FaultyAccessTokenRequest,
    FaultyTokenIntrospection,
    TokenIntrospection,
)
from harness.transactions.internet_user_authorization import UNKNOWN_SCOPE


@verifies("103-01", "103-02", "103-03")
def test_the_authorization_server_describes_itself(point_of_service, authorization_server):
    """Judges the authorization server alone: whoever asks has nothing to get wrong."""
    with when("the point of service asks where tokens are to be had, there and at an issuer that does not exist"):
        metadata = point_of_service.sends(AuthorizationServerMetadataQuery(), to=authorization_server)
        nobody = point_of_service.sends(AuthorizationServerMetadataQuery("no-such-tenant"), to=authorization_server)

    with then(authorization_server).shall("say where tokens are to be had", "103-01"):
        tokens.describes(metadata.response, "issuer", "token_endpoint")
    with then(authorization_server).shall("name the issuer that was asked", "103-03"):
        tokens.is_issued_by(metadata.response, metadata.called)
    with then(authorization_server).shall("know of no other issuer", "103-02"):
        http.answered(nobody.response, 404)


@verifies("71-01", "71-04", "71-05", "71-06", "71-07", "71-10", "71-12", "71-16")
def test_a_known_client_is_given_a_token(point_of_service, client_registry, authorization_server):
    with given("an authorization server that says where its tokens are to be had"):
        metadata = point_of_service.sends(AuthorizationServerMetadataQuery(), to=authorization_server)
        at, registry = metadata.place("token_endpoint"), client_registry.audience

    with when("the point of service asks for a token to query patients with at the client registry"):
        answer = point_of_service.sends(AccessTokenRequest(at, "ITI-78", registry), to=authorization_server)

    with then(point_of_service).shall("ask as itself", "71-12"):
        tokens.asks_as_itself(answer.request)
    with then(authorization_server).shall("give it a token", "71-01"):
        tokens.gives_a_token(answer.response)
    with then(authorization_server).shall("name the scope that it granted", "71-04"):
        tokens.names_its_scope(answer.response, "ITI-78")
    with then(authorization_server).shall("keep the token out of every cache", "71-05"):
        tokens.is_kept_out_of_caches(answer.response)
    with then(authorization_server).should("keep it out of old caches, too", "71-16"):
        tokens.is_kept_out_of_old_caches(answer.response)
    with then(authorization_server).shall("say in the token all that its reader needs", "71-06"):
        tokens.says_who_may_what(answer.response)
    with then(authorization_server).shall("sign the token", "71-07"):
        tokens.is_signed(answer.response)
    with then(authorization_server).should("make the token for the registry that was named", "71-10"):
        tokens.is_meant_for(answer.response, registry)


@verifies("71-02", "71-03", "71-08", "71-09", "71-11", "71-17")
def test_a_wrong_request_gets_no_token(point_of_service, authorization_server):
    """Judges the authorization server alone: the requests are wrong on purpose."""
    with given("a request that is given a token when nothing is wrong with it"):
        metadata = point_of_service.sends(AuthorizationServerMetadataQuery(), to=authorization_server)
        at = metadata.place("token_endpoint")
        right = point_of_service.sends(AccessTokenRequest(at, "ITI-78"), to=authorization_server)
        tokens.gives_a_token(right.response)

    with when("the same is asked with one thing wrong, a different one each time"):
        secret = point_of_service.sends(FaultyAccessTokenRequest(at, "ITI-78"), to=authorization_server)
        stranger = point_of_service.sends(
            FaultyAccessTokenRequest(at, "ITI-78", fault="no credentials"), to=authorization_server
        )
        scope = point_of_service.sends(
            FaultyAccessTokenRequest(at, "ITI-78", fault="unknown scope"), to=authorization_server
        )
        grant = point_of_service.sends(
            FaultyAccessTokenRequest(at, "ITI-78", fault="unknown grant type"), to=authorization_server
        )
        no_grant = point_of_service.sends(
            FaultyAccessTokenRequest(at, "ITI-78", fault="no grant type"), to=authorization_server
        )

    with then(authorization_server).shall("refuse a wrong secret", "71-02"):
        tokens.refuses_with(secret.response, "invalid_client", statuses=[401, 400])
    with then(authorization_server).shall("refuse somebody who does not say who it is", "71-11"):
        tokens.refuses_with(stranger.response, "invalid_client", "invalid_request", statuses=[401, 400])
    with then(authorization_server).shall("grant no scope that nobody has heard of", "71-03"):
        tokens.grants_not(scope.response, UNKNOWN_SCOPE)
    with then(authorization_server).should("refuse it, and not pass over it", "71-17"):
        tokens.refuses_with(scope.response, "invalid_scope")
    with then(authorization_server).shall("refuse a grant type that nobody has heard of", "71-08"):
        tokens.refuses_with(grant.response, "unsupported_grant_type")
    with then(authorization_server).shall("refuse a request that names no grant type", "71-09"):
        tokens.refuses_with(no_grant.response, "invalid_request")


@verifies("102-01", "102-02", "102-03")
def test_a_token_is_told_of(point_of_service, authorization_server):
    """Judges the authorization server alone: to ask about a token there is nothing to get wrong."""
    with given("a token that the authorization server gave"):
        metadata = point_of_service.sends(AuthorizationServerMetadataQuery(), to=authorization_server)
        at, asked_at = metadata.place("token_endpoint"), metadata.place("introspection_endpoint")
        token = point_of_service.sends(AccessTokenRequest(at, "ITI-78"), to=authorization_server).token

    with when("somebody asks what it is worth, what another is worth, and asks without saying who it is"):
        known = point_of_service.sends(TokenIntrospection(asked_at, token), to=authorization_server)
        unknown = point_of_service.sends(TokenIntrospection(asked_at, f"not-{token[:8]}"), to=authorization_server)
        stranger = point_of_service.sends(FaultyTokenIntrospection(asked_at, token), to=authorization_server)

    with then(authorization_server).shall("say that the token counts, and for what", "102-01"):
        tokens.is_active(known.response, scope="ITI-78")
    with then(authorization_server).shall("say of what is no token only that it does not count", "102-02"):
        tokens.is_not_active(unknown.response)
    with then(authorization_server).shall("tell a stranger nothing", "102-03"):
        http.answered(stranger.response, 401)
