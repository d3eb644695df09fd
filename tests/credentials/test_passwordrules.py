"""Which passwords an agent may choose: long ones of their own, whatever they are made of."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workstation.credentials.commonpasswords import COMMON
from workstation.credentials.password import hash_password, prepared
from workstation.credentials.passwordrules import LEAST, MOST_BYTES, check_password
from workstation.errors import CredentialError

AGENT = "J. Cruz"
UNCOMMON = "blue kite over manila"


def refusal(password: str, agent: str = AGENT, past: Sequence[str] = ()) -> str:
    """Return why a password is refused, "" where it is not."""
    try:
        check_password(password, agent, past)
    except CredentialError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    "password",
    [
        UNCOMMON,
        "correct horse battery staple",
        "correcthorsebatterystaple",
        "monkey dragon lamp tuesday",
        "x8#kQpass12!mK",
        "s9Fk2lQpz71w",
        "мой дом стоит за рекой",
        "雨の日は本を読んで過ごすのが好き",
        "\N{GRINNING FACE} kite \N{GRINNING FACE} manila",
    ],
)
def test_any_characters_make_a_password(password: str) -> None:
    assert refusal(password) == ""


@pytest.mark.parametrize(
    "password",
    [
        "Password2026!",
        "P@ssw0rd1234",
        "Welcome12345!",
        "Summer2026!!",
        "aaaaaaaaaaaa",
        "annaannaanna",
        "qwertyuiop12",
        "123456789012",
        "abcdefghijkl",
        "Deskwarden123",
        "iloveyou iloveyou",
        "Cruz-2026-May",
        "JCruz2026!!!!",
        "cruzcruzcruz",
    ],
)
def test_what_is_tried_first_is_refused(password: str) -> None:
    assert refusal(password) == "the password is one of those that are tried first"


@pytest.mark.parametrize("password", sorted(word for word in COMMON if len(word) >= LEAST))
def test_no_common_password_is_taken_however_it_is_written(password: str) -> None:
    assert refusal(password)
    assert refusal(password.upper())


def test_eleven_characters_are_too_few_and_twelve_are_enough() -> None:
    assert refusal("kite manila") == "the password has fewer than 12 characters"
    assert refusal("kites manila") == ""


def test_characters_are_counted_as_they_are_seen() -> None:
    assert refusal("kite maníla".replace("í", "i\N{COMBINING ACUTE ACCENT}")) == refusal("kite manila")


def test_sixty_four_characters_of_any_script_are_taken_and_what_is_too_long_is_said() -> None:
    letters = "".join(chr(0x20000 + 7 * number) for number in range(64))
    assert refusal(letters) == ""
    assert refusal(letters + "a") == f"the password is longer than {MOST_BYTES} bytes"


def test_what_cannot_be_typed_is_refused() -> None:
    assert refusal("blue kite\tover manila") == "the password has characters that cannot be typed"


def test_none_of_the_last_four_comes_back_and_the_fifth_does() -> None:
    past = [hash_password(f"{UNCOMMON} {word}") for word in ("one", "two", "six", "ten", "dog")]
    for word in ("one", "two", "six", "ten"):
        assert refusal(f"{UNCOMMON} {word}", past=past) == "the password is one of the last 4"
    assert refusal(f"{UNCOMMON} dog", past=past) == ""


@given(password=st.text(max_size=300), agent=st.text(max_size=64))
def test_what_is_taken_is_long_enough_and_not_too_long(password: str, agent: str) -> None:
    if refusal(password, agent) == "":
        assert len(prepared(password)) >= LEAST
        assert len(prepared(password).encode()) <= MOST_BYTES


@given(piece=st.text("abcdefghijklmnopqrstuvwxyz ", min_size=1, max_size=7), times=st.integers(2, 30))
@example(piece="taa uy", times=2)  # "uyt" is a row of keys, and stands where the pieces meet
def test_a_short_piece_again_and_again_is_refused(piece: str, times: int) -> None:
    assert refusal(piece * times)


@given(
    agent=st.text("abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=30),
    before=st.text("!?.-_ ", max_size=2),
    year=st.integers(1950, 2030),
)
def test_the_agents_own_name_is_no_password(agent: str, before: str, year: int) -> None:
    assert refusal(f"{before}{agent.title()}{year}", agent)
