"""Values of the national numbers, each with its check digits where it has any."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from random import Random

from stdnum import luhn, verhoeff
from stdnum.br import cnpj, cpf
from stdnum.de import idnr
from stdnum.es import dni, nie
from stdnum.fr import nir
from stdnum.gb import nhs
from stdnum.mx import curp

from tests.detection.payment import digits


def uk_nhs(random: Random) -> str:
    """Return an NHS number, without spaces."""
    return _until(lambda: random.choice("4679") + digits(random, 9), nhs.is_valid)


def uk_nino(random: Random) -> str:
    """Return a National Insurance number."""
    prefix = random.choice(("AB", "CE", "JK", "PR", "SH", "TW", "WM", "YZ", "NA", "ER"))
    body = digits(random, 6)
    suffix = random.choice("ABCD")
    return random.choice((f"{prefix}{body}{suffix}", f"{prefix} {body[:2]} {body[2:4]} {body[4:]} {suffix}"))


def ca_sin(random: Random) -> str:
    """Return a Canadian social insurance number, without separators."""
    body = random.choice("1234567") + digits(random, 7)
    return body + str(luhn.calc_check_digit(body))


def au_tfn(random: Random) -> str:
    """Return an Australian tax file number of nine digits, grouped by three or not."""
    weights = (1, 4, 3, 7, 5, 8, 6, 9, 10)
    number = _until(
        lambda: random.choice("123456789") + digits(random, 8),
        lambda made: sum(weight * int(digit) for weight, digit in zip(weights, made, strict=True)) % 11 == 0,
    )
    return random.choice((number, " ".join(by_three(number))))


def in_aadhaar(random: Random) -> str:
    """Return an Aadhaar number, without spaces."""
    body = random.choice("23456789") + digits(random, 10)
    return body + str(verhoeff.calc_check_digit(body))


def in_pan(random: Random) -> str:
    """Return an Indian permanent account number of a person or a company."""
    letters = "ABCDEFGHJKLMNPRSTUVWXYZ"
    start = "".join(random.choices(letters, k=3)) + random.choice("PPPCF") + random.choice(letters)
    return f"{start}{random.randint(1, 9999):04}{random.choice(letters)}"


def br_cpf(random: Random) -> str:
    """Return a Brazilian person's number, without separators."""
    return _until(lambda: digits(random, 11), cpf.is_valid)


def br_cnpj(random: Random) -> str:
    """Return a Brazilian company's number, without separators."""
    body = digits(random, 8) + f"000{random.randint(1, 9)}"
    return body + str(cnpj.calc_check_digits(body))


def es_dni(random: Random) -> str:
    """Return a Spanish citizen's number."""
    body = str(random.randint(10_000_000, 79_999_999))
    return body + random.choice(("", "", "-")) + str(dni.calc_check_digit(body))


def es_nie(random: Random) -> str:
    """Return a foreigner's number in Spain."""
    body = random.choice("XYZ") + digits(random, 7)
    check = str(nie.calc_check_digit(body))
    return random.choice((f"{body}{check}", f"{body[0]}-{body[1:]}-{check}"))


def de_steuer_id(random: Random) -> str:
    """Return a German tax number, grouped as on paper or not."""

    def made() -> str:
        ten = random.sample("0123456789", 10)
        ten[random.randrange(1, 10)] = ten[0]
        random.shuffle(ten)
        return "".join(ten) + digits(random, 1)

    number = _until(made, idnr.is_valid)
    return random.choice((number, f"{number[:2]} {number[2:5]} {number[5:8]} {number[8:]}"))


def fr_nir(random: Random) -> str:
    """Return a French social security number, grouped as on the card or not."""
    month, place = random.randint(1, 12), random.choice((75, 69, 13, 33, 59, 31, 92))
    body = f"{random.choice('12')}{random.randint(30, 99)}{month:02}{place}{digits(random, 6)}"
    number = body + str(nir.calc_check_digits(body))
    groups = (number[0], number[1:3], number[3:5], number[5:7], number[7:10], number[10:13], number[13:])
    return random.choice((number, " ".join(groups)))


def ph_sss(random: Random) -> str:
    """Return a Philippine social security number."""
    number = random.choice(("01", "02", "03", "04", "33", "34")) + digits(random, 8)
    return f"{number[:2]}-{number[2:9]}-{number[9:]}"


def mx_curp(random: Random) -> str:
    """Return a Mexican population number."""
    start = random.choice(("GARM", "LOPA", "HEGJ", "MARC", "PERL", "SARR"))
    born = f"{random.randint(50, 99)}{random.randint(1, 12):02}{random.randint(1, 28):02}"
    place = random.choice(("DF", "JC", "NL", "MC", "PL", "VZ"))
    body = f"{start}{born}{random.choice('HM')}{place}{''.join(random.choices('BCDFGLMNPRSTZ', k=3))}0"
    return body + str(curp.calc_check_digit(body))


def by_three(number: str) -> list[str]:
    """Return groups of three."""
    return [number[at : at + 3] for at in range(0, len(number), 3)]


def _until(make: Callable[[], str], accepted: Callable[[str], bool]) -> str:
    while True:
        if accepted(made := make()):
            return made
