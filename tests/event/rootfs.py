"""An image of the harness's own mock: this Python, what the mock imports, the libraries of both, as one tar file."""

from __future__ import annotations

import re
import subprocess
import sys
import sysconfig
import tarfile
from collections.abc import Iterator
from pathlib import Path

import harness

SITE = "/site"
LOADED = """
import sys
import harness.commands.mock, harness.transport.http_server, uvicorn
from harness.mocks import MOCKS
MOCKS["client-registry"].load()
print("\\n".join(sorted({name.partition(".")[0] for name in sys.modules})))
"""
LEFT_OUT = re.compile(r"/(test|tests|idlelib|ensurepip|tkinter|lib2to3|site-packages|config-[^/]*)(/|$)")


def write(target: Path) -> list[str]:
    """Write the root file system to `target`; the words that start Python in it."""
    python = Path(sys.executable).resolve()
    standard = Path(sysconfig.get_path("stdlib"))
    kept = _Once()
    with tarfile.open(target, "w") as tar:
        tar.add(python, str(python), filter=kept)
        tar.add(standard, str(standard), filter=kept)
        shared = {python, *standard.glob("lib-dynload/*.so")}
        for source, name in _packages():
            tar.add(source, f"{SITE}/{name}", filter=kept)
            shared |= {*source.rglob("*.so*")} if source.is_dir() else set()
        for library in sorted(_libraries(shared)):
            tar.add(Path(library).resolve(), library, filter=kept)
        for name in ("tmp", "home"):
            folder = tarfile.TarInfo(name)
            folder.type, folder.mode = tarfile.DIRTYPE, 0o777
            tar.addfile(folder)
    return [str(python)]


class _Once:
    """Keeps each path once, which Docker asks for, and nothing that Python does not need to run."""

    def __init__(self) -> None:
        self._there: set[str] = set()

    def __call__(self, one: tarfile.TarInfo) -> tarfile.TarInfo | None:
        if one.name in self._there or LEFT_OUT.search(f"/{one.name}"):
            return None
        self._there.add(one.name)
        return one


def _packages() -> Iterator[tuple[Path, str]]:
    """What the mock imports, from wherever this environment has it, and the harness's own data."""
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    site = Path(sysconfig.get_path("platlib"))
    for name in {*done.stdout.split()} - {"harness"}:
        yield from ((path, path.name) for path in (site / name, site / f"{name}.py") if path.exists())
        yield from ((path, path.name) for path in site.glob(f"{name}.*.so"))
        yield from ((path, path.name) for path in site.glob(f"{name}.libs"))
    home = Path(harness.__file__).parent
    yield from ((home.parent / name, name) for name in ("harness", "fixtures"))


def _libraries(shared: set[Path]) -> set[str]:
    done = subprocess.run(["ldd", *map(str, sorted(shared))], capture_output=True, text=True, check=False)
    return {found for found in re.findall(r"(?:=> |^\t)(/\S+) \(0x", done.stdout, re.MULTILINE) if found}
