"""How long do the certificates of the event last, those that the harness itself shows? Knows their folder."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from harness.doctor.network import SOON
from harness.doctor.symptom import Symptom
from harness.doctor.visit import Place
from harness.transport import tls

SHOWN = ("ca.pem", "harness/server.pem", "harness/client.pem")


def event_certificates(place: Place) -> Iterator[Symptom]:
    """Each certificate of the folder that ``harness certificates`` made, as far as it ends soon or is not there."""
    folder = place.participant.node
    if not folder:
        return
    ends = []
    for name in SHOWN:
        try:
            ends.append((tls.read_pem(Path(folder) / name).expires, name))
        except (OSError, ValueError) as error:
            sentence = f"{Path(folder) / name} cannot be read: {error}."
            yield place.symptom("certificates", "bad", sentence, "Run harness certificates for this folder.")
            return
    end, name = min(ends)
    days, day = int((end - time.time()) // 86400), time.strftime("%Y-%m-%d", time.gmtime(end))
    if days < 0:
        words = f"{name} of the event ended on {day}."
        yield place.symptom("certificates", "bad", words, "Issue it anew: harness certificates --renew.")
    elif days < SOON:
        words = f"{name} of the event ends on {day}, in {days} day{'' if days == 1 else 's'}."
        yield place.symptom("certificates", "warn", words, "Issue it anew: harness certificates --renew.")
    else:
        yield place.symptom("certificates", "ok", f"The event's certificates last until {day} ({days} days).")
