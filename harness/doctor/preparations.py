"""What a registry has to be set up for, as far as its file does not say that it is. Asks nobody."""

from __future__ import annotations

from collections.abc import Iterator

from harness.doctor.symptom import Symptom
from harness.doctor.visit import Place

CHECK = "set-up"


def preparations(place: Place) -> Iterator[Symptom]:
    """Each preparation that some scenarios in HL7 v2 need, and nobody says was made."""
    one = place.participant
    for missing in one.unprepared:
        where = ", at the address that harness addresses prints" if missing.reaches else ""
        sentence = f"Nobody says yet whether it is set up so: {missing.what}{where}."
        remedy = (
            f'Is it? Write prepared = ["{missing.id}"] in its table, or answer when a run asks at the terminal; what '
            "needs it is INCONCLUSIVE else."
        )
        yield place.symptom(CHECK, "warn", sentence, remedy)
    if one.prepared and place.endpoint == "hl7v2":
        yield place.symptom(CHECK, "ok", f"Set up, as its file says: {', '.join(one.prepared)}.")
