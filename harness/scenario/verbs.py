"""The verbs by which something is said in a scenario, and what each of them sends. Data; reads no source."""

from __future__ import annotations

from collections.abc import Mapping

from harness.transactions import (
    CareServicesFeed,
    CareServicesQuery,
    LoadTerminology,
    PatientIdentityFeed,
    TerminologyAtHand,
    Transaction,
)

SPEAKING = {
    "sends": "initiator.sends(Transaction(…), to=responder)",
    "knows": "responder.knows(person, by=initiator)",
    "knows_codes": "responder.knows_codes(codes, by=initiator)",
    "takes_codes": "responder.takes_codes(codes, by=initiator)",
    "stores": "responder.stores(records, by=initiator)",
    "mirrors": "responder.mirrors(kept, by=initiator)",
}
BY: Mapping[str, tuple[type[Transaction], ...]] = {
    "knows": (PatientIdentityFeed,),
    "knows_codes": (TerminologyAtHand, LoadTerminology),
    "takes_codes": (TerminologyAtHand, LoadTerminology),
    "stores": (CareServicesFeed,),
    "mirrors": (CareServicesQuery,),
}
"""What is sent where ``by`` says who sends it."""
SPARING = ("knows", "knows_codes")
"""The verbs by which nobody writes to who names what is known already."""
