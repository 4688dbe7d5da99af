"""Zeep, a SOAP client that is not ours, polls a Service Directory by its WSDL alone, and prints what it was told.

Run with the Python of `.peers`, which has zeep: ``.peers/bin/python tests/peers/csd_client.py WSDL``. Knows nothing of
the harness.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import Any

from zeep import Client
from zeep.exceptions import Fault


def main(wsdl: str) -> None:
    """Ask what changed ever, what will have changed one day, and with a body that has no instant."""
    client = Client(wsdl)
    service = client.service
    everything = service.ServiceDirectory_GetModifications(lastModified=datetime(1970, 1, 1, tzinfo=UTC))
    to_come = service.ServiceDirectory_GetModifications(lastModified=datetime(2999, 1, 1, tzinfo=UTC))
    message = client.create_message(service, "ServiceDirectory_GetModifications", lastModified="1970-01-01T00:00:00Z")
    next(message.iter("{urn:ihe:iti:csd:2013}lastModified")).text = "yesterday"
    binding = service._binding
    try:
        reply = client.transport.post_xml(service._binding_options["address"], message, {"Content-Type": _TYPE})
        binding.process_reply(client, binding.get("ServiceDirectory_GetModifications"), reply)
        fault = ""
    except Fault as told:
        fault = told.message
    print(json.dumps({"names": _names(everything), "to come": _names(to_come), "fault": fault}))


_TYPE = 'application/soap+xml; charset=utf-8; action="urn:ihe:iti:csd:2013:GetDirectoryModificationsRequest"'


def _names(directories: Any) -> list[str]:
    """The names of all facilities in an answer."""
    found = directories.facilityDirectory
    nodes = found["_value_1"] if found else []
    return [node.findtext("{urn:ihe:iti:csd:2013}primaryName") for node in nodes or []]


if __name__ == "__main__":
    main(*sys.argv[1:])
