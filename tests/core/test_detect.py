"""What the detector finds, leaves alone, and hides."""

# SPDX-License-Identifier: Apache-2.0

import pytest

from workstation.detect.finding import Finding
from workstation.detect.scanner import Scanner

CARDS_AND_SSN = ("card_number", "card_verification", "us_ssn")
SCAN = Scanner(CARDS_AND_SSN)


def masked(text: str, label: str = "") -> str:
    """Return `text` as a mask leaves it legible."""
    characters = list(text)
    for finding in SCAN(text, label):
        for start, end in finding.hidden:
            characters[start:end] = "█" * (end - start)
    return "".join(characters)


def classes(text: str, label: str = "") -> list[str]:
    return [finding.data_class for finding in SCAN(text, label)]


@pytest.mark.parametrize(
    ("text", "legible"),
    [
        ("4111 1111 1111 1111", "4111 11███████ 1111"),
        ("4111-1111-1111-1111", "4111-11███████-1111"),
        ("4111.1111.1111.1111", "4111.11███████.1111"),
        ("4111\u00a01111\u00a01111\u00a01111", "4111\u00a011███████\u00a01111"),
        ("4111111111111111", "411111██████1111"),
        ("378282246310005", "378282█████0005"),
        ("3782 822463 10005", "3782 82██████0005"),
        ("30569309025904", "305693████5904"),
        ("6304000000000000", "630400██████0000"),
    ],
)
def test_a_card_keeps_its_first_six_and_last_four_digits_legible(text: str, legible: str) -> None:
    assert masked(text) == legible
    assert classes(text) == ["card_number"]


def test_separators_inside_the_hidden_part_are_hidden_as_one_span() -> None:
    assert SCAN("4111 1111 1111 1111", "") == (Finding(0, 19, "card_number", ((7, 14),), 0.95),)


@pytest.mark.parametrize(
    "text",
    [
        "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
        "41-11-11-11-11-11-11-11",
        "41111111 11111111",
        "4111  1111  1111  1111",
        "4111 - 1111 - 1111 - 1111",
        "4111\u20111111\u20111111\u20111111",
        "\uff14\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11",
        "card4111111111111111",
        "visa 41 1111 1111 1111 11",
        "card 4111_1111_1111_1111",
        "**4111 1111 1111 1111**",
        "card 4\u200b1\u200b1\u200b11111\u200b11111111",
        "card 4\U000e01001\U000e01ef1\U000e00311\u206a1111\U0001d1731111\u061c1111",
        "card 4\u034f1\u31641\ufe0f11111\uffa01111\u115f1111",
        "4111111111111111.",
        '{"pan":"4111111111111111"}',
    ],
)
def test_a_card_is_found_however_it_is_written(text: str) -> None:
    assert classes(text) == ["card_number"]


def test_cards_beside_each_other_and_beside_their_date_are_found_one_by_one() -> None:
    assert masked("4111 1111 1111 1111 5555 5555 5555 4444") == "4111 11███████ 1111 5555 55███████ 4444"
    assert masked("12 4111 1111 1111 1111 12 27") == "12 4111 11███████ 1111 12 27"
    assert masked("4111111111111111\n5555555555554444") == "411111██████1111\n555555██████4444"


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1112",
        "IMEI 490154203237518",
        "tracking 9400111899223818218407",
        "1Z999AA10123456784",
        "order 676770000000",
        "case 2024-4111-1111-1111-1111",
        "0.4111111111111111",
        "+4111111111111111",
        "41111111111111111111",
        "a4111111111111111f",
        "0x4111111111111111",
        "550e8400-e29b-41d4-a716-446655440000",
        "1732269072123456",
        "2026-11-22 10:11:12.345678",
        "20261122101112",
        "+1 (415) 555-2671",
        "+44 7700 900123",
        "978-3-16-148410-0",
        "10.0.12.255 192.168.100.200",
        "1234 5678 9012",
        "4000000000006 barcode",
    ],
)
def test_numbers_that_look_like_cards_are_left_alone(text: str) -> None:
    assert classes(text) == []


