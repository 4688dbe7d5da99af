from __future__ import annotations

import sys

import pytest

from harness.errors import UsageError
from harness.language import speaking
from harness.report.exports.pdf import overview, pdf, printed
from harness.report.model import Run


def test_the_overview_is_printed(reviewed: Run) -> None:
    made = pdf(reviewed)
    assert made.startswith(b"%PDF-")


def test_the_overview_speaks_the_language_in_use(reviewed: Run) -> None:
    with speaking("fr"):
        page = overview(reviewed)
    wanted = ('<html lang="fr">', "Exigences par verdict", "révisé RÉUSSI", "<li>ÉCHEC Kijani MPI", "attendu\u00a0: ")
    assert [words for words in wanted if words not in page] == []


def test_who_lacks_weasyprint_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(UsageError, match=r"pip install 'openhie-connectathon-harness\[pdf\]'"):
        printed("<p>")
