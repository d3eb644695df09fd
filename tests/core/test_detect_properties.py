"""What holds of the detector for any text."""

# SPDX-License-Identifier: Apache-2.0

import sys
import unicodedata
from collections.abc import Callable
from itertools import pairwise
from time import process_time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum import luhn

from workstation.detect import luhn as own_luhn
from workstation.detect.finding import Finding, apart
from workstation.detect.foreign import fold
from workstation.detect.reading import read
from workstation.detect.scanner import Scanner
from workstation.detect.vocabulary import FILLERS, IS_WORDS

SCAN = Scanner(("card_number", "card_verification", "us_ssn"))
ALL_CLASSES = Scanner()
PASSWORDS = Scanner(("password",))
SAYING_A_PASSWORD = (
    *("password: ", "Password=", "password is ", "password was: ", "password reset to ", "contraseña es ", "senha é "),
    *("mot de passe : ", "le mot de passe, c'est ", "Passwort lautet ", "password ko po ay ", "neues Passwort "),
)
LETTERS_OF_SECRETS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.!#$%&*+?"
BRANDS = {"4": 16, "51": 16, "2221": 16, "34": 15, "37": 15, "6011": 16, "36": 14, "3528": 16, "62": 16, "2200": 16}
LAYOUTS = {14: ((14,), (4, 6, 4)), 15: ((15,), (4, 6, 5), (5, 5, 5)), 16: ((16,), (4, 4, 4, 4), (8, 8))}
SEPARATORS = st.sampled_from([" ", "-", ".", "\u00a0", " - ", "\u2011"])
SURROUNDINGS = st.sampled_from(["", "card ", "paid with: ", "(", "\n", "\t", "x, ", "12/27 ", "💳 ", "«"])
PIECES = (
    *("card", "CVV", "exp", "SSN", "account number", "routing", "IBAN", "SWIFT", "EIN", "order", "is", "\n", ",", "#"),
    *("4111 1111 1111 1111", "123", "12/27", "123-45-6789", "12345678", "021000021", "DE89 3704 0044 0532 0130 00"),
    *("a@example.com", "phone", "(415) 555-2671", "+44 7700 900123", "DOB", "05/12/1980", "10.0.12.255", "password:"),
    *("hunter2!x", "OTP", "482913", "MRN", "passport", "X1234567", "licence no", "NHS", "943 476 5919", "AB123456C"),
    *("CPF", "529.982.247-25", "12345678Z", "HEGG560427MVZRRL04", "2001:db8::8a2e:370:7334", "SSS", "34-1234567-8"),
    *("DEUTDEFF", "12-3456789", "%B4111111111111111^DOE/JOHN^27121010000?", ";4111111111111111=27121010000?"),
)
FAR = "\n" * 100
NOT_DIGITS = st.text(st.characters(exclude_categories=["L", "N", "Cs"], exclude_characters="+_.- "), max_size=8)


@st.composite
def cards(draw: st.DrawFn, *, valid: bool = True) -> str:
    """Return a card's digits with a right check digit, or a wrong one."""
    prefix, length = draw(st.sampled_from(sorted(BRANDS.items())))
    middle = draw(st.text("0123456789", min_size=length - len(prefix) - 1, max_size=length - len(prefix) - 1))
    right = luhn.calc_check_digit(prefix + middle)
    if valid:
        return prefix + middle + right
    return prefix + middle + draw(st.sampled_from([digit for digit in "0123456789" if digit != right]))


@st.composite
def written(draw: st.DrawFn, digits: str) -> str:
    """Return `digits` in one of their usual groupings, divided by one separator."""
    sizes = draw(st.sampled_from(LAYOUTS[len(digits)]))
    starts = [sum(sizes[:index]) for index in range(len(sizes))]
    return draw(SEPARATORS).join(digits[start : start + size] for start, size in zip(starts, sizes, strict=True))


@given(digits=st.text("0123456789", min_size=1, max_size=30))
def test_the_check_digit_is_that_of_python_stdnum(digits: str) -> None:
    assert own_luhn.checks(digits) == luhn.is_valid(digits)


