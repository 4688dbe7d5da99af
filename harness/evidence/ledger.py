"""The append-only store of a run: one file of numbered, chained lines per writing process, its bodies beside it.

::

    RUN/ledger/<writer>.jsonl     {"n": 1, "prev": "<sha256 of the line before>", "kind": "exchange", …}
    RUN/bodies/<writer>.bin       the bodies that those lines speak of, one after the other

A line names a body by its digest, where it begins and how long it is: ``{"sha256": "…", "at": 0, "size": 120}``. Bodies
are written before the line that names them, each once. Whatever is written is handed to the operating system at once,
so what was judged before ``kill -9`` stays judged. Knows how evidence is kept, not what it means.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import os
import random
import re
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from harness.errors import EvidenceLost, UsageError
from harness.evidence.exchange import Exchange, Message
from harness.evidence.record import Act, Picture, Record, Wait
from harness.evidence.redaction import Redactor
from harness.evidence.seals import newest
from harness.evidence.strangers import Strangers

FORMAT = 2
APPEND = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
MESSAGES = ("request", "response", "forwarded_request", "forwarded_response")
NESTED = frozenset((*MESSAGES, "tls"))
_json = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def digest(content: bytes) -> str:
    """What a body is known by, and what a line is chained by."""
    return hashlib.sha256(content).hexdigest()


def new_name() -> str:
    """A new run's name, that of its folder: when it began, and four signs so that two in one second differ."""
    return f"{time.strftime('%Y-%m-%dT%H-%M-%S')}-{random.SystemRandom().randrange(16**4):04x}"


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
            self._lines = _begun(folder / "ledger", re.sub(r"[^A-Za-z0-9-]", "-", writer))
            try:
                self._bodies = _File(folder / "bodies" / f"{self._lines.path.stem}.bin")
            except OSError:
                self._lines.close()
                raise
        except OSError as error:
            raise UsageError(
                f"{folder}: expected a folder that a run can be written to; {error.strerror}. Choose another one."
            ) from error
        self._lock = threading.RLock()
        self._strangers = Strangers()
        self._number, self._previous = 0, newest(folder)  # what comes after a seal begins at it
        self._kept: dict[str, int] = {}

    def add(self, record: Record) -> None:
        """Write `record` down."""
        if isinstance(record, Wait):
            self.redactor.instructed(record.instruction)
        self._strangers.told(record)
        fields = {name: getattr(record, name) for name in record.__slots__}
        self._write(record.kind, self.redactor.value(fields))

    def add_exchange(self, exchange: Exchange, *, play: str = "", step: int = 0, kind: str = "exchange") -> Exchange:
        """Write `exchange` down, bodies first, and return it as it was written: without secrets.

        One of the kind ``held`` arrived, and is kept for a play that may want it: it is written down again, with its
        play or without, when that is known.
        """
        if stranger := self._strangers.meet(exchange, play):
            self.add(stranger)
        exchange = self.redactor.exchange(exchange)
        fields: dict[str, Any] = {name: getattr(exchange, name) for name in exchange.__slots__ if name not in NESTED}
        fields["tls"] = exchange.tls and {
            "version": exchange.tls.version,
            "cipher": exchange.tls.cipher,
            "certificate": exchange.tls.certificate.hex(),
        }
        for part in MESSAGES:
            message = getattr(exchange, part)
            fields[part] = message and self._message(message)
        self._write(kind, {"play": play, "step": step, **fields})
        return exchange

    def add_act(self, act: Act, pictures: Iterable[Picture] = ()) -> Act:
        """Write `act` down, its pictures first, and return it with where they are kept.

        Raises EvidenceLost where there is no room; nothing of it is kept then.
        """
        with self._lock:
            end, kept = self._bodies.end, dict(self._kept)
            try:
                places = [{"name": one.name, "type": one.type, "body": self._body(one.content)} for one in pictures]
                act = dataclasses.replace(act, pictures=places)
                self.add(act)
            except EvidenceLost:
                self._bodies.cut(end)
                self._kept = kept
                raise
        return act

    def close(self) -> None:
        """Stop writing."""
        with self._lock:
            self._lines.close()
            self._bodies.close()

    def _message(self, message: Message) -> dict[str, Any]:
        return {
            "sender": message.sender,
            "head": message.head.decode("latin-1"),
            "start": message.start,
            "headers": message.headers,
            "body": self._body(message.body),
            "wire": message.wire if message.wire is None else self._body(message.wire),
            "at": message.at,
        }

    def _body(self, content: bytes) -> dict[str, Any]:
        """Keep `content`, unless it is kept already, and say where it is."""
        name = digest(content)
        with self._lock:
            if name not in self._kept:
                self._kept[name] = self._bodies.append(content)
            return {"sha256": name, "at": self._kept[name], "size": len(content)}

    def _write(self, kind: str, fields: dict[str, Any]) -> None:
        with self._lock:
            line = {"n": self._number + 1, "prev": self._previous, "kind": kind, **fields}
            content = _json(line).encode("utf-8", "surrogatepass") + b"\n"
            before = self._number, self._previous
            # Counted first: Ctrl-C is heard when the writing is over, and must not find it uncounted.
            self._number, self._previous = self._number + 1, digest(content)
            try:
                self._lines.append(content)
            except EvidenceLost:
                self._number, self._previous = before
                raise


class _File:
    """A file that grows by whole pieces. An OSError when it cannot be opened, or is there and has to be `new`."""

    def __init__(self, path: Path, *, new: bool = False) -> None:
        self.path = path
        self._file = os.open(path, APPEND | (os.O_EXCL if new else 0), 0o644)
        self.end = os.lseek(self._file, 0, os.SEEK_END)

    def append(self, content: bytes) -> int:
        """Write all of `content`, or raise EvidenceLost and leave nothing of it; where it begins."""
        begin = self.end
        try:
            _write_all(self._file, content)
        except OSError as error:
            self.cut(begin)  # so that no half piece stands in the way of later ones
            raise EvidenceLost(
                f"{self.path}: the evidence could not be written down ({error.strerror}). What was written before is "
                "kept. Make room, then go on with `harness run --resume`."
            ) from error
        self.end = begin + len(content)
        return begin

    def cut(self, end: int) -> None:
        """Take back what was written from `end` on, as far as the system lets us."""
        with contextlib.suppress(OSError):
            os.ftruncate(self._file, end)
            self.end = end

    def close(self) -> None:
        """Stop writing; a second time does no harm."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def _begun(folder: Path, writer: str) -> _File:
    """A file that did not exist before, so that no two writers ever share one."""
    number, name = 1, writer
    while True:
        try:
            return _File(folder / f"{name}.jsonl", new=True)
        except FileExistsError:
            number += 1
            name = f"{writer}-{number}"


def _write_all(file: int, content: bytes) -> None:
    written = os.write(file, content)
    while written < len(content):
        written += os.write(file, content[written:])
