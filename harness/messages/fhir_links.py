"""Moves the addresses that a FHIR server writes about itself from one base to another. Never touches stored content.

What it moves, and all it moves: the header fields Location and Content-Location, ``Bundle.link.url``,
``Bundle.entry.fullUrl`` and ``Bundle.entry.response.location`` of a Bundle that the server made (a stored document or
message is content), ``CapabilityStatement.implementation.url``. Every other byte stays as it was, and all of them do in
a body that is signed or hashed: a Bundle with a signature, or header fields that vouch for the content (RFC 9421, RFC
9530, RFC 3230, Content-MD5, detached JWS); a header field that a signature covers stays too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from urllib.parse import SplitResult, urlsplit
from xml.parsers import expat
from xml.sax.saxutils import escape

Headers = tuple[tuple[str, str], ...]
Path = tuple[str, ...]
Step = tuple[int, str]  # how many characters at the beginning of a URL give way, and what takes their place
Place = tuple[int, int]  # where a value stands in the body: first byte, and the byte after its last

MOVING_HEADERS = frozenset({"location", "content-location"})
CONTENT = frozenset({"batch", "collection", "document", "message", "transaction"})  # Bundle types that clients write
LINKS: dict[str, frozenset[Path]] = {
    "Bundle": frozenset({("link", "url"), ("entry", "fullUrl"), ("entry", "response", "location")}),
    "CapabilityStatement": frozenset({("implementation", "url")}),
}
SIGNED = frozenset({("signature", "when"), ("signature", "data")})
WATCHED = frozenset({("resourceType",), ("type",)}).union(SIGNED, *LINKS.values())
VOUCHING = frozenset(
    {"signature", "signature-input", "digest", "content-digest", "repr-digest", "content-md5", "x-jws-signature"}
)
COVERING = frozenset({"signature", "signature-input"})
DEEPEST = max(map(len, WATCHED))
PORTS = {"http": 80, "https": 443}
JSON_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+', re.DOTALL)
XML_ATTRIBUTE = re.compile(rb"""\s+([^\s=<>"'/]+)\s*=\s*("[^"]*"|'[^']*')""")
XML_NAME = re.compile(rb"<[^\s<>/]+")
LINKING = re.compile(rb"Bundle|CapabilityStatement|\\u|&|\x00")
"""What a body with links has at least; it may be spelled with escapes, or in an encoding with more bytes."""
FHIR = "http://hl7.org/fhir "


def rewrite(headers: Headers, body: bytes, *, old: str, new: str) -> tuple[Headers, bytes]:
    """An answer of a FHIR server at the base URL `old`, as it would speak from the base URL `new`."""
    names = {name.lower() for name, _ in headers}
    return moved_headers(headers, old=old, new=new), body if names & VOUCHING else moved_body(body, old=old, new=new)


def moved_headers(headers: Headers, *, old: str, new: str) -> Headers:
    """`headers` with Location and Content-Location moved, where no signature covers them."""
    covered = " ".join(value.lower() for name, value in headers if name.lower() in COVERING)
    moving = {name for name in MOVING_HEADERS if not re.search(rf"(?<![\w-]){name}(?![\w-])", covered)}
    return tuple((name, moved(value, old=old, new=new) if name.lower() in moving else value) for name, value in headers)


def moved_body(body: bytes, *, old: str, new: str) -> bytes:
    """`body`, a resource in JSON or XML, with its links moved; as it is where it is neither."""
    begin = body[:400].lstrip()[:1]
    if not LINKING.search(body):
        return body
    if begin == b"{":
        return _moved_json(body, lambda url: _step(url, old, new))
    if begin == b"<":
        return _moved_xml(body, lambda url: _step(url, old, new))
    return body


def moved(url: str, *, old: str, new: str) -> str:
    """`url` with the base `new` in place of `old`; unchanged where it does not begin with `old`.

    Host and scheme compare in any case and a default port may be left out (RFC 3986 6.2.2 and 6.2.3). A path without a
    host moves from the path of `old` to the path of `new`; a relative one needs no moving.
    """
    length, beginning = _step(url, old, new)
    return beginning + url[length:]


def _step(url: str, old: str, new: str) -> Step:
    """How to move `url`: as many characters of its beginning give way to another beginning."""
    base, target = urlsplit(old.rstrip("/")), new.rstrip("/")
    try:
        parts = urlsplit(url)
        here = not parts.netloc or _origin(parts, base.scheme) == _origin(base, base.scheme)
    except ValueError:
        return 0, ""
    path = parts.path == base.path or parts.path.startswith(f"{base.path}/")
    if not here or not path or not (parts.netloc or url.startswith("/")) or (parts.scheme and not parts.netloc):
        return 0, ""
    at = url.index(parts.netloc) + len(parts.netloc) if parts.netloc else 0
    return at + len(base.path), target if parts.netloc else urlsplit(target).path


def _origin(parts: SplitResult, scheme: str) -> tuple[str, str, int | None]:
    scheme = parts.scheme or scheme
    return scheme, parts.hostname or "", parts.port or PORTS.get(scheme)


def _moved_json(body: bytes, move: Callable[[str], Step]) -> bytes:
    try:
        found = [(path, place, str(json.loads(body[slice(*place)]))) for path, place in _json_strings(body)]
    except (ValueError, IndexError):  # no JSON: somebody else will say so
        return body
    return _replaced(body, found, move, lambda text, _: json.dumps(text)[1:-1])


def _json_strings(body: bytes) -> Iterator[tuple[Path, Place]]:
    """Path and place of each string that is watched, quotes included; a path names keys and leaves arrays out."""
    objects: list[str] = []  # the key at which each open object stands
    open_with: list[bytes] = []
    key_next = False
    for token in JSON_TOKEN.finditer(body):
        text = token[0]
        first = text[:1]
        if first == b'"':
            if len(objects) > DEEPEST:
                continue
            if key_next:
                objects[-1], key_next = text[1:-1].decode("utf-8", "replace"), False
            elif tuple(objects) in WATCHED:
                yield tuple(objects), token.span()
        elif first in b"{[":
            open_with.append(first)
            key_next = first == b"{"
            objects += [""] if key_next else []
        elif first in b"}]":
            if open_with.pop() == b"{":
                objects.pop()
            key_next = False
        elif first == b",":
            key_next = open_with[-1] == b"{"


def _moved_xml(body: bytes, move: Callable[[str], Step]) -> bytes:
    found: list[tuple[Path, Place, str]] = []
    path: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")

    def begin(name: str, attributes: dict[str, str]) -> None:
        path.append(name.removeprefix(FHIR))
        if len(path) == 1:
            found.append((("resourceType",), (0, 0), path[0]))
        elif tuple(path[1:]) in WATCHED and "value" in attributes:
            place = _xml_value(body, parser.CurrentByteIndex)
            found.append((tuple(path[1:]), place, attributes["value"]))

    def refuse(*_: object) -> None:
        raise ValueError("FHIR has no entities")

    parser.StartElementHandler, parser.EndElementHandler = begin, lambda _: path.pop()
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, ValueError):  # no XML: somebody else will say so
        return body
    return _replaced(body, found, move, _xml_spelling)


def _xml_value(body: bytes, at: int) -> Place:
    """Where the attribute `value` of the element that begins `at` stands, quotes included; nowhere in odd encodings."""
    name = XML_NAME.match(body, at)
    end = name.end() if name else at
    while attribute := XML_ATTRIBUTE.match(body, end):
        if attribute[1] == b"value":
            return attribute.span(2)
        end = attribute.end()
    return (0, 0)


def _xml_spelling(text: str, quote: str) -> str:
    escaped = escape(text, {quote: "&quot;" if quote == '"' else "&apos;"})
    return escaped.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _replaced(
    body: bytes,
    found: list[tuple[Path, Place, str]],
    move: Callable[[str], Step],
    spelled: Callable[[str, str], str],
) -> bytes:
    """`body` with what `found`, in the order of the body, says is a link moved."""
    facts = {path: value for path, _, value in found}
    links = LINKS.get(facts.get(("resourceType",), ""), frozenset())
    if (facts.get(("type",)) in CONTENT and ("link", "url") in links) or facts.keys() & SIGNED:
        return body
    parts, done = [], 0
    for path, (begin, end), url in found:
        step = move(url)
        if path in links and end and step != (0, ""):
            parts += [body[done:begin], _spelt(body[begin:end], url, step, spelled)]
            done = end
    return b"".join((*parts, body[done:]))


def _spelt(value: bytes, url: str, step: Step, spelled: Callable[[str, str], str]) -> bytes:
    """The quoted `value`, which reads `url`, with a new beginning; the rest keeps its spelling wherever it can."""
    length, beginning = step
    quote, plain = chr(value[0]), url[:length].encode()
    if value[1:].startswith(plain):
        return value[:1] + spelled(beginning, quote).encode() + value[1 + len(plain) :]
    return value[:1] + spelled(beginning + url[length:], quote).encode() + value[:1]
