"""The append-only store of a run: one file of numbered, chained lines per writing process, bodies by digest beside.

::

    RUN/ledger/<writer>.jsonl     {"n": 1, "prev": "<sha256 of the line before>", "kind": "exchange", …}
    RUN/bodies/<sha256>           the bytes of a body

A line is written in one call and handed to the operating system at once, so what was judged before ``kill -9`` stays
judged. Knows how evidence is kept, not what it means.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import threading
from pathlib import Path
from typing import Any

from harness.errors import EvidenceLost, UsageError
from harness.evidence.exchange import Exchange, Message
from harness.evidence.record import Record
from harness.evidence.redaction import Redactor

FORMAT = 1
WRITE = os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0)
MESSAGES = ("request", "response", "forwarded_request", "forwarded_response")
NESTED = frozenset((*MESSAGES, "tls"))
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def digest(content: bytes) -> str:
    """The name that a body is kept under."""
    return hashlib.sha256(content).hexdigest()


class Ledger:
    """Writes one process's lines of a run. Safe to call from several threads.

    Args:
        folder: the run's folder; made when it is not there.
        writer: names this process's file; letters, digits and ``-``.
        redactor: what must never be written.
    """

    def __init__(self, folder: Path, *, writer: str = "main", redactor: Redactor | None = None) -> None:
        self.folder = folder
        self.redactor = redactor or Redactor()
        try:
            (folder / "ledger").mkdir(parents=True, exist_ok=True)
            (folder / "bodies").mkdir(exist_ok=True)
            self._path, self._file = _opened(folder / "ledger", re.sub(r"[^A-Za-z0-9-]", "-", writer))
        except OSError as error:
            raise UsageError(
                f"{folder}: expected a folder that a run can be written to; {error.strerror}. Choose another one."
            ) from error
        self._lock = threading.Lock()
        self._number, self._previous, self._size = 0, "", 0
        self._bodies = str(folder / "bodies")

    def add(self, record: Record) -> None:
        """Write `record` down."""
        fields = {name: getattr(record, name) for name in record.__slots__}
        self._write(record.kind, self.redactor.value(fields))

    def add_exchange(self, exchange: Exchange, *, play: str = "", step: int = 0) -> Exchange:
        """Write `exchange` down, bodies first, and return it as it was written: without secrets."""
        exchange = self.redactor.exchange(exchange)
        fields: dict[str, Any] = {name: getattr(exchange, name) for name in exchange.__slots__ if name not in NESTED}
        for part in MESSAGES:
            message = getattr(exchange, part)
            fields[part] = message and self._message(message)
        fields["tls"] = exchange.tls and {
            "version": exchange.tls.version,
            "cipher": exchange.tls.cipher,
            "certificate": exchange.tls.certificate.hex(),
        }
        self._write("exchange", {"play": play, "step": step, **fields})
        return exchange

    def close(self) -> None:
        """Stop writing."""
        with self._lock:
            if self._file >= 0:
                os.close(self._file)
                self._file = -1

    def _message(self, message: Message) -> dict[str, Any]:
        return {
            "sender": message.sender,
            "head": message.head.decode("latin-1"),
            "start": message.start,
            "headers": message.headers,
            "body": self._body(message.body),
            "size": len(message.body),
            "wire": message.wire if message.wire is None else self._body(message.wire),
            "at": message.at,
        }

    def _body(self, content: bytes) -> str:
        """Keep `content` under its digest, whole or not at all: it gets its name when all of it is written."""
        name = digest(content)
        path = os.path.join(self._bodies, name)
        if content and not os.path.exists(path):
            part = f"{path}.{os.getpid()}.{threading.get_ident()}"
            try:
                _written(part, content)
                os.replace(part, path)
            except OSError as error:
                with contextlib.suppress(OSError):
                    os.unlink(part)
                if not os.path.exists(path):  # Windows: another writer of the same body may be quicker
                    raise _lost(path, error) from error
        return name

    def _write(self, kind: str, fields: dict[str, Any]) -> None:
        with self._lock:
            line = {"n": self._number + 1, "prev": self._previous, "kind": kind, **fields}
            content = _json(line).encode("utf-8", "surrogatepass") + b"\n"
            try:
                _write_all(self._file, content)
            except OSError as error:
                with contextlib.suppress(OSError):
                    os.ftruncate(self._file, self._size)  # so that no half line stands in the way of later ones
                raise _lost(self._path, error) from error
            self._number += 1
            self._previous = digest(content)
            self._size += len(content)


def _opened(folder: Path, writer: str) -> tuple[Path, int]:
    """A file that did not exist before, so that no two writers ever share one."""
    number, path = 1, folder / f"{writer}.jsonl"
    while (file := _created(path)) < 0:
        number += 1
        path = folder / f"{writer}-{number}.jsonl"
    return path, file


def _created(path: Path) -> int:
    try:
        return os.open(path, WRITE | os.O_EXCL | os.O_APPEND, 0o644)
    except FileExistsError:
        return -1


def _written(path: str, content: bytes) -> None:
    file = os.open(path, WRITE | os.O_TRUNC, 0o644)
    try:
        _write_all(file, content)
    finally:
        os.close(file)


def _write_all(file: int, content: bytes) -> None:
    written = os.write(file, content)
    while written < len(content):
        written += os.write(file, content[written:])


def _lost(path: str | Path, error: OSError) -> EvidenceLost:
    return EvidenceLost(
        f"{path}: the evidence could not be written down ({error.strerror}). What was written before is kept. "
        "Make room, then go on with `harness run --resume`."
    )
