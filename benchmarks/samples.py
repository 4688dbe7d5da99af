"""What validators are measured with: small Patients, Bundles of fifty, packages as big as implementation guides.

Knows what they look like, measures nothing.
"""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from typing import Any

from harness.conformance.packages.package import MANIFEST
from harness.folders import fixtures

COPIES = 4
"""Times that a guide has each of our own profiles: it has some two hundred then, more than most guides."""
CODES, VOCABULARIES = 1000, 20


def patient(number: int) -> dict[str, Any]:
    """A small Patient, valid; each number's is another."""
    return {
        "resourceType": "Patient",
        "id": f"p{number}",
        "text": {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">Patient {number}</div>'},
        "identifier": [{"system": "http://example.org/ids", "value": str(number)}],
        "active": True,
        "name": [{"family": f"Achieng{number}", "given": ["Grace", "Anyango"]}],
        "telecom": [{"system": "phone", "value": f"+254 700 {number:06}", "use": "mobile"}],
        "gender": "female",
        "birthDate": f"19{number % 90 + 10}-03-{number % 28 + 1:02}",
        "address": [{"line": [f"{number} Oginga Odinga Street"], "city": "Kisumu", "country": "KE"}],
    }


def bundle(number: int, entries: int = 50) -> dict[str, Any]:
    """A transaction of Patients and their Observations, valid, that refer to each other."""
    return {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [_entry(number * entries + one, one % 2 == 1) for one in range(entries)],
    }


def _entry(number: int, observed: bool) -> dict[str, Any]:
    resource = _observation(number) if observed else patient(number)
    url = f"urn:uuid:00000000-0000-4000-8000-{number:012x}"
    return {"fullUrl": url, "resource": resource, "request": {"method": "POST", "url": resource["resourceType"]}}


def _observation(number: int) -> dict[str, Any]:
    kilograms = {"value": 50 + number % 40, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg"}
    return {
        "resourceType": "Observation",
        "text": {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">Weight</div>'},
        "status": "final",
        "code": {"coding": [{"system": "http://example.org/measurements", "code": "weight"}], "text": "Weight"},
        "subject": {"reference": f"urn:uuid:00000000-0000-4000-8000-{number - 1:012x}"},
        "effectiveDateTime": "2026-03-14T09:30:00+03:00",
        "performer": [{"display": "Kisumu East"}],
        "valueQuantity": kilograms,
    }


def guides(folder: Path) -> tuple[Path, ...]:
    """Three packages in `folder`, each of our own profiles several times under other names, and of big vocabularies."""
    written = [
        path.read_text("utf-8") for path in sorted((fixtures() / "profiles").glob("*.json")) if path.name != MANIFEST
    ]
    urls = sorted((json.loads(text)["url"] for text in written), key=len, reverse=True)
    return tuple(_guide(folder / f"guide{number}.tgz", number, written, urls) for number in range(3))


def _guide(path: Path, number: int, written: list[str], urls: list[str]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        manifest = {"name": f"example.guide{number}", "version": "1.0.0", "fhirVersions": ["4.0.1"]}
        _add(archive, "package.json", json.dumps(manifest))
        for copy in range(COPIES):
            for place, text in enumerate(written):
                for url in urls:
                    text = text.replace(f'"{url}"', f'"{url}-{number}-{copy}"')
                _add(archive, f"profile-{copy}-{place}.json", text)
        for place in range(VOCABULARIES):
            _add(archive, f"codes-{place}.json", json.dumps(_codes(f"{number}-{place}")))
    return path


def _codes(name: str) -> dict[str, Any]:
    concepts = [{"code": f"c{one}", "display": f"Concept {one} of {name}"} for one in range(CODES)]
    url = f"http://example.org/guide/CodeSystem/{name}"
    return {"resourceType": "CodeSystem", "url": url, "status": "active", "content": "complete", "concept": concepts}


def _add(archive: tarfile.TarFile, name: str, text: str) -> None:
    about = tarfile.TarInfo(f"package/{name}")
    body = text.encode()
    about.size = len(body)
    archive.addfile(about, io.BytesIO(body))
