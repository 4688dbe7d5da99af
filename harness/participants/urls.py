"""Addresses of systems: what a base URL has to look like, and whether it leads to this machine. Opens no connection."""

from __future__ import annotations

import ipaddress
import re
import socket
from urllib.parse import SplitResult, urlsplit

SCHEMES = {
    "fhir": ("http", "https"),
    "hl7v2": ("mllp", "mllps"),
    "oauth": ("http", "https"),
    "adx": ("http", "https"),
    "dhis2": ("http", "https"),
    "soap": ("http", "https"),
    "svs": ("http", "https"),
    "csd": ("http", "https"),
    "syslog_udp": ("udp",),
    "syslog_tls": ("tls",),
}
"""The endpoints a participant can have, each with the schemes of its URL."""

HTTP = frozenset(name for name, schemes in SCHEMES.items() if "http" in schemes)
"""Those that are reached over HTTP, whatever is spoken there."""

EXAMPLES = {
    "fhir": "https://cr.example.org/fhir",
    "hl7v2": "mllp://cr.example.org:2575",
    "oauth": "https://as.example.org",
    "adx": "https://hmis.example.org/api/dataValueSets",
    "dhis2": "https://hmis.example.org/api",
    "soap": "https://ts.example.org/soap",
    "svs": "https://ts.example.org/svs",
    "csd": "https://ilr.example.org/CSD/csr/country/careServicesRequest",
    "syslog_udp": "udp://arr.example.org:514",
    "syslog_tls": "tls://arr.example.org:6514",
}

_ENDS = {"/api/dataValueSets": "adx", "/api": "dhis2"}
"""How the addresses of DHIS2 end."""

_NOT_A_BASE = ("/metadata", "/Patient", "/$match", "/$ihe-pix")


def base_url(text: str, endpoint: str = "fhir") -> str:
    """`text` as a base URL without a slash at its end. Raises ValueError with what is wrong and what to write."""
    if problem := _problem(text.strip(), endpoint):
        raise ValueError(problem)
    return text.strip().rstrip("/")


def _problem(text: str, endpoint: str) -> str:
    schemes, example = SCHEMES[endpoint], EXAMPLES[endpoint]
    try:
        parts = urlsplit(text)
    except ValueError:
        return f"expected a URL, as in {example}, found {_shown(text)}"
    if parts.username is not None or parts.password is not None:
        return "a user or password stands inside the URL; move it to [participants.authentication]"
    if parts.scheme.lower() not in schemes or "//" not in text:
        return f"the URL has to begin with {' or '.join(f'{scheme}://' for scheme in schemes)}, as in {example}"
    if not parts.hostname or any(letter.isspace() for letter in text):
        return f"the URL names no host, or has a space in it; write it as in {example}"
    if not _can_have(parts):
        return f"expected a port from 1 to 65535, found {_shown(text)}"
    if endpoint not in HTTP:
        return _no_listener(parts, example)
    if parts.query or parts.fragment or "?" in text or "#" in text:
        return "the URL has a ? or # in it; give the base alone, where /Patient would be added"
    ending = next((each for each in _NOT_A_BASE if parts.path.rstrip("/").endswith(each)), "")
    return f"the URL ends in {ending}; give the base alone, without it" if ending else ""


def _can_have(parts: SplitResult) -> bool:
    """Whether the port that is named, if any, is one that somebody can listen on."""
    try:
        return parts.port != 0
    except ValueError:  # no number, or too great a one
        return False


def _shown(text: str) -> str:
    """`text` without what may be a password in it."""
    return re.sub("(?<=//).*@", "…@", text)


def _no_listener(parts: SplitResult, example: str) -> str:
    """What is wrong with an address in MLLP or syslog, which is a host and a port and nothing else."""
    if parts.port is None:
        return f"the address names no port; write it as in {example}"
    if parts.path.strip("/") or parts.query or parts.fragment:
        return f"something stands after the port; write host and port alone, as in {example}"
    return ""


def endpoint_of(url: str) -> str:
    """What is spoken at `url`, by its scheme and for aggregate data by its end: ``fhir`` where no other fits."""
    scheme = url.partition("://")[0].strip().lower()
    if ending := next((name for end, name in _ENDS.items() if url.rstrip("/").endswith(end)), ""):
        return ending
    return next((name for name, schemes in SCHEMES.items() if scheme in schemes), "fhir")


def is_local(url: str) -> bool:
    """Whether `url` leads to this machine: a loopback address, or one of this machine's own names.

    Own names are taken from the system, without asking a name server.
    """
    host = urlsplit(url).hostname or ""
    return leads_here(host) or host.rstrip(".").lower() in own_names()


def leads_here(host: str) -> bool:
    """Whether `host` is a loopback address or ``localhost``: it leads whoever calls it to its own machine."""
    name = host.rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return address.is_loopback or address.is_unspecified


def own_names() -> frozenset[str]:
    """What this machine calls itself, in lower case."""
    name = socket.gethostname().lower().rstrip(".")
    short = name.partition(".")[0]
    return frozenset({name, short, f"{short}.local"}) if short else frozenset()


def host_in_url(host: str) -> str:
    """`host` as it stands in a URL: an IPv6 address in brackets."""
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def split_address(url: str) -> tuple[bool, str, int]:
    """Whether ``mllp(s)://host:port`` is secured, its host and its port."""
    parts = urlsplit(url)
    return parts.scheme.lower() == "mllps", parts.hostname or "", parts.port or 0
