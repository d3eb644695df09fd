"""Values that only what stands around them tells: phones, birth dates, passwords, codes, papers."""

# SPDX-License-Identifier: Apache-2.0

from ipaddress import IPv6Address
from random import Random

from tests.detection.payment import MONTHS, digits

AREAS = ("212", "305", "415", "512", "602", "617", "702", "718", "773", "818", "913", "303", "404", "206")
LONG_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
GERMAN_MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
    "Dezember",
)  # fmt: skip
USERS = ("maria.santos", "jdoe", "a.miller42", "info", "k_weber", "joao-silva", "s.o'brien", "billing+vip", "lee2000")
HOSTS = ("example.com", "mail.example.org", "corp.example.co.uk", "gmail.com", "web.de", "yahoo.fr", "sub.firma.de")
WORDS = ("Sunshine", "blue-Horse", "Tr0ub4dor", "qwerty", "Welcome", "Manila", "letmein", "Xk9", "correct")
TAILS = ("!2024", "#77", "99!", "$secret", "_2b", "&3x9Q", "@1!z")


def email(random: Random) -> str:
    """Return an address."""
    return f"{random.choice(USERS)}@{random.choice(HOSTS)}"


def _us(random: Random) -> tuple[str, str, str]:
    exchange = random.choice("23456789") + random.choice("023456789") + random.choice("023456789")
    return random.choice(AREAS), exchange, digits(random, 4)


def phone(random: Random) -> str:
    """Return a number of the United States as people write it."""
    forms = (
        "({}) {}-{}",
        "{}-{}-{}",
        "{}.{}.{}",
        "+1 {} {} {}",
        "+1-{}-{}-{}",
        "1-{}-{}-{}",
        "({}){}-{}",
        "{} {} {}",
        "{}{}{}",
    )
    return random.choice(forms).format(*_us(random))


def phone_e164(random: Random) -> str:
    """Return a number with its country's code, grouped or not."""
    country, rest = random.choice((
        ("63", "917 " + digits(random, 3) + " " + digits(random, 4)),
        ("44", "7400 " + digits(random, 6)),
        ("49", "151 2" + digits(random, 7)),
        ("33", "6 12 " + digits(random, 2) + " " + digits(random, 2) + " " + digits(random, 2)),
        ("34", "612 " + digits(random, 3) + " " + digits(random, 3)),
        ("55", "11 9" + digits(random, 4) + " " + digits(random, 4)),
        ("351", "912 " + digits(random, 3) + " " + digits(random, 3)),
        ("91", "98" + digits(random, 3) + " " + digits(random, 5)),
        ("52", "55 1" + digits(random, 3) + " " + digits(random, 4)),
        ("1", "{} {} {}".format(*_us(random))),
    ))  # fmt: skip
    return random.choice((f"+{country} {rest}", f"+{country}{rest.replace(' ', '')}"))


def phone_es(random: Random) -> str:
    """Return a Spanish mobile number without the country's code."""
    return f"6{random.randint(10, 99)} {digits(random, 3)} {digits(random, 3)}"


def phone_br(random: Random) -> str:
    """Return a Brazilian mobile number without the country's code."""
    return f"({random.choice((11, 21, 31, 51))}) 9{digits(random, 4)}-{digits(random, 4)}"


def phone_fr(random: Random) -> str:
    """Return a French mobile number without the country's code."""
    pairs = [digits(random, 2) for _ in range(3)]
    return random.choice((" ", ".")).join((f"0{random.choice('67')}", str(random.randint(10, 69)), *pairs))


def phone_de(random: Random) -> str:
    """Return a German mobile number without the country's code."""
    return (
        f"0{random.choice((160, 170, 171, 175))}{random.choice((' ', '/', '-'))}{random.randint(1_000_000, 9_999_999)}"
    )


def phone_ph(random: Random) -> str:
    """Return a Philippine mobile number without the country's code."""
    rest = (digits(random, 3), digits(random, 4))
    return random.choice((" ", "-", "")).join((f"0{random.choice((917, 918, 906, 927, 995))}", *rest))


