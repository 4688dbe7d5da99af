"""A way through an interoperability layer over HTTP. Knows bytes and header fields, not what they say."""

from __future__ import annotations

import asyncio
import dataclasses
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harness.errors import MalformedMessage
from harness.messages.fhir_links import rewrite
from harness.mocks.interoperability_layer.codes import NotTold
from harness.mocks.interoperability_layer.mapping import Unmapped, mapped
from harness.transport.http_client import Exchange, Message, Request
from harness.transport.http_wire import as_message
from harness.transport.relay import Arrival, Passed, Relay

if TYPE_CHECKING:
    from harness.mocks.interoperability_layer.codes import Codes
    from harness.mocks.interoperability_layer.layer import Layer

_LENGTH, _JSON = "content-length", "application/json"


class HttpRoute(Relay):
    """Passes on what the layer lets in, and has the layer keep it."""

    def __init__(self, name: str, to: str, *, under: str, layer: Layer) -> None:
        super().__init__(to, rewrite=rewrite, under=under)
        self.name, self._layer, self._way = name, layer, (to, under)
        self._codes: Codes | None = None
        self._mapped: dict[int, bytes] = {}

    def again(self) -> HttpRoute:
        """The same route, with connections of its own."""
        to, under = self._way
        made = HttpRoute(self.name, to, under=under, layer=self._layer)
        made.maps(self._codes)
        return made

    def leads_to(self, to: str) -> bool:
        """Whether this is where it leads."""
        return self._way[0] == to

    def maps(self, codes: Codes | None) -> None:
        """From now on the codes of reports are mapped on this way; none where it is None."""
        self._codes = codes

    async def pass_on(self, arrival: Arrival) -> Passed:
        """Let it through, or answer for it."""
        asked = as_message(arrival.incoming, sender="", at=arrival.at)
        status, reason = self._layer.refusal(self.name, asked.headers, arrival.certificate)
        own = self._layer.answer_itself(asked)
        if status:
            if self._layer.passes_on_refused():
                await super().pass_on(arrival)
            passed = self.answered(
                arrival, status, _fields("text/plain; charset=utf-8", status), f"{reason}\n".encode()
            )
        elif own is not None:
            passed = self.answered(arrival, own[0], _fields("application/fhir+json", own[0]), own[1])
        else:
            passed = await self._passed_on(arrival, asked)
        self._layer.keep(self.name, passed.exchange)
        return passed

    async def _passed_on(self, arrival: Arrival, asked: Message) -> Passed:
        """Pass it on, in the receiver's codes where they are mapped on this way."""
        content_type = asked.header("content-type") or ""
        try:
            if self._codes is not None and asked.body:
                made = await asyncio.to_thread(mapped, asked.body, content_type, self._codes, self._layer)
                self._mapped[id(arrival)] = made
            return await super().pass_on(arrival)
        except Unmapped as fault:
            if self._layer.passes_on_unmapped():
                return await super().pass_on(arrival)
            return self.answered(arrival, self._layer.unmapped_status(), _fields(_JSON, ""), fault.answer)
        except MalformedMessage as fault:
            return self.answered(
                arrival, "400 Bad Request", _fields("text/plain; charset=utf-8", ""), str(fault).encode()
            )
        except NotTold as fault:
            words = f"A code could not be looked up: {fault}".encode()
            return self.answered(arrival, "503 Service Unavailable", _fields("text/plain; charset=utf-8", ""), words)
        finally:
            self._mapped.pop(id(arrival), None)

    def outward(self, arrival: Arrival, asked: Message, host: str) -> Request:
        """The request as it goes on."""
        request = super().outward(arrival, asked, host)
        headers, body = self._layer.onward(request.headers, self._mapped.get(id(arrival), request.body))
        if len(body) != len(request.body):
            headers = tuple((name, str(len(body)) if name.lower() == _LENGTH else value) for name, value in headers)
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        url = origin + self._layer.onward_target(request.url.removeprefix(origin))
        return dataclasses.replace(request, url=url, headers=headers, body=body)

    def homeward(self, far: Exchange, mount: str) -> tuple[Message, bytes]:
        """The answer as it goes back."""
        near, content = super().homeward(far, mount)
        headers, changed = self._layer.homeward(near.headers, content)
        status = self._layer.homeward_status(near.start.partition(" ")[2])
        if (headers, changed, f"HTTP/1.1 {status}") == (near.headers, content, near.start):
            return near, content
        headers = tuple((name, str(len(changed)) if name.lower() == _LENGTH else value) for name, value in headers)
        lines = (f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers), "", "")
        head = "\r\n".join(lines).encode("latin-1")
        return dataclasses.replace(near, head=head, body=changed, start=lines[0], headers=headers), changed


def _fields(content_type: str, status: str) -> tuple[tuple[str, str], ...]:
    fields = (("Content-Type", content_type),)
    return (*fields, ("WWW-Authenticate", 'Basic realm="interoperability layer"')) if status[:3] == "401" else fields
