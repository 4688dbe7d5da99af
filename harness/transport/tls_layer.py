"""TLS of one connection between bytes that cross and bytes that are meant (RFC 8446). Opens no socket."""

from __future__ import annotations

import ssl
from contextlib import suppress

from harness.evidence.exchange import Tls
from harness.transport.tls import agreed

PIECE = 65536


class TlsLayer:
    """Takes what arrives and gives what it says; what is to be sent for it waits in `outgoing`.

    With `host` it is the side that opened the connection to that name, without it the side that took it.
    """

    def __init__(self, context: ssl.SSLContext, *, host: str = "") -> None:
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._in, self._out, server_side=not host, server_hostname=host or None)
        self.secured = self.over = self.begun = False

    @property
    def facts(self) -> Tls | None:
        """What was agreed on."""
        return agreed(self._tls)

    def feed(self, data: bytes) -> bytes:
        """What `data` says, nothing where it only belongs to TLS. Raises OSError where there can be no TLS.

        Call it with nothing to begin the handshake. Also when it raises there may be an alert in `outgoing`.
        """
        self.begun = self.begun or bool(data)
        self._in.write(data)
        if not self.secured:
            try:
                self._tls.do_handshake()
            except ssl.SSLWantReadError:
                return b""
            self.secured = True
        return self._read()

    def outgoing(self) -> bytes:
        """What is to be sent now."""
        return self._out.read()

    def write(self, data: bytes) -> bytes:
        """`data` as it crosses. Raises OSError."""
        view = memoryview(data)
        while view:
            view = view[self._tls.write(view) :]
        return self._out.read()

    def close(self) -> bytes:
        """The word that ends it (RFC 8446 6.1), as it crosses."""
        with suppress(OSError):  # it waits for the same word of the other side, which we do not
            self._tls.unwrap()
        return self._out.read()

    def _read(self) -> bytes:
        said = []
        try:
            while piece := self._tls.read(PIECE):
                said.append(piece)
            self.over = True
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLZeroReturnError:
            self.over = True
        return b"".join(said)
