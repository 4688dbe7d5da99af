"""Finds the resources in files, folders and the standard input. Knows formats, judges nothing."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from harness.errors import MalformedMessage, UsageError

LARGEST = 32 * 1024 * 1024
"""Bytes of one resource that are read. As Python objects it takes some ten times as much."""

LONGEST_VALUE = 10_000
"""Bytes of a JSON value that is no object: longer ones are not looked at."""

PACKED = {
    b"\x1f\x8b": "gzip",
    b"PK\x03\x04": "a ZIP archive",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
}
"""How packed files begin, and what each is."""

SUFFIXES = frozenset({".json", ".ndjson", ".xml"})
_MORE_LINES = re.compile(rb"\}[ \t\r]*\n\s*\{")


@dataclass(frozen=True, slots=True)
class Document:
    """One resource: `place` is its file (and line), `body` its bytes.

    `partial` says that it was too long to keep, `from_folder` that nobody named the file itself, `is_line` that it is
    one of many in its file.
    """

    place: str
    body: bytes
    partial: bool = False
    from_folder: bool = False
    is_line: bool = False

    @property
    def is_xml(self) -> bool:
        """Whether it begins like XML."""
        return self._begin == b"<"

    @property
    def looks_like_fhir(self) -> bool:
        """Whether it begins like JSON or XML, or is empty."""
        return self._begin in (b"<", b"{", b"[", b"")

    @property
    def packed(self) -> str:
        """In what it is packed, "" where it is not."""
        return next((name for begin, name in PACKED.items() if self.body.startswith(begin)), "")

    @property
    def is_value(self) -> bool:
        """Whether it is a text, a number, true, false or null in JSON."""
        if len(self.body) > LONGEST_VALUE:
            return False
        try:
            json.loads(self.body)
        except (ValueError, RecursionError):
            return False
        return True

    @property
    def _begin(self) -> bytes:
        return self.body[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()[:1]

    def value(self) -> Any:
        """The resource: a dict, or an lxml element. Raises MalformedMessage."""
        if self.partial:
            raise MalformedMessage("the resource", expected=f"at most {LARGEST:,} bytes", found="more")
        from harness.messages.fhir import parse
        from harness.messages.fhir.xml_parsing import parsed_tree

        return parsed_tree(self.body) if self.is_xml else parse(self.body)


def documents(names: tuple[str, ...]) -> Iterator[Document]:
    """The resources of every name in turn: a file, a folder with all that is below it, ``-`` for standard input."""
    for name in names:
        if name == "-":
            yield from _in_stream(sys.stdin.buffer, "standard input", lines=None)
        elif Path(name).is_dir():
            for path in sorted(Path(name).rglob("*")):
                if path.suffix.lower() in SUFFIXES and path.is_file():
                    yield from (replace(found, from_folder=True) for found in _in_file(path))
        else:
            yield from _in_file(Path(name))


def check_names(names: tuple[str, ...]) -> None:
    """UsageError for each name that is no file and no folder, before anything is judged."""
    missing = [f"no such file or folder: {name}" for name in names if name != "-" and not Path(name).exists()]
    if missing:
        raise UsageError(*missing)


def _in_file(path: Path) -> Iterator[Document]:
    try:
        with path.open("rb") as stream:
            yield from _in_stream(stream, str(path), lines=path.suffix.lower() == ".ndjson")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}") from None


def _in_stream(stream: BinaryIO, place: str, *, lines: bool | None) -> Iterator[Document]:
    """`lines`: a resource a line; None: find out, from whether a second object begins on a line of its own."""
    if lines:
        yield from _lines(stream, place)
        return
    body = stream.read(LARGEST + 1)
    document = Document(place, body, partial=len(body) > LARGEST)
    if lines is None and not document.is_xml and _MORE_LINES.search(body) and _one_a_line(body):
        rest = io.BytesIO(body + stream.read() if document.partial else body)
        yield from _lines(rest, place)
    else:
        yield document


def _one_a_line(body: bytes) -> bool:
    """Whether the first line that is not empty is an object by itself."""
    first = body.lstrip().partition(b"\n")[0].strip()
    return first.startswith(b"{") and first.endswith(b"}")


def _lines(stream: BinaryIO, place: str) -> Iterator[Document]:
    number = 0
    while line := stream.readline(LARGEST + 1):
        number += 1
        partial = len(line) > LARGEST
        rest = line
        while partial and rest and not rest.endswith(b"\n"):
            rest = stream.readline(LARGEST)
        if line.strip():
            yield Document(f"{place}:{number}", line, partial, is_line=True)
