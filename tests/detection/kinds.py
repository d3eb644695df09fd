"""Every kind of value that a phrase can name, with its class."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from random import Random

from tests.detection import national, payment, personal

Make = Callable[[Random], str]


def _spaced(make: Make, groups: Callable[[str], list[str]], separators: tuple[str, ...]) -> Make:
    return lambda random: random.choice(separators).join(groups(make(random)))


def _as_written(make: Make) -> Make:
    ways = (str, payment.dashed_ssn, payment.dashed_ssn, lambda number: payment.dashed_ssn(number).replace("-", " "))
    return lambda random: random.choice(ways)(make(random))


def _cpf(number: str) -> str:
    return f"{number[:3]}.{number[3:6]}.{number[6:9]}-{number[9:]}"


def _cnpj(number: str) -> str:
    return f"{number[:2]}.{number[2:5]}.{number[5:8]}/{number[8:12]}-{number[12:]}"


def _nhs(number: str) -> list[str]:
    return [number[:3], number[3:6], number[6:]]


KINDS: dict[str, tuple[str, Make]] = {
    "card_number": ("card_number", payment.card_number),
    "card_number_bare": ("card_number", payment.card_number_bare),
    "card_verification": ("card_verification", payment.card_verification),
    "card_expiry": ("card_expiry", payment.card_expiry),
    "track_data": ("track_data", payment.track_data),
    "us_ssn": ("us_ssn", _as_written(payment.us_ssn)),
    "us_ssn_dashed": ("us_ssn", lambda random: payment.dashed_ssn(payment.us_ssn(random))),
    "us_itin": ("us_itin", _as_written(payment.us_itin)),
    "us_ein": ("us_ein", payment.us_ein),
    "iban": ("iban", _spaced(payment.bare_iban, payment.iban_groups, ("", " "))),
    "us_routing": ("us_routing", payment.us_routing),
    "bank_account": ("bank_account", payment.bank_account),
    "swift_bic": ("swift_bic", payment.swift_bic),
    "email": ("email", personal.email),
    **{
        name: ("phone", getattr(personal, name))
        for name in ("phone", "phone_e164", "phone_es", "phone_br", "phone_fr", "phone_de", "phone_ph")
    },
    **{
        name: ("date_of_birth", getattr(personal, name))
        for name in ("date_of_birth", "date_of_birth_eu", "date_of_birth_de")
    },
    **{
        name: (name, getattr(personal, name))
        for name in (
            "ip_address", "password", "one_time_code", "medical_record_number", "driver_licence", "passport",
        )
    },
    "uk_nhs": ("uk_nhs", _spaced(national.uk_nhs, _nhs, ("", " ", "-"))),
    "ca_sin": ("ca_sin", _spaced(national.ca_sin, national.by_three, ("", " ", "-"))),
    "in_aadhaar": ("in_aadhaar", _spaced(national.in_aadhaar, payment.iban_groups, ("", " ", "-"))),
    "br_cpf": ("br_cpf", lambda random: random.choice((str, _cpf))(national.br_cpf(random))),
    "br_cpf_dotted": ("br_cpf", lambda random: _cpf(national.br_cpf(random))),
    "br_cnpj": ("br_cnpj", lambda random: random.choice((str, _cnpj))(national.br_cnpj(random))),
    "br_cnpj_dotted": ("br_cnpj", lambda random: _cnpj(national.br_cnpj(random))),
    "es_dni": ("es_dni_nie", national.es_dni),
    "es_nie": ("es_dni_nie", national.es_nie),
    "es_dni_nie": ("es_dni_nie", lambda random: random.choice((national.es_dni, national.es_nie))(random)),
    **{
        name: (name, getattr(national, name))
        for name in ("uk_nino", "au_tfn", "in_pan", "de_steuer_id", "fr_nir", "ph_sss", "mx_curp")
    },
}  # fmt: skip
ABROAD = {  # how a class is written where the language is spoken
    "phone": {"es": "phone_es", "pt": "phone_br", "fr": "phone_fr", "de": "phone_de", "fil": "phone_ph"},
    "date_of_birth": {
        "es": "date_of_birth_eu",
        "pt": "date_of_birth_eu",
        "fr": "date_of_birth_eu",
        "de": "date_of_birth_de",
    },
}


def kind_of(data_class: str, language: str, caption: str = "") -> str:
    """Return the kind of value that a field of `data_class` holds under `caption` in `language`."""
    if data_class == "es_dni_nie" and caption in {"DNI", "NIE"}:
        return f"es_{caption.lower()}"
    return ABROAD.get(data_class, {}).get(language, data_class)
