from pathlib import Path

import pytest

from harness.transport.authentication import Basic, Bearer, ClientCertificate, NoAuthentication


def test_basic_hides_the_password_and_what_crosses_the_wire() -> None:
    assert Basic("ruby", "käse").headers() == (("Authorization", "Basic cnVieTprw6RzZQ=="),)
    assert Basic("ruby", "käse").secrets() == ("käse", "cnVieTprw6RzZQ==")


def test_bearer_hides_the_token() -> None:
    assert Bearer("abc").headers() == (("Authorization", "Bearer abc"),)
    assert Bearer("abc").secrets() == ("abc",)


@pytest.mark.parametrize("quiet", [NoAuthentication(), ClientCertificate(Path("a.pem"), Path("a.key"))])
def test_what_sends_no_header_has_no_secret(quiet: NoAuthentication | ClientCertificate) -> None:
    assert (quiet.headers(), quiet.secrets()) == ((), ())


def test_a_secret_is_not_in_the_representation() -> None:
    assert "hush" not in repr(Basic("ruby", "hush")) + repr(Bearer("hush"))
