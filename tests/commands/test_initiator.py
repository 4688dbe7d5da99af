"""A point of service under test: a script that knows only what is printed for a person."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from urllib.parse import quote
from urllib.request import Request, urlopen

from tests.commands.conftest import HARNESS, Ran, ran

OWN = "urn:oid:2.16.840.1.113883.3.72.5.9.2"


class Clerk:
    """Reads instructions and registers whom they name, under numbers of its own clinic."""

    def __init__(self, domain: str) -> None:
        self.domain, self.numbers = domain, dict[str, str]()

    def read(self, line: str) -> None:
        """Take one printed line."""
        if named := re.search(r"feed: (\w+) (\S+), (\w+), born (\S+)", line):
            self.given, self.family, self.gender, self.born = named.groups()
        if known := re.search(r"Correct the record of \w+ (\S+),", line):
            self.numbers[self.family] = self.numbers[known[1]]
        if where := re.match(r"\s+to (http\S+)", line):
            self.feed(where[1])

    def feed(self, base: str) -> None:
        """Send the identity feed of the patient that was read out."""
        number = self.numbers.setdefault(self.family, f"CLINIC-{len(self.numbers) + 1}")
        identifier = {"system": self.domain, "value": number}
        name = [{"family": self.family, "given": [self.given]}]
        patient = {"resourceType": "Patient", "identifier": [identifier], "name": name, "gender": self.gender}
        url = f"{base}/Patient?identifier={quote(f'{self.domain}|{number}', safe='')}"
        headers = {"Content-Type": "application/fhir+json"}
        body = json.dumps(patient | {"birthDate": self.born}).encode()
        urlopen(Request(url, body, headers, method="PUT"), timeout=10).close()


ALONE = ("--against", "point_of_service", "--as", "Clinic", "--domain", OWN)


def played(folder: Path, clerk: Clerk, *systems: str) -> Ran:
    """Play the feeds of CRWF-1 with `clerk` at the keyboard of the one system, or of that which `systems` names."""
    words = ("run", "104-09", *(systems or ALONE), "--listen-port", "0")
    with subprocess.Popen([*HARNESS, *words], cwd=folder, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        lines = []
        for line in child.stdout:
            lines.append(line)
            clerk.read(line)
    return ran(child.returncode, "".join(lines), "", folder / "reports")


def test_a_clinic_with_numbers_of_its_own_passes(tmp_path: Path) -> None:
    ran = played(tmp_path, Clerk(OWN))
    assert {one["requirement"]: one["verdict"] for one in ran.findings}["104-09"] == "PASS"
    assert "--listen-port 0" in (ran.folder / "report" / "index.html").read_text(encoding="utf-8")


def test_a_clinic_that_uses_numbers_of_another_fails(tmp_path: Path) -> None:
    ran = played(tmp_path, Clerk("http://ohie.org/test/nid"))
    assert (ran.code, ran.failed) == (1, {"104-09"})
