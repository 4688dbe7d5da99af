"""Sends a request and brings back the exchange as it crossed the wire. Knows HTTP, and nothing of what is asked."""

from __future__ import annotations

import logging
import re
import ssl
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass
from http.client import HTTPException
from urllib.parse import SplitResult, urlsplit

import requests
from urllib3.util import SKIP_HEADER

from harness.errors import UsageError
from harness.evidence.exchange import Exchange, Headers, Message
from harness.transport import failures
from harness.transport.authentication import Authentication, ClientCertificate, NoAuthentication
from harness.transport.failures import NetworkFailure
from harness.transport.http_recording import Recording, RecordingAdapter, current
from harness.transport.http_wire import FIELD_NAME, TooLarge, as_message, fields
from harness.transport.tls import client_context

__all__ = ["Exchange", "HttpClient", "Message", "Request"]

log = logging.getLogger(__name__)

USER_AGENT = "openhie-connectathon-harness"
LARGEST_ANSWER = 50_000_000  # bytes, before and after its content coding
_UNENCODED = re.compile("[^!-~]")  # in a URL
_UNSENDABLE = re.compile("[\\r\\n\\0]|[^\\x00-\\xff]")  # in a header field
WITH_BODY = frozenset({"POST", "PUT", "PATCH"})  # announce an empty body too (RFC 9110 8.6)


@dataclass(frozen=True, slots=True)
class Request:
    """What to send: method, absolute URL (already percent-encoded), header fields in order, body."""

    method: str
    url: str
    headers: Headers = ()
    body: bytes = b""


