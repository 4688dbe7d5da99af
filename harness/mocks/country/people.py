"""The two thousand health workers, and what each does where (mCSD). Knows workers, no patient."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from harness.mocks.country import drawing, naming
from harness.mocks.country.codes import Code, codes
from harness.mocks.country.facilities import Facility
from harness.mocks.country.naming import Resource
from harness.mocks.country.words import Tongue, Word, tongues

_LANGUAGES = "urn:ietf:bcp:47"
_COUNCILS = {
    "council-medical": ("general-practitioner", "specialist", "clinical-officer", "dentist"),
    "council-nursing": ("nurse", "enrolled-nurse", "midwife", "nurse-midwife"),
    "council-allied": ("pharmacist", "pharmacy-technician", "laboratory-technician", "radiographer", "physiotherapist"),
}


@dataclass(frozen=True, slots=True)
class Worker:
    """A health worker of a cadre, at a facility; some help out at another one in the district."""

    number: int
    given: Word
    family: Word
    gender: str
    born: date
    cadre: Code
    tongue: Tongue
    facility: Facility
    elsewhere: Facility | None

    @property
    def id(self) -> str:
        """The id of the Practitioner."""
        return f"worker-{self.number:05}"

    @property
    def retired(self) -> bool:
        """Whether the worker has stopped: the eldest have."""
        return self.born.year < 1966

    @property
    def council(self) -> str:
        """The body that licensed the worker; none for those who need no licence."""
        return next((body for body, cadres in _COUNCILS.items() if self.cadre.code in cadres), "")

    @property
    def began(self) -> date:
        """The day the worker took up the post."""
        return max(date(self.born.year + 21, 9, 1), drawing.day_in(2008, 2025, "post", self.number))


def workers(every: Sequence[Facility]) -> list[Worker]:
    """All of them, facility by facility."""
    named: Counter[str] = Counter()
    made: list[Worker] = []
    for facility in every:
        staff = [cadre for cadre, count in facility.profile["staff"].items() for _ in range(count)]
        for cadre in staff:
            made.append(_worker(len(made) + 1, cadre, facility, every, named))
    return made


def _worker(number: int, cadre: str, at: Facility, every: Sequence[Facility], named: Counter[str]) -> Worker:
    tongue = tongues()[number % 12] if at.kind == "national-hospital" else at.region.tongue
    given, family, gender = tongue.person(named[tongue.code])
    named[tongue.code] += 1
    near = [one for one in every if one.district is at.district and one is not at]
    return Worker(
        number=number,
        given=given,
        family=family,
        gender=gender,
        born=drawing.day_in(1963, 1999, "worker", number),
        cadre=codes("cadre")[cadre],
        tongue=tongue,
        facility=at,
        elsewhere=drawing.one_of(near, "elsewhere", number) if number % 10 == 0 else None,
    )


def practitioners(every: Sequence[Worker]) -> Iterator[Resource]:
    """The Practitioner of each."""
    for worker in every:
        yield {
            "resourceType": "Practitioner",
            "id": worker.id,
            "meta": naming.profile("Practitioner"),
            "identifier": _identifiers(worker),
            "active": not worker.retired,
            "name": naming.human_names(worker.given, worker.family),
            "telecom": [{**naming.phone("worker", worker.number), "use": "mobile"}],
            "gender": worker.gender,
            "birthDate": worker.born.isoformat(),
            **({"qualification": [_qualification(worker)]} if worker.council else {}),
            "communication": [{"coding": [{"system": _LANGUAGES, "code": worker.tongue.language}]}],
        }


def roles(every: Sequence[Worker]) -> Iterator[Resource]:
    """The PractitionerRoles of each: one, or two."""
    for worker in every:
        yield _role(worker, worker.facility, "")
        if worker.elsewhere is not None:
            yield _role(worker, worker.elsewhere, "-b")


def _identifiers(worker: Worker) -> list[Resource]:
    registered = naming.identifier(naming.HEALTH_WORKER, f"W{worker.number:05}")
    return [registered, *([_licence(worker)] if worker.council else [])]


def _licence(worker: Worker) -> Resource:
    letter = worker.council.removeprefix("council-")[0].upper()
    value = f"{letter}-{drawing.digits(6, 'licence', worker.number)}-{worker.number:04}"
    return {"use": "secondary", "system": naming.LICENCE, "value": value}


def _qualification(worker: Worker) -> Resource:
    licensed = date(worker.born.year + 21, 7, 1)
    return {
        "code": worker.cadre.concept,
        "period": {"start": licensed.isoformat()},
        "issuer": naming.to("Organization", worker.council),
    }


def _role(worker: Worker, at: Facility, mark: str) -> Resource:
    specialist = worker.cadre.code == "specialist"
    specialty = drawing.one_of(list(codes("specialty").values()), "specialty", worker.number)
    ended = {"end": (max(worker.began, date(2023, 1, 1)) + timedelta(days=300)).isoformat()} if worker.retired else {}
    service = drawing.one_of(at.profile["services"], "works", worker.number, mark)
    return {
        "resourceType": "PractitionerRole",
        "id": worker.id.replace("worker", "role") + mark,
        "meta": naming.profile("PractitionerRole"),
        "active": not worker.retired,
        "period": {"start": worker.began.isoformat(), **ended},
        "practitioner": naming.to("Practitioner", worker.id),
        "organization": naming.to("Organization", at.id),
        "code": [worker.cadre.concept],
        **({"specialty": [specialty.concept]} if specialist else {}),
        "location": [naming.to("Location", at.id)],
        "healthcareService": [naming.to("HealthcareService", f"{at.id}-{service}")],
        **({"availableTime": [{"daysOfWeek": ["sat"]}]} if mark else {}),
    }
