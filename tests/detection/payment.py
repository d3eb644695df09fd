"""Values of the payment and United States classes, made from their published structure with their check digits."""

# SPDX-License-Identifier: Apache-2.0

from random import Random

from stdnum import iban, luhn
from stdnum.us import ein, itin, rtn, ssn

BRANDS = (  # weight, prefixes, lengths
    (30, ("4",), (16,)),
    (20, tuple(str(each) for each in range(51, 56)), (16,)),
    (12, tuple(str(each) for each in range(2221, 2721)), (16,)),
    (12, ("34", "37"), (15,)),
    (10, ("6011", "65", *(str(each) for each in range(644, 650))), (16,)),
    (4, ("36", "38", "39", *(str(each) for each in range(300, 306))), (14,)),
    (4, tuple(str(each) for each in range(3528, 3590)), (16,)),
    (4, ("62",), (16, 19)),
    (4, ("5018", "5020", "5038", "6304", "6759", "6761", "6762", "6763"), (12, 13, 16, 18, 19)),
    (2, ("2200", "2201", "2202", "2203", "2204"), (16,)),
)
IBANS = {  # the account part: n digits, a capitals, c capitals or digits
    "DE": "n18", "GB": "a4n14", "FR": "n10c11n2", "NL": "a4n10", "PL": "n24", "IT": "a1n10c12", "ES": "n20",
    "PT": "n21", "AT": "n16", "CH": "n5c12", "SE": "n20", "IE": "a4n14", "LT": "n16", "SA": "n2c18", "AE": "n19",
    "LU": "n3c13", "DK": "n14", "FI": "n14", "CZ": "n20", "TR": "n5n1c16", "BE": "n12", "NO": "n11",
}  # fmt: skip
BANKS = ("DEUT", "CHAS", "BOFA", "BARC", "HSBC", "NWBK", "BNPA", "INGB", "BSCH", "UBSW", "BOPI", "MBTC", "ITAU", "COBA")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SEATS = ("DEFF", "US33", "US3N", "GB22", "GB2L", "FRPP", "NL2A", "ESMM", "CHZH", "PHMM", "BRSP", "MXMM", "IE2D", "SESS")


def digits(random: Random, count: int) -> str:
    """Return `count` random digits."""
    return "".join(random.choices("0123456789", k=count))


def card(random: Random) -> str:
    """Return a card number of any brand, without separators."""
    _, prefixes, lengths = random.choices(BRANDS, [brand[0] for brand in BRANDS])[0]
    start, length = random.choice(prefixes), random.choice(lengths)
    body = start + digits(random, length - len(start) - 1)
    return body + luhn.calc_check_digit(body)


def card_groups(number: str) -> list[str]:
    """Return the groups that are embossed on the card."""
    sizes = {15: (4, 6, 5), 14: (4, 6, 4)}.get(len(number), (4, 4, 4, 4, 4))
    groups, at = [], 0
    for size in sizes:
        groups.append(number[at : at + size])
        at += size
    return [group for group in groups if group]


def long_card(random: Random) -> str:
    """Return a card number that is long enough to be known without a word beside it."""
    while len(number := card(random)) < 14:
        pass
    return number


def card_number(random: Random) -> str:
    """Return a card number as people write it."""
    return _written(random, card(random))


def card_number_bare(random: Random) -> str:
    """Return a card number that needs no caption."""
    return _written(random, long_card(random))


def _written(random: Random, number: str) -> str:
    return random.choice((number, " ".join(card_groups(number)), "-".join(card_groups(number))))


def card_verification(random: Random) -> str:
    """Return three or four digits."""
    return digits(random, random.choice((3, 3, 3, 4)))


def card_expiry(random: Random) -> str:
    """Return month and year."""
    month, year = random.randint(1, 12), random.randint(2026, 2033)
    if random.random() < 0.05:
        return f"{MONTHS[month - 1]} {year}"
    forms = ("{0:02}/{2:02}", "{0:02}/{1}", "{0:02}-{2:02}", "{0:02} / {2:02}", "{0:02}-{1}", "{1}-{0:02}")
    return random.choices(forms, (6, 4, 2, 1, 1, 1))[0].format(month, year, year % 100)


def track_data(random: Random) -> str:
    """Return the first or second track of a magnetic stripe."""
    number, expiry = card(random), f"{random.randint(26, 33)}{random.randint(1, 12):02}"
    if random.random() < 0.5:
        return f";{number}={expiry}101{digits(random, 10)}?"
    name = random.choice(("DOE/JANE", "CRUZ/MARIA T", "SMITH/ALAN.MR", "GARCIA LOPEZ/ANA"))
    return f"%B{number}^{name}^{expiry}101{digits(random, 12)}?"


def us_ssn(random: Random) -> str:
    """Return a social security number that could have been issued, without separators."""
    while True:
        number = digits(random, 9)
        if number[0] != "9" and ssn.is_valid(number):
            return number


def dashed_ssn(number: str) -> str:
    """Return nine digits as 3-2-4."""
    return f"{number[:3]}-{number[3:5]}-{number[5:]}"


def us_itin(random: Random) -> str:
    """Return an individual taxpayer identification number, without separators."""
    while True:
        number = "9" + digits(random, 8)
        if itin.is_valid(number):
            return number


def us_ein(random: Random) -> str:
    """Return an employer identification number with its dash."""
    while True:
        number = digits(random, 9)
        if ein.is_valid(number):
            return f"{number[:2]}-{number[2:]}"


def bare_iban(random: Random) -> str:
    """Return an IBAN that the country's own rules accept too, without spaces."""
    while True:
        country = random.choice(tuple(IBANS))
        account = _account(random, IBANS[country])
        number = f"{country}{iban.calc_check_digits(f'{country}00{account}')}{account}"
        if iban.is_valid(number):
            return number


def _account(random: Random, structure: str) -> str:
    made, kinds = "", {"n": "0123456789", "a": "ABCDEFGHJKLMNPRSTUVWXYZ", "c": "0123456789ABCDEFGH0123456789"}
    for part in structure.replace("a", " a").replace("n", " n").replace("c", " c").split():
        made += "".join(random.choices(kinds[part[0]], k=int(part[1:])))
    return made


def iban_groups(number: str) -> list[str]:
    """Return the groups of four that an IBAN is printed in."""
    return [number[at : at + 4] for at in range(0, len(number), 4)]


def us_routing(random: Random) -> str:
    """Return a routing number of a Federal Reserve district."""
    body = random.choice((f"{random.randint(1, 12):02}", f"{random.randint(21, 32)}")) + digits(random, 6)
    number: str = body + rtn.calc_check_digit(body)
    return number


def bank_account(random: Random) -> str:
    """Return an account number, which has no check digits."""
    return random.choice("123456789") + digits(random, random.choice((7, 8, 9, 9, 10, 11)))


def swift_bic(random: Random) -> str:
    """Return a bank's code of 8 or 11 characters."""
    return random.choice(BANKS) + random.choice(SEATS) + random.choice(("", "", "XXX", "500"))
