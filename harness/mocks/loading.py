"""Reads FHIR resources from files, folders and packages, and puts those that a mock has room for into its store.

Knows files and Bundles, no actor's rules: what is loaded was there before anybody asked.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from harness.errors import MalformedMessage, UsageError
from harness.messages import fhir
from harness.messages.fhir import JSON, XML, Resource
from harness.mocks.configuration import why
from harness.mocks.rest.messages import Refusal
from harness.mocks.rest.structure import check_structure
from harness.mocks.store import Store, Stored

_log = logging.getLogger(__name__)

LARGEST_FILE = 128 << 20
_KINDS = {".json": JSON, ".ndjson": JSON, ".xml": XML}
Placed = tuple[str, Resource]
"""Where a resource was found, in words, and the resource."""


def load(store: Store, named: Sequence[Path]) -> list[Stored]:
    """Keeps what `named` hold of the types that `store` has, all of it or nothing; what was added.

    A resource keeps its id. One that is there already under its id stays as it is, so that a mock with a data file
    can be started again with the same files. Raises UsageError for what cannot be read or is no FHIR,
    but for what a package has: nobody here could mend that, and HL7's own core has a code that ends in a space.
    """
    added = []
    with store.transaction():
        for source in named:
            for place, resource in resources(source):
                if resource["resourceType"] not in store.table.by_resource:
                    continue
                _check(place, resource, published=source.suffix == ".tgz")
                id_ = resource.get("id", "")
                if not id_ or store.read(resource["resourceType"], id_) is None:
                    added.append(store.add(resource, id_=id_, method="PUT" if id_ else "POST"))
    return added


def resources(source: Path) -> Iterator[Placed]:
    """Every resource in a file (JSON, NDJSON, XML), a folder of such files, or a FHIR package (tgz).

    Of a Bundle come its entries, their references to each other by id. In a folder what is no FHIR is passed over.
    Raises UsageError.
    """
    if source.is_dir():
        for path in sorted(one for one in source.rglob("*") if one.suffix in _KINDS and one.is_file()):
            yield from _of_file(path, only=False)
    elif source.suffix == ".tgz":
        from harness.conformance.packages.archive import files  # needs lxml, which takes its time to load

        for name, content in files(source):
            yield from _of_document(f"{source}: {name}", content, JSON, only=False)
    elif source.suffix in _KINDS:
        yield from _of_file(source, only=True)
    else:
        kinds = ", ".join(_KINDS)
        raise UsageError(f"{source}: expected a folder, a FHIR package (.tgz) or a file ({kinds}) to load, found none")


def _of_file(path: Path, *, only: bool) -> Iterator[Placed]:
    """What a file holds. Raises UsageError for one that is no FHIR, where it is the `only` one that was named."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise UsageError(
                f"{path}: expected at most {LARGEST_FILE >> 20} MB. Split it, one resource a line (.ndjson)"
            )
        content = path.read_bytes()
    except OSError as wrong:
        raise UsageError(f"{path} cannot be read: {why(wrong)}") from None
    if path.suffix != ".ndjson":
        yield from _of_document(str(path), content, _KINDS[path.suffix], only=only)
        return
    for number, line in enumerate(content.splitlines(), start=1):
        if line.strip():
            yield from _of_document(f"{path}:{number}", line, JSON, only=True)


def _of_document(place: str, content: bytes, kind: str, *, only: bool) -> Iterator[Placed]:
    try:
        resource = fhir.parse(content, kind)
    except MalformedMessage as fault:
        if not only and _is_something_else(content, kind):
            return
        raise UsageError(f"{place}: expected FHIR to load; {fault}") from None
    if resource["resourceType"] == "Bundle":
        yield from _of_bundle(place, resource)
    else:
        yield place, resource


def _is_something_else(content: bytes, kind: str) -> bool:
    """Whether this is a whole document that does not claim to be FHIR: the manifest of a package, say."""
    if kind == XML:
        return b"http://hl7.org/fhir" not in content
    try:
        said: Any = json.loads(content)
    except (ValueError, RecursionError):
        return False
    return not isinstance(said, dict) or "resourceType" not in said


def _of_bundle(place: str, bundle: Resource) -> Iterator[Placed]:
    entries = [
        one for one in bundle.get("entry", ()) if isinstance(one, dict) and isinstance(one.get("resource"), dict)
    ]
    named: dict[str, str] = {}
    for number, one in enumerate(entries):
        resource, url = one["resource"], str(one.get("fullUrl", ""))
        if not isinstance(resource.get("resourceType"), str):
            raise UsageError(f"{place}: entry[{number}]: expected a resource, found no resourceType")
        if "id" not in resource and url.startswith("urn:uuid:"):
            resource["id"] = url.removeprefix("urn:uuid:")
        if url and "id" in resource:
            named[url] = f"{resource['resourceType']}/{resource['id']}"
    for number, one in enumerate(entries):
        yield f"{place}: entry[{number}]", _led(one["resource"], named)


def _led(node: Any, named: dict[str, str]) -> Any:
    """`node` with each reference to another entry's fullUrl as one to its id."""
    if isinstance(node, list):
        return [_led(one, named) for one in node]
    if not isinstance(node, dict):
        return node
    return {
        name: named.get(value, value) if name == "reference" and isinstance(value, str) else _led(value, named)
        for name, value in node.items()
    }


def _check(place: str, resource: Resource, *, published: bool) -> None:
    """Raises UsageError for what no mock would take in over the wire either; what is `published` so is only told of."""
    try:
        check_structure(resource)
    except Refusal as refusal:
        told = f"{place}: {resource['resourceType']}: {refusal}. `harness validate` tells more"
        if not published:
            raise UsageError(told) from None
        _log.warning("%s. It is kept all the same, as its package has it", told)
