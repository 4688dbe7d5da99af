"""``harness certificates``: test certificates for an event, and in plain words who gets which file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import click

from harness.errors import UsageError
from harness.event import systems
from harness.participants import Listener, Participant
from harness.participants.naming import HARNESS, slug_of
from harness.participants.participant import EVERY_INTERFACE
from harness.transport.certificate_authority import Authority, Validity, general_name
from harness.transport.certificate_files import PASSWORD, ROLES, WRONG, Holder, authority, issue, issue_wrong, issued
from harness.transport.tls import Certificate

LIFE, AUTHORITYS_LIFE = timedelta(days=90), timedelta(days=730)
"""How long a certificate lasts where nobody says, and an authority (ITI-19 recommends two years at most)."""
SLACK = timedelta(days=1)  # a clock may be behind
_HERE = ("localhost", "127.0.0.1", "::1")


def certificates(names: Sequence[str], event: Path | None, folder: Path, *, until: datetime | None, renew: bool) -> int:
    """Issue what is missing, with `renew` everything anew, and print who gets what. `until` is the last day."""
    everybody = list(_holders(names, event))
    _refuse_doubles(everybody)
    now = datetime.now(UTC)
    ends = now + LIFE if until is None else datetime.combine(until.date(), time.max, UTC).replace(microsecond=0)
    if ends <= now:
        raise UsageError(f"--until {ends:%Y-%m-%d} is past. Give the last day of the event")
    if ends > now + AUTHORITYS_LIFE:
        raise UsageError(f"--until {ends:%Y-%m-%d} is more than two years away, which ITI-19 advises against")
    root, new = authority(folder, Validity(now - SLACK, now + AUTHORITYS_LIFE))
    _refuse_an_old_authority(folder, root, ends)
    _tell_of_the_authority(folder, root, new=new)
    for holder in everybody:
        click.echo(f"\n{holder.name}: the folder {folder / holder.slug}, and nobody else gets it")
        for role in ROLES:
            before = None if renew else issued(folder, holder, role)
            if before is None:
                issue(folder, holder, role, by=root, until=ends)
            _tell(holder, role, issued(folder, holder, role), before)
        if holder.slug == HARNESS:
            if renew or any(issued(folder, holder, name) is None for name in WRONG):
                issue_wrong(folder, holder, by=root, until=ends)
            click.echo(f"  {', '.join(f'{name}.pem' for name in WRONG)}  are wrong, to be refused")
    _tell_how_to_use_them(folder, event)
    return 0


def _holders(names: Sequence[str], event: Path | None) -> Iterator[Holder]:
    """The harness itself, who is in the file of the event, and who was named: ``NAME``, or ``NAME=host,address``."""
    if event is None and not names:
        raise UsageError("For whom? Give --event event.toml, or names: harness certificates Amani=amani.example.org")
    everybody = systems(event, with_secrets=False) if event else None
    yield Holder("The harness", HARNESS, _of_the_harness(everybody.listener if everybody else Listener()))
    for each in everybody or ():
        yield Holder(each.name, each.slug, _hosts(_in_endpoints(each), each.slug, each.name))
    yield from map(_named, names)


def _named(text: str) -> Holder:
    name, _, hosts = (part.strip() for part in text.partition("="))
    if not name:
        raise UsageError(f"Expected NAME or NAME=host,address, as in Amani=amani.example.org; found {text!r}")
    given = [one.strip() for one in hosts.split(",") if one.strip()]
    return Holder(name, slug_of(name), _hosts(given, slug_of(name), name))


def _of_the_harness(listener: Listener) -> tuple[str, ...]:
    own = [one for one in (listener.advertise, listener.listen) if one not in EVERY_INTERFACE]
    return _hosts([*own, *_HERE], HARNESS, "the harness")


def _in_endpoints(participant: Participant) -> list[str]:
    return [host for url in participant.endpoints.values() if (host := urlsplit(url).hostname)]


def _hosts(hosts: Sequence[str], slug: str, name: str) -> tuple[str, ...]:
    """The names and addresses a certificate is for; of whom none is known, it is good on their own machine."""
    for one in hosts:
        try:
            general_name(one)
        except ValueError:
            raise UsageError(f"{name}: expected a host name or an IP address, found {one!r}") from None
    return tuple(dict.fromkeys(hosts or (slug, *_HERE)))


def _refuse_doubles(holders: Sequence[Holder]) -> None:
    slugs = [one.slug for one in holders]
    doubles = sorted({one.slug for one in holders if slugs.count(one.slug) > 1})
    if doubles:
        raise UsageError(*(f"Two would share the folder {slug}: give one of them another name" for slug in doubles))


def _refuse_an_old_authority(folder: Path, root: Authority, ends: datetime) -> None:
    if root.certificate.not_valid_after_utc < ends:
        end = root.certificate.not_valid_after_utc
        raise UsageError(
            f"The authority in {folder} ends on {end:%Y-%m-%d}, before {ends:%Y-%m-%d}. Make a new one in another "
            "folder with --out, and give everybody the new ca.pem"
        )


def _tell_of_the_authority(folder: Path, root: Authority, *, new: bool) -> None:
    word = "made" if new else "kept as it was"
    click.echo(f"The authority: {word}, ends on {root.certificate.not_valid_after_utc:%Y-%m-%d}")
    click.echo(f"  {folder / 'ca.pem'}  everybody trusts this file; it is in every folder below")
    click.echo(f"  {folder / 'ca.key'}  stays with you: whoever has it can pass for anybody")


def _tell(holder: Holder, role: str, now: Certificate | None, before: Certificate | None) -> None:
    """One line for a certificate that was made or kept, and one for what does not fit any more."""
    if now is None:
        raise AssertionError(role)
    use = "shown when it is called" if role == "server" else "shown when it calls others"
    end = datetime.fromtimestamp(now.expires, UTC)
    click.echo(f"  {role}.pem, {role}.key  {use}; {'kept' if before else 'new'}, until {end:%Y-%m-%d}")
    click.echo(f"      for {', '.join(now.names)}")
    click.echo(f"      or {role}-bundle.pem (one file), {role}.p12 (Java, password {PASSWORD})")
    if set(now.names) != set(holder.hosts):
        click.echo(f"      but it is at {', '.join(holder.hosts)} now: issue it anew with --renew")
    if end - datetime.now(UTC) < timedelta(days=14):
        click.echo("      and ends soon: issue it anew with --renew")


def _tell_how_to_use_them(folder: Path, event: Path | None) -> None:
    place, beside = folder.absolute(), event.absolute().parent if event else Path.cwd()
    here = (place.relative_to(beside) if place.is_relative_to(beside) else place).as_posix()
    click.echo(f"""
Java trusts ca.p12 (javax.net.ssl.trustStore, password {PASSWORD}).

In the participants' file, in [harness], so that TLS can be played:

    certificates = "{here}"

for each system that serves TLS with its server.pem:

    ca = "{here}/ca.pem"

and for each that wants to see a certificate of the harness:

    [participants.authentication]
    kind = "certificate"
    certificate = "{here}/{HARNESS}/client.pem"
    key = "{here}/{HARNESS}/client.key"

Then ask whether all can talk: harness doctor --participants {event or "event.toml"}""")
