"""``harness review``: the local page of a run, and the links that lead to it."""

from __future__ import annotations

import signal
from pathlib import Path

import click

from harness.commands.drawing import drawn_event, drawn_report
from harness.commands.folder import run_folder
from harness.commands.sealing import seal
from harness.errors import CannotListen
from harness.evidence.seals import newest
from harness.participants.urls import host_in_url
from harness.review.serving import Service
from harness.transport.listening import listen

EVERYWHERE = ("0.0.0.0", "::", "")


def review(run_dir: Path, *, host: str, port: int, advertise: str, renew: str = "") -> int:
    """Serve the page until Ctrl-C or SIGTERM, once the links are printed; with `renew` only replace a link."""
    if renew:
        return _renewed(Service(run_folder(run_dir)), renew, host=host, port=port, advertise=advertise)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # the same end: what was said is sealed
    folder = run_folder(run_dir)
    service = Service(folder)
    said = service.acts
    try:
        listener = listen(host, port)
    except CannotListen as no:
        raise no.named({port: "--port PORT (0: any free one)"}, host="--host HOST") from None
    for seat, address in service.links(_origin(service, host, listener.getsockname()[1], advertise)):
        click.echo(f"{seat.name or seat.role}\n  {address}")
    click.echo("\nWhoever has a link has its seat. Ctrl-C stops this page; what was said is in the ledger.", err=True)
    try:
        service.server(host, advertise, everywhere=host in EVERYWHERE).run(sockets=[listener])
    except KeyboardInterrupt:
        click.echo("\nharness: the review page is closed.", err=True)
    sealed = bool(newest(folder))
    if sealed:
        seal(folder)  # what people said is covered, too
    if sealed and service.acts > said and (drawn := drawn_report(folder)):  # a run that goes on draws its own
        drawn_event(folder)
        click.echo(f"Report, with what people did: {drawn[1]}")
    return 0


def _origin(service: Service, host: str, port: int, advertise: str) -> str:
    """Where others reach the page."""
    where = advertise or ((service.advertised or "127.0.0.1") if host in EVERYWHERE else host)
    return f"http://{host_in_url(where)}:{port}"


def _renewed(service: Service, name: str, *, host: str, port: int, advertise: str) -> int:
    """Replace one link, and print the new one."""
    renewed = service.renew(name)
    links = dict(service.links(_origin(service, host, port, advertise)))
    click.echo(f"{renewed.name or renewed.role}\n  {links[renewed]}")
    click.echo("\nThe link from before leads nowhere now, and says so. A page that is open knows it already.", err=True)
    click.echo(f"The new one is for a page at port {port}: for another one, put its --port and --host there.", err=True)
    return 0
