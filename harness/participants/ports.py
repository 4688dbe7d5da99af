"""Whether those who begin exchanges can reach us: ports for HL7 v2, certificates for TLS.

Takes tables that may be wrong elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.participants.addresses import HEARD, REACHES, TELLS
from harness.participants.consistency import plays
from harness.participants.mistakes import Mistake
from harness.participants.raw import Raw, table, tables, text, texts


def missing_ports(data: Raw) -> Iterator[Mistake]:
    """Every participant of a file that has too few: it needs one for each of our systems that it sends HL7 v2 to."""
    for index, each in tables(data.get("participants")):
        needed = _needed(each)
        if needed and "ports" not in each:
            sentence = (
                "it begins exchanges in HL7 v2, and needs ports of its own to reach us at: add ports = [20000, 20009]"
            )
            yield Mistake(("participants", index), sentence)
        room = _room(each.get("ports"))
        if needed and room is not None and room < needed:
            yield Mistake(("participants", index, "ports"), f"room for {room}, and it needs {needed} to reach us at")


def missing_certificates(data: Raw) -> Iterator[Mistake]:
    """Every participant of a file that calls by TLS, where the event has no certificate to meet it with."""
    if text(table(data.get("harness")), "certificates"):
        return
    for index, each in tables(data.get("participants")):
        if each.get("tls") is True:
            sentence = 'we have no certificate to meet it with: write certificates = "certs" in [harness], the folder '
            yield Mistake(("participants", index, "tls"), f"{sentence}that harness certificates made")


def _needed(holder: Raw) -> int:
    if not _speaks(holder):
        return 0
    reached = {actor for name, actors in REACHES.items() if plays(holder, name) for actor in actors if actor in HEARD}
    told = {actor for name, actor in TELLS.items() if plays(holder, name)} if reached else set()
    return len(reached | told)


def _speaks(holder: Raw) -> bool:
    """Whether it speaks HL7 v2, as far as its table says."""
    if "protocols" in holder:
        return "hl7v2" in texts(holder, "protocols")
    return "hl7v2" in holder or "hl7v2" in table(holder.get("endpoints"))


def _room(ports: object) -> int | None:
    if not (isinstance(ports, list) and len(ports) == 2 and all(isinstance(one, int) for one in ports)):
        return None
    return max(int(ports[1]) - int(ports[0]) + 1, 0)
