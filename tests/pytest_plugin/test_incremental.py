"""What ``--since`` understands."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from harness.errors import UsageError
from harness.evidence.history import Past
from harness.pytest_plugin.incremental import moment

NAIROBI = ZoneInfo("Africa/Nairobi")


def test_a_run_is_when_it_began(tmp_path: Path) -> None:
    pasts = [Past(tmp_path / "run", 17.0)]
    assert moment("run", pasts) == moment(str(tmp_path / "run"), pasts) == 17.0


def test_a_time_is_one_of_the_events_zone() -> None:
    assert moment("2026-11-26T14:30", (), NAIROBI) == datetime(2026, 11, 26, 11, 30, tzinfo=UTC).timestamp()
    assert moment("2026-11-26T14:30Z", (), NAIROBI) == datetime(2026, 11, 26, 14, 30, tzinfo=UTC).timestamp()


def test_a_time_alone_is_one_of_today() -> None:
    told = datetime.fromtimestamp(moment("06:15", (), NAIROBI), NAIROBI)
    assert (told.hour, told.minute, told.date()) == (6, 15, datetime.now(NAIROBI).date())


def test_what_is_no_time_is_told_with_what_would_be() -> None:
    with pytest.raises(UsageError, match="expected a time"):
        moment("yesterday", ())
