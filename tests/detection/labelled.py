"""A text of which we know what is in it, and where."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import dataclass, field
from typing import Literal

Slice = Literal["checksummed", "contextual", "evasive", "negative"]
CHECKSUMMED = frozenset({
    "card_number", "track_data", "iban", "us_routing", "uk_nhs", "ca_sin", "au_tfn", "in_aadhaar", "br_cpf", "br_cnpj",
    "es_dni_nie", "de_steuer_id", "fr_nir", "mx_curp",
})  # fmt: skip
FIRST = (
    "card_number", "card_verification", "card_expiry", "track_data", "iban", "us_routing", "bank_account", "swift_bic",
    "us_ssn", "us_itin", "us_ein",
)  # fmt: skip
SECOND = (
    "email", "phone", "date_of_birth", "ip_address", "password", "one_time_code", "medical_record_number",
    "driver_licence", "passport",
)  # fmt: skip
THIRD = (
    "uk_nhs", "uk_nino", "ca_sin", "au_tfn", "in_aadhaar", "in_pan", "br_cpf", "br_cnpj", "es_dni_nie", "de_steuer_id",
    "fr_nir", "ph_sss", "mx_curp",
)  # fmt: skip
CLASSES = FIRST + SECOND + THIRD


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of a text: a value of `data_class`, or (with no class) a look-alike of the kind `kind`.

    A finding may be as wide as `frame`: a passport's number stands inside its machine-readable lines.
    """

    start: int
    end: int
    data_class: str
    kind: str
    slice: Slice
    template: str
    frame: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What an agent's screen shows at one place; `label` is the caption of the field, where it is one."""

    text: str
    layout: str
    language: str
    label: str = ""
    spans: tuple[Span, ...] = field(default=())


def slice_of(data_class: str) -> Slice:
    """Return the slice of an undisguised value: by its check digits, or by what stands around it."""
    return "checksummed" if data_class in CHECKSUMMED else "contextual"
