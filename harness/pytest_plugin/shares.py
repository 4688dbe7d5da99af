"""Which participants are played in one process: those who meet, and all who send to our listener. Knows names only.

The listener has one port, and one process owns it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable

from harness.participants import Participants
from harness.participants.addresses import addresses
from harness.scenario.casting import LAYER

LISTENER = "the listener"


def senders(participants: Participants) -> frozenset[str]:
    """The names of those who send to our listener: whoever reaches somebody there, and a layer, which leads there."""
    layers = {one.name for one in participants if LAYER in one.actors}
    return frozenset(layers | {one.name for one in addresses(participants)})


def cast_in(nodeid: str) -> list[str]:
    """The names in the brackets of an item's id, as pytest spells them; nobody in a rehearsal."""
    found = re.search(r"\[(.+ as \w+)(?: through a layer)?\]$", nodeid)
    return [one.rpartition(" as ")[0] for one in found[1].split(" + ")] if found else []


def first_cast(nodeid: str) -> str:
    """The first name that is cast in an item, by which its group is found; "" in a rehearsal."""
    return next(iter(cast_in(nodeid)), "")


def groups(nodeids: Iterable[str], sending: Collection[str]) -> dict[str, str]:
    """Each name that is cast in these items, with a name that stands for all whom it has to share a process with."""
    leads = {LISTENER: LISTENER, **{_spelled(one): LISTENER for one in sending}}

    def leader(name: str) -> str:
        while leads.setdefault(name, name) != name:
            name = leads[name]
        return name

    for nodeid in nodeids:
        first, *others = cast_in(nodeid) or [""]
        for other in others:
            one, two = sorted((leader(first), leader(other)), key=lambda name: name != LISTENER)
            leads[two] = one
        leader(first)
    return {name: leader(name) for name in leads}


def shares(nodeids: Collection[str], participants: Participants, *, count: int) -> dict[str, str]:
    """The share of each item, of `count` of about equal size, in the same words in every process."""
    group_of = groups(nodeids, senders(participants))
    grouped: dict[str, list[str]] = defaultdict(list)
    for nodeid in nodeids:
        grouped[group_of[first_cast(nodeid)]].append(nodeid)
    sizes = [0] * count
    found: dict[str, str] = {}
    for members in sorted(grouped.values(), key=lambda one: -len(one)):
        least = sizes.index(min(sizes))
        sizes[least] += len(members)
        found |= dict.fromkeys(members, f"share {least + 1}")
    return found


def _spelled(name: str) -> str:
    """A name as pytest writes it into ids."""
    return name.encode("unicode_escape").decode("ascii")
