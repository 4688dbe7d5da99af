"""Commands that repeat what a report shows, safe to paste into a POSIX shell. Knows curl, openssl, nc and ours."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from urllib.parse import quote, urlsplit

from harness.evidence.exchange import Exchange
from harness.evidence.redaction import MASK
from harness.report.addresses import url_of
from harness.report.visible import is_text

LONGEST_INLINE = 1500  # bytes of a body that still reads well in a command
ENVIRONMENT = '"$HARNESS_SECRET"'
MADE_BY_CURL = frozenset({"host", "content-length", "connection", "user-agent", "accept-encoding", "transfer-encoding"})
FIELD_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
SHOWN = {"certificate: trusted": "client", "certificate: expired": "expired"}
"""The file of a certificate by the words that a handshake is told in; one that is unknown everywhere is in none."""
UNKNOWN = "certificate: unknown authority"
OF_NOBODY = "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=nobody -keyout nobody.key -out nobody.pem"
UNPRINTABLE = re.compile(r"[^\t\x20-\x7e\xa1-\U0010ffff]")


def curl(exchange: Exchange, keep: Callable[[bytes], str]) -> str:
    """One ``curl`` command, a part a line, that sends the request of `exchange` again.

    `keep` writes a body that does not fit a command line and gives its path. What was redacted is read from the
    environment variable HARNESS_SECRET. Fields that curl makes itself are left to it; a field that no HTTP client may
    send is left out.
    """
    request = exchange.request
    parts = ["curl --include --globoff --path-as-is"]
    if request.method == "HEAD":
        parts.append("--head")
    elif request.method != "GET" or request.body:
        parts.append(f"--request {quoted(request.method)}")
    parts.append(quoted(UNPRINTABLE.sub(lambda odd: quote(odd.group(), errors="replace"), url_of(exchange))))
    fields = [_field(name, value) for name, value in request.headers if _sendable(name, value)]
    parts += [f"--header {quoted(field)}" for field in fields]
    if request.body:
        parts.append(f"--data-binary {_content(request.body, keep)}")
    return " \\\n  ".join(parts)


def s_client(exchange: Exchange) -> str:
    """The ``openssl`` command that shakes hands as `exchange` did; files are those of ``harness certificates``."""
    parts = ["openssl s_client", f"-connect {quoted(urlsplit(exchange.address).netloc)}"]
    shown = next((file for words, file in SHOWN.items() if exchange.request.start.endswith(words)), "")
    if shown:
        parts.append(f"-cert certs/harness/{shown}.pem -key certs/harness/{shown}.key")
    if exchange.request.start.endswith(UNKNOWN):
        parts[0] = f"{OF_NOBODY} &&\n{parts[0]}"
        parts.append("-cert nobody.pem -key nobody.key")
    if exchange.request.start.endswith("TLSv1.1"):
        parts.append("-tls1_1 -cipher DEFAULT:@SECLEVEL=0")
    return " \\\n  ".join(parts)


def syslog(exchange: Exchange, keep: Callable[[bytes], str]) -> str:
    """The command that sends a syslog message again: by ``openssl`` over TLS in its frame, by ``nc`` as a datagram."""
    parts, sent = urlsplit(exchange.address), exchange.request.body
    if parts.scheme == "udp":
        return f"nc -u -w 1 {quoted(str(parts.hostname))} {parts.port} < {quoted(keep(sent))}"
    framed = exchange.request.wire or b"%d %s" % (len(sent), sent)  # RFC 5425 4.3
    return f"openssl s_client -quiet -connect {quoted(parts.netloc)} \\\n  < {quoted(keep(framed))}"


def again(exchange: Exchange, keep: Callable[[bytes], str]) -> str:
    """The command that sends the request of `exchange` again; "" for a protocol that has none. `keep` as for `curl`."""
    if exchange.failure_kind == "unread":
        return ""
    if exchange.protocol == "mllp":
        parts = urlsplit(exchange.address)
        secured = " --tls" if parts.scheme == "mllps" else ""
        return f"harness send --mllp {quoted(parts.netloc)}{secured} --exactly {quoted(keep(exchange.request.body))}"
    if exchange.protocol == "tls":
        return s_client(exchange)
    if exchange.protocol == "syslog":
        return syslog(exchange, keep)
    return curl(exchange, keep) if exchange.protocol == "http" else ""


def harness_run(command: str, function: str) -> str:
    """The run's own command, for the scenario `function` alone."""
    return f"{command or 'harness run'} {quoted(function)}"


def quoted(text: str) -> str:
    """`text` as one word of a POSIX shell, with an environment variable where something was redacted."""
    return ENVIRONMENT.join(shlex.quote(part) if part else "" for part in text.split(MASK)) or "''"


def _sendable(name: str, value: str) -> bool:
    return bool(FIELD_NAME.match(name)) and name.lower() not in MADE_BY_CURL and not UNPRINTABLE.search(value)


def _field(name: str, value: str) -> str:
    return f"{name}: {value}" if value else f"{name};"


def _content(body: bytes, keep: Callable[[bytes], str]) -> str:
    # A value that begins with @ would be read as the name of a file.
    if len(body) <= LONGEST_INLINE and is_text(body) and not body.startswith(b"@"):
        text = body.decode("utf-8", "replace")
        if text.encode() == body and not UNPRINTABLE.search(text.replace("\n", "")):
            return quoted(text)
    return f"@{keep(body)}"
