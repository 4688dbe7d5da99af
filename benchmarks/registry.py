"""Searches a second of the client registry mock with 10,000 patients, beside a bare endpoint of the same stack."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

from benchmarks.driver import Driver, get, put
from benchmarks.figure import Figure
from benchmarks.processes import HARNESS, serving

PATIENTS, SEARCHES, ROUNDS, CONNECTIONS = 10_000, 2_000, 5, 4
DOMAIN = "http://ohie.org/test/test"
FAMILIES = ("Achieng", "Banda", "Chirwa", "Diallo", "Endale", "Juma", "Kaunda", "Lungu", "Mutasa", "Nuñez")
GIVEN = ("Grace", "Amina", "Beatriz", "Chipo", "Dalisay", "Esi", "Hawa", "Imani", "Kamala", "Lerato")


def figures() -> Iterator[Figure]:
    """The limit of issue 2: 500 a second or more, of every kind."""
    chance = random.Random("registry")
    people = [_person(number, chance) for number in range(PATIENTS)]
    with serving(*HARNESS, "mock", "client-registry") as base, Driver(base, CONNECTIONS) as driver:
        path = urlsplit(base).path
        fed = driver.drive([_feed(path, one) for one in people])
        yield Figure(f"feeds a second into the registry, up to {PATIENTS:,} patients", f"{fed.a_second:.0f}")
        kinds = _searches(path, people, chance)
        size = driver.drive(kinds["all of them mixed"][:100]).bytes_each
        with serving(sys.executable, "-m", "benchmarks.bare", str(size)) as bare, Driver(bare, CONNECTIONS) as beside:
            for kind, searches in kinds.items():
                yield _compared(kind, searches, driver, beside)


def _compared(kind: str, searches: list[bytes], driver: Driver, beside: Driver) -> Figure:
    ours = bare = 0.0
    for _ in range(ROUNDS):
        ours = max(ours, driver.drive(searches).a_second)
        bare = max(bare, beside.drive([get("/")] * len(searches)).a_second)
    what, beside_it = f"searches a second, {kind}", f"bare {bare:.0f}"
    return Figure(what, f"{ours:.0f}", beside_it, f"{ours / bare:.2f}", "500", ours >= 500)


def _searches(path: str, people: list[dict[str, str]], chance: random.Random) -> dict[str, list[bytes]]:
    """Searches of each kind, of people who are there, in the order of chance."""
    some = [chance.choice(people) for _ in range(SEARCHES // 4)]
    kinds = {
        "by identifier": [f"identifier={quote(DOMAIN + '|' + one['number'])}" for one in some],
        "by family and birth date": [f"family={quote(one['family'])}&birthdate={one['birth_date']}" for one in some],
        "by family and gender, a page of 10": [
            f"family={quote(one['family'][:-1])}&gender={one['gender']}&_count=10" for one in some
        ],
        "by given and year of birth": [f"given={one['given']}&birthdate={one['birth_date'][:4]}" for one in some],
        "by ten years of birth": [
            f"birthdate=ge{one['birth_date'][:3]}0-01-01&birthdate=le{one['birth_date'][:3]}9-12-31" for one in some
        ],
        "by gender alone": [f"gender={one['gender']}" for one in some],
        "of everybody": ["" for _ in some],
    }
    asked = {kind: [get(f"{path}/Patient?{query}") for query in queries] for kind, queries in kinds.items()}
    mixed = [one for searches in asked.values() for one in searches]
    chance.shuffle(mixed)
    return {"all of them mixed": mixed, **asked}


def _person(number: int, chance: random.Random) -> dict[str, str]:
    year, month, day = chance.randrange(1930, 2020), chance.randrange(1, 13), chance.randrange(1, 29)
    return {
        "number": f"B{number:06}",
        "family": f"{chance.choice(FAMILIES)}{chance.choice('bdfgklmnprstvz')}{chance.choice('aeiou')}{number % 50:02}",
        "given": chance.choice(GIVEN),
        "birth_date": f"{year}-{month:02}-{day:02}",
        "gender": chance.choice(("female", "male")),
    }


def _feed(path: str, one: dict[str, str]) -> bytes:
    resource = {
        "resourceType": "Patient",
        "identifier": [{"system": DOMAIN, "value": one["number"]}],
        "name": [{"family": one["family"], "given": [one["given"]]}],
        "gender": one["gender"],
        "birthDate": one["birth_date"],
        "address": [{"city": "Kisumu", "country": "KE"}],
    }
    return put(f"{path}/Patient?identifier={quote(DOMAIN + '|' + one['number'])}", json.dumps(resource).encode())
