"""FHIR R4 as bytes and as parsed JSON, both ways, in JSON and in XML. Knows the format, not what a profile wants.

A resource is a plain dict in the shape of FHIR JSON, whatever format it came in. Reading is strict about the format
(FHIR R4 2.6.2, 2.6.3) and lenient about the content: a resource that breaks a profile or a value set is read, so that
it can be judged.
"""

from __future__ import annotations

import gc
from functools import lru_cache
from typing import Any

from harness.errors import MalformedMessage
from harness.messages.fhir.json_text import json_bytes, json_resource
from harness.messages.fhir.media_types import JSON, XML, media_type
from harness.messages.fhir.outcomes import operation_outcome

__all__ = ["JSON", "XML", "Resource", "media_type", "operation_outcome", "parse", "read", "serialise"]

Resource = dict[str, Any]


def parse(body: bytes, content_type: str = JSON) -> Resource:
    """The resource that `body` holds, in the shape of FHIR JSON.

    `content_type` is anything `media_type` knows. Raises MalformedMessage, with a line and a column or an element as
    `where`, if the bytes are not one FHIR resource in that format.
    """
    if _known(content_type) == JSON:
        return json_resource(body)
    from harness.messages.fhir.xml_reading import xml_resource  # fhir.resources needs 0.4 s

    return xml_resource(body)


def read(body: bytes, content_type: str = JSON) -> Resource:
    """What `parse` gives, for those who only look: all who look at one body after another share one resource.

    A list of patients may have 50 megabytes, and a dozen checks look at it.
    """
    found = _read(body, content_type)
    if isinstance(found, MalformedMessage):
        raise MalformedMessage(found.where, expected=found.expected, found=found.found)
    return found


@lru_cache(maxsize=2)
def _read(body: bytes, content_type: str) -> Resource | MalformedMessage:
    was_on = gc.isenabled()
    gc.disable()  # what is made here holds no circles, and a million new objects are looked through again and again
    try:
        return parse(body, content_type)
    except MalformedMessage as fault:
        return fault.with_traceback(None)
    finally:
        if was_on:
            gc.enable()


def serialise(resource: Resource, content_type: str = JSON) -> bytes:
    """`resource` as UTF-8 bytes. Raises MalformedMessage if XML cannot say it (an element FHIR does not have)."""
    if _known(content_type) == JSON:
        return json_bytes(resource)
    from harness.messages.fhir.xml_writing import xml_bytes

    return xml_bytes(resource)


def _known(content_type: str) -> str:
    known = media_type(content_type)
    if known is None:
        raise MalformedMessage("Content-Type", expected=f"{JSON} or {XML}", found=content_type or "none")
    return known
