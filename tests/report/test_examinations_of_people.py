from __future__ import annotations

import io
from pathlib import Path

from harness.evidence.ledger import Ledger
from harness.evidence.record import Fact
from harness.report.assembly import read_run
from harness.report.html import draw
from harness.report.results import results
from harness.report.summary import print_summary
from tests.report import demo


def test_whose_data_looks_real_is_told_on_the_terminal_on_its_page_and_in_the_results(tmp_path: Path) -> None:
    folder = demo.event(tmp_path)
    ledger = Ledger(folder, writer="more")
    ledger.add(Fact("strangers", {"participant": "Kijani MPI", "people": 31}))
    ledger.close()
    run, out = read_run(folder), io.StringIO()
    print_summary(run, stream=out)
    (told,) = results(run)["warnings"]
    page = (draw(folder).parent / "systems" / "kijani-mpi.html").read_text("utf-8")
    assert told["sentence"].startswith("It sent 31 people or more")
    assert (f"Mind Kijani MPI: {told['sentence']}" in out.getvalue(), "It sent 31 people" in page) == (True, True)
