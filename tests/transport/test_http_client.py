import gzip
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.errors import UsageError
from harness.transport.authentication import Basic, Bearer
from harness.transport.http_client import HttpClient, Request

OK = b"HTTP/1.1 200 OK\r\ncOnTeNt-LeNgTh: 2\r\nX-b: 1\r\nx-B: 2\r\n\r\nok"


def test_the_request_is_kept_as_it_crossed(stage, client) -> None:
    url = stage.answers(OK) + "Patient/a|b?given=Jos%c3%a9"
    exchange = client.send(Request("POST", url, (("accept", "a"), ("X-b", "1"), ("accept", "c")), b"body"))
    assert exchange.request.head + exchange.request.body == stage.seen[0]
    assert exchange.request.target == "/Patient/a|b?given=Jos%c3%a9"


def test_the_header_fields_we_send_are_the_ones_we_say(stage, client) -> None:
    client.send(Request("GET", stage.answers(OK), (("accept", "a"), ("accept", "c"))))
    names = [line.split(b":")[0] for line in stage.seen[0].split(b"\r\n")[1:-2]]
    assert names == [b"Host", b"User-Agent", b"Accept-Encoding", b"accept", b"accept"]
    assert b"\r\nUser-Agent: openhie-connectathon-harness\r\nAccept-Encoding: identity\r\n" in stage.seen[0]


def test_a_request_can_be_sent_exactly(stage, client) -> None:
    client.send(Request("PUT", stage.answers(OK), (("x-only", "this"),)), exactly=True)
    assert stage.seen[0].split(b"\r\n", 2)[2] == b"x-only: this\r\nContent-Length: 0\r\n\r\n"


def test_the_answer_is_kept_as_it_crossed(stage, client) -> None:
    response = client.send(Request("GET", stage.answers(OK))).response
    assert response.head + response.body == OK
    assert (response.status, response.headers[1:], response.wire) == (200, (("X-b", "1"), ("x-B", "2")), None)


def test_the_exchange_says_who_where_and_when(stage, client) -> None:
    before, url = time.time(), stage.answers(OK)
    exchange = client.send(Request("GET", url), initiator="point_of_service", responder="client_registry")
    assert (exchange.request.sender, exchange.response.sender) == ("point_of_service", "client_registry")
    assert before <= exchange.request.at <= exchange.response.at <= exchange.ended <= time.time()
    assert (exchange.address, exchange.peer.rpartition(":")[2], exchange.tls) == (
        url,
        url[:-1].rpartition(":")[2],
        None,
    )


def test_a_chunked_answer_with_trailers_keeps_both_forms(stage, client) -> None:
    wire = b"2\r\nok\r\n0\r\nX-Check: 1\r\n\r\n"
    response = client.send(
        Request("GET", stage.answers(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + wire))
    ).response
    assert (response.body, response.wire) == (b"ok", wire)


def test_a_packed_answer_keeps_both_forms(stage, client) -> None:
    packed = gzip.compress(b"unpacked")
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed)
    response = client.send(Request("GET", stage.answers(head + packed))).response
    assert (response.body, response.wire) == (b"unpacked", packed)


def test_interim_answers_are_kept_and_not_taken_for_the_answer(stage, client) -> None:
    interim = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    response = client.send(Request("POST", stage.answers(interim + OK), body=b"x")).response
    assert (response.status, response.head.startswith(interim)) == (200, True)


def test_an_old_server_may_end_its_answer_by_closing(stage, client) -> None:
    response = client.send(Request("GET", stage.answers(b"HTTP/1.0 200 OK\r\n\r\neverything"))).response
    assert response.body == b"everything"


@pytest.mark.parametrize(("method", "status"), [("HEAD", 200), ("GET", 204), ("GET", 304)])
def test_an_answer_without_a_body_is_whole(stage, client, method: str, status: int) -> None:
    url = stage.answers(b"HTTP/1.1 %d Fine\r\nContent-Length: 99\r\n\r\n" % status)
    response = client.send(Request(method, url)).response
    assert (response.status, response.body) == (status, b"")


