"""A customer who does not exist, drawn anew each run from a seed that is printed."""

# SPDX-License-Identifier: Apache-2.0

import random
from dataclasses import dataclass

from faker import Faker
from stdnum import luhn


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """What the CRM shows of one customer, with orders whose numbers only look like cards."""

    name: str
    card: str
    cvv: str
    ssn: str
    orders: tuple[str, ...]

    @property
    def card_spaced(self) -> str:
        """Return the card number in groups of four."""
        return " ".join(self.card[at : at + 4] for at in range(0, 16, 4))

    @property
    def card_middle(self) -> str:
        """Return the six digits that PCI DSS 4.0.1 §3.4.1 does not let be shown."""
        return self.card[6:12]


def draw_customer(seed: int) -> Customer:
    """Return the customer of `seed`."""
    fake = Faker("en_US")
    fake.seed_instance(seed)
    chance = random.Random(seed)  # noqa: S311 - a demo's numbers, not a secret
    return Customer(
        name=fake.name(),
        card=_card(chance),
        cvv=f"{chance.randrange(100, 1000)}",
        ssn=_ssn(chance),
        orders=tuple(_order(chance) for _ in range(3)),
    )


def _card(chance: random.Random) -> str:
    body = "411111" + "".join(str(chance.randrange(10)) for _ in range(9))
    return body + luhn.calc_check_digit(body)


def _ssn(chance: random.Random) -> str:
    return f"{chance.randrange(1, 666):03d}-{chance.randrange(1, 100):02d}-{chance.randrange(1, 10_000):04d}"


def _order(chance: random.Random) -> str:
    """Return a 16-digit number whose check digit is wrong: nobody's card."""
    body = "7" + "".join(str(chance.randrange(10)) for _ in range(14))
    return body + str((int(luhn.calc_check_digit(body)) + 1 + chance.randrange(9)) % 10)
