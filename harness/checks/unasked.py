"""What every exchange of a transaction is judged by without a scenario asking, beside validity: requirement -> check.

Each check returns nothing, or raises NonConformance; or NothingToJudge where the exchange shows nothing of it.
`UNASKED` looks at an exchange, `OF_EACH_MESSAGE` at each of its two messages, and is charged to the sender.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from harness.checks import (
    acknowledgements,
    aggregates,
    audit_messages,
    csd,
    definitions,
    hl7v2,
    measure_reports,
    queries_v2,
    soap,
    value_sets,
)
from harness.checks.candidates import come_best_first, hold_no_error
from harness.checks.check import NothingToJudge
from harness.checks.directories import asks_with_the_profiles_parameters
from harness.checks.identifiers_v2 import hold_no_name
from harness.checks.updates import asks_by_history
from harness.evidence.exchange import Exchange, Message

Unasked = Callable[[Exchange], None]


def _of_response(check: Callable[[Message], None]) -> Unasked:
    def judge(exchange: Exchange) -> None:
        if exchange.response is None:
            raise NothingToJudge
        check(exchange.response)

    return judge


def _of_request(check: Callable[[Message], None]) -> Unasked:
    return lambda exchange: check(exchange.request)


def _names_its_transaction(exchange: Exchange) -> None:
    """The answer to a query says by MSH-21 which transaction it is of; an acknowledgement need not."""
    if exchange.response is None or hl7v2.message_in(exchange.response).get("MSH-9.1") == "ACK":
        raise NothingToJudge
    hl7v2.names_its_transaction(exchange.response, exchange.transaction)


UNASKED: Mapping[str, Unasked] = {
    "90-16": asks_with_the_profiles_parameters,
    "91-09": asks_by_history,
    "119-08": _of_response(hold_no_error),
    "119-12": _of_response(come_best_first),
    "V2-02": acknowledgements.names_the_request,
    "V2-05": acknowledgements.is_a_message_of_its_own,
    "V2-06": acknowledgements.goes_back_to_the_sender,
    "V2-08": acknowledgements.keeps_the_version,
    "V2-11": _of_response(acknowledgements.tells_why),
    "V2-14": acknowledgements.speaks_in_original_mode,
    "V2-15": _names_its_transaction,
    "9-07": queries_v2.echoes_the_tag,
    "9-08": queries_v2.echoes_the_query,
    "9-10": _of_response(hold_no_name),
    "21-11a": queries_v2.echoes_the_tag,
    "21-11b": queries_v2.echoes_the_query,
    "53-20": _of_request(aggregates.is_adx),
    "53-21": _of_request(aggregates.says_its_type),
    "58-21": _of_request(measure_reports.says_its_type),
    "SOAP-03": soap.relates_to_its_request,
    **definitions.UNASKED,
    **value_sets.UNASKED,
    **csd.UNASKED,
}

OF_EACH_MESSAGE: Mapping[str, Callable[[Message], None]] = {
    "V2-07": hl7v2.fills_its_header,
    "V2-09": hl7v2.is_parted_as_usual,
    "V2-10": hl7v2.names_its_characters,
    "V2-12": hl7v2.ends_its_segments,
    "V2-13": hl7v2.keeps_its_structure,
    "20-04": audit_messages.is_built_by_dicom,
    "20-07": audit_messages.has_its_header,
    "SOAP-01": soap.is_an_envelope,
    "SOAP-02": soap.is_addressed,
}
