"""A page as a CRM shows it: 3,000 texts, 200 of them with customer data."""

# SPDX-License-Identifier: Apache-2.0

from random import Random

from tests.detection.kinds import KINDS

TEXTS = 3000
WITH_VALUES = 200
CELLS = 5
SHOWN = ("card_number", "us_ssn_dashed", "iban", "email", "phone_e164", "ip_address")
STYLE = "<!doctype html><meta charset=utf-8><style>body{font:14px DejaVu Sans}td{padding:2px 6px}</style>"
WORDS = (
    *("asked for a new invoice by mail", "delivery was late", "wants to be called back on Monday", "ticket closed"),
    *("the parcel came open", "changed the plan", "is on hold since 2024", "order 4471 was sent twice", "waiting"),
    *(
        "asks about opening hours",
        "paid in store",
        "2 of 3 parts arrived",
        "keeps the old contract",
        "prefers a letter",
    ),
    "refund of 19.90 is due",
)
HEADS = ("Name", "Note", "State", "Since", "Contact")


def customer_page(seed: int) -> str:
    """Return the page's HTML, the same for the same seed."""
    random = Random(seed)
    rows = TEXTS // CELLS - 1
    told = set(random.sample(range(rows), WITH_VALUES))
    heads = "".join(f"<th>{head}" for head in HEADS)
    body = "".join(_row(random, row in told) for row in range(rows))
    return f"{STYLE}<table id=it><tr>{heads}{body}</table>"


def changed_row(seed: int) -> str:
    """Return the cells of one row with a value."""
    return _row(Random(seed), told=True)


def _row(random: Random, told: bool) -> str:
    kind = random.choice(SHOWN)
    value = KINDS[kind][1](random) if told else random.choice(("by phone", "by letter", "at the desk"))
    cells = (f"Customer {random.randrange(10_000)}", random.choice(WORDS), random.choice(("open", "closed")))
    return "<tr>" + "".join(f"<td>{cell}" for cell in (*cells, f"{random.randrange(1990, 2027)}", value))