@given(data=st.data(), digits=cards(), before=SURROUNDINGS, after=NOT_DIGITS)
def test_a_card_is_found_at_its_place_and_hidden_between_first_six_and_last_four(
    data: st.DataObject, digits: str, before: str, after: str
) -> None:
    card = data.draw(written(digits))
    (finding,) = SCAN(before + card + after, "")
    assert (before + card + after)[finding.start : finding.end] == card
    ((start, end),) = finding.hidden
    text = before + card + after
    assert [c for c in text[finding.start : start] if c.isdigit()] == list(digits[:6])
    assert [c for c in text[start:end] if c.isdigit()] == list(digits[6:-4])
    assert [c for c in text[end : finding.end] if c.isdigit()] == list(digits[-4:])
    assert text[start].isdigit()
    assert text[end - 1].isdigit()


@given(data=st.data(), digits=cards(valid=False), after=NOT_DIGITS)
def test_a_number_with_a_wrong_check_digit_is_left_alone(data: st.DataObject, digits: str, after: str) -> None:
    assert SCAN(f"ref {data.draw(written(digits))}{after}", "") == ()


@given(digits=cards(), glued=st.sampled_from("0123456789"), behind=st.booleans())
def test_a_digit_glued_to_a_card_makes_it_another_number(digits: str, glued: str, *, behind: bool) -> None:
    text = digits + glued if behind else glued + digits
    assume(not luhn.is_valid(text))
    assert SCAN(f"ref {text}", "") == ()


@given(area=st.integers(1, 899), group=st.integers(1, 99), serial=st.integers(1, 9999), gap=st.sampled_from("- "))
def test_a_social_security_number_is_found_when_its_area_is_assigned(
    area: int, group: int, serial: int, gap: str
) -> None:
    text = f"{area:03}{gap}{group:02}{gap}{serial:04}"
    found = [finding.data_class for finding in SCAN(text, "")]
    assert found == ([] if area == 666 else ["us_ssn"])


@given(text=st.text(), label=st.text(max_size=30))
def test_no_text_makes_it_raise(text: str, label: str) -> None:
    ALL_CLASSES(text, label)


@given(
    text=st.one_of(
        st.text(st.sampled_from("0123456789 -.\u00a0/CVSNcardsn:x\n"), max_size=300),
        st.lists(st.sampled_from(PIECES), max_size=20).map(" ".join),
    ),
    label=st.sampled_from(["", "Card number", "CVV", "SSN", "Notes"]),
)
def test_findings_stand_in_order_inside_the_text_without_touching_each_other(text: str, label: str) -> None:
    findings = ALL_CLASSES(text, label)
    assert all(one.end <= other.start for one, other in pairwise(findings))
    for finding in findings:
        assert 0 <= finding.start < finding.end <= len(text)
        assert all(finding.start <= start < end <= finding.end for start, end in finding.hidden)


@given(
    before=st.sampled_from(["", "Notes of today. " * 8 + FAR]),
    after=st.sampled_from(["", FAR + "Thank you. " * 8]),
    data=st.data(),
)
def test_text_far_away_loses_no_finding(before: str, after: str, data: st.DataObject) -> None:
    text = data.draw(st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join))
    alone = [(text[one.start : one.end], one.data_class) for one in ALL_CLASSES(text, "")]
    within = [
        (f"{before}{text}{after}"[one.start : one.end], one.data_class)
        for one in ALL_CLASSES(f"{before}{text}{after}", "")
    ]
    assert within == alone


@given(text=st.text())
def test_a_text_keeps_its_length_however_it_is_read(text: str) -> None:
    reading = read(text)
    assert {len(view) for view in (reading.text, reading.plain, reading.letters, reading.shape)} == {len(text)}


def test_every_decimal_digit_reads_as_its_ascii_form() -> None:
    for code in range(sys.maxunicode):
        if (digit := unicodedata.decimal(chr(code), None)) is not None:
            assert fold(chr(code)) == str(digit)


