"""An interlinked registry that is not ours, as a process: asks when it is told to, and answers by identifier.

It keeps what it hears under the addresses that it heard of, and joins nothing.
"""

from __future__ import annotations

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

KEPT: dict[str, dict[str, Any]] = {}
SINCE: dict[tuple[str, str], str] = {}


def ask(base: str, kind: str) -> None:
    """Ask the directory at `base` what happened to resources of `kind`, page by page."""
    since = SINCE.get((base, kind), "")
    url = f"{base}/{kind}/_history" + (f"?_since={since}" if since else "")
    seen: set[str] = set()
    while url:
        with urlopen(url, timeout=10) as answer:
            SINCE.setdefault((base, kind), "2026-01-01T00:00:00Z")
            bundle = json.load(answer)
        for entry in bundle.get("entry", []):
            name = "/".join(entry["fullUrl"].split("/")[-2:])
            if name not in seen:
                seen.add(name)
                KEPT[name] = entry.get("resource", {})
        url = next((one["url"] for one in bundle.get("link", []) if one["relation"] == "next"), "")


def found(target: str) -> dict[str, Any]:
    """The answer to a search by identifier, or by a part of the family name."""
    parts = urlsplit(target)
    kind, asked = parts.path.rsplit("/", 1)[-1], parse_qs(parts.query)
    number = asked.get("identifier", ["|"])[0].partition("|")[2]
    family = asked.get("family", [""])[0]
    entries = [
        {"fullUrl": f"http://127.0.0.1:{PORT}/fhir/{name}", "resource": one, "search": {"mode": "match"}}
        for name, one in KEPT.items()
        if name.startswith(f"{kind}/")
        and one
        and (has(one, number) if number else bool(family) and family in json.dumps(one))
    ]
    bundle = {"resourceType": "Bundle", "type": "searchset", "total": len(entries)}
    return {**bundle, "entry": entries} if entries else bundle


def has(resource: dict[str, Any], number: str) -> bool:
    """Whether a resource has this identifier."""
    return any(one.get("value") == number for one in resource.get("identifier", []))


class Door(BaseHTTPRequestHandler):
    """``POST /instructions`` and ``GET /fhir/Type?…``."""

    def do_POST(self) -> None:
        """Do what a program says."""
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.say(202, {})
        ask(said["address"], said["task"]["kind"])

    def do_GET(self) -> None:
        """Answer a search."""
        self.say(200, found(self.path))

    def say(self, status: int, content: dict[str, Any]) -> None:
        """Send JSON."""
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/fhir+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    PORT = server.server_port
    sys.stdout.write(f"{PORT}\n")
    sys.stdout.flush()
    server.serve_forever()
