"""One-time codes as RFC 6238 has them."""

# SPDX-License-Identifier: Apache-2.0

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.credentials.totp import code_at, enrolment_uri, match_step, new_secret
from workstation.errors import CredentialError

RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
# Appendix B, SHA-1: its codes have eight digits, of which six-digit codes are the last six.
RFC_VECTORS = [
    (59, "94287082"),
    (1111111109, "07081804"),
    (1111111111, "14050471"),
    (1234567890, "89005924"),
    (2000000000, "69279037"),
    (20000000000, "65353130"),
]
NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
STEP = int(NOON.timestamp()) // 30


@pytest.mark.parametrize(("seconds", "eight_digits"), RFC_VECTORS)
def test_the_codes_of_the_standard_match_their_step(seconds: int, eight_digits: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert match_step(RFC_SECRET, eight_digits[-6:], at, window=0) == seconds // 30


@pytest.mark.parametrize("offset", [-1, 0, 1])
def test_a_neighbouring_step_is_accepted_and_named(offset: int) -> None:
    assert match_step(RFC_SECRET, code_at(RFC_SECRET, STEP + offset), NOON) == STEP + offset


@pytest.mark.parametrize("offset", [-2, 2])
def test_a_step_outside_the_window_is_refused(offset: int) -> None:
    assert match_step(RFC_SECRET, code_at(RFC_SECRET, STEP + offset), NOON) is None
    later = NOON + timedelta(seconds=30 * offset)
    assert match_step(RFC_SECRET, code_at(RFC_SECRET, STEP + offset), later) == STEP + offset


@given(st.text(max_size=12).filter(lambda text: not (len(text) == 6 and text.isascii() and text.isdigit())))
def test_what_is_not_six_digits_is_refused(code: str) -> None:
    assert match_step(RFC_SECRET, code, NOON) is None


def test_digits_of_other_scripts_are_refused() -> None:
    arabic = code_at(RFC_SECRET, STEP).translate({ord("0") + digit: 0x0660 + digit for digit in range(10)})
    assert match_step(RFC_SECRET, arabic, NOON) is None


def test_the_first_step_of_time_has_no_step_before_it() -> None:
    assert match_step(RFC_SECRET, code_at(RFC_SECRET, 0), datetime(1970, 1, 1, tzinfo=UTC)) == 0


def test_a_secret_that_is_not_base32_is_an_error() -> None:
    with pytest.raises(CredentialError):
        match_step("not base32!", "123456", NOON)


def test_new_secrets_differ_and_work() -> None:
    one, other = new_secret(), new_secret()
    assert one != other
    assert len(base64.b32decode(one)) == 20
    assert match_step(one, code_at(one, STEP), NOON) == STEP


def test_the_address_for_the_authenticator_names_agent_and_issuer() -> None:
    uri = enrolment_uri(RFC_SECRET, "J. Cruz")
    assert uri == f"otpauth://totp/Deskwarden:J.%20Cruz?secret={RFC_SECRET}&issuer=Deskwarden"
