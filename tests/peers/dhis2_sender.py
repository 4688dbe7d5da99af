"""HISP's own client of DHIS2's Web API (dhis2-client), at the reference HMIS: run by the Python of the peers.

``python dhis2_sender.py BASE`` posts the data value set on standard input, asks for it again, and prints both answers.
"""

from __future__ import annotations

import json
import sys

from dhis2_client import DHIS2Client  # type: ignore[import-not-found]

base, values = sys.argv[1], json.load(sys.stdin)
client = DHIS2Client(base, username="harness", password="harness", retries=0)
asked = {name: values[name] for name in ("dataSet", "period", "orgUnit")}
try:
    sent = client.post_data_value_set(values)
except Exception as refused:  # it raises what was not taken whole
    sent = {"refused": str(refused)}
print(json.dumps({"sent": sent, "kept": client.get_data_value_set(asked)}))