def date_of_birth(random: Random) -> str:
    """Return a day of the last century, in the ways of the United States."""
    year, month, day = random.randint(1940, 2005), random.randint(1, 12), random.randint(1, 28)
    spelt = MONTHS[month - 1]
    forms = (
        f"{month:02}/{day:02}/{year}", f"{month}/{day}/{year}", f"{year}-{month:02}-{day:02}", f"{spelt} {day}, {year}",
        f"{day} {spelt} {year}", f"{month:02}-{day:02}-{year}",
        f"{LONG_MONTHS[month - 1]} {day}, {year}",
    )  # fmt: skip
    return random.choices(forms, (4, 2, 3, 1, 1, 1, 1))[0]


def date_of_birth_eu(random: Random) -> str:
    """Return a day of the last century, the day first."""
    year, month, day = random.randint(1940, 2005), random.randint(1, 12), random.randint(1, 28)
    return random.choice(("/", "-", ".")).join((f"{day:02}", f"{month:02}", str(year)))


def date_of_birth_de(random: Random) -> str:
    """Return a day of the last century with dots."""
    year, month, day = random.randint(1940, 2005), random.randint(1, 12), random.randint(1, 28)
    if random.random() < 0.15:
        return f"{day}. {GERMAN_MONTHS[month - 1]} {year}"
    return f"{day:02}.{month:02}.{year}"


def ip_address(random: Random) -> str:
    """Return an address of version 4, sometimes 6."""
    if random.random() < 0.25:
        words = [0x2001, 0xDB8, *(random.randrange(0x10000) for _ in range(6))]
        if random.random() < 0.5:
            words[3:6] = [0, 0, 0]
        return str(IPv6Address(b"".join(word.to_bytes(2, "big") for word in words)))
    first = random.choice((10, 172, 192, 203, 198, 81, 93, 8))
    return f"{first}.{random.randint(16, 31)}.{random.randint(1, 254)}.{random.randint(1, 254)}"


def password(random: Random) -> str:
    """Return a word that nobody says otherwise."""
    return random.choice(WORDS) + random.choice(TAILS)


def one_time_code(random: Random) -> str:
    """Return the code of a text message."""
    return digits(random, random.choice((4, 6, 6, 6, 8)))


def medical_record_number(random: Random) -> str:
    """Return a patient's number, as clinics write it."""
    return random.choice(("", "", "A", "M-", "00")) + digits(random, random.choice((6, 7, 8)))


def driver_licence(random: Random) -> str:
    """Return a number in the form of one of several states."""
    upper = random.choice("ABCDFGHJKLMNPRSTW")
    return random.choice((
        upper + digits(random, 7),
        upper + digits(random, 12),
        upper + digits(random, 8),
        f"{upper}{digits(random, 3)}-{digits(random, 4)}-{digits(random, 4)}",
    ))  # fmt: skip


def passport(random: Random) -> str:
    """Return a number in the form of the United States, the United Kingdom, Germany, France, Spain, or Brazil."""
    return random.choice((
        random.choice("AXZ") + digits(random, 8),
        str(random.randint(100_000_000, 599_999_999)),
        f"C{digits(random, 2)}X{digits(random, 2)}T{digits(random, 2)}",
        f"{random.randint(10, 19)}{random.choice(('AB', 'CV', 'DK'))}{digits(random, 5)}",
        f"{random.choice(('AAB', 'PAC', 'XDA'))}{digits(random, 6)}",
        f"{random.choice(('FB', 'GA'))}{digits(random, 6)}",
    ))  # fmt: skip


def passport_mrz(random: Random) -> tuple[str, str, str]:
    """Return what stands before the number in the machine-readable lines, the number, and what follows."""
    number = random.choice("CLX") + digits(random, 8)
    born = f"{random.randint(50, 99)}{random.randint(1, 12):02}{random.randint(1, 28):02}"
    expires = f"{random.randint(26, 35)}{random.randint(1, 12):02}{random.randint(1, 28):02}"
    country = random.choice(("USA", "GBR", "ESP", "FRA", "PRT"))
    held, dated, until = (part + _check(part) for part in (number, born, expires))
    optional = "<" * 14 + "0"
    rest = f"{country}{dated}{random.choice('MF')}{until}{optional}"
    return (
        f"P<{country}SANTOS<<MARIA<LUISA".ljust(44, "<") + "\n",
        number,
        held[-1] + rest + _check(held + dated + until + optional),
    )


def _check(part: str) -> str:
    values = [0 if char == "<" else int(char, 36) for char in part]
    return str(sum(value * (7, 3, 1)[at % 3] for at, value in enumerate(values)) % 10)
