"""An interoperability layer that is not the harness: passes HTTP below ``/fhir`` and streams of MLLP on, no more.

``python passer.py HTTP_PORT BASE [MLLP_PORT HOST:PORT]``. Knows the standard library only.
"""

from __future__ import annotations

import socket
import sys
import threading
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

HERE, BEYOND = "/fhir", urlsplit(sys.argv[2])
OWN_AFFAIRS = {"connection", "keep-alive", "transfer-encoding", "host", "content-length"}


class Passing(BaseHTTPRequestHandler):
    """Brings each request to where it is for, and the answer back."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:  # its name is the library's
        """Pass it on."""
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        kept = {name: value for name, value in self.headers.items() if name.lower() not in OWN_AFFAIRS}
        there = HTTPConnection(BEYOND.hostname or "", BEYOND.port or 80, timeout=20)
        try:
            there.request(self.command, BEYOND.path + self.path.removeprefix(HERE), content or None, kept)
            answer = there.getresponse()
        except OSError:
            self.send_error(502)
            return
        body = answer.read()
        self.send_response_only(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() not in OWN_AFFAIRS:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 - the library finds them by these names

    def log_message(self, *_: object) -> None:
        """Nothing."""


def carry(one: socket.socket, other: socket.socket) -> None:
    """Bring what `one` says to `other` until it ends."""
    while data := one.recv(65536):
        other.sendall(data)
    other.shutdown(socket.SHUT_WR)


def pass_streams(port: int, to: tuple[str, int]) -> None:
    """Bring each connection to `to`."""
    with socket.create_server(("127.0.0.1", port)) as listener:
        while True:
            here, _ = listener.accept()
            try:
                there = socket.create_connection(to)
            except OSError:
                here.close()
                continue
            for pair in ((here, there), (there, here)):
                threading.Thread(target=carry, args=pair, daemon=True).start()


if __name__ == "__main__":
    if len(sys.argv) > 3:
        host, _, port = sys.argv[4].partition(":")
        threading.Thread(target=pass_streams, args=(int(sys.argv[3]), (host, int(port))), daemon=True).start()
    print("passing", flush=True)
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Passing).serve_forever()
