"""Every month's name, in every language that the detector speaks, makes a date of birth."""

# SPDX-License-Identifier: Apache-2.0

import pytest

from workstation.detect.scanner import Scanner

MONTHS = {
    "Born on 7 {} 1979": "January February March April May June July August September October November December",
    "nació el 7 de {} de 1979": (
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
    ),
    "nascido em 7 de {} de 1979": (
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro"
    ),
    "née le 7 {} 1979": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre avr.",
    "geboren am 7. {} 1979": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "ipinanganak noong ika-7 ng {} 1979": (
        "Enero Pebrero Marso Abril Mayo Hunyo Hulyo Agosto Setyembre Oktubre Nobyembre Disyembre"
    ),
}
SCAN = Scanner(["date_of_birth"])


@pytest.mark.parametrize(("sentence", "months"), MONTHS.items())
def test_a_birthday_of_any_month_is_found(sentence: str, months: str) -> None:
    texts = [sentence.format(month) for month in months.split()]
    assert [text for text in texts if not SCAN(text, "")] == []


@pytest.mark.parametrize("word", ["version", "versión", "versão", "Version", "firmware"])
def test_a_version_of_four_groups_is_no_address(word: str) -> None:
    assert Scanner(["ip_address"])(f"{word} 3.8.0.1 is out", "") == ()
