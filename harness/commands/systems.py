"""Commands that look at the participants: who they are, can we talk, where they send to. Plays nothing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from harness import event
from harness.errors import UsageError
from harness.evidence.reading import Evidence
from harness.participants import Participants
from harness.screen import columns_of, on_screen

NAMING = ("event", "participants", "against")
"""The options that name systems."""


def chosen(options: dict[str, Any], *, with_secrets: bool = True) -> Participants:
    """The systems that a command's options name. A UsageError when none is."""
    return _chosen(options, with_secrets=with_secrets)[1]


def _chosen(options: dict[str, Any], *, with_secrets: bool) -> tuple[event.Event | None, Participants]:
    of, everybody = event.chosen(options, with_secrets=with_secrets)
    if not len(everybody):
        raise UsageError(
            "Which system? Give --event FILE, --participants FILE, or --against client_registry=http://host:port/fhir"
        )
    return of, everybody


def same_systems(evidence: Evidence, options: dict[str, Any]) -> dict[str, Any]:
    """`options` with the systems of an earlier run, where the command line names none."""
    if any(options.get(name) for name in NAMING):
        return options
    told = evidence.fact("run").get("arguments", {})
    earlier = {("name" if name == "against_name" else name): value for name, value in told.items()}
    return options | {name: value for name, value in earlier.items() if value and not options.get(name)}


def doctor(options: dict[str, Any]) -> int:
    """Examine everybody and print what is wrong and how to mend it; a word where we lack definitions ourselves."""
    from harness.commands.definitions import missing
    from harness.doctor import examine_and_print

    everybody = chosen(options)
    code = examine_and_print(everybody)
    _warn(everybody)
    if lacking := missing():
        click.echo(f"\nOf the harness itself: {lacking}. Until then no FHIR message is validated; all else goes on.")
    return code


def addresses(options: dict[str, Any], page: Path | None, review: str | None = None) -> int:
    """Print the table of addresses, and write it as a page, with everybody's link to the `review` page where it is."""
    from harness.participants.addresses import addresses as table
    from harness.participants.addresses import as_text
    from harness.participants.handout import page as as_page

    of, everybody = _chosen(options, with_secrets=False)
    links = _links(of, everybody, review, page) if review else {}
    click.echo(as_text(table(everybody)) or _NONE)
    _warn(everybody)
    if page is not None:
        try:
            page.write_text(as_page(everybody, links), encoding="utf-8")
        except OSError as error:
            raise UsageError(
                f"--html {page} cannot be written: {error.strerror or error}. Name another file"
            ) from error
        click.echo(f"\nAs a page: {page}")
    return 0


_NONE = "Nobody here sends anything to the harness: there is no address to hand out."


def _warn(everybody: Participants) -> None:
    """Say once where the addresses lead to this machine alone; not among them, where a program reads them."""
    from harness.participants.addresses import warning

    if said := warning(everybody):
        click.echo(f"\n{on_screen(f'Mind: {said}', columns_of(sys.stderr))}", err=True)


def _links(
    of: event.Event | None, everybody: Participants, review: str, page: Path | None
) -> dict[str, tuple[str, str]]:
    """For each participant, by its slug, the link of its own to the review page, and that as a QR code (SVG)."""
    from harness.review.access import Seat, keys_of
    from harness.review.pages import code, link

    if of is None:
        raise UsageError("--review: expected --event FILE beside it; links last for an event, not for a run")
    if page is None:
        raise UsageError("--review: expected --html FILE beside it; the links stand on the page to hand out")
    if not review.startswith(("http://", "https://")):
        raise UsageError(f"--review {review}: expected where the review page will be, http://10.0.0.5:8764 say")
    keys = keys_of(of.slug)
    seats = (Seat("participant", each.slug, each.name) for each in everybody)
    links = {seat.slug: f"{review.rstrip('/')}{link(keys, seat)}" for seat in seats}
    return {slug: (address, str(code(address))) for slug, address in links.items()}