def test_bytes_beyond_the_content_length_are_shown_and_not_believed(stage, client) -> None:
    url = stage.answers(OK + b"SURPLUS")
    assert client.send(Request("GET", url)).response.wire == b"okSURPLUS"
    assert client.send(Request("GET", url)).response.status == 200


def test_a_redirect_is_an_answer_and_is_not_followed(stage, client) -> None:
    exchange = client.send(
        Request("GET", stage.answers(b"HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n"))
    )
    assert (exchange.response.status, len(stage.seen)) == (302, 1)


def test_a_cookie_is_not_kept(stage, client) -> None:
    url = stage.answers(b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n")
    client.send(Request("GET", url))
    client.send(Request("GET", url))
    assert b"ookie" not in stage.seen[1]


def test_the_environment_does_not_speak_for_the_participant(stage, client, monkeypatch, tmp_path) -> None:
    (tmp_path / "netrc").write_text("machine localhost login a password b")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    exchange = client.send(Request("GET", stage.answers(OK)))
    assert (exchange.response.status, exchange.request.header("Authorization")) == (200, None)


def test_one_connection_serves_several_requests(stage, client) -> None:
    def script(caller) -> None:
        while caller.request():
            caller.says(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n%d" % caller.number)

    url = stage.plays(script)
    assert [client.send(Request("GET", url)).response.body for _ in range(3)] == [b"1", b"1", b"1"]


def test_head_and_body_leave_together(stage, client) -> None:
    first = []

    def script(caller) -> None:
        first.append(caller.sock.recv(65536))
        caller.says(OK)

    client.send(Request("POST", stage.plays(script), body=b"{}"))
    assert first[0].endswith(b"\r\n\r\n{}")


def test_a_kept_connection_that_died_is_replaced_once(stage, client) -> None:
    first = threading.Event()

    def script(caller) -> None:
        caller.request()
        caller.says(OK)
        if caller.number == 1:
            caller.request()  # taken, and then closed without a byte, as a server does whose time is over
            first.set()

    url = stage.plays(script)
    client.send(Request("GET", url))
    assert client.send(Request("GET", url)).response.status == 200
    assert first.is_set()


@pytest.mark.parametrize("auth", [Basic("ruby", "x"), Bearer("x")])
def test_credentials_go_along_unless_the_request_has_its_own(stage, auth) -> None:
    with HttpClient(auth=auth, headers=(("X-Tenant", "7"),)) as client:
        exchange = client.send(Request("GET", stage.answers(OK)))
        deliberate = client.send(Request("GET", stage.answers(OK), (("authorization", "Bearer wrong"),)))
    assert exchange.request.headers[1:3] == (("X-Tenant", "7"), *auth.headers())
    assert deliberate.request.header("Authorization") == "Bearer wrong"


@pytest.mark.parametrize(
    "request_",
    [
        Request("GET", "ftp://example.org/"),
        Request("GET", "http:///Patient"),
        Request("GET", "http://h:99999/"),
        Request("GET", "http://h/a b"),
        Request("GET", "http://user:secret@h/"),
        Request("GE T", "http://h/"),
        Request("GET", "http://h/", (("X y", "1"),)),
        Request("GET", "http://h/", (("X", "1\r\nY: 2"),)),
        Request("GET", "http://h/", (("X", "€"),)),
    ],
)
def test_a_request_that_cannot_be_sent_is_a_mistake_of_ours(client, request_: Request) -> None:
    with pytest.raises(UsageError):
        client.send(request_)


def test_a_chunked_request_keeps_both_forms(stage, client) -> None:
    sent = client.send(Request("POST", stage.answers(OK), (("Transfer-Encoding", "chunked"),), b"body")).request
    assert (sent.body, sent.wire) == (b"body", b"4\r\nbody\r\n0\r\n\r\n")


def test_threads_do_not_mix_up_their_exchanges(stage, client) -> None:
    def script(caller) -> None:
        while request := caller.request():
            path = request.split(b" ")[1]
            caller.says(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(path) + path)

    url = stage.plays(script)
    with ThreadPoolExecutor(20) as threads:
        exchanges = list(threads.map(lambda n: client.send(Request("GET", f"{url}{n}")), range(200)))
    assert all(exchange.response.body.decode() == exchange.request.target for exchange in exchanges)
