"""Whether a code is a unit of UCUM (https://ucum.org/ucum). Has grammar and table from ucumvert, converts nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from threading import Lock

_LONGEST = 80
_ANNOTATION = re.compile(r"\{[ -z|~]*\}")


@lru_cache(maxsize=4096)
def is_unit(code: str) -> bool | None:
    """Whether UCUM allows this code, case-sensitive; None for one that is too long to be parsed in bounded time.

    What an annotation says is not looked at: UCUM gives it no meaning, and people write spaces in it.
    """
    bare = _ANNOTATION.sub("{x}", code)
    return None if len(bare) > _LONGEST else bool(bare) and _parses(bare)


@lru_cache(maxsize=4096)
def _parses(code: str) -> bool:
    with _LOCK:
        return _parser()(code)


@cache
def _parser() -> Callable[[str], bool]:
    from lark.exceptions import LarkError  # a third of a second, which most validations do not need
    from ucumvert.parser import get_ucum_parser

    parser = get_ucum_parser()

    def parses(code: str) -> bool:
        try:
            parser.parse(code)
        except LarkError:
            return False
        return True

    return parses


@lru_cache(maxsize=4096)
def alike(code: str, other: str) -> bool | None:
    """Whether two units measure the same (``wk`` and ``a``); None where that cannot be worked out."""
    with _LOCK:
        found = [_registry()(unit) for unit in (code, other)]
    return None if None in found else found[0] == found[1]


@cache
def _registry() -> Callable[[str], str | None]:
    from ucumvert import PintUcumRegistry  # two seconds, which only odd units of an Age or a Distance need

    registry = PintUcumRegistry()

    def dimension(code: str) -> str | None:
        try:
            return str(registry.from_ucum(code).dimensionality)
        except Exception:  # whatever pint makes of a unit that it does not know, it tells us nothing
            return None

    return dimension


_LOCK = Lock()
