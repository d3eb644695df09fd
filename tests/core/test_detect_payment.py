"""Payment and US numbers beyond the card itself: what is found, what a mask leaves, and what is left alone."""

# SPDX-License-Identifier: Apache-2.0

import pytest
from stdnum import iban as standard

from workstation.detect import iban_structures
from workstation.detect.scanner import Scanner

SCAN = Scanner()


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
        ("exp 12/27", "exp █████"),
        ("Expires: 09/2026", "Expires: ███████"),
        ("valid thru 01-28", "valid thru █████"),
        ("Vence 03/29", "Vence █████"),
        ("fecha de vencimiento: 07/2026", "fecha de vencimiento: ███████"),
        ("validade 10/30", "validade █████"),
        ("gültig bis 08/27", "gültig bis █████"),
        ("expire fin 08/27", "expire fin █████"),
        ("4111 1111 1111 1111 12/27", "4111 11███████ 1111 █████"),
        ("12/27 4111 1111 1111 1111", "█████ 4111 11███████ 1111"),
        ("expiry is december 2027", "expiry is █████████████"),
        ("good through 11/28", "good through █████"),
        ("MM/YY: 11/28", "MM/YY: █████"),
        ("Verfalldatum 11/2028", "Verfalldatum ███████"),
        ("exp 1 1 / 2 8", "exp █████████"),
        ("Order no. 3436039\nExpiry: 11/28", "Order no. 3436039\nExpiry: █████"),
        ("4111 1111 1111 1111 12/27 123", "4111 11███████ 1111 █████ ███"),
    ],
)
def test_nothing_of_a_cards_expiry_stays_legible(text: str, legible: str) -> None:
    assert masked(text) == legible


@pytest.mark.parametrize(
    "text",
    [
        "12/27",
        "seen on 12/27/2026",
        "offer expires 12/27",
        "exp 13/27",
        "expires 12/05/2027",
        "page 3/12",
        "version 12.27",
        "order 1234 12/27",
        "your password expires 12/27",
        "her passport expires 05/2031",
    ],
)
def test_a_month_and_a_year_that_are_no_cards_are_left_alone(text: str) -> None:
    assert classes(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "%B4111111111111111^DOE/JOHN^27121010000000000000?",
        ";4111111111111111=27121010000000?",
        "4111111111111111=27121010000000",
    ],
)
def test_the_whole_of_a_track_is_hidden(text: str) -> None:
    assert masked(f"swipe {text} ok") == f"swipe {'█' * len(text)} ok"


@pytest.mark.parametrize(
    "text", ["4111111111111111|12|27|123", "4111 1111 1111 1111;12/2027;123", "4111111111111111:1227:1234"]
)
def test_what_a_list_has_behind_a_card_is_hidden(text: str) -> None:
    assert classes(text) == ["card_number", "card_expiry", "card_verification"]


def test_what_only_looks_like_a_track_is_not_one() -> None:
    assert "track_data" not in classes(";4111111111111112=27121010000000?")
    assert "track_data" not in classes("x=1; 4111111111111111=done")


@pytest.mark.parametrize(
    ("text", "legible"),
    [
        ("DE89 3704 0044 0532 0130 00", "DE89 █████████████████30 00"),
        ("de89370400440532013000", "de89██████████████3000"),
        ("DE89-3704-0044-0532-0130-00", "DE89-█████████████████30-00"),
        ("DE89\t3704\t0044\t0532\t0130\t00", "DE89\t█████████████████30\t00"),
        ("GB29 NWBK 6016 1331\n9268 19", "GB29 █████████████████68 19"),
        (
            "\uff24\uff25\uff18\uff19\uff13\uff17\uff10\uff14\uff10\uff10\uff14\uff14\uff10\uff15\uff13\uff12\uff10\uff11\uff13\uff10\uff10\uff10",
            "\uff24\uff25\uff18\uff19██████████████\uff13\uff10\uff10\uff10",
        ),
        ("FR1420041010050500013M02606", "FR14███████████████████2606"),
        ("IBAN: D E 8 9 3 7 0 4 0 0 4 4 0 5 3 2 0 1 3 0 0 0", "IBAN: D E 8 9 ███████████████████████████ 3 0 0 0"),
        ("accountDE89370400440532013000paid", "accountDE89██████████████3000paid"),
    ],
)
def test_an_iban_keeps_country_check_digits_and_the_last_four_legible(text: str, legible: str) -> None:
    assert masked(text) == legible
    assert classes(text) == ["iban"]


