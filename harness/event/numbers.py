"""Whether numbers of a country can be made of a regular expression: enough, short and plain ones. Makes none to use.

Told by what Python reads in the expression, before anything is made of it: what is made takes as long as it is.
"""

from __future__ import annotations

import importlib
import random
import re
from typing import Any

from harness.participants.values import mistaken

codes: Any = importlib.import_module("re._constants")
parser: Any = importlib.import_module("re._parser")  # by which rstr makes numbers; it has no types
LONGEST_PATTERN = 150
LONGEST = 64  # signs of a number
TRIED, DIFFERENT = 300, 285
"""So many are made, and so many of them differ at least: of 10,000 numbers that are as likely, some 295 would."""
EXAMPLE = "as in [1-9][0-9]{7}"
_PLAIN = frozenset(map(chr, range(ord(" "), ord("~") + 1))) - frozenset("|^~\\&")
"""Signs of ASCII that are seen, and the blank; not those with which HL7 v2 divides its fields (chapter 2, 2.5.4)."""
_KINDS = (codes.CATEGORY_DIGIT, codes.CATEGORY_WORD)


def pattern(value: str) -> str:
    """A regular expression of which at least some 10,000 numbers can be made, of at most 64 plain signs each."""
    if len(value) > LONGEST_PATTERN:
        raise mistaken(f"a regular expression of {len(value)} signs; expected at most {LONGEST_PATTERN}, {EXAMPLE}")
    try:
        longest = _longest(parser.parse(value))
    except (re.error, ValueError, OverflowError, RecursionError) as error:
        raise _impossible(value, str(error)) from None
    if longest > LONGEST:
        raise _impossible(value, f"it can become longer than {LONGEST} signs; expected how many there are, {EXAMPLE}")
    _made(value)
    return value


def _impossible(value: str, why: str) -> Exception:
    return mistaken(f"no number can be made of {ascii(value)[1:-1]}: {why}")


def _longest(tree: Any) -> int:
    """How many signs and steps there are at most in what `tree` can become; ValueError where it is not plain."""
    return sum(_length(code, told) for code, told in tree)


def _length(code: Any, told: Any) -> int:
    if code is codes.LITERAL:
        return _plain(told, told)
    if code is codes.IN:
        return max(_sign(*one) for one in told)
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT):
        _, most, inner = told
        return int(most) * max(1, _longest(inner))
    if code is codes.SUBPATTERN:
        return _longest(told[-1])
    if code is codes.BRANCH:
        return max(_longest(one) for one in told[1])
    if code is codes.AT and told in (codes.AT_BEGINNING, codes.AT_END):
        return 0
    raise ValueError(f"expected signs, [classes], {{n}}, (groups) and alternatives alone, {EXAMPLE}")


def _sign(code: Any, told: Any) -> int:
    if code is codes.CATEGORY and told in _KINDS:
        return 1
    if code is codes.LITERAL:
        return _plain(told, told)
    if code is codes.RANGE:
        return _plain(*told)
    raise ValueError(f"expected a class that says which signs there are, not which there are none of, {EXAMPLE}")


def _plain(first: int, last: int) -> int:
    """1, the length of a sign from `first` to `last`; ValueError where one of them is in no identifier."""
    for number in range(first, last + 1):
        if chr(number) not in _PLAIN:
            raise ValueError(f"an identifier does not hold {chr(number)!a}; expected letters, digits and such")
    return 1


def _made(value: str) -> None:
    """Make some, and see that they are as `value` says and differ."""
    import re2  # libraries that are loaded only where a country says how its numbers look
    from rstr import Rstr

    options = re2.Options()
    options.log_errors = False
    try:
        whole = re2.compile(value, options)  # in linear time, whatever it says
    except re2.error as error:
        raise _impossible(value, str(error)) from None
    made = [str(Rstr(random.Random(seed)).xeger(value)) for seed in range(TRIED)]
    if not all(one and whole.fullmatch(one) for one in made):
        raise _impossible(value, f"what is made is not always as it says; expected one without conditions, {EXAMPLE}")
    if any(one != one.strip() for one in made):
        raise _impossible(value, "an identifier neither begins nor ends with a blank")
    if len(set(made)) < DIFFERENT:
        raise _impossible(value, f"too many are alike; expected one for at least 10,000 numbers, {EXAMPLE}")
