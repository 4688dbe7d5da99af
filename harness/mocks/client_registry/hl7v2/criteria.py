"""What a demographics query asks for: QPD-3 as tests on a Patient (ITI-21, TF-2 3.21.4.1.2.2.1). Knows no storage."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from harness.messages.fhir import Resource
from harness.messages.hl7v2 import Message, Place
from harness.mocks.client_registry.hl7v2.fields import Value, refused, values
from harness.mocks.client_registry.likeness import similarity
from harness.mocks.client_registry.sounds import is_similar
from harness.mocks.search.values import folded

NAME = re.compile(r"@?PID[.-](\d{1,2})(?:\.(\d{1,2}))?(?:\.(\d{1,2}))?", re.ASCII)
SUPPORTED: dict[int, frozenset[int]] = {
    3: frozenset({1, 4}),
    5: frozenset({1, 2, 3}),
    6: frozenset({1, 2, 3}),
    7: frozenset({1}),
    8: frozenset({1}),
    11: frozenset({0, 1, 2, 3, 4, 5, 6}),
    13: frozenset({0, 1, 4, 6, 7, 12}),
    14: frozenset({0, 1, 4, 6, 7, 12}),
    18: frozenset({1}),
    19: frozenset({1}),
    21: frozenset({1, 4}),
}
"""Components of PID that can be asked for; 0 is the whole field."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One repetition of QPD-3 that says something: a place in PID, what is wanted there, and where it was said."""

    component: int
    subcomponent: int
    value: Value
    where: Place

    @property
    def text(self) -> str:
        """What is wanted."""
        return self.value.get()


Criteria = dict[int, list[Criterion]]
"""What is asked for, by the field of PID."""


def criteria(request: Message) -> Criteria:
    """QPD-3. Raises Rejection for what is not supported, and where nothing is asked for."""
    found: Criteria = defaultdict(list)
    for one in values(request, "QPD-3"):
        field, component, subcomponent = _asked(one)
        parts = one.text.split(one.marks.component) if one.marks.component else [one.text]
        wanted = Value(_whole(parts), one.where.at(2), one.marks, one.codec)
        if wanted.text:
            found[field].append(Criterion(component, subcomponent, wanted, one.where))
    if not found:
        raise refused("101", "QPD-3", "Nothing is asked for in QPD-3")
    return found


def _whole(parts: Sequence[str]) -> str:
    return parts[1].strip() if len(parts) > 1 and parts[1].strip() != '""' else ""


def _asked(one: Value) -> tuple[int, int, int]:
    """Field, component and subcomponent of PID. Raises Rejection (103)."""
    name = NAME.fullmatch(one.get())
    field, component, subcomponent = (int(part or 0) for part in name.groups()) if name else (0, 0, 0)
    if component == 0 and 0 not in SUPPORTED.get(field, ()):
        component = 1
    deepest = {4: 3}.get(component, 1) if field in (3, 21) else 1
    if component not in SUPPORTED.get(field, ()) or subcomponent > deepest:
        raise refused("103", one.where.at(1), f"{one.get()[:30]!r} cannot be asked for here")
    return field, component, subcomponent


def identifier_of(asked: Sequence[Criterion]) -> tuple[str, tuple[str, str]]:
    """The identifier that PID-3 or PID-21 is to have, and namespace and universal id of who assigned it."""
    number = next((one.text for one in asked if one.component == 1), "")
    told = {"": "", "1": "", "2": ""}
    for one in asked:
        if one.component == 4 and one.subcomponent in (0, 1, 2):
            told[str(one.subcomponent or 1)] = one.text
            if not one.subcomponent and one.value.get(1, 2):
                told["2"] = one.value.get(1, 2)
    return number, (told["1"], told["2"])


def pattern(wanted: str) -> re.Pattern[str]:
    """What a text that is `wanted` looks like, folded; ``*`` stands for anything."""
    parts = [re.escape(folded(part)) if part.strip() else "" for part in wanted.split("*")]
    return re.compile(".*".join(parts), re.DOTALL)


def beginning(wanted: str) -> str:
    """What every text that is `wanted` begins with."""
    return wanted.split("*", 1)[0]


def fits(wanted: str, texts: Sequence[str]) -> bool:
    """Whether one of `texts` is what is wanted, case and accents aside."""
    return any(pattern(wanted).fullmatch(folded(one)) for one in texts)


def name_score(asked: Sequence[Criterion], names: Sequence[Resource], *, similar: bool) -> float:
    """How well the best of `names` fits all that is asked of a name: 1 for the very name, 0 for another one."""
    return max((_score_of_one(asked, one, similar=similar) for one in names), default=0.0)


def _score_of_one(asked: Sequence[Criterion], name: Resource, *, similar: bool) -> float:
    scores = [_part_score(one.text, list(_parts(name, one.component)), similar=similar) for one in asked]
    return sum(scores) / len(scores) if all(scores) else 0.0


def _parts(name: Resource, component: int) -> Iterator[str]:
    given = [one for one in name.get("given", ()) if one]
    yield from {1: [name.get("family", "")], 2: [*given[:1], " ".join(given)], 3: given[1:]}[component]


def _part_score(wanted: str, texts: Sequence[str], *, similar: bool) -> float:
    if fits(wanted, texts):
        return 1.0
    alike = [one for one in texts if one and is_similar(wanted, one)] if similar and "*" not in wanted else []
    return max((similarity(folded(wanted), folded(one)) for one in alike), default=0.0)


def address_fits(asked: Sequence[Criterion], addresses: Sequence[Resource]) -> bool:
    """Whether one address is all that is asked of it."""
    return any(all(fits(one.text, list(_lines(each, one.component))) for one in asked) for each in addresses)


def _lines(address: Resource, component: int) -> Iterator[str]:
    lines = [*address.get("line", ()), "", ""]
    named = {3: "city", 4: "state", 5: "postalCode", 6: "country"}
    if component in (1, 2):
        yield lines[component - 1]
    elif component:
        yield address.get(named[component], "")
    else:
        yield from (*lines, *(address.get(part, "") for part in named.values()))


def phone_fits(asked: Sequence[Criterion], contacts: Sequence[Resource]) -> bool:
    """Whether all that is asked of a phone number, or of an e-mail address, is in one of `contacts`."""
    return any(all(_dialled(one.text) in _dialled(each.get("value", "")) for one in asked) for each in contacts)


def _dialled(number: str) -> str:
    return folded(number) if "@" in number else re.sub(r"\D", "", number) or folded(number)
