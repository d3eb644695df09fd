"""What a key says is understood, whatever it says; nothing but SecurityKeyError comes of one that misbehaves."""

# SPDX-License-Identifier: Apache-2.0

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from threading import Event
from typing import Any

import pytest
from fido2.ctap import STATUS
from fido2.hid import ConnectionFailure
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes.securitykey import PIN_TRIES, FakeSecurityKey
from workstation.credentials.keytouch import answer, make_secret, only_key, plugged_in, wants_pin
from workstation.credentials.securitykey import asserted, registered
from workstation.errors import SecurityKeyError
from workstation.facts.keyanswer import SecurityKey

PIN, CHALLENGE = "2580", bytes(range(32))


def given_to(agent: str, key: FakeSecurityKey) -> SecurityKey:
    return registered(CHALLENGE, *make_secret(key, agent, CHALLENGE, PIN))


def trouble(call: Callable[[], object]) -> str:
    with pytest.raises(SecurityKeyError) as refused:
        call()
    return refused.value.reason


class Odd(FakeSecurityKey):
    """Answers every command after `well` ones by `said`."""

    def __init__(self, said: bytes | Exception, well: int = 0) -> None:
        super().__init__()
        self._said_instead, self._well = said, well

    def call(
        self,
        cmd: int,
        data: bytes = b"",
        event: Event | None = None,
        on_keepalive: Callable[[STATUS], None] | None = None,
    ) -> bytes:
        self._well -= 1
        if self._well >= 0:
            return super().call(cmd, data, event, on_keepalive)
        if isinstance(self._said_instead, Exception):
            raise self._said_instead
        return self._said_instead


def test_a_key_answers_by_the_secret_that_it_made_for_this_agent() -> None:
    key = FakeSecurityKey()
    ana, ben = given_to("Ana", key), given_to("Ben", key)
    for agent, kept, other in (("Ana", ana, ben), ("Ben", ben, ana)):
        challenge = os.urandom(32)
        said = answer(key, agent, challenge, PIN)
        assert asserted(kept, challenge, said).counter > kept.counter
        assert trouble(partial(asserted, other, challenge, said)) == "another_key"
    assert trouble(lambda: answer(key, "Carl", CHALLENGE, PIN)) == "not_registered"


class Choosing(FakeSecurityKey):
    """Has a display, on which its user chose the account that was made first."""

    def _assert(self, asked: Mapping[int, Any], keepalive: Callable[[STATUS], None]) -> Mapping[int, Any]:
        self.credentials.reverse()
        said = super()._assert(asked, keepalive)
        return {6: True, **{number: each for number, each in said.items() if number != 5}}


def test_a_key_on_which_its_user_chose_an_account_answers_by_that_one() -> None:
    key = Choosing()
    ana, _ = given_to("Ana", key), given_to("Ben", key)
    assert answer(key, "", CHALLENGE, PIN).credential_id == ana.credential_id


def test_a_key_with_one_secret_answers_without_a_name_and_one_with_several_says_so() -> None:
    key = FakeSecurityKey()
    ana = given_to("Ana", key)
    challenge = os.urandom(32)
    assert asserted(ana, challenge, answer(key, "", challenge, PIN)).counter > ana.counter
    given_to("Ben", key)
    assert trouble(lambda: answer(key, "", CHALLENGE, PIN)) == "several_accounts"
    assert answer(key, "Ana", CHALLENGE, PIN).credential_id == ana.credential_id


def test_what_a_key_keeps_for_others_than_this_product_is_no_account_here() -> None:
    key = FakeSecurityKey()
    ana = given_to("Ana", key)
    for rp_id in ("example.com", "deskwarden.example"):
        key.credentials.append(replace(key.credentials[0], rp_id=rp_id, credential_id=os.urandom(32)))
    assert answer(key, "", CHALLENGE, PIN).credential_id == ana.credential_id


