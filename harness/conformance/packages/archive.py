"""Reads the files of a FHIR package: a ``package.tgz``, a folder, one definition. Knows files and dangers, not FHIR.

Nothing is ever written where an archive says: its files are read into memory one by one, within the bounds below.
Layout: https://hl7.org/fhir/packages.html (an npm package; the definitions lie directly in its folder ``package``).
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from harness.conformance.packages.alone import as_json, is_alone
from harness.errors import UsageError

MOST_FILES = 100_000
MOST_BYTES = 512 << 20
"""Of a whole package, unpacked."""
LARGEST_FILE = 128 << 20

_PIECE = 1 << 20
_IN_MEMORY = 96 << 20
_UNREADABLE = (gzip.BadGzipFile, EOFError, zlib.error, tarfile.TarError, OverflowError, ValueError)


def files(path: Path) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each JSON file that can hold a definition. A UsageError where the package cannot be trusted."""
    try:
        yield from (_of_folder(path) if path.is_dir() else _of_file(path) if is_alone(path) else _of_archive(path))
    except OSError as wrong:
        raise _unreadable(path, wrong) from wrong


def sha256(path: Path) -> str:
    """The digest of a file's bytes, or of a folder's JSON files with their names. Lower-case hex."""
    if not path.is_dir():
        try:
            with path.open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as wrong:
            raise _unreadable(path, wrong) from wrong
    whole = hashlib.sha256()
    for name, content in files(path):
        whole.update(f"{name}\0{len(content)}\0".encode("utf-8", "surrogateescape") + content)
    return whole.hexdigest()


def packed(folder: Path, into: Path) -> Path:
    """The package in `folder` as an archive, the same bytes for the same files."""
    with (
        into.open("wb") as raw,
        gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as zipped,
        tarfile.open(fileobj=zipped, mode="w:", format=tarfile.PAX_FORMAT) as archive,
    ):
        for name, content in files(folder):
            member = tarfile.TarInfo(f"package/{PurePosixPath(name).name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return into


def _unreadable(path: Path, wrong: OSError) -> UsageError:
    return UsageError(
        f"{path}: cannot be read ({wrong.strerror or wrong}). Name a package.tgz, a folder or a definition"
    )


def _of_folder(path: Path) -> Iterator[tuple[str, bytes]]:
    """A package unpacked (``package/`` or a package.json in it), or any folder of JSON files, subfolders included."""
    inner = path / "package"
    root = inner if inner.is_dir() else path
    packaged = (root / "package.json").is_file()
    unread = MOST_BYTES
    for number, file in enumerate(sorted(root.glob("*.json") if packaged else _below(root))):
        size = file.stat().st_size
        unread -= size
        _within_bounds(path, file.name, size=size, count=number, unread=unread)
        yield file.relative_to(root).as_posix(), file.read_bytes()


def _of_file(path: Path) -> Iterator[tuple[str, bytes]]:
    _within_bounds(path, path.name, size=path.stat().st_size, count=0, unread=MOST_BYTES)
    yield path.name, as_json(path, path.read_bytes())


def _below(root: Path) -> Iterator[Path]:
    """Links to folders are not followed: they can lead round in a circle."""
    for folder, subfolders, names in os.walk(root):
        subfolders[:] = [name for name in subfolders if not name.startswith(".")]
        yield from (Path(folder, name) for name in names if name.endswith(".json") and not name.startswith("."))


def _of_archive(path: Path) -> Iterator[tuple[str, bytes]]:
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as unpacked:
        try:
            _unpack(path, unpacked)
            with tarfile.open(fileobj=cast(IO[bytes], _Careful(path, unpacked)), mode="r:") as archive:
                yield from _members(path, archive)
        except _UNREADABLE as wrong:
            raise UsageError(
                f"{path}: expected a FHIR package: a .tgz as npm and packages.fhir.org have them, a folder with its "
                f"JSON files, name#version, or one definition (.json). {_found(path, wrong)}"
            ) from wrong


def _found(path: Path, wrong: Exception) -> str:
    with path.open("rb") as file:
        begins = file.read(2)
    if begins == b"\x1f\x8b":
        return f"This one is broken or cut off ({wrong or type(wrong).__name__}): get it again"
    return "This file is none of these"


def _unpack(path: Path, into: IO[bytes]) -> None:
    with gzip.open(path) as packed:
        unread = MOST_BYTES
        while piece := packed.read(_PIECE):
            unread -= len(piece)
            _within_bounds(path, "the archive", size=0, count=0, unread=unread)
            into.write(piece)
    into.seek(0)


def _members(path: Path, archive: tarfile.TarFile) -> Iterator[tuple[str, bytes]]:
    for number, member in enumerate(archive):
        _within_bounds(path, member.name, size=member.size, count=number, unread=MOST_BYTES)
        name = PurePosixPath(member.name.replace("\\", "/"))
        if name.is_absolute() or ".." in name.parts or not (member.isfile() or member.isdir()):
            what = "a path that leads out of it" if member.isfile() or member.isdir() else "a link or a device"
            raise UsageError(f"{path}: a FHIR package has files and folders, found {what} ({member.name}). Not read")
        inside = name.parts[1:] if name.parts[:1] == ("package",) else name.parts
        content = archive.extractfile(member)
        if content and len(inside) == 1 and name.suffix == ".json" and not name.name.startswith("."):
            yield name.name, content.read()


def _within_bounds(path: Path, name: str, *, size: int, count: int, unread: int) -> None:
    """Refuse what no FHIR package is like."""
    too_much = (
        f"{name} with {size >> 20} MB (at most {LARGEST_FILE >> 20})"
        if size > LARGEST_FILE
        else f"more than {MOST_FILES} files"
        if count >= MOST_FILES
        else f"more than {MOST_BYTES >> 20} MB"
        if unread < 0
        else ""
    )
    if too_much:
        raise UsageError(f"{path}: no FHIR package is like this: found {too_much}. Not read")


class _Careful:
    """A file for tarfile, which reads as many bytes at once as a header claims: never more than a file may have."""

    def __init__(self, path: Path, file: IO[bytes]) -> None:
        self._path, self._file = path, file
        self.seek, self.tell = file.seek, file.tell

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes."""
        _within_bounds(self._path, "a header", size=size, count=0, unread=0)
        return self._file.read(size)
