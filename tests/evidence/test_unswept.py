from __future__ import annotations

import gc

import pytest

from harness.evidence.unswept import unswept


@pytest.mark.parametrize("was_on", [True, False])
def test_afterwards_garbage_is_looked_for_as_before(was_on: bool) -> None:
    if not was_on:
        gc.disable()
    try:
        with unswept():
            assert not gc.isenabled()
        assert gc.isenabled() is was_on
    finally:
        gc.enable()
