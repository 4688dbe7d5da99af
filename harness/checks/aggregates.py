"""Checks on aggregate figures in ADX: is it ADX, are they the figures that were counted, were they kept as sent.

Knows messages, and what a form allows; not what the figures mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from harness.checks.check import NothingToJudge, check
from harness.errors import Inconclusive, MalformedMessage, NonConformance
from harness.evidence.exchange import Exchange, Message
from harness.messages import adx, data_value_sets, fhir
from harness.messages.code_maps import CodeMap
from harness.messages.figures import Key, Report, added_up, difference, in_words, numbers, plain

NOT_OFFERED = (404, 405, 406, 501)
"""What a system answers that gives no figures back: no standard asks it to."""


@check
def is_adx(message: Message) -> None:
    """The message is ADX, whatever its codes are."""
    _fits(message, None)


@check
def is_of_the_form(message: Message) -> None:
    """The message has the codes and the dimensions of the form, and no others."""
    _fits(message, adx.malaria())


@check
def says_its_type(message: Message) -> None:
    """The message is sent as ADX's own media type."""
    found = message.header("content-type") or "no Content-Type"
    if found.partition(";")[0].strip().lower() != adx.MEDIA_TYPE:
        raise NonConformance("Content-Type", expected=adx.MEDIA_TYPE, found=found)


@check
def tells(message: Message, *reports: Report) -> None:
    """The message holds exactly the figures of `reports`, each once."""
    _same(numbers(reports), _figures(message))


@check
def adds_up(message: Message, months: Sequence[Report]) -> None:
    """The message holds the figures of the quarter that `months` make, and none of a month."""
    _same(numbers(added_up(months, 3)), _figures(message))


@check
def keeps(response: Message, *reports: Report) -> None:
    """The answer to a look at what is kept holds every figure of `reports`, as it was sent."""
    wanted, found = numbers(reports), _given(response)
    _same(wanted, {which: value for which, value in found.items() if which in wanted})


@check
def keeps_any_of(response: Message, *reports: Report) -> None:
    """The answer to a look at what is kept holds at least one figure of `reports`."""
    wanted, found = numbers(reports), _given(response)
    if not wanted.keys() & found.keys():
        which = next(iter(wanted))
        raise NonConformance("dataValue", expected=f"{in_words(which)}: {plain(wanted[which])}", found="nothing")


@check
def are_the_same(before: Message, after: Message) -> None:
    """Two looks at what is kept show the same: nothing has come and nothing has changed in between."""
    _same(_given(before), _given(after))


def told_by(message: Message) -> tuple[Report, ...]:
    """The reports in a message, as the wire showed them."""
    return _read(message)


def passed_on(exchange: Exchange) -> Message:
    """What a layer made of a request. Inconclusive where nothing went on."""
    passed = exchange.forwarded_request
    if passed is None:
        raise Inconclusive("nothing went on", caused_by="interoperability_layer")
    return passed


def told_of(message: Message, report: Report) -> Report:
    """Of the reports in a message that of the same facility and period. A NonConformance where there is none."""
    found = [one for one in _read(message) if (one.org_unit, one.period) == (report.org_unit, report.period)]
    if not found:
        raise NonConformance("group", expected=f"{report.org_unit} {report.period.iso}", found="nothing")
    return found[0]


@check
def tells_what_became(response: Message) -> None:
    """The answer says what was processed, or what was not and why: an import summary, or an OperationOutcome."""
    media_type = (response.header("content-type") or "no Content-Type").partition(";")[0].strip().lower()
    if media_type == data_value_sets.JSON:
        try:
            data_value_sets.summary_in(response.body)
        except MalformedMessage as fault:
            raise NonConformance(fault.where, expected=fault.expected, found=fault.found) from None
    elif b"importSummary" not in response.body and b"OperationOutcome" not in response.body:
        found = response.body[:60].decode("utf-8", "replace") or "nothing"
        raise NonConformance("body", expected="an import summary, or an OperationOutcome", found=found)


@check
def names(response: Message, text: str) -> None:
    """The answer to what was refused names what is wrong: `text` stands in it."""
    if text not in response.body.decode("utf-8", "replace"):
        found = response.body[:120].decode("utf-8", "replace") or "nothing"
        raise NonConformance("body", expected=f"a word of {text}", found=found)


@check
def refuses_naming(exchange: Exchange, text: str) -> None:
    """What the sender was answered, by whomever, is a refusal (400 to 499) in which `text` stands."""
    answer = exchange.forwarded_response or exchange.response
    if answer is None:
        raise Inconclusive(exchange.failure or "nobody answered", caused_by=exchange.responder)
    if not 400 <= answer.status <= 499:
        raise NonConformance("HTTP status", expected="400 to 499: a refusal", found=answer.status, exchange=exchange.id)
    names(answer, text)


