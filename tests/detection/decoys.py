"""Look-alikes: what a call center's screens are full of and nobody needs to hide."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from stdnum import ean, luhn

from tests.detection.national import br_cpf, ca_sin, in_aadhaar, uk_nhs
from tests.detection.payment import digits, us_routing

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
NEVER_ISSUED = ("93", "49", "89", "66", "07", "45")  # groups that no taxpayer's number has after 9xx


def _luhn(random: Random, start: str, length: int) -> str:
    body = start + digits(random, length - len(start) - 1)
    return body + str(luhn.calc_check_digit(body))


def _imei(random: Random) -> str:
    number = _luhn(random, random.choice(("35", "86", "01", "99")), 15)
    return random.choice((number, f"{number[:2]}-{number[2:8]}-{number[8:14]}-{number[14]}"))


def _ups(random: Random) -> str:
    return "1Z" + "".join(random.choices("0123456789ABCEFHRWXY", k=6)) + digits(random, 10)


def _usps(random: Random) -> str:
    number = random.choice(("94001", "92055", "93033", "9407")) + digits(random, 22)
    number = number[:22]
    return random.choice((number, " ".join(number[at : at + 4] for at in range(0, 22, 4))))


def _when(random: Random) -> datetime:
    return NOW - timedelta(seconds=random.randint(0, 400 * 86400))


def _stamp(random: Random) -> str:
    forms = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S.123Z", "%Y%m%d%H%M%S", "%d/%m/%Y %H:%M", "%Y%m%d-%H%M%S")
    return _when(random).strftime(random.choice(forms))


def _date(random: Random) -> str:
    return _when(random).strftime(random.choice(("%m/%d/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d %b %Y", "%d/%m/%Y")))


def _price(random: Random) -> str:
    amount = random.choice((random.uniform(1, 900), random.uniform(1000, 99000), random.uniform(1e6, 9e7)))
    forms = ("${:,.2f}", "EUR {:,.2f}", "{:,.2f} USD", "PHP {:,.2f}", "\u20ac {:,.2f}")
    return random.choice(forms).format(amount)


def _hexadecimal(random: Random) -> str:
    return random.randbytes(random.choice((4, 16, 20, 32))).hex()


def _uuid(random: Random) -> str:
    return str(UUID(bytes=random.randbytes(16), version=4))


def _version(random: Random) -> str:
    parts = [str(random.randint(1, 30)), *(str(random.randint(0, 40)) for _ in range(random.choice((2, 3))))]
    return random.choice((".".join(parts), f"10.0.{random.randint(19000, 26999)}.{random.randint(300, 9000)}"))


def _isbn(random: Random) -> str:
    body = "978" + digits(random, 9)
    number = body + str(ean.calc_check_digit(body))
    return random.choice((number, f"{number[:3]}-{number[3]}-{number[4:8]}-{number[8:12]}-{number[12]}"))


def _ean(random: Random) -> str:
    body = random.choice(("40", "50", "75", "87")) + digits(random, 10)
    return body + str(ean.calc_check_digit(body))


def _part(random: Random) -> str:
    forms = (
        f"A{digits(random, 3)}-{digits(random, 2)}-{digits(random, 5)}",
        f"{digits(random, 4)}-{digits(random, 3)}-B",
    )
    return random.choice(forms)


def _coordinates(random: Random) -> str:
    return f"{random.uniform(-60, 60):.6f}, {random.uniform(-170, 170):.6f}"


def _nine_hundred(random: Random) -> str:
    return f"9{digits(random, 2)}-{random.choice(NEVER_ISSUED)}-{digits(random, 4)}"


def _checked_order(random: Random) -> str:
    """Return an order's number that by chance has the check digits of something else."""
    return random.choice((br_cpf, ca_sin, in_aadhaar, uk_nhs, us_routing))(random)


def _masked_card(random: Random) -> str:
    last = digits(random, 4)
    forms = (f"4111 11** **** {last}", f"XXXX-XXXX-XXXX-{last}", f"**** **** **** {last}", f"************{last}")
    return random.choice(forms)


def _masked_ssn(random: Random) -> str:
    return random.choice(("***-**-", "XXX-XX-", "xxx-xx-")) + digits(random, 4)


def _mac(random: Random) -> str:
    return ":".join(f"{byte:02X}" for byte in random.randbytes(6))


def _vin(random: Random) -> str:
    return random.choice(("1HG", "WVW", "JTD")) + "".join(random.choices("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", k=14))


DECOYS: dict[str, Callable[[Random], str]] = {
    "imei": _imei,
    "iccid": lambda random: _luhn(random, "89" + random.choice(("01", "44", "63", "49")), random.choice((19, 20))),
    "order": lambda random: random.choice(("ORD-", "#", "SO", "")) + random.choice("123456789") + digits(random, 6),
    "ups": _ups,
    "fedex": lambda random: random.choice("123478") + digits(random, 11),
    "usps": _usps,
    "dhl": lambda random: random.choice("12345678") + digits(random, 9),
    "case": lambda random: random.choice(("CS-", "INC00", "", "#")) + random.choice("123456789") + digits(random, 7),
    "invoice": lambda random: random.choice(("INV-2026-", "R", "")) + random.choice("123456789") + digits(random, 5),
    "stamp": _stamp,
    "date": _date,
    "epoch_ms": lambda random: str(int(_when(random).timestamp() * 1000) + random.randrange(1000)),
    "price": _price,
    "hexadecimal": _hexadecimal,
    "uuid": _uuid,
    "version": _version,
    "isbn": _isbn,
    "ean": _ean,
    "sku": lambda random: (
        f"{random.choice(('TV', 'PH', 'ROU'))}-{digits(random, 4)}-{random.choice(('BLK', 'XL', '64G'))}"
    ),
    "part": _part,
    "coordinates": _coordinates,
    "luhn_order": lambda random: _luhn(random, random.choice(("0", "1", "7", "83", "90")), random.choice((12, 14, 16))),
    "masked_card": _masked_card,
    "masked_ssn": _masked_ssn,
    "nothing": lambda random: random.choice(("********", "***", "\u2022" * 8, "n/a", "(not set)", "none", "-")),
    "checked_order": _checked_order,
    "postcode": lambda random: str(random.randint(10000, 99999)),
    "extension": lambda random: str(random.randint(1000, 9999)),
    "last_four": lambda random: digits(random, 4),
    "mac": _mac,
    "vin": _vin,
    "three": lambda random: str(random.randint(100, 999)),
    "nine_hundred": _nine_hundred,
    "promo": lambda random: random.choice(("SAVE20", "XMAS2026", "445566", "WELCOME10", "VIP2027")),
    "flight": lambda random: f"{random.choice(('PR', 'LH', 'BA', 'UA'))} {random.randint(100, 999)}",
    "handle": lambda random: random.choice(("maria_s88", "deskfan2024", "john.doe")),
}
