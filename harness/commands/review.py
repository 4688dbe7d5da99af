"""``harness review``: the local page of a run, and the links that lead to it."""

from __future__ import annotations

import signal
from pathlib import Path

import click

from harness.commands.folder import run_folder
from harness.commands.sealing import seal
from harness.errors import CannotListen
from harness.evidence.seals import newest
from harness.participants.urls import host_in_url
from harness.review.serving import Service
from harness.transport.listening import listen

EVERYWHERE = ("0.0.0.0", "::", "")


def review(run_dir: Path, *, host: str, port: int, advertise: str) -> int:
    """Serve the page until Ctrl-C or SIGTERM, once the links are printed."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # the same end: what was said is sealed
    folder = run_folder(run_dir)
    service = Service(folder)
    try:
        listener = listen(host, port)
    except CannotListen as no:
        raise no.named({port: "--port PORT (0: any free one)"}, host="--host HOST") from None
    where = advertise or ((service.advertised or "127.0.0.1") if host in EVERYWHERE else host)
    origin = f"http://{host_in_url(where)}:{listener.getsockname()[1]}"
    for seat, address in service.links(origin):
        click.echo(f"{seat.name or seat.role}\n  {address}")
    click.echo("\nWhoever has a link has its seat. Ctrl-C stops this page; what was said is in the ledger.", err=True)
    try:
        service.server().run(sockets=[listener])
    except KeyboardInterrupt:
        click.echo("\nharness: the review page is closed.", err=True)
    if newest(folder):
        seal(folder)  # what people said is covered, too
    return 0
