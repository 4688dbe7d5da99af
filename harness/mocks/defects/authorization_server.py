"""Faults of an authorization server: what it gives, to whom, and what it says of itself (IHE IUA)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from typing_extensions import override

from harness.messages import tokens
from harness.mocks.authorization_server.office import Claims, Client, Office
from harness.mocks.defects.registry import declare

defect = partial(declare, mock="authorization-server")


@defect(
    "forgets-when-a-token-ends",
    breaks=["71-01"],
    where="expires_in",
    text="The answer with a token does not say how long it counts.",
)
class _ForgetsWhenATokenEnds(Office):
    @override
    def token(self, client: Client, scope: str, *, issuer: str, resource: str, lifetime: int | None) -> Claims:
        right = super().token(client, scope, issuer=issuer, resource=resource, lifetime=lifetime)
        return {name: value for name, value in right.items() if name != "expires_in"}


@defect(
    "takes-any-secret",
    breaks=["71-02"],
    where="HTTP status",
    text="A client that shows a wrong secret is given a token all the same.",
)
class _TakesAnySecret(Office):
    @override
    def is_secret_of(self, client: Client, secret: str) -> bool:
        return True


@defect(
    "grants-any-scope",
    breaks=["71-03"],
    where="scope",
    text="Whatever scope is asked for is granted, also one that nobody has heard of.",
)
class _GrantsAnyScope(Office):
    @override
    def granted(self, client: Client, wanted: str) -> str | None:
        return wanted


@defect(
    "passes-over-unknown-scopes",
    breaks=["71-17"],
    where="HTTP status",
    text="A scope that is not known is left out, and a token is given without it.",
)
class _PassesOverUnknownScopes(Office):
    @override
    def granted(self, client: Client, wanted: str) -> str | None:
        return " ".join(one for one in wanted.split() if one in client.scopes)


@defect(
    "knows-no-pragma",
    breaks=["71-16"],
    where="Pragma",
    text="Answers with tokens are kept out of caches as OAuth 2.1 has it, by Cache-Control alone.",
)
class _KnowsNoPragma(Office):
    @override
    def fields(self) -> Mapping[str, str]:
        return {"Cache-Control": "no-store"}


@defect(
    "does-not-name-the-scope",
    breaks=["71-04"],
    where="scope",
    text="The answer with a token leaves out which scope was granted, as OAuth allows and IUA does not.",
)
class _DoesNotNameTheScope(Office):
    @override
    def token(self, client: Client, scope: str, *, issuer: str, resource: str, lifetime: int | None) -> Claims:
        right = super().token(client, scope, issuer=issuer, resource=resource, lifetime=lifetime)
        return {name: value for name, value in right.items() if name != "scope"}


@defect(
    "lets-tokens-be-cached",
    breaks=["71-05"],
    where="Cache-Control",
    text="Nothing keeps an answer with a token out of a cache.",
)
class _LetsTokensBeCached(Office):
    @override
    def fields(self) -> Mapping[str, str]:
        return {"Cache-Control": "max-age=60", "Pragma": "no-cache"}


@defect(
    "names-no-client-in-a-token",
    breaks=["71-06"],
    where="access_token.client_id",
    text="A token says whom it is about, and not to which client it was given.",
)
class _NamesNoClientInAToken(Office):
    @override
    def claims(self, client: Client, scope: str, *, issuer: str, audience: str, lifetime: int) -> Claims:
        right = super().claims(client, scope, issuer=issuer, audience=audience, lifetime=lifetime)
        return {name: value for name, value in right.items() if name != "client_id"}


@defect(
    "signs-by-none",
    breaks=["71-07"],
    also=["102-01"],
    where="access_token.alg",
    text="Tokens are not signed: they say alg none.",
)
class _SignsByNone(Office):
    @override
    def signed(self, claims: Claims) -> str:
        return tokens.unsigned(super().signed(claims))


@defect(
    "takes-any-grant",
    breaks=["71-08"],
    where="HTTP status",
    text="The grant type is not looked at: whatever it says, it is taken for client credentials.",
)
class _TakesAnyGrant(Office):
    @override
    def is_grant(self, kind: str) -> bool:
        return True


@defect(
    "needs-no-grant-type",
    breaks=["71-09"],
    where="HTTP status",
    text="A request that leaves out its grant type is taken for one by client credentials.",
)
class _NeedsNoGrantType(Office):
    @override
    def grant_in(self, form: Mapping[str, str]) -> str:
        return form.get("grant_type", "client_credentials")


@defect(
    "minds-no-resource",
    breaks=["71-10"],
    where="access_token.aud",
    text="Every token is for the same reader, whatever resource its request names.",
)
class _MindsNoResource(Office):
    @override
    def token(self, client: Client, scope: str, *, issuer: str, resource: str, lifetime: int | None) -> Claims:
        return super().token(client, scope, issuer=issuer, resource="", lifetime=lifetime)


@defect(
    "gives-a-stranger-a-token",
    breaks=["71-11"],
    where="HTTP status",
    text="Somebody who does not say who it is, is given a token of somebody else.",
)
class _GivesAStrangerAToken(Office):
    @override
    def nobody(self) -> Client | None:
        return self.settings.clients[0]


@defect(
    "breaks-off-a-token",
    breaks=["71-15"],
    where="the answer's end",
    text="The answer with a token breaks off in the middle.",
)
class _BreaksOffAToken(Office):
    @override
    def is_whole(self, place: str) -> bool:
        return place != "token"


@defect(
    "knows-no-token-again",
    breaks=["102-01"],
    where="active",
    text="A token that was given a moment ago is said not to be active.",
)
class _KnowsNoTokenAgain(Office):
    @override
    def told_of(self, token: str) -> Claims:
        return {"active": False}


@defect(
    "says-why-a-token-does-not-count",
    breaks=["102-02"],
    where="reason",
    text="Of a token that does not count more is told than that: why.",
)
class _SaysWhyATokenDoesNotCount(Office):
    @override
    def told_of(self, token: str) -> Claims:
        told = super().told_of(token)
        return told if told["active"] else {**told, "reason": "never heard of it"}


@defect(
    "takes-any-word-for-active",
    breaks=["102-02"],
    where="active",
    text="Everything that somebody asks about is said to be an active token.",
)
class _TakesAnyWordForActive(Office):
    @override
    def told_of(self, token: str) -> Claims:
        return {"active": True, "scope": " ".join(self.scopes)}


@defect(
    "tells-strangers-of-tokens",
    breaks=["102-03"],
    where="HTTP status",
    text="Whoever holds a token can ask what it is worth, without saying who it is.",
)
class _TellsStrangersOfTokens(Office):
    @override
    def may_ask(self, client: Client | None) -> bool:
        return True


@defect(
    "breaks-off-what-a-token-is-worth",
    breaks=["102-04"],
    where="the answer's end",
    text="The answer to a question about a token breaks off in the middle.",
)
class _BreaksOffWhatATokenIsWorth(Office):
    @override
    def is_whole(self, place: str) -> bool:
        return place != "introspect"


@defect(
    "does-not-say-where-tokens-are",
    breaks=["103-01"],
    where="token_endpoint",
    text="The metadata leave out where tokens are to be had.",
)
class _DoesNotSayWhereTokensAre(Office):
    @override
    def description(self, issuer: str) -> Claims:
        right = super().description(issuer)
        return {name: value for name, value in right.items() if name != "token_endpoint"}


@defect(
    "is-every-issuer",
    breaks=["103-02"],
    where="HTTP status",
    text="Whatever issuer is asked for, there is one of this name.",
)
class _IsEveryIssuer(Office):
    @override
    def is_here(self, tenant: str) -> bool:
        return True


@defect(
    "calls-itself-otherwise",
    breaks=["103-03"],
    where="issuer",
    text="The issuer in the metadata ends in a slash that nobody asked for.",
)
class _CallsItselfOtherwise(Office):
    @override
    def description(self, issuer: str) -> Claims:
        return {**super().description(issuer), "issuer": f"{issuer}/"}


@defect(
    "breaks-off-its-description",
    breaks=["103-04"],
    where="the answer's end",
    text="The metadata break off in the middle.",
)
class _BreaksOffItsDescription(Office):
    @override
    def is_whole(self, place: str) -> bool:
        return not place.startswith(".well-known")
