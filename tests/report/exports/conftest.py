"""The event's run after people reviewed it: one finding overridden, one requirement disputed, one attested."""

from __future__ import annotations

import dataclasses

import pytest

from harness.evidence.acts import Standing
from harness.evidence.record import Act, Finding
from harness.report.model import Run


@pytest.fixture(scope="session")
def failed(event: Run) -> Finding:
    return next(each for play in event.plays for each in play.findings if each.verdict == "FAIL")


@pytest.fixture(scope="session")
def reviewed(event: Run, failed: Finding) -> Run:
    about = {"play": failed.play, "requirement": failed.requirement, "participant": failed.participant}
    acts = [
        Act("1", "override", "Amina", "mentor", 1.0, text="the proxy's fault", verdict="PASS", **about),
        Act("2", "dispute", "Otieno", "organiser", 2.0, text="unclear", requirement=failed.requirement),
        Act("3", "attest", "Amina", "mentor", 3.0, requirement="CRF-5", participant="Kijani MPI", verdict="PASS"),
    ]
    return dataclasses.replace(event, standing=Standing(acts))
