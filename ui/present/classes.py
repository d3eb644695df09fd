"""Data classes in words: alone, counted once, counted more often."""

# SPDX-License-Identifier: Apache-2.0

from typing import NamedTuple

from ui.present.marking import mark


class ClassWords(NamedTuple):
    """What a class is called in the middle of a sentence."""

    alone: str
    one: str
    many: str


NATIONAL = ClassWords(
    mark("national identity number"),
    mark("{count} national identity number"),
    mark("{count} national identity numbers"),
)
UNKNOWN = ClassWords(mark("sensitive data"), mark("{count} sensitive value"), mark("{count} sensitive values"))
CLASSES = {
    "card_number": ClassWords(mark("card number"), mark("{count} card number"), mark("{count} card numbers")),
    "card_verification": ClassWords(
        mark("security code"), mark("{count} security code"), mark("{count} security codes")
    ),
    "card_expiry": ClassWords(
        mark("card expiry date"), mark("{count} card expiry date"), mark("{count} card expiry dates")
    ),
    "track_data": ClassWords(
        mark("magnetic stripe"), mark("{count} magnetic stripe"), mark("{count} magnetic stripes")
    ),
    "us_ssn": ClassWords(
        mark("social security number"), mark("{count} social security number"), mark("{count} social security numbers")
    ),
    "us_itin": ClassWords(mark("taxpayer number"), mark("{count} taxpayer number"), mark("{count} taxpayer numbers")),
    "us_ein": ClassWords(mark("employer number"), mark("{count} employer number"), mark("{count} employer numbers")),
    "iban": ClassWords(mark("IBAN"), mark("{count} IBAN"), mark("{count} IBANs")),
    "us_routing": ClassWords(mark("routing number"), mark("{count} routing number"), mark("{count} routing numbers")),
    "bank_account": ClassWords(
        mark("bank account number"), mark("{count} bank account number"), mark("{count} bank account numbers")
    ),
    "swift_bic": ClassWords(mark("bank code"), mark("{count} bank code"), mark("{count} bank codes")),
    "email": ClassWords(mark("email address"), mark("{count} email address"), mark("{count} email addresses")),
    "phone": ClassWords(mark("phone number"), mark("{count} phone number"), mark("{count} phone numbers")),
    "passport": ClassWords(mark("passport number"), mark("{count} passport number"), mark("{count} passport numbers")),
    "driver_licence": ClassWords(
        mark("driver's licence number"),
        mark("{count} driver's licence number"),
        mark("{count} driver's licence numbers"),
    ),
    "date_of_birth": ClassWords(mark("date of birth"), mark("{count} date of birth"), mark("{count} dates of birth")),
    "ip_address": ClassWords(
        mark("network address"), mark("{count} network address"), mark("{count} network addresses")
    ),
    "medical_record_number": ClassWords(
        mark("medical record number"), mark("{count} medical record number"), mark("{count} medical record numbers")
    ),
    "password": ClassWords(mark("password"), mark("{count} password"), mark("{count} passwords")),
    "one_time_code": ClassWords(mark("one-time code"), mark("{count} one-time code"), mark("{count} one-time codes")),
    "uk_nhs": NATIONAL,
    "uk_nino": NATIONAL,
    "ca_sin": NATIONAL,
    "au_tfn": NATIONAL,
    "in_aadhaar": NATIONAL,
    "in_pan": NATIONAL,
    "br_cpf": NATIONAL,
    "br_cnpj": NATIONAL,
    "es_dni_nie": NATIONAL,
    "de_steuer_id": NATIONAL,
    "fr_nir": NATIONAL,
    "ph_sss": NATIONAL,
    "mx_curp": NATIONAL,
}