@pytest.mark.parametrize("text", ["DE89 3704 0044 0532 0130 01", "XX89370400440532013000", "DE8937040044053201300"])
def test_wrong_check_digits_countries_and_lengths_make_no_iban(text: str) -> None:
    assert classes(text) == []


def test_every_country_of_the_registry_has_its_structure() -> None:
    assert len(iban_structures.STRUCTURES) >= 80
    assert standard.is_valid("DE89370400440532013000")


@pytest.mark.parametrize(
    ("text", "legible"),
    [
        ("routing number 021000021", "routing number █████0021"),
        ("ABA 0210-0002-1", "ABA ██████002-1"),
        ("021000021 is the routing number", "█████0021 is the routing number"),
        ("account number 12345678", "account number ████5678"),
        ("Acct #: 1234-5678-90", "Acct #: ███████78-90"),
        ("my account number, uh, is 123456", "my account number, uh, is ███456"),
        ("cuenta: 0012345678", "cuenta: ██████5678"),
        ("número da conta 12345-6", "número da conta ███45-6"),
        ("Kontonummer 532013000", "Kontonummer █████3000"),
        ("numéro de compte : 00012345678", "numéro de compte : ███████5678"),
        ("SWIFT: DEUTDEFF", "SWIFT: DEUT████"),
        ("bic=CHASUS33 ssn=", "bic=CHAS████ ssn="),
        ("BIC code CHASUS33XXX", "BIC code CHAS███████"),
        ("COBADEFFXXX (BIC)", "COBA███████ (BIC)"),
        ("ITIN 912-70-1234", "ITIN ██████-1234"),
        ("SSN: 912-70-1234", "SSN: ██████-1234"),
        ("EIN 12-3456789", "EIN ██████6789"),
        ("federal tax ID: 123456789", "federal tax ID: █████6789"),
        ("SSN 123/45/6789", "SSN ██████/6789"),
        ("SSN: 1 2 3 4 5 6 7 8 9", "SSN: █████████ 6 7 8 9"),
    ],
)
def test_what_words_tell_keeps_its_last_digits_or_first_letters_legible(text: str, legible: str) -> None:
    assert masked(text) == legible


@pytest.mark.parametrize(
    "text",
    [
        "021000021",
        "routing number 021000022",
        "order 021000021",
        "account created 20190412",
        "account opened 2019-04-12",
        "account: order 12345678",
        "account 12345",
        "DEUTDEFF",
        "SWIFT payments are REQUIRED today",
        "swift document",
        "912-70-1234",
        "ITIN 912-66-1234",
        "12-3456789",
        "EIN 00-3456789",
        "EIN 07-3456789",
    ],
)
def test_what_no_words_tell_or_no_check_confirms_is_left_alone(text: str) -> None:
    assert classes(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "4111\t1111\t1111\t1111",
        "4111/1111/1111/1111",
        "4111 1111\n1111 1111",
        "card 4111\n1111\n1111\n1111 12/27",
        "4\t1\t1\t1\t1\t1\t1\t1\t1\t1\t1\t1\t1\t1\t1\t1",
    ],
)
def test_a_card_is_found_across_tabs_line_ends_and_slashes(text: str) -> None:
    assert classes(text)[0] == "card_number"


@pytest.mark.parametrize(
    "text",
    [
        "Orders\n4111\n1111\n1111\n1111",
        "4111\n1111\n1111\n1111\n2222",
        "12\n4111\n1111\n1111\n1111\n",
        "4111\n1111\n1111\n1112",
    ],
)
def test_a_column_of_short_numbers_is_no_card(text: str) -> None:
    assert classes(text) == []


def test_the_surer_the_more_there_is_to_tell_it() -> None:
    (alone,) = SCAN("4111 1111 1111 1111", "")
    (told,) = SCAN("Visa card: 4111 1111 1111 1111", "")
    (weak,) = SCAN("account: 12345678", "")
    (strong,) = SCAN("account number: 12345678", "")
    assert weak.score < strong.score < told.score
    assert alone.score < told.score == 1


@pytest.mark.parametrize("label", ["Account number", "Phone", "Passport no.", "Medical record number"])
def test_a_card_stays_a_card_under_the_label_of_something_else(label: str) -> None:
    assert classes("4111 1111 1111 1111", label) == ["card_number"]
    assert classes("4111111111111111", label) == ["card_number"]


def test_a_class_that_is_not_asked_for_is_not_found() -> None:
    text = "card 4111 1111 1111 1111 12/27 cvv 123 routing number 021000021"
    assert [finding.data_class for finding in Scanner(["us_routing"])(text, "")] == ["us_routing"]
    assert [finding.data_class for finding in Scanner(["card_expiry"])(text, "")] == ["card_expiry"]
