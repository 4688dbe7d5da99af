"""Packages that somebody broke, or made to break us: each is a clear error within bounded time and memory."""

from __future__ import annotations

import gzip
import hashlib
import tarfile
import tracemalloc
from pathlib import Path

import pytest

from harness.conformance.packages.archive import LARGEST_FILE, MOST_BYTES, files, packed, sha256
from harness.errors import UsageError
from tests.conformance.packages.made import archive, definition, folder, manifest

ONE = {"package/package.json": manifest(), "package/a.json": definition("a")}


def refusal(path: Path) -> str:
    """What is said of the package at `path`."""
    with pytest.raises(UsageError) as refused:
        list(files(path))
    return str(refused.value)


def names(path: Path) -> list[str]:
    return sorted(name for name, _ in files(path))


def member(name: str, kind: bytes = tarfile.REGTYPE, *, size: int = 0, link: str = "") -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.size, made.linkname = kind, size, link
    return made


def test_only_json_directly_in_the_package_is_read(tmp_path: Path) -> None:
    extra = {"package/.index.json": b"{}", "package/other/b.json": b"{}", "package/c.xml": b"<c/>", "d.json": b"{}"}

    assert names(archive(tmp_path / "p.tgz", {**ONE, **extra})) == ["a.json", "d.json", "package.json"]


@pytest.mark.parametrize("name", ["package/../../etc/passwd.json", "/etc/passwd.json", "package\\..\\..\\a.json"])
def test_a_path_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    assert "leads out of it" in refusal(archive(tmp_path / "p.tgz", {**ONE, name: b"{}"}))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_a_link_or_a_device_is_refused(tmp_path: Path, kind: bytes) -> None:
    made = archive(tmp_path / "p.tgz", ONE, member("package/b.json", kind, link="/etc/passwd"))

    assert "a link or a device (package/b.json)" in refusal(made)


def test_a_file_of_absurd_size_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "p.tgz"
    path.write_bytes(gzip.compress(member("package/b.json", size=1 << 40).tobuf()))

    assert "package/b.json with 1048576 MB" in refusal(path)


def test_a_header_of_absurd_size_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "p.tgz"
    path.write_bytes(
        gzip.compress(member("x", tarfile.XHDTYPE, size=1 << 35).tobuf(tarfile.GNU_FORMAT) + bytes(1 << 20))
    )

    assert "a header with 32768 MB" in refusal(path)


def test_a_bomb_is_refused_without_being_held_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "p.tgz"
    piece = gzip.compress(bytes(64 << 20), 1)
    path.write_bytes(piece * (MOST_BYTES // (64 << 20) + 1))
    tracemalloc.start()

    assert f"more than {MOST_BYTES >> 20} MB" in refusal(path)
    assert tracemalloc.get_traced_memory()[1] < 2 * LARGEST_FILE
    tracemalloc.stop()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no archive",
        gzip.compress(b"no tar archive" * 100, mtime=0),
        b"\x1f\x8b\x08\x00half",
        b"PK\x03\x04 a zip file",
    ],
)
def test_what_is_no_archive_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "p.tgz"
    path.write_bytes(content)

    assert "expected a FHIR package: a .tgz as npm and packages.fhir.org have them, a folder" in refusal(path)


def test_what_is_something_else_altogether_is_said_to_be_none_of_these(tmp_path: Path) -> None:
    path = tmp_path / "nasty.py"
    path.write_text("import os\n", encoding="utf-8")

    assert refusal(path).endswith("This file is none of these")


def test_half_an_archive_is_said_to_be_half(tmp_path: Path) -> None:
    path = archive(tmp_path / "p.tgz", {**ONE, "package/b.json": hashlib.sha512(b"b").hexdigest().encode() * 900})
    path.write_bytes(path.read_bytes()[:-200])

    assert "This one is broken or cut off" in refusal(path)


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    assert "cannot be read (No such file or directory)" in refusal(tmp_path / "nothing.tgz")


def test_a_plain_folder_is_read_with_its_subfolders(tmp_path: Path) -> None:
    made = folder(tmp_path / "mine", {"a.json": b"{}", "profiles/b.json": b"{}", ".git/c.json": b"{}", "d.txt": b""})

    assert names(made) == ["a.json", "profiles/b.json"]


@pytest.mark.parametrize("inner", ["", "package/"])
def test_a_package_unpacked_is_read_as_the_archive_would_be(tmp_path: Path, inner: str) -> None:
    made = folder(
        tmp_path / "mine", {f"{inner}package.json": b"{}", f"{inner}a.json": b"{}", f"{inner}example/b.json": b"{}"}
    )

    assert names(made) == ["a.json", "package.json"]


def test_a_folder_that_leads_round_in_a_circle_is_read_once(tmp_path: Path) -> None:
    made = folder(tmp_path / "mine", {"inner/a.json": b"{}"})
    (made / "inner" / "round").symlink_to(made)

    assert names(made) == ["inner/a.json"]


def test_the_digest_of_an_archive_is_that_of_its_bytes(tmp_path: Path) -> None:
    made = archive(tmp_path / "p.tgz", ONE)

    assert sha256(made) == hashlib.sha256(made.read_bytes()).hexdigest()


def test_the_digest_of_a_folder_changes_with_its_files(tmp_path: Path) -> None:
    made = folder(tmp_path / "mine", {"a.json": b"{}"})
    before = sha256(made)
    folder(made, {"b.json": b"{}"})

    assert sha256(made) != before == sha256(folder(tmp_path / "other", {"a.json": b"{}"}))


def test_a_folder_is_packed_to_the_same_bytes_each_time(tmp_path: Path) -> None:
    made = folder(tmp_path / "mine", {"package.json": manifest(), "a.json": definition("a")})
    first, again = packed(made, tmp_path / "1.tgz"), packed(made, tmp_path / "2.tgz")

    assert (names(first), first.read_bytes()) == (names(made), again.read_bytes())
