"""A definition in a file of its own, JSON or XML: a package of one. Knows the two forms, no rule."""

from __future__ import annotations

import json
from pathlib import Path

from lxml import etree

from harness.errors import UsageError


def is_alone(path: Path) -> bool:
    """Whether this is a file with one definition, by its name."""
    return path.suffix.lower() in (".json", ".xml") and not path.is_dir()


def as_json(path: Path, content: bytes) -> bytes:
    """The definition as JSON. A UsageError for XML that is no FHIR, or that cannot be read without the core's types."""
    return content if path.suffix.lower() == ".json" else json.dumps(_from_xml(path, content)).encode()


def _from_xml(path: Path, content: bytes) -> object:
    # what reads XML reads the types from the core, which is a package itself
    from harness.conformance.packages.definitions import HOW_TO_GET, definitions
    from harness.conformance.structure.types import types_of
    from harness.conformance.structure.xml import Reading, too_deep

    core = definitions()
    if not core.available:
        raise UsageError(f"{path}: {HOW_TO_GET}, without them XML cannot be read")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as wrong:
        raise UsageError(f"{path} is not XML ({wrong}). Mend the file") from wrong
    reading = Reading(types_of(core), core.resource_types)
    resource = None if too_deep(root) else reading.resource(root)
    if resource is None:
        why = reading.issues[0].message if reading.issues else "it is nested too deeply"
        raise UsageError(f"{path} is no FHIR definition: {why}. Is it the right file?")
    return resource