ORDINARY = """Customer: Ana Flores   Order #4026554 placed 2026-06-04 22:34   Balance due $81.40
Notes: the caller asked when the parcel will arrive, I told her it is on its way. Account created 2019-02-01.
Card number 4111 1111 1111 1111 exp 12/27   Phone: (330) 792-4402   Account number: 12345678  Tier Gold, SLA 73%
"""
WORST = (
    *(
        "1",
        "1 ",
        "1\n",
        "4000 ",
        "00.00.00",
        "000-00-0000 ",
        "123456789 ",
        "CVV 123 ",
        "exp 12/27 ",
        "cvv ",
        "account ",
    ),
    *(
        "@",
        "a@",
        "=",
        "^",
        ";4111111111111111=",
        "a1",
        "DE89 ",
        "gb29 nwbk 6016 1331 9268 19 ",
        "-",
        "\uff11a",
        "1\u4e2d",
    ),
    *("a@b.co ", "1.1.1.1", "::", "a:", "+1", "dob 01/01/1980 ", "password: x1y2z3 ", "otp 123456 ", "000-0000", "P<"),
    *("0000a", "AB123456C ", "4111 1111 1111 1111 ", "(at)", "nhs 943 476 5919 "),
    *("sss# 1 ", "cvv2|a\n1|2\n", "password for a ", "x9!abc is my password ", "\u200b1", "a,b,c\n", "please.\n"),
    *(
        "a at b dot ",
        "a (arroba) ",
        "a . ",
        "1[.]1[.]1",
        "4O12 8888 ",
        "4111, ",
        '"dob","a"\n"1","2"\n',
        "dob,a\n1,2\n",
    ),
    *(
        "sin: 1",
        "password is is is ",
        "password for a b c: ",
        "swift of a b: ",
        "123456 is your ",
        "lot 1 exp ",
        "order # ",
    ),
)


@pytest.mark.parametrize("unit", WORST)
def test_no_text_takes_over_twenty_times_as_long_as_ordinary_text(unit: str) -> None:
    size = 100_000
    assert seconds(unit * (size // len(unit))) < 20 * max(seconds(ORDINARY * (size // len(ORDINARY))), 0.001)


def seconds(text: str) -> float:
    """Return the processor time of a scan, the least of three."""
    return min(_seconds(text) for _ in range(3))


def _seconds(text: str) -> float:
    before = process_time()
    ALL_CLASSES(text, "")
    return process_time() - before


def steps(text: str) -> int:
    """Count the calls that scanning `text` makes, into Python and into C."""
    counted = 0

    def count(_frame: object, _event: str, _argument: object) -> None:
        nonlocal counted
        counted += 1

    sys.setprofile(count)
    try:
        SCAN(text, "")
    finally:
        sys.setprofile(None)
    return counted


@pytest.mark.parametrize(
    "unit",
    ["1", "1 ", "1 12 ", "4000 ", "4111-", "123-45-6789 ", "123456789 ", "CVV 123 ", "4111 1111 1111 1111 ", "5 . - "],
)
def test_twice_the_text_costs_twice_the_steps(unit: str) -> None:
    once = unit * (4000 // len(unit))
    assert steps(once * 2) <= 2.1 * steps(once) + 100


@pytest.mark.parametrize("unit", ["1", "1 ", "1 12 ", "4000 0000 ", " -.", "cc 4", "\uff11\u00a0"])
def test_a_megabyte_of_the_worst_text_is_scanned_to_its_end(unit: str) -> None:
    worst = unit * (1_000_000 // len(unit))
    assert [finding.data_class for finding in SCAN(f"{worst} / 4111111111111111", "")] == ["card_number"]


@given(
    told=st.sampled_from(SAYING_A_PASSWORD),
    filler=st.sampled_from(sorted(FILLERS | IS_WORDS)),
    cased=st.sampled_from([str.lower, str.upper, str.title]),
    tail=st.text(LETTERS_OF_SECRETS, min_size=3, max_size=20),
)
def test_a_password_that_begins_like_a_word_before_it_is_found_whole(
    told: str, filler: str, cased: Callable[[str], str], tail: str
) -> None:
    secret = f"{cased(filler)}{tail}9k"
    text = f"{told}{secret}"
    assert [(one.start, one.end) for one in PASSWORDS(text, "")] == [(len(told), len(text))]


FINDINGS = st.lists(
    st.builds(
        lambda start, size, data_class, score: Finding(
            start, start + size, data_class, ((start, start + size),), score
        ),
        st.integers(0, 2),
        st.integers(1, 2),
        st.sampled_from(("password", "password", "track_data")),
        st.sampled_from((0.6, 0.75, 0.9, 1.0)),
    ),
    max_size=8,
)


@given(findings=FINDINGS, data=st.data())
def test_what_is_kept_of_findings_does_not_depend_on_their_order(findings: list[Finding], data: st.DataObject) -> None:
    assert list(apart(data.draw(st.permutations(findings)))) == list(apart(findings))
