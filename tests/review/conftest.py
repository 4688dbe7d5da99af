"""The page of a run that is going on, served on a port of its own, and a browser's manners to visit it with."""

from __future__ import annotations

import contextvars
import re
import secrets
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from harness.evidence.reading import read
from harness.evidence.record import Act
from harness.review.serving import Service
from tests.review.going_on import GoingOn

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000002000000020802000000fdd49a73"
    "0000001049444154789c63f8cfc000440c100a001fee03fd8b5f14d40000000049454e44ae426082"
)
"""Four red points."""


class Visitor:
    """Somebody with a link. `get` gives a page, `does` sends a form as a page of ours would."""

    def __init__(self, link: str) -> None:
        self.origin = link.partition("/review/")[0]
        self.client = httpx.Client(base_url=self.origin, follow_redirects=True)
        self.client.get(link)
        found = re.search(r'name="guard" value="([^"]+)"', self.get() + self.get("systems/kijani-mpi"))
        self.guard = found[1] if found else ""

    def get(self, path: str = "") -> str:
        return self.client.get(f"/review/{path}").text

    def status(self, path: str) -> int:
        return self.client.get(f"/review/{path}").status_code

    def does(
        self, act: str, *, files: Any = None, headers: dict[str, str] | None = None, **fields: str
    ) -> httpx.Response:
        content = {"act": act, "id": secrets.token_urlsafe(15), "guard": self.guard, "by": "Wanjiru", **fields}
        return self.client.post("/review/act", data=content, files=files, headers=headers)

    def mark(self, pattern: str, path: str = "") -> str:
        """What a page calls the first thing whose link or field looks like `pattern`."""
        found = re.search(pattern, self.get(path), re.DOTALL)
        assert found, pattern
        return found[1]

    def play(self, title: str, path: str = "") -> str:
        return self.mark(rf'plays/([\w-]+)">{title}', path)


class Served:
    """The page being served."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        service = Service(folder)
        listener = socket.create_server(("127.0.0.1", 0))
        self.origin = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self.links = {seat.name or seat.role: link for seat, link in service.links(self.origin)}
        self._server = service.server()
        here = contextvars.copy_context()  # with the language that is spoken here
        self._thread = threading.Thread(target=here.run, args=(self._server.run, [listener]))
        self._thread.start()
        self._visitors: list[Visitor] = []

    def visitor(self, name: str) -> Visitor:
        self._visitors.append(Visitor(self.links[name]))
        return self._visitors[-1]

    @property
    def acts(self) -> list[Act]:
        return read(self.folder).acts

    def stop(self) -> None:
        for each in self._visitors:
            each.client.close()
        self._server.should_exit = True
        self._thread.join()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[GoingOn]:
    monkeypatch.setenv("HARNESS_STATE", str(tmp_path / "state"))
    made = GoingOn(tmp_path / "run")
    yield made
    made.ledger.close()


@pytest.fixture
def served(run: GoingOn) -> Iterator[Served]:
    made = Served(run.folder)
    yield made
    made.stop()


@pytest.fixture
def organiser(served: Served) -> Visitor:
    return served.visitor("organiser")


@pytest.fixture
def mentor(served: Served) -> Visitor:
    return served.visitor("mentor")


@pytest.fixture
def mlima(served: Served) -> Visitor:
    return served.visitor("Mlima EMR")
