"""Runs every reference mock side by side, each told where the others are, with the made-up country loaded.

Knows how they are started and where, none in particular: what each is told stands in ``fixtures/mocks/country``.
"""

from __future__ import annotations

import re
import signal
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from harness import folders
from harness.errors import UsageError
from harness.mocks import MOCKS, Mock
from harness.mocks.front import fronted
from harness.transport.http_server import HttpServer
from harness.transport.listening import here, listen

_LOOK_UP = 0.1  # seconds between two looks at whether a signal came
_PLACE = re.compile(r"\{([a-z -]+)\}")
Row = tuple[str, str, str]
"""What the table of addresses says in a line: a mock, a protocol, an address."""


@dataclass(frozen=True, slots=True)
class House:
    """Where one mock is going to be: its ports for HTTP, for HL7 v2 and for itself, 0 where it needs none."""

    mock: Mock
    http: int
    mllp: int
    own: int

    @property
    def ports(self) -> tuple[int, ...]:
        """Those that it takes."""
        return tuple(one for one in (self.http, self.mllp, self.own) if one)


def serve_country(*, port: int = 0, host: str = "127.0.0.1") -> None:
    """Serves all of them until SIGTERM or SIGINT; prints one table of addresses.

    They take the ports from `port` on, in the order of the table; 0 takes free ones. Raises UsageError for a port that
    is taken, before anything is printed.
    """
    stopped: list[int] = []
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda number, _: stopped.append(number))
    houses = planned(port, host)
    if sys.stderr.isatty():
        print("The country is being loaded: this takes some seconds.", file=sys.stderr)
    with ExitStack() as open_:
        rows = [row for house in houses if not stopped for row in _moved_in(house, houses, host, open_)]
        if not stopped:
            print(table(rows), flush=True)
        while not stopped:
            time.sleep(_LOOK_UP)


def planned(port: int, host: str) -> list[House]:
    """Which mock gets which ports. Raises UsageError where one of them cannot be had."""
    needed = [(mock, 1 + mock.hears + ("{port}" in _told(mock))) for mock in MOCKS.values()]
    total = sum(count for _, count in needed)
    if port and port + total > 65536:
        raise UsageError(
            f"--port {port}: the country needs {total} ports from there on. Choose one up to {65536 - total}"
        )
    found = iter(_held([port + number if port else 0 for number in range(total)], host))
    return [
        House(mock, next(found), next(found) if mock.hears else 0, next(found) if "{port}" in _told(mock) else 0)
        for mock, _ in needed
    ]


def _held(ports: Sequence[int], host: str) -> list[int]:
    """The numbers of `ports`, each of them to be had; free ones for those that are 0."""
    with ExitStack() as open_:
        listeners = [open_.enter_context(closing(listen(host, one))) for one in ports]
        return [int(one.getsockname()[1]) for one in listeners]


def _moved_in(house: House, houses: Sequence[House], host: str, open_: ExitStack) -> Iterator[Row]:
    """Starts a mock and says where it is."""
    mock = house.mock
    service = _made(house, _addresses(houses, host))
    open_.callback(service.close)
    front, passing = fronted(mock, service.app), getattr(service, "passing", None)
    server = open_.enter_context(HttpServer(front, host=host, port=house.http, passing=passing))
    yield from ((mock.name, one, f"{server.url}{path}") for one, path in mock.places)
    listening: list[tuple[str, str]] = service.listen(host) if mock.listens else []
    listening += service.listen(host, port=house.mllp) if house.mllp else []
    yield from ((mock.name, protocol, url) for protocol, url in listening)


def _made(house: House, addresses: Mapping[str, str]) -> Any:
    """The mock of a house, told what stands in its file, if there is one."""
    text = _told(house.mock)
    if not text:
        return house.mock.make()
    known = {**addresses, "port": str(house.own), "country": (folders.fixtures() / "country").as_posix()}
    with TemporaryDirectory() as folder:
        file = Path(folder, f"{house.mock.actor}.toml")
        file.write_text(_PLACE.sub(lambda found: known[found[1]], text), encoding="utf-8")
        return house.mock.load().configured(file)


def _told(mock: Mock) -> str:
    file = folders.fixtures() / "mocks" / "country" / f"{mock.actor}.toml"
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def _addresses(houses: Sequence[House], host: str) -> dict[str, str]:
    """Where each mock is for the others: its name leads to HTTP, with ``mllp`` behind it to HL7 v2."""
    found = {one.mock.name: f"http://{here(host, one.http)}{one.mock.path.rstrip('/')}" for one in houses}
    return found | {f"{one.mock.name} mllp": f"mllp://{here(host, one.mllp)}" for one in houses if one.mllp}


def table(rows: Sequence[Row]) -> str:
    """The addresses in columns, a name only where it begins; 80 characters wide where addresses are short."""
    wide = max(len(name) for name, _, _ in rows)
    kinds = max(len(kind) for _, kind, _ in rows)
    lines = [
        f"{'' if number and rows[number - 1][0] == name else name:{wide}}  {kind:{kinds}}  {address}"
        for number, (name, kind, address) in enumerate(rows)
    ]
    return "\n".join([*lines, "", "All of it is made up (fixtures/country). Ctrl-C stops it."])
