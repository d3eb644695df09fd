"""The values in the texts are what python-stdnum holds valid; the look-alikes are not cards."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from random import Random

import pytest
from stdnum import iban, luhn
from stdnum.au import tfn
from stdnum.br import cnpj, cpf
from stdnum.ca import sin
from stdnum.de import idnr
from stdnum.es import dni, nie
from stdnum.fr import nir
from stdnum.gb import nhs
from stdnum.in_ import aadhaar, pan
from stdnum.mx import curp
from stdnum.us import ein, itin, rtn, ssn

from tests.detection.decoys import DECOYS
from tests.detection.evasions import EVASIVE, disguised
from tests.detection.kinds import KINDS
from tests.detection.labelled import CLASSES

VALID: dict[str, Callable[[str], bool]] = {
    "card_number": lambda text: luhn.is_valid("".join(char for char in text if char.isdigit())),
    "us_ssn": ssn.is_valid,
    "us_itin": itin.is_valid,
    "us_ein": ein.is_valid,
    "us_routing": rtn.is_valid,
    "iban": iban.is_valid,
    "uk_nhs": nhs.is_valid,
    "ca_sin": sin.is_valid,
    "au_tfn": tfn.is_valid,
    "in_aadhaar": aadhaar.is_valid,
    "in_pan": pan.is_valid,
    "br_cpf": cpf.is_valid,
    "br_cnpj": cnpj.is_valid,
    "es_dni": dni.is_valid,
    "es_nie": nie.is_valid,
    "de_steuer_id": idnr.is_valid,
    "fr_nir": nir.is_valid,
    "mx_curp": curp.is_valid,
}


@pytest.mark.parametrize("kind", VALID)
def test_a_value_has_its_check_digits(kind: str) -> None:
    random = Random(kind)
    wrong = [value for value in (KINDS[kind][1](random) for _ in range(200)) if not VALID[kind](value.replace(" ", ""))]
    assert not wrong


def test_every_class_has_a_kind() -> None:
    assert {data_class for data_class, _ in KINDS.values()} == set(CLASSES)


@pytest.mark.parametrize("kind", EVASIVE)
def test_a_disguised_value_keeps_its_characters(kind: str) -> None:
    random = Random(kind)
    for _ in range(200):
        _, _, value, _ = disguised(random, kind)
        assert any(char.isdigit() for char in value)
        assert value[0].isalnum()
        assert value[-1].isalnum()


def test_an_order_that_has_a_cards_check_digit_has_no_cards_first_digits() -> None:
    random = Random(1)
    made = [DECOYS["luhn_order"](random) for _ in range(500)]
    assert all(luhn.is_valid(number) for number in made)
    assert not any(number.startswith(("2", "3", "4", "5", "6", "81", "82")) for number in made)
