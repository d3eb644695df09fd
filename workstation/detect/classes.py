"""The ids of the data classes, in the order in which two that fit alike are taken."""

# SPDX-License-Identifier: Apache-2.0

from typing import Literal, get_args

DataClass = Literal[
    "card_number",
    "card_verification",
    "card_expiry",
    "track_data",
    "us_ssn",
    "us_itin",
    "us_ein",
    "iban",
    "us_routing",
    "bank_account",
    "swift_bic",
    "email",
    "phone",
    "uk_nhs",
    "uk_nino",
    "ca_sin",
    "au_tfn",
    "in_aadhaar",
    "in_pan",
    "br_cpf",
    "br_cnpj",
    "es_dni_nie",
    "de_steuer_id",
    "fr_nir",
    "ph_sss",
    "mx_curp",
    "passport",
    "driver_licence",
    "date_of_birth",
    "ip_address",
    "medical_record_number",
    "password",
    "one_time_code",
]
ALL: tuple[DataClass, ...] = get_args(DataClass)
