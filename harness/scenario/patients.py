"""People for scenarios, minted anew in every play: nobody leaks from one casting or run into another."""

from __future__ import annotations

import random
import unicodedata
from datetime import date, timedelta

from harness.openhie.domains import Domain
from harness.scenario.play import current
from harness.transactions.person import Identifier, Person

GIVEN = ("Amara", "Beatriz", "Chipo", "Dalisay", "Esi", "Farida", "Grace", "Hawa", "Imani", "Jyoti", "Kamala", "Lerato")
FAMILY = ("Achieng", "Banerjee", "Chirwa", "Diallo", "Endale", "Faye", "Gurung", "Hossain", "Iyer", "Juma", "Kaunda")
ACCENTED = ("Éboué", "Nuñez", "Gonçalves", "Bérété", "Òkè")
CITIES = (("Kisumu", "KE"), ("Bahir Dar", "ET"), ("Cox's Bazar", "BD"), ("Bobo-Dioulasso", "BF"), ("Blantyre", "MW"))
SYLLABLES = [first + second for first in "bdfgklmnprstvz" for second in "aeiou"]


def unseen(*, accented: bool = False) -> Person:
    """A person that no system has met: an unusual family name and birth date, drawn from the run's seed.

    She has no identifier: that belongs to whoever plays the source. `accented` puts accents into her family name.
    """
    play = current()
    number = play.next_person()
    chance = play.chance("person", number)
    city, country = chance.choice(CITIES)
    return Person(
        key=f"{play.stage.seed}-{number}",
        family=f"{chance.choice(ACCENTED if accented else FAMILY)}{unusual(chance)}",
        given=chance.choice(GIVEN),
        birth_date=(date(1931, 1, 1) + timedelta(days=chance.randrange(27_000))).isoformat(),
        gender="female",
        mothers_maiden_name=f"{chance.choice(FAMILY)}{unusual(chance)}",
        phone=f"+2547{chance.randrange(10**8):08d}",
        city=city,
        country=country,
    )


def stranger() -> Person:
    """A man unlike all whom `unseen` gives, in every part that a registry weighs: whoever is named for him is not him.

    An unseen person is new, and yet by chance so like another one that a careful registry names that other.
    """
    person = unseen()
    chance = current().chance("stranger", person.key)
    return person.changed(
        family=unusual(chance, syllables=6).capitalize(),
        given=unusual(chance, syllables=5).capitalize(),
        birth_date=(date(1909, 1, 1) + timedelta(days=chance.randrange(365))).isoformat(),
        gender="male",
    )


def namesake_of(person: Person, *, years: int = 5) -> Person:
    """Somebody else of the same family and given name and gender, born `years` before or after."""
    born = date.fromisoformat(person.birth_date)
    other = born.year + (years if born.year + years < 2020 else -years)
    return unseen().changed(
        family=person.family,
        given=person.given,
        gender=person.gender,
        birth_date=f"{other}-{born:%m}-{min(born.day, 28):02d}",
    )


def misspelt(person: Person) -> Person:
    """The same woman as somebody else wrote her down: another record of her, with a slip in the family name."""
    return person.changed(key=unseen().key, family=f"{person.family}h")


def number_nobody_has(domain: Domain) -> Identifier:
    """An identifier in `domain` that nobody was given."""
    number = current().chance("nobody", domain.uri).randrange(10**11)
    return Identifier(domain.uri, f"NOBODY{number:011d}")


def without_accents(name: str) -> str:
    """`name` in plain letters."""
    return "".join(sign for sign in unicodedata.normalize("NFD", name) if not unicodedata.combining(sign))


def unusual(chance: random.Random, *, syllables: int = 4) -> str:
    """What nobody else's name is likely to have: who is asked for by a name alone is found alone."""
    return "".join(chance.choice(SYLLABLES) for _ in range(syllables))
