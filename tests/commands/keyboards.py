"""People at several keyboards who do what a run prints, over sockets of their own. Knows nothing of the harness."""

from __future__ import annotations

import json
import re
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from urllib.request import Request, urlopen

OWN = "urn:oid:2.16.840.1.113883.3.72.5.9.2"
ADT = (
    "MSH|^~\\&|TEST_HARNESS_A|TEST|CR1|MOH_CAAT|20260101120000||ADT^A04^ADT_A01|{control}|P|2.3.1\r"
    "EVN||20260101120000\rPID|||{number}^^^TEST_A&2.16.840.1.113883.3.72.5.9.2&ISO||{family}^{given}||{born}|F\r"
    "PV1||O\r"
)


@dataclass(frozen=True)
class Told:
    """One instruction: who is to register whom, and where."""

    clinic: str
    given: str
    family: str
    born: str
    address: str


def instructions(printed: str) -> list[Told]:
    """Every instruction to feed somebody in what a run printed, whole ones only, in order."""
    form = r"\n(?P<who>[^\n:]+): [^\n]*feed: (\w+) (\S+), \w+, born (\S+?)(?: [^\n]*)?\n  as [^\n]*\n  to (\S+)\n"
    return [Told(*found.groups()) for found in re.finditer(form, printed)]


def send(told: Told) -> None:
    """Do it: in HL7 v2 or in FHIR, as the address has it."""
    number = f"{told.clinic.replace(' ', '')}-{told.family}"
    if told.address.startswith("mllp"):
        _by_hl7v2(told, number)
    else:
        _by_fhir(told, number)


def _by_hl7v2(told: Told, number: str) -> None:
    host, port = told.address.removeprefix("mllp://").split(":")
    values = {"number": number, "family": told.family, "given": told.given, "born": told.born.replace("-", "")}
    message = ADT.format(control=number[:20], **values).encode()
    with socket.create_connection((host, int(port)), timeout=20) as line:
        line.sendall(b"\x0b" + message + b"\x1c\r")
        answer = b""
        while not answer.endswith(b"\x1c\r"):
            answer += line.recv(65536)
    assert b"MSA|AA" in answer, answer


def _by_fhir(told: Told, number: str) -> None:
    identifier = {"system": OWN, "value": number}
    name = [{"family": told.family, "given": [told.given]}]
    patient = {"resourceType": "Patient", "identifier": [identifier], "name": name, "gender": "female"}
    url = f"{told.address}/Patient?identifier={quote(f'{OWN}|{number}', safe='')}"
    body = json.dumps(patient | {"birthDate": told.born}).encode()
    urlopen(Request(url, body, {"Content-Type": "application/fhir+json"}, method="PUT"), timeout=20).close()


if __name__ == "__main__":
    for line in json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")):
        send(Told(*line))
