"""The page of addresses to hand out before the event. Writes HTML that needs nothing else, for screen and paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from harness.openhie.actors import actor
from harness.openhie.domains import Domain
from harness.participants.addresses import Address, addresses, warning
from harness.participants.participant import Participant, Participants

_STYLE = """
:root { color-scheme: light }
body { font: 1rem/1.5 system-ui, sans-serif; color: #111; background: #fff }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
section { border: 1px solid #555; border-radius: .4rem; padding: .5rem 1.25rem 1rem; margin: 1.5rem 0 }
h1 { font-size: 1.6rem }
h2 { font-size: 1.25rem; margin: .5rem 0 }
dt { font-weight: 600; margin-top: .75rem }
dd { margin: 0 }
code { font: 1rem/1.4 ui-monospace, monospace; overflow-wrap: anywhere }
.qr { width: 12rem; height: 12rem; stroke: #000; background: #fff }
.who { color: #444; margin: 0 }
@media print {
  body { margin: 0; max-width: none }
  section { border: 0 }
  section + section { break-before: page }
  header { display: none }
}
"""

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Addresses of the test harness</title>
<style>{style}</style>
</head>
<body>
<header>
<h1>Addresses of the test harness</h1>
<p>The harness listens at <code>{root}</code>. Each system that sends to it has addresses of its own;
they stay the same in every run.</p>
{warning}</header>
<main>
{cards}
</main>
</body>
</html>
"""


def page(participants: Participants, links: Mapping[str, tuple[str, str]] | None = None) -> str:
    """One HTML page with a card for each participant: what to configure, and whom its patients belong to.

    `links` are what only that participant may see, by its slug: an address, and that as a picture (SVG). On paper each
    card is a page of its own.
    """
    table = addresses(participants)
    cards = (
        _card(each, [row for row in table if row.participant == each.slug], (links or {}).get(each.slug))
        for each in participants
    )
    said = warning(participants)
    told = f"<p><strong>Mind: {escape(said)}</strong></p>\n" if said else ""
    return _PAGE.format(style=_STYLE, root=escape(participants.listener.root), cards="\n".join(cards), warning=told)


def _names(domain: Domain) -> str:
    return f"{domain.uri}  OID {domain.oid}" if domain.oid else domain.uri


def _kind(row: Address) -> str:
    return " base URL" if row.protocol == "FHIR" else ""


def _card(participant: Participant, rows: Sequence[Address], link: tuple[str, str] | None) -> str:
    who = ", ".join(text for text in (participant.organisation, participant.contact) if text)
    facts = [(f"Send to the {actor(row.actor).title}, {row.protocol}{_kind(row)}", row.url) for row in rows]
    facts += [(f"Name patients in the domain {each.namespace}".rstrip(), each.uri) for each in participant.issues]
    facts += [("We send to", url) for url in participant.endpoints.values()]
    if participant.plays("client_registry"):
        facts += [
            (f"Serve the identifier domain {each.namespace}".rstrip(), _names(each)) for each in participant.domains
        ]
        facts += [("Do not configure, so that it can be refused", _names(participant.unknown_domain))]
    listed = "".join(f"<dt>{escape(term)}</dt><dd><code>{escape(value)}</code></dd>\n" for term, value in facts)
    title = f'<h2>{escape(participant.name)}</h2>\n<p class="who">{escape(who)}</p>'
    return f"<section>\n{title}\n<dl>\n{listed}</dl>\n{_own(*link) if link else ''}</section>"


def _own(address: str, picture: str) -> str:
    """The participant's link to the page of the run: whoever has it may act in its name."""
    words = "Your own page while the event goes on: what is asked of you, your results. Keep it to yourselves."
    return f"<p>{words}</p>\n{picture}\n<p><code>{escape(address)}</code></p>\n"
