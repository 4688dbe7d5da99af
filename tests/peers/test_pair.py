"""A clerk who knows only what is printed, and a server that is not ours, through the relay: each its own verdict."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.commands.conftest import HARNESS, ran
from tests.commands.test_initiator import OWN, Clerk

pytestmark = pytest.mark.peer

PEOPLE = f"""
[[participants]]
name = "Sekmet"
actors = ["client_registry"]
endpoints.fhir = "URL"

[[participants]]
name = "Clinic"
actors = ["point_of_service"]
ihe_actors = ["patient_identity_source"]
patience = 30
domains = [{{ uri = "{OWN}" }}]
"""


def test_each_side_of_a_pair_gets_its_own_verdict(sekmet_as_it_comes: str, tmp_path: Path) -> None:
    (tmp_path / "event.toml").write_text(PEOPLE.replace("URL", sekmet_as_it_comes))
    words = ("run", "CRWF-1", "104-09", "--participants", "event.toml", "--pairs", "--listen-port", "0")
    clerk = Clerk(OWN)
    with subprocess.Popen([*HARNESS, *words], cwd=tmp_path, stdout=subprocess.PIPE, text=True) as child:
        for line in child.stdout or ():
            clerk.read(line)
    results = ran(child.returncode, "", "", tmp_path / "reports").results["results"]
    pair = next(one for one in results if "reference mock" not in one["casting"].values())
    told = {(one["participant"], one["requirement"]): one["verdict"] for one in pair["findings"]}
    assert (told["Clinic", "104-09"], told["Sekmet", "104-02"]) == ("PASS", "PASS")
    assert pair["verdicts"] == {"Clinic": "PASS", "Sekmet": "FAIL"}