@check
def facilities_are_mapped(exchange: Exchange, codes: CodeMap) -> None:
    """What went on names each facility by the receiver's code."""
    sent, passed = _both_sides(exchange)
    for before, after in zip(sent, passed, strict=False):
        _mapped("group/@orgUnit", codes.codes["orgUnit"].get(before.org_unit, ""), after.org_unit, exchange)


@check
def metadata_are_mapped(exchange: Exchange, codes: CodeMap) -> None:
    """What went on names data sets, data elements and dimensions by the receiver's codes."""
    sent, passed = _both_sides(exchange)
    for before, after in zip(sent, passed, strict=False):
        _mapped("group/@dataSet", codes.codes["dataSet"].get(before.data_set, ""), after.data_set, exchange)
        for one, other in zip(before.figures, after.figures, strict=False):
            wanted = codes.codes["dataElement"].get(one.data_element, "")
            _mapped("dataValue/@dataElement", wanted, other.data_element, exchange)
            split = sorted(
                (codes.codes["dimension"].get(name, ""), codes.codes[name].get(code, ""))
                for name, code in one.dimensions
            )
            told, found = (
                ", ".join(f"{name} {code}" for name, code in each) for each in (split, sorted(other.dimensions))
            )
            _mapped(f"the split of {wanted}", told, found, exchange)


@check
def numbers_survive(exchange: Exchange) -> None:
    """What went on has every number that was sent, in its order and its period, and no other."""
    sent, passed = _both_sides(exchange)
    before, after = ([(each.value, one.period) for one in side for each in one.figures] for side in (sent, passed))
    if len(before) != len(after):
        raise NonConformance(
            "dataValue", expected=f"{len(before)} figures", found=f"{len(after)}", exchange=exchange.id
        )
    for at, ((value, period), (other, moved)) in enumerate(zip(before, after, strict=True)):
        if (Decimal(value), period) != (Decimal(other), moved):
            expected, found = f"{value} in {period.iso}", f"{other} in {moved.iso}"
            raise NonConformance(f"dataValue[{at + 1}]/@value", expected=expected, found=found, exchange=exchange.id)


def _fits(message: Message, structure: adx.DataStructure | None) -> None:
    try:
        faults = adx.schema_for(structure).faults(message.body)
    except MalformedMessage as fault:
        raise NonConformance(fault.where, expected=fault.expected, found=fault.found) from None
    if faults:
        first = faults[0]
        more = f", and {len(faults) - 1} faults more" if len(faults) > 1 else ""
        raise NonConformance(_place(first.where), expected=first.expected, found=f"{first.found}{more} ({first.where})")


def _place(where: str) -> str:
    return where.partition(",")[0]


def _read(message: Message, *, may_be_empty: bool = False) -> tuple[Report, ...]:
    try:
        return adx.read(message.body, may_be_empty=may_be_empty)
    except MalformedMessage as fault:
        where = _place(fault.where)
        raise NonConformance(where, expected=fault.expected, found=f"{fault.found} ({fault.where})") from None


def _figures(message: Message) -> dict[Key, Decimal]:
    return numbers(_read(message))


def _given(response: Message) -> dict[Key, Decimal]:
    """What is kept, by an answer in ADX. Raises Inconclusive where none is given."""
    if response.status in NOT_OFFERED and response.body.lstrip()[:1] != b"<":
        raise Inconclusive(f"it gives no figures back (it answered {response.status}), so nothing shows what it keeps")
    if response.status != 200 or fhir.media_type(response.header("content-type") or "") is not None:
        raise NonConformance("HTTP status", expected="200 and the figures in ADX", found=response.status)
    return numbers(_read(response, may_be_empty=True))


def _same(wanted: dict[Key, Decimal], found: dict[Key, Decimal]) -> None:
    if (first := difference(wanted, found)) is not None:
        where, expected, got = first
        raise NonConformance("dataValue/@value", expected=f"{where}: {expected}", found=got)


def _both_sides(exchange: Exchange) -> tuple[tuple[Report, ...], tuple[Report, ...]]:
    """What was sent and what went on, group by group. Raises NothingToJudge where nothing went on."""
    if exchange.forwarded_request is None:
        raise NothingToJudge
    return _read(exchange.request), _read(exchange.forwarded_request)


def _mapped(where: str, wanted: str, found: str, exchange: Exchange) -> None:
    if wanted != found:
        raise NonConformance(where, expected=wanted or "nothing", found=found or "nothing", exchange=exchange.id)
