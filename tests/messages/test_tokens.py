"""A token is read as it says itself, and made faulty in one place only."""

from __future__ import annotations

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from harness.errors import MalformedMessage
from harness.messages import tokens

KEY = OctKey.import_key("a-secret-of-at-least-thirty-two-bytes")
RIGHT = jwt.encode({"alg": "HS256"}, {"sub": "clinic"}, KEY)


def test_a_token_says_who_and_how() -> None:
    token = tokens.read(RIGHT)
    assert (token.algorithm, token.claims) == ("HS256", {"sub": "clinic"})


def test_an_unsigned_one_says_the_same_of_itself() -> None:
    token = tokens.read(tokens.unsigned(RIGHT))
    assert (token.algorithm, token.claims, token.signature) == ("none", {"sub": "clinic"}, "")


def test_of_an_altered_one_only_the_signature_is_another() -> None:
    altered = tokens.altered(RIGHT)
    assert altered.rpartition(".")[0] == RIGHT.rpartition(".")[0]
    assert tokens.read(altered).signature != tokens.read(RIGHT).signature


@pytest.mark.parametrize("text", ["", "a.b", "a.b.c", "e30.W10.x", "*.e30.x"])
def test_what_is_no_token_says_so(text: str) -> None:
    with pytest.raises(MalformedMessage):
        tokens.read(text)


def test_what_has_no_signature_cannot_be_altered() -> None:
    with pytest.raises(MalformedMessage):
        tokens.altered(tokens.unsigned(RIGHT))
