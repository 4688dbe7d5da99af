"""Zeep, a SOAP client that is not ours, asks a Value Set Repository by its WSDL alone, and prints what it was told.

Run with the Python of `.peers`, which has zeep: ``.peers/bin/python tests/peers/svs_client.py WSDL OID``. Knows nothing
of the harness.
"""

from __future__ import annotations

import json
import sys

from zeep import Client
from zeep.exceptions import Fault


def main(wsdl: str, oid: str) -> None:
    """Ask for one value set in a language, for several, and for one that nobody has."""
    service = Client(wsdl).service
    one = service.ValueSetRepository_RetrieveValueSet(ValueSet={"id": oid, "lang": "fr"})
    several = service.ValueSetRepository_RetrieveMultipleValueSets(DisplayNameContains="Vaccine|nothing")
    try:
        service.ValueSetRepository_RetrieveValueSet(ValueSet={"id": "1.2.3"})
        fault = ""
    except Fault as told:
        fault = " ".join(subcode.text for subcode in told.subcodes)
    (concepts,) = one.ValueSet.ConceptList
    answers = {
        "version": one.ValueSet.version,
        "names": [concept.displayName for concept in concepts.Concept],
        "several": sorted(found.id for found in several),
        "fault": fault,
    }
    print(json.dumps(answers))


if __name__ == "__main__":
    main(*sys.argv[1:])
