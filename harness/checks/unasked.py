"""What every exchange of a transaction is judged by without a scenario asking, beside validity: requirement -> check.

Each check returns nothing, or raises NonConformance; or NothingToJudge where the exchange shows nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from harness.checks.acknowledgements import goes_back_to_the_sender, is_a_message_of_its_own, names_the_request
from harness.checks.candidates import come_best_first, hold_no_error
from harness.checks.check import NothingToJudge
from harness.evidence.exchange import Exchange, Message

Unasked = Callable[[Exchange], None]


def _of_response(check: Callable[[Message], None]) -> Unasked:
    def judge(exchange: Exchange) -> None:
        if exchange.response is None:
            raise NothingToJudge
        check(exchange.response)

    return judge


UNASKED: Mapping[str, Unasked] = {
    "119-08": _of_response(hold_no_error),
    "119-12": _of_response(come_best_first),
    "V2-02": names_the_request,
    "V2-05": is_a_message_of_its_own,
    "V2-06": goes_back_to_the_sender,
}
