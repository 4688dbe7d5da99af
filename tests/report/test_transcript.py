from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.report import links
from harness.report.decoded_hl7v2 import is_hl7v2
from harness.report.html import draw_run
from harness.report.html_acts import on_play
from harness.report.html_exchange import exchange_view
from harness.report.model import Play, Run
from harness.report.transcript import RULE, transcript
from harness.report.visible import is_text
from tests.report.demo_exchanges import exchange
from tests.report.test_html import broken


@pytest.fixture(scope="module")
def folder(event: Run, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The report of a run that is drawn as a great one is."""
    target = tmp_path_factory.mktemp("great") / "report"
    draw_run(event, target, whole=False)
    yield target
    shutil.rmtree(target)


def page(folder: Path, play: Play) -> str:
    return (folder / links.play(play)).read_text(encoding="utf-8")


def is_told(run: Run, play: Play) -> bool:
    return play.verdict in ("PASS", "FAIL") and not on_play(run, play)


def test_every_message_is_in_the_text_of_its_play(event: Run, folder: Path) -> None:
    crossed = [(play, one) for play in event.plays if is_told(event, play) for one in play.exchanges]
    for play, one in crossed:
        text = (folder / links.transcript(play)).read_bytes()
        for body in (one.request.body, one.response.body if one.response else b""):
            assert body in text or not is_text(body) or is_hl7v2(body)
    assert len(crossed) > 10


def test_what_is_no_text_is_kept_beside_it() -> None:
    kept: list[bytes] = []

    def keep(body: bytes) -> str:
        kept.append(body)
        return "bodies/1.bin"

    crossed = exchange("GET", "http://registry.example/Patient", at=1.0, received=b"\x1b[2J\x00")
    text = b"".join(transcript("It \ud800", [exchange_view(1, crossed, (), None, casting={})], keep))

    assert kept == [b"\x1b[2J\x00"]
    assert b"\x1b" not in text
    assert b"../bodies/1.bin" in text


def test_nobody_sends_a_line_that_looks_like_ours() -> None:
    sent = f"{RULE} 2  DELETE Patient/1 → 200 OK".encode()
    crossed = exchange("POST", "http://registry.example/", at=1.0, sent=sent, status=None, failure=f"a\u202e\n{RULE} b")
    text = b"".join(transcript("It", [exchange_view(1, crossed, (), None, casting={})], lambda _: "bodies/1.txt"))

    assert sent not in text
    assert "\u202e".encode() not in text
    assert f"\n{RULE} b".encode() not in text


def test_what_is_wrong_is_laid_out_and_what_is_right_is_told_in_a_line(event: Run, folder: Path) -> None:
    wrong = next(one for one in event.plays if one.verdict == "FAIL" and len(one.crossings) > 1)
    right = next(one for one in event.plays if one.verdict == "PASS" and one.crossings)

    assert '<pre class="decoded">' in page(folder, wrong)
    assert '<pre class="decoded">' not in page(folder, right)
    assert 'id="x1"' in page(folder, right)


def test_no_link_of_it_is_broken(folder: Path) -> None:
    assert broken(folder) == []


def test_a_small_run_is_laid_out_whole(event: Run, tmp_path: Path) -> None:
    draw_run(event, tmp_path / "report")
    assert not list((tmp_path / "report").rglob("exchanges/*.txt"))