class HttpClient(AbstractContextManager["HttpClient"]):
    """The kept connections to one participant. Safe to use from several threads.

    `headers` go with every request unless it has its own of that name, and so do those of `auth`. `verify` is True
    (the CAs of this machine and of certifi), False, or the path of a PEM file or folder of CAs to trust besides none
    other. `timeout` is the time in seconds for a whole exchange, connecting and the last byte included. `limit` is the
    largest answer in bytes that is read. No redirect is followed, no cookie kept, no proxy or netrc looked for.
    """

    def __init__(
        self,
        *,
        headers: Headers = (),
        auth: Authentication | None = None,
        verify: bool | str = True,
        timeout: float = 30.0,
        limit: int = LARGEST_ANSWER,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self.auth: Authentication = auth or NoAuthentication()
        self.timeout, self.limit = timeout, limit
        self._headers = (*headers, *self.auth.headers(), ("User-Agent", USER_AGENT), ("Accept-Encoding", "identity"))
        known = auth if isinstance(auth, ClientCertificate) else None
        self._adapter = RecordingAdapter(context or client_context(verify, certificate=known))

    def __exit__(self, *_: object) -> None:
        """Close every connection."""
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self._adapter.close()

    def send(self, request: Request, *, initiator: str = "", responder: str = "", exactly: bool = False) -> Exchange:
        """Send `request` once and return the exchange, without an id and a transaction.

        Nothing the network does is raised: then `response` is None, and `failure` and `failure_kind` say what was
        seen. With `exactly`, no header field is added to the request's own but the ones that delimit it (Host,
        Content-Length). A connection that was kept open and that the other side had closed in the meantime is
        replaced by a new one, once. Raises UsageError for a request that cannot be put on the wire at all.
        """
        url = _checked(request)
        headers = self._complete(request, url, exactly=exactly)
        recording = self._recording(request, url, headers)
        failure = self._attempt(request, recording)
        if failure is not None and failure.closed and recording.reused and not recording.incoming.raw:
            log.info("%s had closed the connection that was kept open; sent once more on a new one", recording.place)
            recording = self._recording(request, url, headers)
            recording.fresh = True
            failure = self._attempt(request, recording)
        return recorded_exchange(request, recording, failure, initiator=initiator, responder=responder)

    def _recording(self, request: Request, url: SplitResult, headers: Headers) -> Recording:
        target = (url.path or "/") + (f"?{url.query}" if url.query or "?" in request.url else "")
        place = failures.place(url.hostname or "", _port(url))
        return Recording(request.method, target, headers, place=place, timeout=self.timeout, limit=self.limit)

    def _complete(self, request: Request, url: SplitResult, *, exactly: bool) -> Headers:
        """The request's own fields, after those that it lacks."""
        own = {name.lower() for name, _ in request.headers}
        added = [("Host", url.netloc), *(self._headers if not exactly else ())]
        first = tuple((name, value) for name, value in added if name.lower() not in own)
        last: Headers = ()
        if not own & {"content-length", "transfer-encoding"} and (request.body or request.method in WITH_BODY):
            last = (("Content-Length", str(len(request.body))),)
        present = own | {name.lower() for name, _ in first}
        unwanted = tuple(
            (name, SKIP_HEADER) for name in ("User-Agent", "Accept-Encoding") if name.lower() not in present
        )
        return (*first, *request.headers, *last, *unwanted)

    def _attempt(self, request: Request, recording: Recording) -> NetworkFailure | None:
        prepared = requests.PreparedRequest()
        prepared.method, prepared.url, prepared.body = request.method, request.url, request.body or None
        prepared.headers = requests.structures.CaseInsensitiveDict(recording.headers)
        token = current.set(recording)
        try:
            self._adapter.send(prepared, timeout=self.timeout)
        except NetworkFailure as failure:
            return failure
        except (requests.RequestException, OSError, HTTPException) as error:
            return NetworkFailure(failures.UNREACHABLE, f"{recording.place} could not be asked: {error}.")
        finally:
            current.reset(token)
        return None


def recorded_exchange(
    request: Request, recording: Recording, failure: NetworkFailure | None, *, initiator: str, responder: str
) -> Exchange:
    """The evidence of an attempt to send `request`, which came to `failure` or to an answer."""
    response = None
    if failure is None:
        try:
            response = as_message(recording.incoming, sender=responder, at=recording.received_at, limit=recording.limit)
        except TooLarge:
            how = f"unpacks to more than {failures.size(recording.limit)}, where we stop reading"
            failure = recording.half(how)
    return Exchange(
        id="",
        transaction="",
        initiator=initiator,
        responder=responder,
        address=request.url,
        request=_question(request, recording, initiator),
        response=response,
        ended=time.time(),
        peer=recording.peer,
        tls=recording.tls,
        failure=failure.sentence if failure else "",
        failure_kind=failure.kind if failure else "",
    )


def _question(request: Request, recording: Recording, sender: str) -> Message:
    """The request as it crossed; as it was meant to, with an empty head, where nothing crossed."""
    end = recording.sent.find(b"\r\n\r\n") + 4
    head, wire = bytes(recording.sent[:end]) if end > 3 else b"", memoryview(recording.sent)[end:]
    if head:
        start, headers = fields(head)
    else:
        start = f"{request.method} {recording.target} HTTP/1.1"
        headers = tuple((name, value) for name, value in recording.headers if value != SKIP_HEADER)
    return Message(
        sender=sender,
        head=head,
        body=request.body,
        at=recording.sent_at or time.time(),
        wire=None if wire == request.body else bytes(wire),
        start=start,
        headers=headers,
    )


def _checked(request: Request) -> SplitResult:
    """The parts of the URL. Raises UsageError with everything that keeps the request off the wire."""
    mistakes = []
    if _UNENCODED.search(request.url):
        mistakes.append(f"{request.url!r} has characters that must be percent-encoded in a URL")
    try:
        url = urlsplit(request.url)
        if url.scheme not in ("http", "https") or not url.hostname or _port(url) < 1:
            mistakes.append(f"{request.url!r} is no address to send to: expected http://HOST[:PORT]/… or https://…")
        if "@" in url.netloc:
            mistakes.append("an address carries no user and password: give them as the authentication")
    except ValueError as error:
        raise UsageError(f"{request.url!r} is no address to send to: {error}") from error
    if not FIELD_NAME.match(request.method):
        mistakes.append(f"{request.method!r} is no HTTP method")
    for name, value in request.headers:
        if not FIELD_NAME.match(name) or _unsendable(value):
            mistakes.append(f"the header field {name!r}: {value!r} cannot be sent in HTTP/1")
    if mistakes:
        raise UsageError(*mistakes)
    return url


def _unsendable(value: str) -> bool:
    return _UNSENDABLE.search(value) is not None


def _port(url: SplitResult) -> int:
    """The port of `url`, 0 for a number that is none."""
    return (443 if url.scheme == "https" else 80) if url.port is None else url.port
