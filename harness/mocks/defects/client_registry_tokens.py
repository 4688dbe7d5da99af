"""Faults of a client registry at its door, where it takes tokens (IHE IUA ITI-72)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from typing_extensions import override

from harness.errors import MalformedMessage
from harness.messages import tokens
from harness.mocks.client_registry.registry import Registry
from harness.mocks.defects.registry import declare
from harness.mocks.rest.messages import Answer, Refusal, Request
from harness.mocks.rest.token_gate import Claims, Key, Trust

defect = partial(declare, mock="client-registry")


@defect(
    "opens-without-a-token",
    breaks=["72-01"],
    where="HTTP status",
    text="A request without a token is served; only a token that is shown is looked at.",
)
class _OpensWithoutAToken(Registry):
    @override
    def admit(self, request: Request) -> None:
        if request.header("authorization"):
            super().admit(request)


@defect(
    "minds-no-end-of-a-token",
    breaks=["72-02"],
    where="HTTP status",
    text="A token counts for ever: its exp is not read.",
)
class _MindsNoEndOfAToken(Registry):
    @override
    def check_time(self, claims: Claims) -> None:
        pass


@defect(
    "takes-tokens-that-nobody-signed",
    breaks=["72-03"],
    where="HTTP status",
    text="A token that says alg none needs no signature.",
)
class _TakesTokensThatNobodySigned(Registry):
    @override
    def verified(self, token: str, trust: Trust) -> Claims:
        try:
            told = tokens.read(token)
        except MalformedMessage:
            return super().verified(token, trust)
        return told.claims if told.algorithm == "none" else super().verified(token, trust)


@defect(
    "verifies-no-signature",
    breaks=["72-04"],
    where="HTTP status",
    text="What a token says is believed, whether its signature fits or not.",
)
class _VerifiesNoSignature(Registry):
    @override
    def decoded(self, token: str, key: Key, algorithm: str) -> Claims:
        return tokens.read(token).claims


@defect(
    "minds-no-audience",
    breaks=["72-05"],
    where="HTTP status",
    text="A token that was made for somebody else opens this door too.",
)
class _MindsNoAudience(Registry):
    @override
    def check_audience(self, claims: Claims, trust: Trust) -> None:
        pass


@defect(
    "minds-no-scope",
    breaks=["72-06"],
    where="HTTP status",
    text="Any token opens for anything, whatever scope it has.",
)
class _MindsNoScope(Registry):
    @override
    def check_scope(self, claims: Claims, request: Request) -> None:
        pass


@defect(
    "forbids-what-a-token-does-not-cover",
    breaks=["72-07"],
    where="HTTP status",
    text="A scope that does not cover the request is refused with 403, as RFC 6750 has it and IUA has not.",
)
class _ForbidsWhatATokenDoesNotCover(Registry):
    @override
    def refusal(self, error: str, words: str) -> Refusal:
        right = super().refusal(error, words)
        return Refusal(403, "forbidden", words) if error == "insufficient_scope" else right


@defect(
    "takes-any-word-for-a-token",
    breaks=["72-08"],
    where="HTTP status",
    text="What cannot be read as a token is not looked at any further, and opens.",
)
class _TakesAnyWordForAToken(Registry):
    @override
    def admit(self, request: Request) -> None:
        _, _, token = request.header("authorization").partition(" ")
        if not token or token.count(".") == 2:
            super().admit(request)


@defect(
    "fails-behind-the-gate",
    breaks=["72-09"],
    where="HTTP status",
    text="A good token is taken, and then the search fails all the same.",
)
class _FailsBehindTheGate(Registry):
    @override
    def admit(self, request: Request) -> None:
        super().admit(request)
        if self.trust is not None and request.interaction == "search":
            raise Refusal(404, "not-found", "Behind the gate nothing is found")


@defect(
    "does-not-say-how-to-come-in",
    breaks=["72-11"],
    where="WWW-Authenticate",
    text="A 401 asks for a password, where a token would open.",
)
class _DoesNotSayHowToComeIn(Registry):
    @override
    def challenge(self, error: str) -> str:
        return 'Basic realm="openhie"'


@defect(
    "breaks-off-behind-the-gate",
    breaks=["72-12"],
    where="the answer's end",
    text="An answer to a request that shows a token breaks off in the middle.",
)
class _BreaksOffBehindTheGate(Registry):
    @override
    def before_answering(self, request: Request, answer: Answer) -> Answer:
        answer = super().before_answering(request, answer)
        return replace(answer, breaks_off=True) if self.trust and request.interaction == "search" else answer