@pytest.mark.parametrize("text", ["maestro 5018 0000 0009", "card: 501800000009", "Tarjeta 4222222222222"])
def test_a_length_that_is_rare_for_its_brand_counts_beside_a_word_for_a_card(text: str) -> None:
    assert classes(text) == ["card_number"]


def test_under_a_cards_label_every_number_of_that_length_counts() -> None:
    assert masked("1234 5678 9012 3456", "Card number") == "1234 56███████ 3456"
    assert classes("1234 5678 901", "Card number") == []


@pytest.mark.parametrize(
    ("text", "legible"),
    [
        ("123-45-6789", "██████-6789"),
        ("123 45 6789", "██████ 6789"),
        ("room 12 123-45-6789", "room 12 ██████-6789"),
        ("SSN 123456789", "SSN █████6789"),
        ("123456789 (SSN)", "█████6789 (SSN)"),
        ("social security no.: 123.45.6789", "social security no.: ██████.6789"),
        ("order 12, SSN: 123456789", "order 12, SSN: █████6789"),
    ],
)
def test_a_social_security_number_keeps_its_last_four_digits_legible(text: str, legible: str) -> None:
    assert masked(text) == legible
    assert classes(text) == ["us_ssn"]


@pytest.mark.parametrize(
    "text",
    [
        "000-12-3456",
        "666-12-3456",
        "900-12-3456",
        "987-65-4321",
        "123-00-6789",
        "123-45-0000",
        "123456789",
        "order 123456789",
        "SSN is on file; order 123456789",
        "123-45 6789",
        "1-123-45-6789",
        "123-45-6789-0",
        "123-45-6789a",
        "123.45.6789",
        "021000021 routing",
    ],
)
def test_numbers_that_nobody_is_assigned_or_nobody_calls_so_are_left_alone(text: str) -> None:
    assert classes(text) == []


def test_under_its_own_label_any_nine_digits_are_a_social_security_number() -> None:
    assert masked("987654321", "SSN") == "█████4321"
    assert masked("1234-56789", "Social security no.") == "██████6789"
    assert classes("12345678", "SSN") == []


@pytest.mark.parametrize(
    ("text", "label", "legible"),
    [
        ("123", "CVV", "███"),
        ("1234", "Security code", "████"),
        ("CVV: 123", "", "CVV: ███"),
        ("CVV number is 123", "", "CVV number is ███"),
        ("cvv code is 123", "", "cvv code is ███"),
        ("card code 123", "", "card code ███"),
        ("Security code on the back: 123", "", "Security code on the back: ███"),
        ("cvc2=123", "", "cvc2=███"),
        ("CID 1234", "", "CID ████"),
        ("security code is 123.", "", "security code is ███."),
        ("123 (CVV)", "", "███ (CVV)"),
        ("código de seguridad: 123", "", "código de seguridad: ███"),
        ("4111111111111111 12/27 CVV 123", "", "411111██████1111 12/27 CVV ███"),
    ],
)
def test_nothing_of_a_verification_value_stays_legible(text: str, label: str, legible: str) -> None:
    assert masked(text, label) == legible


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("123", ""),
        ("123", "Room"),
        (f"the CVV is not kept{' ' * 60}123", ""),
        ("cid:123", ""),
        ("CVV 12", ""),
        ("CVV 12345", ""),
        ("123abc CVV", ""),
    ],
)
def test_three_digits_that_nobody_calls_a_verification_value_are_left_alone(text: str, label: str) -> None:
    assert classes(text, label) == []


def test_a_card_under_a_verification_label_is_a_card() -> None:
    assert classes("4111 1111 1111 1111", "CVV") == ["card_number"]


def test_of_two_classes_that_words_and_number_fit_alike_the_first_listed_counts() -> None:
    assert [finding.data_class for finding in Scanner()("her tax ID is 908510356", "")] == ["us_itin"]
