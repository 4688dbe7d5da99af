"""What a participant is called in addresses, and how its domains and other participants are named. Pure functions."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from harness.openhie.actors import actor

HARNESS = "harness"
"""What the harness's own reference mocks are called among the sources that a registry knows."""


def slug_of(name: str) -> str:
    """`name` in lower-case ASCII letters, digits and hyphens; the same for the same name, always.

    A name without a single Latin letter or digit becomes ``participant-`` and six digits made from it.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return slug or f"participant-{hashlib.sha256(name.strip().encode()).hexdigest()[:6]}"


def inside_of(actors: Iterable[str]) -> tuple[str, ...]:
    """The IHE actors inside OpenHIE's `actors`, each once."""
    return tuple(dict.fromkeys(inside for name in actors for inside in actor(name).plays))


def names_domain(text: str, *, uri: str, oid: str, namespace: str) -> bool:
    """Whether `text` is one of the three names of a domain: its URI, its OID (also as urn:oid:) or its namespace."""
    return text.strip() in {uri, oid, f"urn:oid:{oid}", namespace} - {"", "urn:oid:"}
