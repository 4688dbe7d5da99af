"""The event in reports/example: six systems (two not ours), three tracks, two runs, one attested, one overridden.

By hand: ``.venv/bin/python -m tests.peers.event_of_six reports/example`` plays it anew into that folder.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.peers.medplum import medplum
from tests.peers.peer import free_port, running
from tests.peers.sekmet import sekmet
from tests.reviewing import Reviewer, reviewing

HARNESS = (sys.executable, "-m", "harness")
EVENT = """# A small event, played by tests/peers/event_of_six.py: four systems are our reference mocks with faults.
[event]
name = "Connect-a-thon Imara"
slug = "imara"
begins = 2026-11-26
ends = 2026-11-27
place = "Pumzi Hall, Bahari"
zone = "Africa/Nairobi"

[harness]
port = {port}

[[tracks]]
title = "Patient identity"
workflows = ["CRWF-2"]

[[tracks]]
title = "Facilities"
workflows = ["HWWF-3"]

[[tracks]]
title = "Vaccine codes"
workflows = ["TSWF-1"]

[[mentors]]
name = "Wanjiru"
contact = "table 1"

[[participants]]
name = "Amani Registry"
organisation = "Ministry of Health"
actors = ["client_registry"]
tracks = ["Patient identity"]
mentor = "Wanjiru"
endpoints.fhir = "{amani}"

[[participants]]
name = "Sekmet"
organisation = "sekmet-fhir 0.1.1"
actors = ["client_registry", "facility_registry"]
tracks = ["Patient identity", "Facilities"]
endpoints.fhir = "{sekmet}"
not_supported.location-distance = "It knows no distances."

[[participants]]
name = "Medplum"
organisation = "@medplum/fhir-router"
actors = ["client_registry"]
tracks = ["Patient identity"]
endpoints.fhir = "{medplum}"

[[participants]]
name = "Kijani EMR"
organisation = "Kijani Software"
actors = ["point_of_service"]
ihe_actors = ["patient_identity_source", "patient_demographics_consumer"]
tracks = ["Patient identity"]
operator = "{kijani}/instructions"

[[participants.domains]]
uri = "http://ohie.org/test/test_a"
oid = "2.16.840.1.113883.3.72.5.9.2"
namespace = "TEST_A"

[[participants]]
name = "Ramani"
organisation = "Bureau of Maps"
actors = ["facility_registry"]
tracks = ["Facilities"]
endpoints.fhir = "{ramani}"

[[participants]]
name = "Kamusi"
organisation = "Institute of Words"
actors = ["terminology_service"]
tracks = ["Vaccine codes"]
endpoints.fhir = "{kamusi}"
"""
MORNING = {"amani": ["keeps-the-first-name", "refuses-to-remove"], "ramani": ["finds-whole-names-only"]}
AFTERNOON = {"amani": ["refuses-to-remove"], "kamusi": ["says-no-of-what-it-does-not-know"]}
"""What our mocks have wrong: two things are mended over lunch, and one is broken."""
MOCKS = {
    "amani": "client-registry",
    "kijani": "point-of-service",
    "ramani": "facility-registry",
    "kamusi": "terminology-service",
}


def play(folder: Path) -> None:
    """Play the event into `folder`, which is made anew: its file, two runs, what the mentor said, its report."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    ports = {name: free_port() for name in MOCKS}
    with sekmet() as one, medplum() as other:
        addresses = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
        bases = {name: base if name == "kijani" else f"{base}/fhir" for name, base in addresses.items()}
        file = folder / "event.toml"
        file.write_text(EVENT.format(port=free_port(), sekmet=one, medplum=other, **bases), encoding="utf-8")
        for defects in (MORNING, AFTERNOON):
            with _mocks(ports, defects):
                _harness(folder, "run", "--event", file.name, "--pairs", "--reports", ".")
    last = max(path.parent for path in folder.glob("*/ledger"))
    with reviewing(last) as mentor:
        _said(mentor)
        _picture(mentor.link, folder / "review.png")
    _harness(folder, "report", last.name)
    _harness(folder, "event", "report", file.name, "--reports", ".")
    _picture((folder / "imara" / "index.html").as_uri(), folder / "event.png")
    _picture((last / "report" / "index.html").as_uri(), folder / "run.png")


def _picture(address: str, file: Path) -> None:
    """What a person at a desk sees first, as a PNG."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        page = chromium.new_page(viewport={"width": 1280, "height": 900})
        page.goto(address)
        page.wait_for_timeout(500)
        page.screenshot(path=file)
        chromium.close()


def _said(mentor: Reviewer) -> None:
    """One requirement is attested and one finding overridden, each with a reason."""
    seen = "She was shown two records of one woman side by side, joined them, and parted them again."
    mentor.attests("Amani Registry", "CRF-5", text=seen)
    mentor.overrides("Medplum", text="Medplum's router was shown without its search module, as its table says.")


@contextlib.contextmanager
def _mocks(ports: dict[str, int], defects: dict[str, list[str]]) -> Iterator[None]:
    with ExitStack() as stack:
        for name, mock in MOCKS.items():
            wrong = [word for each in defects.get(name, ()) for word in ("--defect", each)]
            place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            answers = f"http://127.0.0.1:{ports[name]}/{'' if name == 'kijani' else 'fhir/metadata'}"
            command = [*HARNESS, "mock", mock, "--port", str(ports[name]), *wrong]
            stack.enter_context(running(command, answers=answers, cwd=place))
        yield


def _harness(folder: Path, *words: str) -> None:
    """A command of the harness in `folder`, in plain sight; whatever it found is no mistake of ours, wrong use is."""
    code = subprocess.run([*HARNESS, *words], check=False, cwd=folder).returncode
    if code not in (0, 1, 3):
        raise SystemExit(f"harness {' '.join(words)} ended with {code}")


if __name__ == "__main__":
    play(Path(sys.argv[1]).absolute())
