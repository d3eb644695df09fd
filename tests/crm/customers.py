"""Customers of a CRM who do not exist, drawn from a seed; their cards are the schemes' test numbers."""

# SPDX-License-Identifier: Apache-2.0

import random
import re
from dataclasses import asdict, dataclass

from faker import Faker

CARDS = (
    "4012 8888 8888 1881",
    "4000 0566 5566 5556",
    "4917 6100 0000 0000",
    "5555 3412 4444 1115",
    "5200 8282 8282 8210",
    "5100 0600 0000 0002",
    "2223 0031 2200 3222",
    "3782 822463 10005",
    "3714 496353 98431",
    "6011 0009 9013 9424",
    "3530 1113 3330 0000",
    "3056 930902 5904",
)
"""Numbers that card schemes and their processors publish for tests: nobody's. Their ends do not spell their middles."""

SUBJECTS = (
    "Refund of order {order} to card {card}",
    "Invoice {order}, SSN {ssn}",
    "Order {order} of {day} came {pieces} boxes short",
    "Pays order {order} by card {card}",
)
NOTES = (
    "Called about order {order} of {day}. Card on file: {card}, expires {expiry}. Sent a receipt.",
    "Wants invoice {order} by mail. SSN {ssn} checked. Pays by card {card}.",
    "Delivery of {day} was late, {pieces} of 12 boxes missing. Refund of ${pieces}9.50 to card {card}.",
    "New contract from {day} on, 24 months. Verified by SSN: {ssn}. Card {card} for the first month.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """One customer, and what they called about."""

    first_name: str
    last_name: str
    title: str
    email: str
    phone: str
    mobile: str
    birth_date: str
    address: str
    region: str
    city: str
    company: str
    subject: str
    notes: str
    called: str
    card: str
    ssn: str

    @property
    def hidden_of_card(self) -> str:
        """Return the digits of the card that nobody is to read: all but the first six and the last four."""
        return re.sub(r"\D", "", self.card)[6:-4]

    @property
    def hidden_of_ssn(self) -> str:
        """Return the digits of the social security number that nobody is to read: all but the last four."""
        return re.sub(r"\D", "", self.ssn)[:-4]

    @property
    def hidden_of_phone(self) -> str:
        """Return the digits of the phone number that nobody is to read, whatever of it a mask leaves."""
        return re.sub(r"\D", "", self.phone)[-7:-2]

    def told(self) -> dict[str, str]:
        """Return what the CRM is told of this customer."""
        return asdict(self)


def draw_customers(seed: int, count: int) -> tuple[Customer, ...]:
    """Return the first `count` customers of `seed`."""
    fake = Faker("en_US")
    fake.seed_instance(seed)
    chance = random.Random(seed)
    return tuple(_drawn(fake, chance, number) for number in range(count))


def _drawn(fake: Faker, chance: random.Random, number: int) -> Customer:
    card, ssn = CARDS[number % len(CARDS)], fake.ssn()
    first, last = fake.first_name(), fake.last_name()
    called = fake.date_this_year()
    said = {
        "card": card,
        "ssn": ssn,
        "order": f"{chance.randrange(100_000, 1_000_000)}",
        "day": f"{called:%B %d}",
        "expiry": f"{chance.randrange(1, 13):02}/{chance.randrange(27, 33)}",
        "pieces": chance.randrange(2, 9),
    }
    return Customer(
        first_name=first,
        last_name=last,
        title=fake.job()[:60],
        email=f"{first}.{last}@{fake.safe_domain_name()}".lower(),
        phone=fake.numerify("+1 2%2 555 01##"),
        mobile=fake.numerify("(3%2) 555-01##"),
        birth_date=f"{fake.date_of_birth(minimum_age=18, maximum_age=90)}",
        address=f"{fake.street_address()}, {fake.zipcode()}",
        region=fake.state(),
        city=fake.city(),
        company=fake.company(),
        subject=SUBJECTS[number % len(SUBJECTS)].format(**said),
        notes=NOTES[number % len(NOTES)].format(**said),
        called=f"{called}",
        card=card,
        ssn=ssn,
    )
