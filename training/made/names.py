"""People and addresses, and their names in web addresses."""

import unicodedata
from dataclasses import dataclass
from functools import cache

from faker import Faker

from training.made.countries import FAKER_LOCALES


@cache
def name_pools(country: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Pools of women's and men's given names and of family names."""
    faker = Faker(FAKER_LOCALES[country])
    faker.seed_instance(7)
    pools = (
        [faker.first_name_female() for _ in range(300)],
        [faker.first_name_male() for _ in range(300)],
        [faker.last_name() for _ in range(600)],
    )
    women, men, families = (tuple(sorted(set(pool))) for pool in pools)
    return women, men, families


def plain(text: str) -> str:
    """Lower-case ASCII letters and digits of a text, as web names have them; other signs become blanks."""
    text = text.replace("ß", "ss").replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join("".join(sign if sign.isalnum() else " " for sign in text).split())


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a name."""

    given: str
    family: str
    female: bool

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.given} {self.family}"


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody lives; ``place`` is the post code with the town as the country writes it."""

    street: str
    place: str
    town: str

    @property
    def line(self) -> str:
        """The address on one line."""
        return f"{self.street}, {self.place}"