def test_what_a_key_calls_its_user_says_nothing() -> None:
    key = FakeSecurityKey()
    ana = given_to("Ana", key)
    for handle in (b"", b"Ben", bytes(64)):
        key.credentials[0].user = {"id": handle}
        assert answer(key, "", CHALLENGE, PIN).credential_id == ana.credential_id


@pytest.mark.parametrize("agent", ["Ana", ""])
def test_a_key_that_was_never_added_says_so(agent: str) -> None:
    assert trouble(lambda: answer(FakeSecurityKey(), agent, CHALLENGE, PIN)) == "not_registered"


def test_a_key_is_not_added_twice() -> None:
    key = FakeSecurityKey()
    known = given_to("Ana", key).credential_id
    assert trouble(lambda: make_secret(key, "Ana", CHALLENGE, PIN, [bytes(32), known])) == "known_already"
    assert make_secret(FakeSecurityKey(), "Ana", CHALLENGE, PIN, [known])


def test_wrong_pins_end_in_a_key_that_has_to_be_taken_out_and_then_in_one_that_is_blocked() -> None:
    key = FakeSecurityKey()
    given_to("Ana", key)
    said: list[str] = []
    while len(said) < PIN_TRIES:
        said.append(trouble(lambda: answer(key, "Ana", CHALLENGE, "0000")))
        if said[-1] == "take_out":
            assert trouble(lambda: answer(key, "Ana", CHALLENGE, PIN)) == "take_out"
            key.plug_in()
    assert said == ["wrong_pin", "wrong_pin", "take_out"] * 2 + ["wrong_pin", "blocked"]
    assert trouble(lambda: answer(key, "Ana", CHALLENGE, PIN)) == "blocked"


def test_what_a_key_lacks_is_told() -> None:
    key = FakeSecurityKey()
    given_to("Ana", key)
    assert trouble(lambda: answer(key, "Ana", CHALLENGE, "")) == "pin_wanted"
    assert wants_pin(key)
    key.touched = False
    assert trouble(lambda: answer(key, "Ana", CHALLENGE, PIN)) == "not_touched"
    bare = FakeSecurityKey(pin=None)
    assert not wants_pin(bare)
    assert trouble(lambda: make_secret(bare, "Ana", CHALLENGE, "")) == "no_pin"
    old = Odd(b"\x01")
    assert not wants_pin(old)
    assert trouble(lambda: make_secret(old, "Ana", CHALLENGE, "")) == "no_pin"


def test_one_key_is_spoken_to_and_no_other_is_guessed() -> None:
    key = FakeSecurityKey()
    assert only_key(lambda: [key]) is key
    assert trouble(lambda: only_key(list)) == "absent"
    assert trouble(lambda: only_key(lambda: [key, FakeSecurityKey()])) == "several"


def test_what_is_connected_here_can_be_asked_for() -> None:
    for device in plugged_in():
        device.close()


@pytest.mark.parametrize("lost", [OSError(19, "No such device"), ConnectionFailure("Wrong channel")])
@pytest.mark.parametrize("well", range(5))
def test_a_key_that_is_pulled_out_meanwhile_is_gone(lost: Exception, well: int) -> None:
    for agent in ("Ana", ""):
        assert trouble(partial(answer, Odd(lost, well), agent, CHALLENGE, PIN)) == "gone"


@given(said=st.binary(max_size=80), well=st.integers(0, 6), ok=st.booleans())
@settings(deadline=None)
def test_a_device_that_says_anything_is_refused_and_nothing_else(said: bytes, well: int, *, ok: bool) -> None:
    answers = b"\0" + said if ok else said
    trouble(lambda: answer(Odd(answers, well), "Ana", CHALLENGE, PIN))
    trouble(lambda: answer(Odd(answers, well), "", CHALLENGE, PIN))
    trouble(lambda: make_secret(Odd(said, well % 5), "Ana", CHALLENGE, PIN))
