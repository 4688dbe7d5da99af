"""What every exchange of a transaction is judged by without a scenario asking: requirement id -> check.

Each check returns nothing, or raises NonConformance; or NothingToJudge where the exchange shows nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from harness.checks.candidates import are_graded, hold_no_error
from harness.checks.check import NothingToJudge
from harness.checks.patient_profile import every_patient_meets_pdqm, fed_patient_meets_pixm
from harness.evidence.exchange import Exchange, Message

Unasked = Callable[[Exchange], None]


def _of_request(check: Callable[[Message], None]) -> Unasked:
    return lambda exchange: check(exchange.request)


def _of_response(check: Callable[[Message], None]) -> Unasked:
    def judge(exchange: Exchange) -> None:
        if exchange.response is None:
            raise NothingToJudge
        check(exchange.response)

    return judge


UNASKED: Mapping[str, Unasked] = {
    "78-13": _of_response(every_patient_meets_pdqm),
    "104-11": _of_request(fed_patient_meets_pixm),
    "119-08": _of_response(hold_no_error),
    "119-12": _of_response(are_graded),
}
