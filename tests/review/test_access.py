"""Who gets in, and what no other site, no log and no report learns."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

import httpx
import pytest

from harness.errors import UsageError
from harness.evidence.reading import read
from harness.report.html import draw
from harness.review.access import STAFF, Seat, keys_of
from harness.review.guard import LOOPBACK, Names
from harness.review.serving import Service
from tests.review.conftest import Served, Visitor
from tests.review.going_on import GoingOn

PATHS = ("", "plays", "acts", "links", "systems/kijani-mpi", "events", "plays/x", "pictures/x", "act", "static/nothing")


def state_of(folder: Path) -> dict[str, str]:
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("path", ["", "plays", "acts", "links", "systems/kijani-mpi", "events", "in/nonsense"])
def test_without_a_link_a_plain_page_says_so(served: Served, path: str) -> None:
    answer = httpx.get(f"{served.origin}/review/{path}")
    assert (answer.status_code, "This page needs a link of your own" in answer.text) == (401, True)


def test_the_address_alone_leads_to_the_page(served: Served) -> None:
    assert httpx.get(served.origin).headers["location"] == "/review/"
    assert httpx.get(f"{served.origin}/favicon.ico").status_code == 204


def test_the_token_is_kept_where_no_script_and_no_other_site_gets_at_it(served: Served) -> None:
    answer = httpx.get(served.links["mentor"])
    cookie = answer.headers["set-cookie"]

    assert all(word in cookie for word in ("HttpOnly", "SameSite=strict", "Path=/review/"))
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_every_answer_tells_the_browser_what_it_may_do(mentor: Visitor) -> None:
    for path in ("", "static/review.js", "nothing"):
        headers = mentor.client.get(f"/review/{path}").headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "same-origin")


def test_looking_changes_nothing(organiser: Visitor, run: GoingOn) -> None:
    before = state_of(run.folder)
    for path in PATHS:
        with organiser.client.stream("GET", f"/review/{path}?act=comment&text=x&guard={organiser.guard}"):
            pass
    assert state_of(run.folder) == before


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_site_sends_no_form(mentor: Visitor, served: Served, headers: dict[str, str]) -> None:
    answer = mentor.does("comment", participant="Kijani MPI", text="x", headers=headers)
    assert (answer.status_code, "Nothing was changed." in answer.text, served.acts) == (403, True, [])


def test_a_name_that_suddenly_leads_here_is_not_ours(mentor: Visitor, served: Served) -> None:
    evil = {"Host": "evil.example", "Origin": "http://evil.example", "Sec-Fetch-Site": "same-origin"}
    answer = mentor.does("comment", participant="Kijani MPI", text="x", headers=evil)
    assert (answer.status_code, "This page is not called evil.example" in answer.text) == (421, True)
    assert served.acts == []
    assert mentor.client.get("/review/events", headers=evil).status_code == 421


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost:8764", True),
        ("[::1]:8764", True),
        ("HALL.local.", True),
        ("10.0.0.5:8764", False),
        ("127.0.0.1.evil.example", False),
        ("", False),
        ("[::1", False),
    ],
)
def test_the_page_has_the_names_that_it_was_started_with(host: str, expected: bool) -> None:
    assert Names(LOOPBACK | {"hall.local"}).has(host) is expected


@pytest.mark.parametrize(("host", "expected"), [("10.0.0.5:8764", True), ("evil.example", False)])
def test_where_it_listens_everywhere_any_number_will_do(host: str, expected: bool) -> None:
    assert Names(any_number=True).has(host) is expected


def test_one_link_is_replaced_and_the_others_stay(organiser: Visitor, mlima: Visitor, served: Served) -> None:
    old = served.links["Mlima EMR"]
    answer = organiser.client.post("/review/renew", data={"guard": organiser.guard, "seat": "participant mlima-emr"})
    (new,) = [one for one in re.findall(r"<code>(http[^<]+)</code>", answer.text) if one not in served.links.values()]

    assert [httpx.get(one).status_code for one in (old, new, served.links["mentor"])] == [410, 200, 200]
    assert "This link was replaced" in mlima.get()
    assert old not in answer.text


@pytest.mark.parametrize("seat", ["organiser", "nobody", ""])
def test_what_is_no_link_of_others_is_not_replaced(organiser: Visitor, seat: str) -> None:
    answer = organiser.client.post("/review/renew", data={"guard": organiser.guard, "seat": seat})
    assert (answer.status_code, organiser.status("")) == (404, 200)


def test_only_the_organiser_replaces_links(mentor: Visitor, served: Served) -> None:
    answer = mentor.client.post("/review/renew", data={"guard": mentor.guard, "seat": "participant mlima-emr"})
    assert (answer.status_code, httpx.get(served.links["Mlima EMR"]).status_code) == (404, 200)


@pytest.mark.usefixtures("run")
def test_a_link_is_replaced_in_all_runs_of_an_event() -> None:
    one, other, seat = keys_of("event"), keys_of("event"), Seat("participant", "a", "A")
    first, second, third = other.token(seat), one.renew(seat), one.renew(seat)
    assert (other.seat(third, [seat]), other.seat(second, [seat])) == (seat, None)
    assert all(other.was_replaced(token, [seat]) for token in (first, second))
    assert not other.was_replaced(third, [seat])


@pytest.mark.usefixtures("run")
@pytest.mark.parametrize("content", ["{", "[]", '{"mentor": 1e400}', '{"mentor": "1"}', '{"mentor": -5}'])
def test_what_was_replaced_and_cannot_be_read_is_said(tmp_path: Path, content: str) -> None:
    keys = keys_of("event")
    (key,) = (tmp_path / "state").rglob("*.key")
    key.with_suffix(".renewed").write_text(content)
    with pytest.raises(UsageError, match="expected which links were replaced"):
        keys.token(STAFF[0])


def test_a_page_says_what_is_damaged(served: Served, tmp_path: Path) -> None:
    for key in (tmp_path / "state").rglob("*.key"):
        key.with_suffix(".renewed").write_text("{")
    answer = httpx.get(served.links["mentor"])
    assert (answer.status_code, "expected which links were replaced" in answer.text) == (503, True)


def test_our_own_page_sends_forms(mentor: Visitor, served: Served) -> None:
    headers = {"Origin": served.origin, "Sec-Fetch-Site": "same-origin"}
    assert mentor.does("comment", participant="Kijani MPI", text="x", headers=headers).status_code == 200


@pytest.mark.parametrize("guard", ["", "guessed", "é"])
def test_a_form_without_what_ours_hold_is_refused(mentor: Visitor, served: Served, guard: str) -> None:
    assert mentor.does("comment", participant="Kijani MPI", text="x", guard=guard).status_code == 403
    assert served.acts == []


def test_what_one_seat_holds_is_no_use_in_another(mentor: Visitor, organiser: Visitor, served: Served) -> None:
    assert organiser.does("comment", participant="Kijani MPI", text="x", guard=mentor.guard).status_code == 403
    assert served.acts == []


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example/", "/review//evil.example", "/review/\\evil"]
)
def test_a_form_leads_back_to_our_pages_only(mentor: Visitor, back: str) -> None:
    answer = mentor.does("comment", participant="Kijani MPI", text="x", back=back)
    assert answer.url.path == "/review/"


def test_tokens_are_in_no_ledger_no_report_and_no_log(
    mentor: Visitor, served: Served, capfd: pytest.CaptureFixture[str]
) -> None:
    mentor.does("comment", participant="Kijani MPI", text="Hello")
    draw(served.folder)
    kept = b"".join(path.read_bytes() for path in served.folder.rglob("*") if path.is_file())
    said = "".join(capfd.readouterr())

    assert [
        name for name, link in served.links.items() if link.rpartition("/")[2] in kept.decode("latin-1") + said
    ] == []


def test_the_organisers_own_link_is_on_no_page(organiser: Visitor, served: Served) -> None:
    page = organiser.get("links")

    assert served.links["organiser"] not in page
    assert all(served.links[name] in page for name in ("mentor", "Mlima EMR"))
    assert page.count("<svg") == 1 + 4


def test_the_key_is_the_users_alone(run: GoingOn, tmp_path: Path) -> None:
    Service(run.folder)
    (key,) = (tmp_path / "state").rglob("*.key")
    assert (key.stat().st_mode & 0o777, key.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_the_links_of_a_run_stay_the_same_and_are_no_use_in_another(run: GoingOn, tmp_path: Path) -> None:
    first, again, other = Service(run.folder), Service(run.folder), Service(GoingOn(tmp_path / "other").folder)

    assert first.links("") == again.links("")
    assert {link for _, link in first.links("")} & {link for _, link in other.links("")} == set()


@pytest.mark.usefixtures("run")
def test_a_key_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    keys_of("event")
    (key,) = (tmp_path / "state").rglob("*.key")
    key.chmod(0o644)
    with pytest.raises(UsageError, match="others can read this key"):
        keys_of("event")


@pytest.mark.usefixtures("run")
def test_a_key_that_is_none_is_not_used(tmp_path: Path) -> None:
    keys_of("event")
    (key,) = (tmp_path / "state").rglob("*.key")
    os.truncate(key, 3)
    with pytest.raises(UsageError, match="expected a key of 32 bytes"):
        keys_of("event")


def test_a_key_that_cannot_be_kept_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("HARNESS_STATE", str(tmp_path / "file"))
    with pytest.raises(UsageError, match="the key of the review page cannot be kept there"):
        keys_of("event")


@pytest.mark.usefixtures("run")
def test_a_token_leads_to_its_seat_and_to_no_other() -> None:
    keys, seats = keys_of("event"), (*STAFF, Seat("participant", "a", "A"), Seat("participant", "b", "B"))

    assert [keys.seat(keys.token(seat), seats) for seat in seats] == list(seats)
    assert keys.seat(keys.token(Seat("participant", "c", "C")), seats) is None


def test_the_run_is_not_read_again_for_each_page(mentor: Visitor, run: GoingOn) -> None:
    before = mentor.get()
    main = run.folder / "ledger" / "main.jsonl"
    main.write_bytes(b" " * main.stat().st_size)  # what was read is not looked at any more

    assert mentor.get().count("PASS") == before.count("PASS") > 0
    assert read(run.folder).records == []
