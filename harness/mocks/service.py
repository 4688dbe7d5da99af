"""Runs one reference mock alone, in the foreground, until it is told to stop. Knows none of them in particular."""

from __future__ import annotations

import signal
import time
from collections.abc import Sequence
from contextlib import ExitStack
from os import PathLike
from pathlib import Path
from typing import Any

from harness.errors import UsageError
from harness.mocks import Mock, named
from harness.mocks.front import fronted
from harness.mocks.secured import secured

_LOOK_UP = 0.1  # seconds between two looks at whether a signal came: waiting for an Event can deadlock with its handler


def serve(
    name: str,
    *,
    port: int,
    defects: Sequence[str] = (),
    config: str | PathLike[str] | None = None,
    data: str | PathLike[str] | None = None,
    strict: bool = False,
    host: str = "127.0.0.1",
    mllp_port: int | None = None,
    certificates: str | PathLike[str] | None = None,
    tls_port: int = 0,
    note: str = "",
) -> None:
    """Serves the mock `name` until SIGTERM or SIGINT; a line is printed for each address: name, protocol, URL.

    A last one says that it is strict, where it is. `port` 0 takes a free one; with `mllp_port`, 0 likewise, HL7 v2 is
    heard too. With `certificates`, the folder of one holder, it is met in TLS as well, by HTTP at `tls_port`. `config`
    is the mock's TOML file, `data` the file that it keeps its records in; a `strict` one refuses what is not valid
    FHIR. What there is of `note` is printed last. Raises UsageError for what was described wrongly, or cannot be had.
    """
    from harness.transport.http_server import HttpServer

    mock = _named(name, hears=mllp_port is not None)
    service = _made(mock, _path(config), defects=defects, data=_path(data), strict=strict)
    stopped = _signals()
    front, passing = fronted(mock, service.app), getattr(service, "passing", None)
    try:
        with ExitStack() as doors, HttpServer(front, host=host, port=port, passing=passing) as server:
            found = [(protocol, f"{server.url}{path}") for protocol, path in mock.places]
            found += _listening(mock, service, host, mllp_port)
            if certificates:
                found += secured(service, Path(certificates), found, host=host, port=tls_port, open_=doors)
            _tell(mock, [*found, *_remarks(strict, note)])
            while not stopped:
                time.sleep(_LOOK_UP)
    finally:
        service.close()


def _signals() -> list[int]:
    """What tells us to stop, as it comes."""
    came: list[int] = []
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda number, _: came.append(number))
    return came


def _tell(mock: Mock, found: Sequence[tuple[str, str]]) -> None:
    for protocol, words in found:
        print(f"{mock.name}  {protocol}  {words}", flush=True)


def _remarks(strict: bool, note: str) -> list[tuple[str, str]]:
    """What is printed below the addresses."""
    told = [("strict", "refuses what is not valid FHIR R4")] if strict else []
    return [*told, *([("exercise", note)] if note else [])]


def _listening(mock: Mock, service: Any, host: str, mllp_port: int | None) -> list[tuple[str, str]]:
    """Opens the ports beside HTTP's: protocol and URL of each."""
    found: list[tuple[str, str]] = service.listen(host) if mock.listens else []
    return [*found, *(service.listen(host, port=mllp_port) if mllp_port is not None else ())]


def _named(name: str, *, hears: bool) -> Mock:
    mock = named(name)
    if hears and not mock.hears:
        raise UsageError(f"The mock {mock.name} does not speak HL7 v2: leave --mllp-port out.")
    return mock


def _made(mock: Mock, config: Path | None, *, defects: Sequence[str], data: Path | None, strict: bool) -> Any:
    if data is not None and not mock.keeps_data:
        raise UsageError(f"The mock {mock.name} keeps nothing in a file: leave {data} out.")
    if strict and not mock.takes_resources:
        raise UsageError(f"The mock {mock.name} takes in no resource that it could refuse: leave --strict out.")
    more: dict[str, Any] = {"data": data} if mock.keeps_data else {}
    more |= {"strict": strict} if mock.takes_resources else {}
    if config is None:
        return mock.make(defects=defects, **more)
    return mock.load().configured(config, defects=defects, **more)


def _path(text: str | PathLike[str] | None) -> Path | None:
    return Path(text) if text else None
